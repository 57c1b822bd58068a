"""What trainers did, what they said about it, and whether services give their share (T11, T12)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Count, Max, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import make_aware

from core import clock
from people.models import Employment, Organisation, User
from training_sessions.constants import WHOLE_DAY, YEAR_BEGINS_IN_MONTH, AttendanceStatus, BookingState
from training_sessions.models import Attendance, SessionDate, SessionLog, TrainerPromise


def dates_led(user: User) -> "QuerySet[SessionDate]":
    """Every date that somebody led and that is over, newest first, each with how many people were `there` (T11)."""
    return _with_facts(SessionDate.objects.led_by(user.pk).filter(ends_at__lte=clock.now()).order_by("-starts_at"))


def dates_to_lead(user: User) -> "QuerySet[SessionDate]":
    """Every date that somebody is going to lead or is leading, soonest first."""
    return _with_facts(SessionDate.objects.led_by(user.pk).filter(ends_at__gt=clock.now()).order_by("starts_at"))


def people_of(date: SessionDate) -> list[User]:
    """Everybody who is booked, or who came without, by name, with their employer loaded."""
    booked = User.objects.filter(session_bookings__session=date.session, session_bookings__state=BookingState.BOOKED)
    marked = User.objects.filter(attendances__session_date=date)
    jobs = Prefetch("employments", queryset=Employment.objects.on(clock.today()), to_attr="jobs")
    return list(
        User.objects.filter(pk__in=booked.values("pk").union(marked.values("pk")))
        .prefetch_related(jobs)
        .order_by("last_name", "first_name", "pk")
    )


def _with_facts(dates: "QuerySet[SessionDate]") -> "QuerySet[SessionDate]":
    there = (
        Attendance.objects.newest()
        .filter(session_date=OuterRef("pk"))
        .exclude(status=AttendanceStatus.ABSENT)
        .order_by()
        .values("session_date")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        dates.not_cancelled()  # type: ignore[attr-defined]
        .select_related(
            "session__module_version",
            "session__place",
            "session__locality",
            "pair__first_trainer",
            "pair__second_trainer",
            "pair__first_employer",
            "pair__second_employer",
        )
        .defer("session__module_version__content")
        .annotate(there=Coalesce(Subquery(there), 0))
    )


@dataclass(frozen=True, kw_only=True)
class LogFacts:
    """One trainer's view of one session, with what evaluation groups it by (T10)."""

    session_id: int
    module_version_id: int
    locality_id: int
    delivery: str
    trainer: str
    written_at: datetime
    how_it_went: str
    to_change: str
    incidents: str


def session_logs(*, module_version_ids: Collection[int] | None = None) -> list[LogFacts]:
    """What trainers wrote about sessions of these module versions (None: of all), newest first; one query."""
    logs = SessionLog.objects.select_related("session", "written_by").order_by("-written_at", "-pk")
    if module_version_ids is not None:
        logs = logs.filter(session__module_version__in=module_version_ids)
    return [
        LogFacts(
            session_id=log.session_id,
            module_version_id=log.session.module_version_id,
            locality_id=log.session.locality_id,
            delivery=log.session.delivery,
            trainer=str(log.written_by),
            written_at=log.written_at,
            how_it_went=log.how_it_went,
            to_change=log.to_change,
            incidents=log.incidents,
        )
        for log in logs
    ]


@dataclass(kw_only=True)
class Share:
    """An organisation's trainer days in a year against its promise (T12)."""

    organisation: str
    is_employer: bool
    promised: Decimal | None
    given: Decimal = Decimal(0)
    planned: Decimal = Decimal(0)
    trainers: int = 0

    @property
    def is_shown(self) -> bool:
        """A body that employs nobody gives no trainers, unless it once did."""
        return self.is_employer or bool(self.trainers)

    @property
    def percentage(self) -> int | None:
        """How much of the promise is given; None when nothing was promised."""
        return int(self.given * 100 / self.promised) if self.promised else None

    @property
    def missing(self) -> Decimal:
        """What is neither given nor planned yet."""
        return max((self.promised or Decimal(0)) - self.given - self.planned, Decimal(0))


def year_of(day: date) -> int:
    return day.year if day.month >= YEAR_BEGINS_IN_MONTH else day.year - 1


def year_in_words(year: int) -> str:
    return f"April {year} to March {year + 1}"


def trainer_shares(year: int) -> list[Share]:
    """Each employer's trainer days in the year that begins in April: three queries, however many sessions (T12).

    A trainer's days count for who employed them when they were named, and a date that was cancelled counts for nobody.
    """
    begins, ends = (
        make_aware(datetime.combine(date(one, YEAR_BEGINS_IN_MONTH, 1), time())) for one in (year, year + 1)
    )
    promises = dict(TrainerPromise.objects.filter(year=year).values_list("organisation_id", "days"))
    shares = {
        organisation.pk: Share(
            organisation=str(organisation), is_employer=organisation.is_employer, promised=promises.get(organisation.pk)
        )
        for organisation in Organisation.objects.ours()
    }
    people: dict[int, set[int]] = defaultdict(set)
    now = clock.now()
    rows = SessionDate.objects.not_cancelled().filter(starts_at__gte=begins, starts_at__lt=ends).order_by()
    for starts_at, ends_at, first, first_employer, second, second_employer in rows.values_list(
        "starts_at",
        "ends_at",
        "pair__first_trainer",
        "pair__first_employer",
        "pair__second_trainer",
        "pair__second_employer",
    ):
        days = Decimal(1) if ends_at - starts_at >= WHOLE_DAY else Decimal("0.5")
        for trainer, employer in ((first, first_employer), (second, second_employer)):
            share = shares[employer]
            if ends_at <= now:
                share.given += days
            else:
                share.planned += days
            people[employer].add(trainer)
    for employer, trainers in people.items():
        shares[employer].trainers = len(trainers)
    return [share for share in shares.values() if share.is_shown]


@dataclass(kw_only=True)
class Pairing:
    """Two trainers who led together: how often, and when last (T12)."""

    trainers: str
    employers: str
    dates: int
    last_at: datetime


def pairings() -> list[Pairing]:
    """Who has led with whom, most often first: one query. The same two count together in either order."""
    rows = (
        SessionDate.objects.not_cancelled()
        .filter(ends_at__lte=clock.now())
        .order_by()
        .values_list(
            "pair__first_trainer",
            "pair__second_trainer",
            "pair__first_trainer__first_name",
            "pair__first_trainer__last_name",
            "pair__second_trainer__first_name",
            "pair__second_trainer__last_name",
            "pair__first_employer__name",
            "pair__second_employer__name",
        )
        .annotate(number=Count("pk"), last=Max("starts_at"))
    )
    found: dict[tuple[int, int], Pairing] = {}
    for one, other, *names, number, last in rows:
        key = (min(one, other), max(one, other))
        if key in found:
            found[key].dates += number
            found[key].last_at = max(found[key].last_at, last)
            continue
        found[key] = Pairing(
            trainers=f"{names[0]} {names[1]} and {names[2]} {names[3]}",
            employers=f"{names[4]} and {names[5]}",
            dates=number,
            last_at=last,
        )
    return sorted(found.values(), key=lambda pairing: (-pairing.dates, pairing.trainers))
