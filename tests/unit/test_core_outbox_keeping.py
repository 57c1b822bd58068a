"""What the outbox has done is emptied after a month, and forgotten when its key need not be remembered."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from core import clock, outbox
from core.models import OutboxEntry
from people.notices import REMEMBERED
from people.services import remind_of_rechecks
from tests.factories.fitness import checked
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

A_SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(outbox._kinds, "short", outbox.Kind(handler=lambda payload: None))
    long = outbox.Kind(handler=lambda payload: None, remembered=timedelta(days=365))
    monkeypatch.setitem(outbox._kinds, "long", long)


def keys_at(moment: datetime) -> dict[str, object]:
    """What is left at that moment, by key, with what it says."""
    with clock.fixed(moment):
        outbox.prune_done()
    return dict(OutboxEntry.objects.values_list("key", "payload"))


def test_what_was_done_is_emptied_and_forgotten_each_in_its_time(now: datetime) -> None:
    for kind in ("short", "long"):
        outbox.enqueue(kind=kind, key=kind, payload={"name": "Isla"})
    outbox.run_due()
    said = {"name": "Isla"}
    assert keys_at(now + outbox.DONE_KEPT) == {"short": said, "long": said}
    assert keys_at(now + outbox.DONE_KEPT + A_SECOND) == {"long": {}}
    assert keys_at(now + timedelta(days=365) + A_SECOND) == {}


def test_what_waits_is_kept_and_what_was_given_up_is_kept_for_a_year(now: datetime) -> None:
    for key in ("waits", "dead"):
        outbox.enqueue(kind="short", key=key, payload={"name": "Isla"})
    OutboxEntry.objects.filter(key="dead").update(dead_at=now)
    assert keys_at(now + outbox.DEAD_KEPT) == {"waits": {"name": "Isla"}, "dead": {"name": "Isla"}}
    assert keys_at(now + outbox.DEAD_KEPT + A_SECOND) == {"waits": {"name": "Isla"}}


def test_nobody_is_reminded_twice_because_the_first_reminder_was_forgotten(now: datetime) -> None:
    """Sixty days before, and fourteen: looked at every day, told once each."""
    person = employed(line_manager=employed())
    checked(person, recheck_on=date(2027, 12, 1))
    for ahead in range(100, 181):
        with clock.fixed(now + timedelta(days=ahead)):
            remind_of_rechecks()
            outbox.run_due()
            outbox.prune_done()
    assert [message.to for message in mail.outbox].count([person.email]) == 2
    assert OutboxEntry.objects.filter(payload={}).exists()


def test_mails_are_remembered_longer_than_any_reminder_looks_ahead() -> None:
    assert outbox._kinds["people.email"].remembered == REMEMBERED > timedelta(days=90)
