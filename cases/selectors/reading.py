"""Who has read a record, and what is unusual about it (R1)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, Count, QuerySet
from django.db.models.functions import Cast
from django.utils.timezone import localtime

from audit.models import Event
from audit.selectors import history_of
from cases.constants.intake import CaseState
from cases.constants.reading import FROM_HOUR, MANY_RECORDS, PAGES, UNTIL_HOUR, ReadAs, Unusual
from cases.models import Case, DeclaredRelation, StatedReason
from cases.selectors.history import READ
from cases.selectors.scope import cases_of
from core import clock
from people.models import User

SATURDAY = 5


def what_is_unusual(case: Case, user: User, task: ReadAs) -> list[str]:
    """What a manager looks at first, as codes; mostly nothing."""
    at = localtime(clock.now())
    found = {
        Unusual.STATED: task == ReadAs.STATED,
        Unusual.TIE: DeclaredRelation.objects.filter(person=case.person, user=user).exists(),
        Unusual.HOURS: at.weekday() >= SATURDAY or not FROM_HOUR <= at.hour < UNTIL_HOUR,
        Unusual.CLOSED: case.state == CaseState.CLOSED and task != ReadAs.OWNER,
    }
    return [str(one) for one, holds in found.items() if holds]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One time that somebody opened a page of a record, in words."""

    at: datetime
    reference: str
    who: str
    page: str
    why: str
    unusual: list[str]


def readings_of(case: Case) -> QuerySet[Event]:
    """Every reading of one case, newest first."""
    return history_of(case).filter(verb=READ).order_by("-at", "-id")


def readings_by_staff(
    user: User, *, reference: str = "", reader: User | None = None, day: date | None = None, unusual: bool = False
) -> QuerySet[Event]:
    """Every reading of the cases of one's own organisation, newest first."""
    own = cases_of(user).values_list(Cast("pk", CharField()), flat=True)
    events = Event.objects.filter(verb=READ, subject_type=Case._meta.label, subject_id__in=own)
    if reference:
        events = events.filter(subject_label__iexact=reference)
    if reader:
        events = events.filter(actor_id=str(reader.pk))
    if day:
        events = events.filter(at__date=day)
    if unusual:
        events = events.filter(detail__has_key="unusual")
    return events.order_by("-at", "-id")


def in_words(event: Event) -> Reading:
    page = str(event.detail.get("page", ""))
    task = event.detail.get("as", "")
    return Reading(
        at=event.at,
        reference=event.subject_label,
        who=event.actor_label or "Threshold",
        page=PAGES.get(page, page.replace("-", " ").capitalize()),
        why=ReadAs(task).label if task in ReadAs.values else "",
        unusual=[Unusual(code).label for code in event.detail.get("unusual", []) if code in Unusual.values],
    )


def readers_of_many(user: User, day: date) -> list[tuple[str, int]]:
    """Who opened more different records in a day than is usual, with how many."""
    counts = (
        readings_by_staff(user, day=day)
        .order_by()
        .values_list("actor_label")
        .annotate(records=Count("subject_id", distinct=True))
        .filter(records__gt=MANY_RECORDS)
        .order_by("-records")
    )
    return list(counts)


def stated_lately(user: User) -> QuerySet[StatedReason]:
    """The reasons given in the last 30 days for opening a case of one's own organisation, newest first."""
    since = clock.now() - timedelta(days=30)
    return (
        StatedReason.objects.filter(case__in=cases_of(user), at__gte=since)
        .select_related("case", "by")
        .order_by("-at", "-id")
    )
