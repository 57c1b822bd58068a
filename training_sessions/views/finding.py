"""Find a session, look at it, see one's own bookings (T5)."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from modules.selectors import prerequisites_missing
from people.access import SignedInRequest
from people.models import User
from training_sessions import codes
from training_sessions.access import is_scheduler, manages
from training_sessions.constants import LIVE, SessionState
from training_sessions.forms import FindForm, NeedsForm
from training_sessions.models import Session
from training_sessions.selectors.finding import bookings_of, open_sessions, overlapping, with_facts

ON_A_PAGE = 20


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(reverse("training_sessions:list"), "Sessions"), *more]


def trail_in(session: Session) -> list[tuple[str, str]]:
    return trail((reverse("training_sessions:session", args=[session.pk]), session.module_version.title))


def session_or_404(user: User, pk: int) -> Session:
    """A session that this person may see: planned ones are for those who arrange and lead."""
    session = get_object_or_404(with_facts(Session.objects.all()), pk=pk)
    if session.state == SessionState.PLANNED and not is_scheduler(user):
        get_object_or_404(Session.objects.none(), pk=pk)
    return session


@require_safe
@login_required
def session_list(request: SignedInRequest) -> HttpResponse:
    form = FindForm(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = Paginator(open_sessions(**chosen), ON_A_PAGE).get_page(request.GET.get("page"))
    states = {
        booking.session_id: booking
        for booking in bookings_of(request.user).filter(session__in=[one.pk for one in page], state__in=LIVE)
    }
    context = {
        "form": form,
        "page_obj": page,
        "rows": [(session, states.get(session.pk)) for session in page],
        "is_narrowed": bool(request.GET),
        "may_schedule": is_scheduler(request.user),
    }
    return render(request, "training_sessions/list.html", context)


@require_safe
@login_required
def session(request: SignedInRequest, pk: int) -> HttpResponse:
    found = session_or_404(request.user, pk)
    booking = bookings_of(request.user).filter(session=found).first()
    now, dates = clock.now(), list(found.dates.all())
    taught = {lesson_id for date in dates for lesson_id in date.lesson_ids}
    has_place = booking is not None and booking.state in LIVE and not booking.has_lapsed(now)
    can_book = found.state == SessionState.OPEN and found.starts_at > now and not has_place
    context = {
        "session": found,
        "booking": booking,
        "has_place": has_place,
        "can_book": can_book,
        "missing": prerequisites_missing(request.user, found.module_version.module) if can_book else [],
        "overlapping": overlapping(request.user, found) if can_book else [],
        "lessons": [lesson for lesson in found.module_version.lesson_heads if lesson.id in taught],
        "form": NeedsForm(),
        "is_late": now > found.apologies_until,
        "has_begun": found.starts_at <= now,
        "may_schedule": is_scheduler(request.user),
        "leads": request.user.pk in {trainer.pk for date in dates for trainer in date.pair.trainers},
        "today": next((date for date in dates if codes.is_shown(date, now)), None),
        "pair": next((date for date in dates if date.ends_at > now), dates[-1]).pair,
        "manages": manages(request.user),
        "trail": trail(),
    }
    return render(request, "training_sessions/session.html", context)


@require_safe
@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    now = clock.now()
    bookings = bookings_of(request.user)
    ahead = [one for one in bookings.filter(session__ends_at__gt=now, state__in=LIVE) if not one.has_lapsed(now)]
    past = bookings.exclude(pk__in=[one.pk for one in ahead]).order_by("-session__starts_at", "-pk")
    context = {
        "ahead": ahead,
        "page_obj": Paginator(past, ON_A_PAGE).get_page(request.GET.get("page")),
        "trail": trail(),
    }
    return render(request, "training_sessions/mine.html", context)
