"""What somebody had before them when they began to change it, so that nobody writes over another unseen (ADR 68).

A form that changes something carries a mark of what it was filled with. Under its lock the verb compares: when somebody
else has saved since, nothing is written, and the writer sees what is kept now beside what they typed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.timezone import localtime

from audit.models import Event
from cases.exceptions import ChangedUnseen
from cases.models import Budget, Home, ListedService, MotDraft, Person, PriceList

PERSON = (
    "name",
    "date_of_birth",
    "telephone",
    "email",
    "safe_contact",
    "communication_needs",
    "accessible_format",
)
HOME = ("address", "postcode", "tenure", "locality_id", "uprn")
SERVICE = (
    "organisation_id",
    "name",
    "description",
    "minimum_age",
    "maximum_age",
    "eligibility",
    "costs",
    "telephone",
    "email",
    "website",
    "contact_name",
    "opening_times",
    "places",
)


def mark_of_person(person: Person) -> str:
    return _mark(getattr(person, name) for name in PERSON)


def mark_of_contact_rules(person: Person) -> str:
    rules = person.contact_rules.order_by("route").values_list("route", "is_allowed", "note")
    return _mark(rules)


def mark_of_home(home: Home) -> str:
    return _mark(getattr(home, name) for name in HOME)


def mark_of_service(service: ListedService) -> str:
    """Of what the entry says. That it was confirmed meanwhile changes no word of it."""
    topics = service.topics.order_by("topic").values_list("topic", flat=True)
    localities = service.localities.order_by("pk").values_list("pk", flat=True)
    return _mark([*(getattr(service, name) for name in SERVICE), list(topics), list(localities)])


def mark_of_budget(budget: Budget) -> str:
    """Of what its holder decides. What is committed meanwhile is no change of it."""
    holders, serves = (sorted(many.values_list("pk", flat=True)) for many in (budget.holders, budget.serves))
    return _mark([budget.amount, budget.earmarked, holders, serves])


def mark_of_mot_area(draft: MotDraft | None, area: str) -> str:
    return _mark([draft.areas.get(area, {}) if draft else {}])


def mark_of_prices(price_list: PriceList) -> str:
    """Of the prices that hold and those that are set for a day to come."""
    held = price_list.prices.filter(valid_until=None).order_by("pk")
    return _mark(held.values_list("pk", "amount", "valid_from"))


def _mark(values: Iterable[object]) -> str:
    return hashlib.sha256(json.dumps([*values], default=str).encode()).hexdigest()


class LastChange(NamedTuple):
    """Who changed it last, and when."""

    who: str
    at: datetime


def last_change(verb: str, records: Iterable[Model]) -> LastChange | None:
    """What the history of these records says; None where it says nothing."""
    keys = [(record._meta.label, str(record.pk)) for record in records]
    labels, ids = {label for label, _ in keys}, {pk for _, pk in keys}
    events = Event.objects.filter(verb=verb, subject_type__in=labels, subject_id__in=ids)
    last = events.order_by("-at", "-id").first()
    return LastChange(last.actor_label, last.at) if last else None


def require_as_seen(seen: str | None, now: str, last: Callable[[], LastChange | None]) -> None:
    """Raises `ChangedUnseen` when what is locked is not what the writer had before them.

    `seen` is None where nobody filled in a form. `last` is asked only when there is something to say.
    """
    if seen is None or seen == now:
        return
    change = last()
    who = f", last by {change.who} on {date_format(localtime(change.at), 'j F Y, H:i')}" if change else ""
    raise ChangedUnseen(
        f"This was changed after you opened it{who}. Nothing of yours is saved yet, and nothing is lost. Compare it "
        "with what is kept now, then send it again."
    )
