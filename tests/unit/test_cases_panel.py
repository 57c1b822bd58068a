"""P8: a case comes before the Complex Cases Panel: options, plan for safety, the person heard, quorum, recusal."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.constants.decisions import Relation
from cases.constants.lines import LineKind, LineState
from cases.constants.panel import (
    HeardHow,
    PanelState,
)
from cases.exceptions import (
    AlreadyDecided,
    NotOnThePanel,
    NotYourOrganisation,
    PanelNotReady,
    Recused,
)
from cases.models import (
    DeclaredRelation,
    PanelReferral,
    PanelRule,
)
from cases.selectors.panel import bench_for
from cases.services import (
    adjourn,
    call_meeting,
    hear,
    list_for_meeting,
    pass_on,
    record_attendance,
    record_interim_plan,
    record_person_heard,
    recuse,
    refer_to_panel,
    withdraw_from_panel,
)
from core import clock
from people.constants import Role
from tests.factories.cases import Team, a_team, brought_to
from tests.factories.cases_panel import (
    REFERRAL,
    Panel,
    a_meeting,
    a_panel,
    a_seat,
    at_panel,
    made_safe,
    referred,
)
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

S = PanelState


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def panel() -> Panel:
    return a_panel()


def plan(referral: PanelReferral, team: Team, **changes: Any) -> object:
    today = clock.today()
    values = {"words": "Visits.", "owner": team.caseworker, "from_on": today, "review_on": today + timedelta(days=9)}
    return record_interim_plan(referral=referral, by=team.caseworker, **(values | changes))


def test_p8_the_options_tried_are_none_one_or_more_each_with_why(team: Team) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    with pytest.raises(PanelNotReady, match="why no option was tried"):
        refer_to_panel(case=line.case, line=line, by=team.caseworker, **(REFERRAL | {"options": {}}))
    options = {LineKind.EQUIPMENT: " "}
    with pytest.raises(PanelNotReady, match="why it was not enough"):
        refer_to_panel(case=line.case, line=line, by=team.caseworker, **(REFERRAL | {"options": options}))
    with pytest.raises(PanelNotReady, match="exceptional"):
        refer_to_panel(case=line.case, line=line, by=team.caseworker, **(REFERRAL | {"why_no_other": ""}))
    none = REFERRAL | {"options": {}, "none_tried_because": "Anything else would hurt."}
    referral = refer_to_panel(case=line.case, line=line, by=team.caseworker, **none)
    assert referral.none_tried_because
    with pytest.raises(AlreadyDecided):
        refer_to_panel(case=line.case, line=line, by=team.caseworker, **REFERRAL)
    whole = refer_to_panel(
        case=line.case,
        by=team.caseworker,
        **(REFERRAL | {"options": {LineKind.EQUIPMENT: "Slid.", LineKind.TECHNOLOGY: "No signal."}}),
    )
    assert whole.options.count() == 2


def test_p8_only_the_cases_own_staff_refer_and_only_members_hear(team: Team, panel: Panel) -> None:
    referral = at_panel(S.LISTED, team, panel)
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    with pytest.raises(NotYourOrganisation):
        refer_to_panel(case=referral.case, by=stranger, **REFERRAL)
    with pytest.raises(NotYourOrganisation):
        withdraw_from_panel(referral=referral, reason="x", by=panel.health.user)
    with pytest.raises(NotOnThePanel):
        hear(referral=referral, by=team.payer)
    with pytest.raises(NotOnThePanel):
        hear(referral=referral, by=panel.deputy.user)
    with pytest.raises(NotOnThePanel):
        call_meeting(held_on=clock.today(), place="Hall", by=team.caseworker)
    with pytest.raises(NotOnThePanel):
        record_person_heard(referral=referral, how=HeardHow.CALL, said="Yes.", by=stranger)


def test_p8_nothing_is_heard_without_a_plan_for_safety_that_covers_the_day(team: Team, panel: Panel) -> None:
    referral, meeting = referred(team), a_meeting(panel)
    with pytest.raises(PanelNotReady, match="keeps the person safe"):
        list_for_meeting(referral=referral, meeting=meeting, by=panel.housing.user)
    later = call_meeting(held_on=clock.today() + timedelta(days=20), place="Hall", by=panel.housing.user)
    plan(referral, team)
    with pytest.raises(PanelNotReady, match="It has to cover 24 June 2027"):
        list_for_meeting(referral=referral, meeting=later, by=panel.housing.user)
    with pytest.raises(PanelNotReady):
        plan(referral, team, review_on=clock.today() - timedelta(days=1))
    made_safe(referral, team)
    list_for_meeting(referral=referral, meeting=later, by=panel.housing.user)


def test_p8_nothing_is_heard_before_the_person_was(team: Team, panel: Panel) -> None:
    referral = referred(team)
    made_safe(referral, team)
    list_for_meeting(referral=referral, meeting=a_meeting(panel), by=panel.housing.user)
    with pytest.raises(PanelNotReady, match="the person or their advocate"):
        hear(referral=referral, by=panel.housing.user)
    with pytest.raises(PanelNotReady, match="how else"):
        record_person_heard(referral=referral, how=HeardHow.NOT_HEARD, why_not="In hospital.", by=team.caseworker)
    with pytest.raises(PanelNotReady, match="Name the advocate"):
        record_person_heard(referral=referral, how=HeardHow.ADVOCATE, said="She wants to stay.", by=team.caseworker)
    record_person_heard(
        referral=referral,
        how=HeardHow.NOT_HEARD,
        why_not="In hospital.",
        how_else="Her diary, read with her leave.",
        by=panel.health.user,
    )
    hear(referral=referral, by=panel.housing.user)


def test_p8_a_quorum_is_of_so_many_members_of_so_many_partners_by_the_rule_of_the_day(team: Team, panel: Panel) -> None:
    referral = at_panel(S.LISTED, team, panel)
    by, meeting = panel.housing.user, referral.meeting
    record_attendance(meeting=meeting, seats=[panel.housing, panel.health], by=by)
    with pytest.raises(PanelNotReady, match="3 members of 3 organisations are needed, and 2 of 2 are here"):
        hear(referral=referral, by=by)
    same_house = a_seat("millburn")
    record_attendance(meeting=meeting, seats=[panel.housing, panel.health, same_house], by=by)
    with pytest.raises(PanelNotReady, match="3 of 2 are here"):
        hear(referral=referral, by=by)
    PanelRule.objects.update(valid_until=clock.today())
    PanelRule.objects.create(quorum_members=3, quorum_partners=2, complaint_route="Complain.", valid_from=clock.today())
    hear(referral=referral, by=by)


def test_p8_a_deputy_counts_for_their_member_and_not_beside_them(team: Team, panel: Panel) -> None:
    referral = at_panel(S.LISTED, team, panel)
    meeting = referral.meeting
    with pytest.raises(PanelNotReady, match="Only one of the two counts"):
        record_attendance(meeting=meeting, seats=[*panel.members, panel.deputy], by=panel.health.user)
    record_attendance(meeting=meeting, seats=[panel.deputy, panel.health, panel.care], by=panel.health.user)
    hear(referral=referral, by=panel.deputy.user)
    with pytest.raises(PanelNotReady, match="A case was heard with"):
        record_attendance(meeting=meeting, seats=panel.members, by=panel.health.user)


def test_p8_who_came_is_recorded_on_the_day(panel: Panel) -> None:
    meeting = call_meeting(held_on=clock.today() + timedelta(days=3), place="Hall", by=panel.housing.user)
    with pytest.raises(PanelNotReady, match="on the day"):
        record_attendance(meeting=meeting, seats=panel.members, by=panel.housing.user)
    with pytest.raises(PanelNotReady, match="passed already"):
        call_meeting(held_on=date(2027, 6, 3), place="Hall", by=panel.housing.user)


@pytest.mark.parametrize("part", ["assessed", "authorised", "tied", "by themselves"])
def test_p8_members_who_had_a_part_step_back_and_are_told_why(team: Team, panel: Panel, part: str) -> None:
    """Whoever assessed or authorised in the case, or knows the person, neither counts nor decides."""
    line = brought_to(LineState.RECOMMENDED, team)
    if part == "authorised":
        other = brought_to(LineState.AUTHORISED, team, line.case)
        assert other.case_id == line.case_id
    mine = {"assessed": team.caseworker, "authorised": team.assessor}.get(part)
    seat = a_seat("lantern", user=mine) if mine else a_seat("lantern")
    referral = at_panel(S.LISTED, team, panel, line)
    if part == "tied":
        DeclaredRelation.objects.create(
            person=referral.case.person, user=seat.user, relation=Relation.NEIGHBOUR, declared_at=clock.now()
        )
    if part == "by themselves":
        recuse(referral=referral, reason="Her brother is a friend.", by=seat.user)
    record_attendance(meeting=referral.meeting, seats=[panel.housing, panel.health, seat], by=panel.housing.user)
    bench = bench_for(referral)
    assert [one.user for one, _ in bench.stepped_back] == [seat.user]
    assert "after 1 stepped back" in bench.missing
    with pytest.raises(PanelNotReady, match="after 1 stepped back"):
        hear(referral=referral, by=panel.housing.user)
    for act in (
        lambda: hear(referral=referral, by=seat.user),
        lambda: adjourn(referral=referral, reason="x", by=seat.user),
    ):
        with pytest.raises(Recused, match="You "):
            act()


def test_p8_a_recused_statutory_decision_maker_is_not_passed_the_case(team: Team, panel: Panel) -> None:
    referral = at_panel(S.ADJOURNED, team, panel)
    recuse(referral=referral, reason="My cousin.", by=panel.officer.user)
    with pytest.raises(PanelNotReady, match="Choose another"):
        pass_on(referral=referral, to=panel.officer.user, by=panel.housing.user)
    with pytest.raises(PanelNotReady, match="does not decide by statute"):
        pass_on(referral=referral, to=panel.health.user, by=panel.housing.user)
