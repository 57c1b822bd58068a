"""What many threads ask for at the same moment is done together, and one that fails fails nobody else."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from core.batching import Batcher


class Work:
    """Doubles numbers; holds its first batch until told, so that the others wait. A negative number cannot be done."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.has_begun, self.may_go_on = threading.Event(), threading.Event()
        self.error: Exception | None = None

    def __call__(self, items: Sequence[int]) -> Sequence[int | Exception]:
        self.batches.append(list(items))
        self.has_begun.set()
        assert self.may_go_on.wait(30)
        if self.error:
            raise self.error
        if any(item < 0 for item in items):
            raise ValueError("negative")
        return [LookupError(str(item)) if item == 13 else 2 * item for item in items]


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def batcher(work: Work) -> Iterator[Batcher[int, int]]:
    made: Batcher[int, int] = Batcher(work, most=8)
    yield made
    work.may_go_on.set()
    made.close()


def ask_all(batcher: Batcher[int, int], work: Work, items: Sequence[int]) -> list[object]:
    """The first is held while the rest come; then everything goes on. What is raised is given back."""

    def one(item: int) -> object:
        try:
            return batcher.ask(item)
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(items)) as pool:
        first = pool.submit(one, items[0])
        assert work.has_begun.wait(30)
        rest = [pool.submit(one, item) for item in items[1:]]
        wait_until(lambda: batcher._queue.qsize() == len(items) - 1)
        work.may_go_on.set()
        return [first.result(), *(other.result() for other in rest)]


def wait_until(is_so: Callable[[], bool]) -> None:
    ready = threading.Event()
    for _ in range(3000):
        if is_so():
            return
        ready.wait(0.01)
    raise AssertionError("It never came.")


def test_whoever_waits_is_done_together_and_each_gets_their_own(batcher: Batcher[int, int], work: Work) -> None:
    assert ask_all(batcher, work, range(12)) == [2 * number for number in range(12)]
    assert [len(batch) for batch in work.batches] == [1, 8, 3]


def test_what_cannot_be_done_fails_alone(batcher: Batcher[int, int], work: Work) -> None:
    *others, wrong = ask_all(batcher, work, [1, 2, 3, -1])
    assert others == [2, 4, 6]
    assert isinstance(wrong, ValueError)
    assert sorted(len(batch) for batch in work.batches) == [1, 1, 1, 1, 3]


def test_an_exception_given_for_one_is_raised_to_that_one(batcher: Batcher[int, int], work: Work) -> None:
    one, wrong, other = ask_all(batcher, work, [1, 13, 2])
    assert (one, other) == (2, 4)
    assert isinstance(wrong, LookupError)


def test_a_database_that_is_away_is_not_asked_again_for_each(batcher: Batcher[int, int], work: Work) -> None:
    work.error = OperationalError("gone")
    assert all(isinstance(said, OperationalError) for said in ask_all(batcher, work, range(6)))
    assert [len(batch) for batch in work.batches] == [1, 5]


def test_a_thread_that_ended_is_started_again(batcher: Batcher[int, int], work: Work) -> None:
    work.may_go_on.set()
    assert batcher.ask(1) == 2
    batcher.close()
    assert batcher._thread is None
    assert batcher.ask(2) == 4


@pytest.mark.django_db
def test_inside_a_transaction_of_ones_own_nobody_elses_work_joins(work: Work) -> None:
    work.may_go_on.set()
    batcher: Batcher[int, int] = Batcher(work, most=8)
    with transaction.atomic():
        assert connection.in_atomic_block
        assert batcher.ask(4) == 8
        with pytest.raises(LookupError):
            batcher.ask(13)
    assert batcher._thread is None
