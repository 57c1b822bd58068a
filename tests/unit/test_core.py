"""Clock, working days, outbox, immutability, PDF."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from audit.services import record
from core import clock, outbox
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from core.models import OutboxEntry
from core.pdf import PdfNotMade, render_pdf
from core.transitions import require_state
from core.working_days import Calendar, add_working_days, is_working_day
from tests.factories.people import UserFactory


def test_the_clock_needs_an_aware_time() -> None:
    with pytest.raises(ValueError, match="aware"), clock.fixed(datetime(2027, 6, 4)):  # noqa: DTZ001
        pass


def test_h3_ten_working_days_in_england_and_scotland() -> None:
    """Easter Monday counts as a holiday in England and not in Scotland's bank holidays."""
    received = date(2027, 3, 24)
    assert add_working_days(received, 10, Calendar.ENGLAND) == date(2027, 4, 9)
    assert add_working_days(received, 10, Calendar.SCOTLAND) == date(2027, 4, 8)


@given(start=st.dates(date(2024, 1, 1), date(2032, 12, 31)), days=st.integers(1, 60))
def test_h3_a_due_day_is_a_working_day_and_leaves_out_nothing(start: date, days: int) -> None:
    due = add_working_days(start, days, Calendar.ENGLAND)
    between = (start + timedelta(days=n) for n in range(1, (due - start).days + 1))
    assert sum(is_working_day(day, Calendar.ENGLAND) for day in between) == days


@pytest.mark.django_db
def test_r3_an_event_is_part_of_its_transaction() -> None:
    user = UserFactory()

    class Fault(Exception):
        pass

    def change() -> None:
        with transaction.atomic():
            record("people.added", user, by=None)
            raise Fault

    with pytest.raises(Fault):
        change()
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_r3_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        record("people.added", UserFactory(), by=None)


@pytest.mark.django_db
def test_r3_an_event_never_changes() -> None:
    event = record("people.added", UserFactory(), by=None)
    event.verb = "other"
    with pytest.raises(ImmutableRecord):
        event.save()
    with pytest.raises(ImmutableRecord):
        event.delete()
    with pytest.raises(ImmutableRecord):
        Event.objects.update(verb="other")


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = []

    def handler(payload: dict[str, Any]) -> None:
        if payload.get("fails"):
            raise OSError("no route")
        seen.append(payload)

    monkeypatch.setitem(outbox._kinds, "test", outbox.Kind(handler=handler))
    return seen


@pytest.mark.django_db
def test_an_effect_is_written_once_and_done_once(handled: list[dict[str, Any]]) -> None:
    for _ in range(2):
        with transaction.atomic():
            outbox.enqueue(kind="test", key="a", payload={"n": 1})
    assert outbox.run_due() == 1
    assert outbox.run_due() == 0
    assert handled == [{"n": 1}]


@pytest.mark.django_db
def test_a_failing_effect_waits_longer_each_time_and_is_given_up_visibly(
    handled: list[dict[str, Any]], now: datetime
) -> None:
    outbox.enqueue(kind="test", key="a", payload={"fails": True})
    at = now
    for _ in range(len(outbox.BACKOFF.waits) + 1):
        with clock.fixed(at):
            assert outbox.run_due() == 0
            assert outbox.run_due() == 0, "it is not tried again before its time"
        at += timedelta(days=1)
    entry = OutboxEntry.objects.get()
    assert entry.dead_at is not None
    assert entry.attempts == len(outbox.BACKOFF.waits) + 1
    assert "no route" in entry.last_error


def test_a_pdf_loads_nothing_from_elsewhere(tmp_path: Any, settings: Any) -> None:
    (tmp_path / "remote.html").write_text('<img src="http://127.0.0.1:9/x.png">')
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    with pytest.raises(PdfNotMade):
        render_pdf("remote.html", {})


@pytest.mark.django_db
def test_a_request_keeps_its_name(client: Client) -> None:
    assert client.get("/", headers={"X-Request-ID": "abc-1"})["X-Request-ID"] == "abc-1"
    assert client.get("/", headers={"X-Request-ID": "a b\n"})["X-Request-ID"] != "a b\n"


@pytest.mark.parametrize(
    ("allowed", "words"),
    [
        ({"draft", "asked"}, "It is “done”; it must be “asked or draft”."),
        ({"draft", "asked", "open", "late"}, "It is “done”."),
    ],
)
def test_a_refusal_names_the_states_from_which_a_verb_is_allowed_while_they_are_few(
    allowed: set[str], words: str
) -> None:
    record = OutboxEntry(kind="done")
    with pytest.raises(TransitionNotAllowed) as refused:
        require_state(record, "send", allowed=allowed, field="kind")
    assert str(refused.value).endswith(words)
