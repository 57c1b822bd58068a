"""The Complex Cases Panel: who sits on it, the meeting to come, and a case on its agenda."""

from datetime import date, timedelta
from typing import Any

from cases.constants.lines import LineKind
from cases.constants.panel import HeardHow, SeatKind
from cases.models import Case, PanelSeat
from cases.services import (
    call_meeting,
    list_for_meeting,
    record_interim_plan,
    record_person_heard,
    refer_to_panel,
)
from core import clock
from demo.partnership import Partnership

MEMBERS = ["trainer_housing", "physio", "governor_two", "trainer_care"]
SITTING_FOR_DAYS = 200


def load(p: Partnership) -> None:
    """Members of four partners and a deputy, and a bath that no straightforward solution was found for."""
    since = p.day(SITTING_FOR_DAYS)
    seats = {key: _seat(p, key, since) for key in MEMBERS}
    _seat(p, "trainer_ot", since, deputy_for=seats["physio"])
    _seat(p, "governor", since, kind=SeatKind.DECISION_MAKER, office="Chief Social Work Officer")
    by, caller = p.people["nurse"], p.people["trainer_housing"]
    case = Case.objects.get(person__name="Wilma Strachan")
    with clock.fixed(p.moment(6, 11)):
        referral = refer_to_panel(
            case=case,
            why_exceptional="The landlord will not have the bath taken out, and no home with a level shower is free.",
            options={
                LineKind.ADAPTATION: "A bath lift was tried in the demonstration flat; it hurt her legs.",
                LineKind.EQUIPMENT: "A board over the bath was tried for two weeks, and slid.",
            },
            why_no_other="Washing at the basin was offered and is no relief from the pain.",
            by=by,
        )
        record_interim_plan(
            referral=referral,
            words="The district nurses help with a wash twice a week, and look at her legs each time.",
            owner=by,
            from_on=clock.today(),
            review_on=p.day(-28),
            by=by,
        )
        record_person_heard(
            referral=referral, how=HeardHow.CALL, said="I would move for a bath, but not away from the river.", by=by
        )
    with clock.fixed(p.moment(4, 9)):
        meeting = call_meeting(held_on=p.as_of + timedelta(days=12), place="Riverside Centre, and by video", by=caller)
        list_for_meeting(referral=referral, meeting=meeting, by=caller)


def _seat(p: Partnership, key: str, since: date, **values: Any) -> PanelSeat:
    organisation = p.organisations[p.staff[key]["organisation"]]
    return PanelSeat.objects.create(user=p.people[key], organisation=organisation, valid_from=since, **values)
