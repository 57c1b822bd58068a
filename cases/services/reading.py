"""Giving a reason before a record is opened, and writing down that it was read (R1)."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.services import record
from cases.constants.reading import ReadAs, StatedWhy
from cases.exceptions import ReasonMissing
from cases.models import Case, StatedReason
from cases.selectors.history import READ
from cases.selectors.reading import what_is_unusual
from cases.selectors.tasks import REASON
from cases.services.guards import require_colleague
from core import clock
from people.constants import Role
from people.models import User
from people.notices import notify
from people.selectors import holders_in


@transaction.atomic
def state_reason(*, case: Case, why: StatedWhy, by: User, words: str = "") -> StatedReason:
    """Say why one opens a case in which one has no task. It holds until midnight; its owner and managers are told."""
    require_colleague(case, by)
    if why == StatedWhy.OTHER and not words.strip():
        raise ReasonMissing("Say in a few words why you open this record.")
    stated = StatedReason.objects.create(
        case=case, why=why, words=words.strip(), at=clock.now(), by=by, until=_end_of_day()
    )
    record(REASON, case, by=by, detail={"why": str(why)})
    for reader in _who_is_told(case, by):
        notify(
            user=reader,
            template="cases/emails/reason_stated.txt",
            key=f"cases.reason {stated.pk} {reader.pk}",
            context={
                "reference": case.reference,
                "who": str(by),
                "why": stated.get_why_display(),
                "address": reverse("cases:readings", args=[case.reference]),
            },
        )
    return stated


def _end_of_day() -> datetime:
    return timezone.make_aware(datetime.combine(clock.today() + timedelta(days=1), time.min))


def _who_is_told(case: Case, by: User) -> list[User]:
    """The owner, and who manages the organisation today."""
    managers = holders_in(case.organisation, Role.MANAGER)
    return [one for one in {case.owner, *managers} if one.pk != by.pk]


@transaction.atomic
def write_reading(*, case: Case, read_as: ReadAs, page: str, by: User) -> None:
    """Write down that somebody opened a page of a record: which, by which task, and what is unusual about it."""
    detail: dict[str, Any] = {"page": page, "as": str(read_as)}
    if unusual := what_is_unusual(case, by, read_as):
        detail["unusual"] = unusual
    record(READ, case, by=by, detail=detail)
