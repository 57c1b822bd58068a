"""Going through the log of answers holds a part of it at a time, however long it is (A5)."""

import gc

import pytest

from accreditation.answers import ask
from accreditation.log_check import LogCheck
from accreditation.models import Answer, AnswerBatch
from accreditation.services.register import begin_counting
from tests.factories.accreditation import a_question

pytestmark = pytest.mark.django_db

AT_ONCE = 8


@pytest.fixture(autouse=True)
def _in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accreditation.log_check.AT_ONCE", AT_ONCE)
    begin_counting()


def most_held(*, batches: int, size: int) -> int:
    """How many rows of a log of so many batches are in memory at once while it is gone through."""
    for _ in range(batches - AnswerBatch.objects.count()):
        ask([a_question("TA-0000-0")] * size, asker="Test")
    gc.collect()
    held = []

    def count(batch: int, of: int) -> None:
        # Without collecting what is in circles: nothing of the log may wait for that.
        held.append(sum(type(one) in (Answer, AnswerBatch) for one in gc.get_objects()) if batch % 4 == 0 else 0)

    check = LogCheck(progress=count)
    assert not list(check.problems())
    assert (check.batches, check.answers) == (batches, batches * size)
    return max(held)


def test_a5_no_more_of_the_log_is_held_at_once_when_it_is_three_times_as_long() -> None:
    short = most_held(batches=12, size=2)
    # The answers of a part, and batches as they come from the database.
    assert short <= 3 * AT_ONCE
    assert most_held(batches=36, size=2) <= short


def test_a5_large_batches_are_held_one_at_a_time() -> None:
    assert most_held(batches=12, size=2 * AT_ONCE) <= 2 * (2 * AT_ONCE) + 2 * AT_ONCE
