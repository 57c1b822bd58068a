"""The Complex Cases Panel as tests need it: who sits on it, a meeting, and a referral brought to a state."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cases.constants.lines import LineKind, LineState
from cases.constants.panel import HeardHow, LetterBy, PanelOutcome, PanelState, SeatKind
from cases.models import PanelMeeting, PanelReferral, PanelRule, PanelSeat, SolutionLine
from cases.services import (
    adjourn,
    call_meeting,
    decide_jointly,
    give_agreement,
    hear,
    list_for_meeting,
    look_at_letter,
    pass_on,
    propose_decision,
    record_attendance,
    record_interim_plan,
    record_person_heard,
    refer_to_panel,
    send_letter,
    withdraw_from_panel,
)
from core import clock
from people.models import User
from tests.factories.cases import Team, brought_to
from tests.factories.people import employed


def a_seat(organisation: str, *, user: User | None = None, **values: Any) -> PanelSeat:
    user = user or employed(organisation__code=organisation)
    job = user.employments.get()
    return PanelSeat.objects.create(user=user, organisation=job.organisation, valid_from=date(2020, 1, 1), **values)


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Three members of three organisations, a deputy of the first, and who decides by statute."""

    housing: PanelSeat
    health: PanelSeat
    care: PanelSeat
    deputy: PanelSeat
    officer: PanelSeat

    @property
    def members(self) -> list[PanelSeat]:
        return [self.housing, self.health, self.care]


def a_panel() -> Panel:
    PanelRule.objects.get_or_create(
        valid_from=date(2020, 1, 1),
        defaults={"quorum_members": 3, "quorum_partners": 3, "complaint_route": "Complain to us."},
    )
    housing = a_seat("millburn")
    return Panel(
        housing=housing,
        health=a_seat("health-board"),
        care=a_seat("care-and-repair"),
        deputy=a_seat("millburn", deputy_for=housing),
        officer=a_seat("council", kind=SeatKind.DECISION_MAKER, office="Chief Social Work Officer"),
    )


REFERRAL: dict[str, Any] = {
    "why_exceptional": "No home with a level way in is free within reach of her carer.",
    "why_no_other": "A move would part her from her carer.",
    "options": {LineKind.EQUIPMENT: "A commode was tried; she could not use it alone."},
}


def referred(team: Team, line: SolutionLine | None = None) -> PanelReferral:
    line = line or brought_to(LineState.RECOMMENDED, team)
    return refer_to_panel(case=line.case, line=line, by=team.caseworker, **REFERRAL)


def made_safe(referral: PanelReferral, team: Team, *, days: int = 60) -> None:
    today = clock.today()
    record_interim_plan(
        referral=referral,
        words="Two visits a day, and a bed downstairs.",
        owner=team.caseworker,
        from_on=today,
        review_on=today + timedelta(days=days),
        by=team.caseworker,
    )


def spoken(referral: PanelReferral, team: Team) -> None:
    record_person_heard(referral=referral, how=HeardHow.CALL, said="I want to stay by the harbour.", by=team.caseworker)


def a_meeting(panel: Panel) -> PanelMeeting:
    """Today, with its three members there."""
    meeting = call_meeting(held_on=clock.today(), place="Town hall", by=panel.housing.user)
    record_attendance(meeting=meeting, seats=panel.members, by=panel.housing.user)
    return meeting


def a_decision(team: Team, **changes: Any) -> dict[str, Any]:
    values = {
        "outcome": PanelOutcome.GO_AHEAD,
        "what": "Fit the seat, and look at the door after that.",
        "reasons": "It is the only way for her to wash where her carer is.",
        "owner": team.caseworker,
        "due_on": clock.today() + timedelta(days=30),
    }
    return values | changes


def at_panel(state: PanelState, team: Team, panel: Panel, line: SolutionLine | None = None) -> PanelReferral:
    """A referral in this state."""
    referral = referred(team, line)
    by = panel.housing.user
    if state == PanelState.WITHDRAWN:
        withdraw_from_panel(referral=referral, reason="She moved in with her son.", by=team.caseworker)
    elif state != PanelState.REFERRED:
        made_safe(referral, team)
        spoken(referral, team)
        list_for_meeting(referral=referral, meeting=a_meeting(panel), by=by)
        if state in {PanelState.ADJOURNED, PanelState.PASSED_ON}:
            adjourn(referral=referral, reason="The surveyor's report.", by=by)
        elif state != PanelState.LISTED:
            hear(referral=referral, by=by)
        if state == PanelState.PASSED_ON:
            pass_on(referral=referral, to=panel.officer.user, by=by)
        if state in {PanelState.DECIDED, PanelState.TOLD}:
            proposal = propose_decision(referral=referral, by=by, **a_decision(team))
            for seat in panel.members:
                give_agreement(proposal=proposal, agrees=True, by=seat.user)
            decision = decide_jointly(referral=referral, by=by)
            if state == PanelState.TOLD:
                look_at_letter(decision=decision, words="Dear Jean", by=team.caseworker)
                send_letter(decision=decision, how=LetterBy.POST, by=team.caseworker)
    referral = PanelReferral.objects.get(pk=referral.pk)
    assert referral.state == state
    return referral
