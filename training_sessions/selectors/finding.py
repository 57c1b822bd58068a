"""What somebody finds who looks for a session, and where they stand with it (T5)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from core import clock
from people.models import User
from training_sessions.constants import HOLDS_PLACE, LIVE, BookingState, SessionState
from training_sessions.models import Booking, Session, SessionDate


def with_places(sessions: "QuerySet[Session]") -> "QuerySet[Session]":
    """Each session with how many places are `taken` and how many people are `waiting`."""

    def counted(**which: object) -> Coalesce:
        rows = Booking.objects.filter(session=OuterRef("pk"), **which).order_by().values("session")
        return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)

    return sessions.annotate(
        taken=counted(state__in=HOLDS_PLACE), waiting=counted(state=BookingState.WAITING)
    ).annotate(free=F("capacity") - F("taken"))


def with_facts(sessions: "QuerySet[Session]") -> "QuerySet[Session]":
    """Each session with its places, dates and pairs: a fixed number of queries for any number of sessions."""
    dates = SessionDate.objects.select_related("pair__first_trainer", "pair__second_trainer").order_by("starts_at")
    return (
        with_places(sessions)
        .select_related("module_version__module", "place", "locality")
        .defer("module_version__content")
        .prefetch_related(Prefetch("dates", queryset=dates))
    )


def open_sessions(
    *, module: str = "", locality: str = "", day: date | None = None, only_free: bool = False
) -> "QuerySet[Session]":
    """Sessions that can be booked, soonest first. `day` is the earliest day that suits."""
    sessions = with_facts(Session.objects.filter(state=SessionState.OPEN, starts_at__gt=clock.now()))
    if module:
        sessions = sessions.filter(module_version__module__code=module)
    if locality:
        sessions = sessions.filter(locality__code=locality)
    if day:
        sessions = sessions.filter(starts_at__date__gte=day)
    if only_free:
        sessions = sessions.filter(Q(free__gt=0), Q(waiting=0))
    return sessions.order_by("starts_at", "pk")


def bookings_of(user: User) -> "QuerySet[Booking]":
    """Somebody's bookings, the next session first, each with the place on the waiting list as `position`."""
    ahead = Booking.objects.filter(
        session=OuterRef("session"), state=BookingState.WAITING, queue_number__lte=OuterRef("queue_number")
    )
    position = Subquery(ahead.order_by().values("session").annotate(number=Count("pk")).values("number"))
    dates = Prefetch("session__dates", queryset=SessionDate.objects.order_by("starts_at"))
    return (
        Booking.objects.filter(user=user)
        .annotate(position=position)
        .select_related("session__module_version__module", "session__place", "session__locality", "user")
        .defer("session__module_version__content")
        .prefetch_related(dates)
        .order_by("session__starts_at", "pk")
    )


def position_of(booking: Booking) -> int:
    """Whose turn it is before somebody's own, and their own: 1 is the next."""
    return Booking.objects.filter(
        session=booking.session_id, state=BookingState.WAITING, queue_number__lte=booking.queue_number
    ).count()


def waiting_list(session: Session) -> "QuerySet[Booking]":
    """Who waits, in order, each with `position`."""
    return (
        Booking.objects.filter(session=session, state=BookingState.WAITING)
        .select_related("user")
        .annotate(position=Window(RowNumber(), order_by=F("queue_number").asc()))
        .order_by("queue_number")
    )


def overlapping(user: User, session: Session) -> list[Session]:
    """Other sessions that somebody has a place in, or waits for, at one of these times."""
    times = Q(pk__in=[])
    for one in session.dates.all():
        times |= Q(dates__starts_at__lt=one.ends_at, dates__ends_at__gt=one.starts_at)
    return list(
        Session.objects.filter(times, bookings__user=user, bookings__state__in=LIVE)
        .exclude(pk=session.pk)
        .exclude(state=SessionState.CANCELLED)
        .select_related("module_version", "place")
        .defer("module_version__content")
        .distinct()
    )


@dataclass(frozen=True, kw_only=True)
class SessionSummary:
    """Somebody's sessions for the dashboard: places held, offers to answer, lists they wait on."""

    booked: list[Booking]
    offered: list[Booking]
    waiting: list[Booking]
    leads: list[SessionDate]

    @property
    def is_empty(self) -> bool:
        return not (self.booked or self.offered or self.waiting or self.leads)


def session_summary(user: User) -> SessionSummary:
    """Four queries, however many sessions."""
    now = clock.now()
    ahead = [
        booking
        for booking in bookings_of(user).filter(
            state__in=LIVE, session__ends_at__gt=now, session__state__in={SessionState.OPEN, SessionState.CLOSED}
        )
        if not booking.has_lapsed(now)
    ]
    leads = (
        SessionDate.objects.not_cancelled()
        .led_by(user.pk)
        .filter(ends_at__gt=now)
        .select_related("session__module_version", "session__place")
        .defer("session__module_version__content")
        .order_by("starts_at")
    )
    return SessionSummary(
        booked=[one for one in ahead if one.state == BookingState.BOOKED],
        offered=[one for one in ahead if one.state == BookingState.OFFERED],
        waiting=[one for one in ahead if one.state == BookingState.WAITING],
        leads=list(leads[:3]),
    )
