"""Meetings of the Complex Cases Panel, for those who sit on it (P8)."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import forms, services
from cases.models import PanelMeeting
from cases.panel_access import meeting_or_404, on_the_panel
from cases.selectors import panel as selectors
from cases.views.panel import panel_step
from core import clock
from core.forms import posted
from people.access import SignedInRequest

MEETINGS_ON_A_PAGE = 20


@login_required
@require_safe
@on_the_panel
def panel_meetings(request: SignedInRequest) -> HttpResponse:
    """What is coming, what waits for a meeting, what was passed on to me, and what was."""
    today = clock.today()
    past = Paginator(selectors.past_meetings(), MEETINGS_ON_A_PAGE)
    context = {
        "upcoming": selectors.upcoming_meetings(),
        "waiting": selectors.waiting_for_a_meeting(),
        "passed_on": selectors.passed_on_to(request.user),
        "page_obj": past.get_page(request.GET.get("page")),
        "seats": selectors.seats_on(today),
        "rule": selectors.rule_on(today),
    }
    return render(request, "cases/panel/meetings.html", context)


@on_the_panel
def panel_call(request: SignedInRequest) -> HttpResponse:
    return panel_step(
        request,
        forms.MeetingForm(posted(request)),
        lambda details: services.call_meeting(by=request.user, **details),
        back=reverse("cases:panel-meetings"),
        done="The meeting is called, and the members are told.",
        heading="Call a meeting",
        button="Call it and tell the members",
    )


@login_required
@require_safe
@on_the_panel
def panel_meeting(request: SignedInRequest, token: str) -> HttpResponse:
    """The agenda of one meeting, and who came."""
    meeting = meeting_or_404(token)
    context = {
        "meeting": meeting,
        "agenda": selectors.agenda_of(meeting),
        "came": meeting.attendances.select_related("user", "organisation", "seat__deputy_for__user"),
        "rule": selectors.rule_on(meeting.held_on),
        "has_come": clock.today() >= meeting.held_on,
    }
    return render(request, "cases/panel/meeting.html", context)


def _back(meeting: PanelMeeting) -> str:
    return reverse("cases:panel-meeting", args=[meeting.token])


@on_the_panel
def panel_attendance(request: SignedInRequest, token: str) -> HttpResponse:
    meeting = meeting_or_404(token)
    data = request.POST if request.method == "POST" else None
    return panel_step(
        request,
        forms.AttendanceForm(data, meeting=meeting),
        lambda details: services.record_attendance(meeting=meeting, by=request.user, **details),
        back=_back(meeting),
        done="Who came is recorded.",
        heading="Who came",
        button="Record it",
    )


@on_the_panel
def panel_close(request: SignedInRequest, token: str) -> HttpResponse:
    meeting = meeting_or_404(token)
    return panel_step(
        request,
        forms.ConfirmForm(request.POST if request.method == "POST" else None),
        lambda _: services.close_meeting(meeting=meeting, by=request.user),
        back=_back(meeting),
        done="The meeting is over.",
        heading="The meeting is over",
        lead="Whatever stood on the agenda was decided, adjourned or passed on.",
        button="Say that it is over",
    )


@on_the_panel
def panel_cancel(request: SignedInRequest, token: str) -> HttpResponse:
    meeting = meeting_or_404(token)
    return panel_step(
        request,
        forms.ConfirmForm(request.POST if request.method == "POST" else None),
        lambda _: services.cancel_meeting(meeting=meeting, by=request.user),
        back=_back(meeting),
        done="The meeting is cancelled, and the members are told.",
        heading="Cancel the meeting",
        lead="The members are told. The agenda waits for the next meeting; that counts as no adjournment.",
        button="Cancel the meeting",
    )
