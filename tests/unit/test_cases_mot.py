"""H4, A9, H9: the Housing MOT in eight areas, finished by whom the register permits, and what follows from it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from audit.models import Event
from cases.constants.clocks import ClockState, Measured
from cases.constants.intake import CaseState, ClosedReason
from cases.constants.lines import LineKind, LineState
from cases.constants.mot import LIMITS, ActionState, ForWhom, MotArea, SharedHow, ToldHow
from cases.exceptions import (
    AlreadyDecided,
    CaseClosed,
    ConflictOfInterest,
    LinesUnfinished,
    MotUnfinished,
    NotAtThatTime,
    NotOnThisRoute,
    NotShared,
    NotYourOrganisation,
    RepairNotNamed,
)
from cases.models import Case, HazardKind, HousingMot, MotAction, MotDraft, MotRefusal, Person, SolutionLine
from cases.pathway import next_step
from cases.selectors.funding import paying_for
from cases.selectors.mot import hazard_kinds
from cases.services import (
    assess,
    close_case,
    declare_relation,
    follow_up_action,
    leave_untold,
    mark_person,
    name_repair,
    propose_line,
    save_mot_area,
    set_standard,
    share_mot,
    tell_authority,
)
from core import clock
from core.exceptions import ImmutableRecord
from people.constants import Role
from people.models import StaffCheck, User
from people.vocabulary import Tenure
from tests.factories.cases import Team, a_case, a_line, a_team, assessment_of, brought_to
from tests.factories.cases_clocks import clock_of, default_standards
from tests.factories.cases_money import the_law
from tests.factories.cases_mot import (
    a_checklist,
    a_hazard,
    a_mot,
    a_mot_assessor,
    eight_areas,
    finished,
    in_england,
)
from tests.factories.cases_provision import ordered
from tests.factories.people import employed
from tests.unit.test_cases_register import a_therapist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def assessor(team: Team) -> User:
    return a_mot_assessor(employed(organisation__code="lantern", roles=(Role.CASEWORKER,)))


@pytest.mark.parametrize("area", list(MotArea))
def test_h4_each_of_the_eight_areas_is_needed(team: Team, assessor: User, area: MotArea) -> None:
    case = a_case(team.caseworker)
    eight_areas(case, assessor, but=area)
    with pytest.raises(MotUnfinished, match=area.label.split(":")[0]):
        finished(case, assessor)
    assert not MotRefusal.objects.exists()
    save_mot_area(case=case, area=area, found="In order.", hazards=[], by=team.caseworker)
    assert finished(case, assessor).permitted


@pytest.mark.parametrize("tenure", list(Tenure))
def test_h4_it_is_for_all_tenures(team: Team, assessor: User, tenure: Tenure) -> None:
    assert a_mot(a_case(team.caseworker, tenure=tenure), assessor).number == 1


def test_h4_it_is_for_adults_and_for_disabled_people_of_any_age(team: Team, assessor: User) -> None:
    case = a_case(team.caseworker)
    eight_areas(case, assessor)
    Person.objects.filter(pk=case.person_id).update(date_of_birth=date(2009, 6, 5))
    with pytest.raises(MotUnfinished, match="under 18"):
        finished(case, assessor)
    assert finished(case, assessor, for_whom=ForWhom.DISABLED_CHILD).permitted
    Person.objects.filter(pk=case.person_id).update(date_of_birth=date(2009, 6, 4))
    eight_areas(case, assessor)
    assert finished(case, assessor).permitted


def test_h4_what_was_found_the_prompts_the_limits_and_the_plan_are_kept(team: Team, assessor: User) -> None:
    a_checklist()
    mot = a_mot(a_case(team.caseworker), assessor)
    assert [finding.area for finding in mot.findings.all()] == [area.value for area in MotArea]
    assert mot.findings.get(area="e").prompts == ["Loose rugs?", "Light on the stairs?"]
    assert mot.limits == list(LIMITS)
    assert (mot.acknowledged_by, mot.acknowledged_how) == ("Jean Muir", "said")
    hazard = mot.hazards.get()
    assert (hazard.action.who, hazard.action.state) == ("Jean", ActionState.OPEN)
    assert not MotDraft.objects.exists()


def test_h4_it_never_changes_and_a_later_one_is_another(team: Team, assessor: User) -> None:
    case = a_case(team.caseworker)
    mot = a_mot(case, assessor)
    mot.summary = "Otherwise."
    with pytest.raises(ImmutableRecord):
        mot.save()
    with pytest.raises(ImmutableRecord):
        mot.hazards.update(advice="Nothing.")
    with pytest.raises(MotUnfinished, match="eight areas"):
        finished(case, assessor)
    assert a_mot(case, assessor).number == 2


def test_h4_the_limits_are_acknowledged_before_it_is_finished(team: Team, assessor: User) -> None:
    case = a_case(team.caseworker)
    eight_areas(case, assessor)
    with pytest.raises(MotUnfinished, match="acknowledged"):
        finished(case, assessor, acknowledged_by=" ")
    with pytest.raises(NotAtThatTime):
        finished(case, assessor, visited_on=clock.today() + timedelta(days=1))
    with pytest.raises(NotAtThatTime, match="the referral, to today"):
        finished(case, assessor, visited_on=clock.today().replace(year=1927))


def test_h4_englands_hazards_are_offered_in_england_alone(team: Team, assessor: User) -> None:
    case = a_case(team.caseworker)
    in_england("elsewhere")
    kind = HazardKind.objects.get(number=21)
    assert HazardKind.objects.count() == 29
    assert not hazard_kinds(case).exists()
    with pytest.raises(MotUnfinished, match="not used where"):
        save_mot_area(case=case, area=MotArea.HOME, found="?", hazards=[a_hazard(kind=kind.pk)], by=assessor)
    in_england()
    case = Case.objects.get(pk=case.pk)
    assert hazard_kinds(case).count() == 29
    eight_areas(case, assessor, hazards=(a_hazard(kind=kind.pk),))
    finished(case, assessor)
    assert case.mots.get().hazards.get().kind == kind


def test_a9_the_register_is_asked_when_it_is_finished_and_its_answer_kept(team: Team, assessor: User) -> None:
    mot = a_mot(a_case(team.caseworker), assessor)
    assert mot.answer_id
    assert mot.accreditation_number == assessor.accreditations.get().number


def _without_check(user: User) -> None:
    StaffCheck.objects.filter(user=user).update(checked_on=date(2024, 1, 4), recheck_on=date(2027, 6, 3))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [(_without_check, "STAFF_CHECK_DUE"), (lambda user: user.accreditations.get().delete(), None)],
    ids=["staff check past its date", "nothing held"],
)
def test_a9_without_the_scope_or_a_check_in_date_it_is_refused_in_words(
    team: Team, assessor: User, spoil: Any, reason: str | None
) -> None:
    """The draft is untouched, the answer kept, and whoever may is named."""
    case = a_case(team.caseworker)
    eight_areas(case, team.caseworker)
    asking = assessor
    if reason:
        spoil(assessor)
    else:
        asking = team.caseworker
    said = finished(case, asking)
    assert not said.permitted
    refusal = MotRefusal.objects.get()
    assert refusal.answer_id
    assert said.reasons
    assert reason is None or reason in refusal.reasons
    assert len(MotDraft.objects.get(case=case).areas) == 8
    assert not HousingMot.objects.exists()
    other = a_mot_assessor(employed(organisation__code="lantern", roles=(Role.CASEWORKER,)))
    assert str(other) in [one.name for one in finished(case, asking).who_may]
    assert finished(case, other).permitted


def test_a9_a_therapists_registration_alone_does_not_carry_a_housing_mot(team: Team) -> None:
    case = a_case(team.caseworker)
    therapist = a_therapist("lantern")
    eight_areas(case, therapist)
    assert not finished(case, therapist).permitted


def test_h4_nobody_finishes_one_for_somebody_close(team: Team, assessor: User) -> None:
    case = a_case(team.caseworker)
    eight_areas(case, assessor)
    declare_relation(case=case, relation="neighbour", by=assessor)
    with pytest.raises(ConflictOfInterest):
        finished(case, assessor)


def test_h4_danger_is_told_within_its_own_clock_and_before_the_end(team: Team, assessor: User, now: datetime) -> None:
    default_standards()
    case = a_case(team.caseworker)
    gas = a_hazard(what="A smell of gas", is_danger=True)
    eight_areas(case, assessor, hazards=(gas,))
    eight_areas(case, assessor, hazards=(gas,))
    notice = case.urgent_notices.get()
    assert notice.clock.due_at == now + timedelta(hours=4)
    with pytest.raises(MotUnfinished, match="authority"):
        finished(case, assessor)
    told: dict[str, Any] = {"authority": "Gas emergency service", "told_how": ToldHow.TELEPHONE, "by": assessor}
    with pytest.raises(NotAtThatTime):
        tell_authority(notice=notice, told_at=now + timedelta(minutes=1), **told)
    with clock.fixed(now + timedelta(hours=6)):
        tell_authority(notice=notice, told_at=now + timedelta(minutes=10), **told)
        with pytest.raises(AlreadyDecided):
            leave_untold(notice=notice, why="It was put right.", by=assessor)
        timed = clock_of(case, Measured.URGENT_NOTICE)
        assert (timed.done_at, timed.state_at(clock.now())) == (now + timedelta(minutes=10), ClockState.MET)
        assert finished(case, assessor).permitted


def test_h4_not_telling_is_explained_and_two_dangers_wait_for_both(team: Team, assessor: User) -> None:
    default_standards()
    case = a_case(team.caseworker)
    hazards = [a_hazard(what=what, is_danger=True) for what in ("Gas", "Bare wires")]
    save_mot_area(case=case, area=MotArea.SAFETY, found="Danger.", hazards=hazards, by=assessor)
    one, other = case.urgent_notices.all()
    leave_untold(notice=one, why="Switched off at the meter.", by=assessor)
    assert clock_of(case, Measured.URGENT_NOTICE).done_at is None
    leave_untold(notice=other, why="Capped.", by=assessor)
    assert clock_of(case, Measured.URGENT_NOTICE).done_at == clock.now()


def test_h4_a_case_does_not_close_over_a_danger_that_nobody_was_told_of(team: Team, assessor: User) -> None:
    case = a_case(team.caseworker)
    save_mot_area(
        case=case, area=MotArea.SAFETY, found="Danger.", hazards=[a_hazard(what="Gas", is_danger=True)], by=assessor
    )
    ending: dict[str, Any] = {"case": case, "reason": ClosedReason.NOT_NEEDED, "by": team.caseworker}
    with pytest.raises(LinesUnfinished, match="which authority was told"):
        close_case(**ending)
    leave_untold(notice=case.urgent_notices.get(), why="Capped on the spot.", by=assessor)
    assert close_case(**ending).state == CaseState.CLOSED


def test_h4_results_go_to_the_person_and_where_they_agreed(team: Team, assessor: User, now: datetime) -> None:
    set_standard(
        organisation=None,
        measures=Measured.RESULTS,
        amount=5,
        counted_in="working_days",
        valid_from=date(2027, 1, 1),
        by=None,
    )
    case = a_case(team.caseworker)
    mot = a_mot(case, assessor)
    share_mot(mot=mot, with_whom="Ardlea Health Board", how=SharedHow.EMAIL, by=assessor)
    assert clock_of(case, Measured.RESULTS).done_at is None
    with pytest.raises(NotShared, match="has not agreed"):
        share_mot(mot=mot, with_whom="The landlord", how=SharedHow.POST, by=assessor)
    share_mot(mot=mot, how=SharedHow.BY_HAND, by=assessor)
    assert clock_of(case, Measured.RESULTS).done_at == now
    mark_person(case=case, died_on=now.date(), by=assessor)
    with pytest.raises(NotShared, match="Nothing is sent"):
        share_mot(mot=HousingMot.objects.get(pk=mot.pk), how=SharedHow.POST, by=assessor)


def test_h4_the_plan_is_followed_up_once(team: Team, assessor: User) -> None:
    action = a_mot(a_case(team.caseworker), assessor).hazards.get().action
    follow_up_action(action=action, state=ActionState.DONE, note="The rug is gone.", by=team.caseworker)
    with pytest.raises(AlreadyDecided):
        follow_up_action(action=action, state=ActionState.DROPPED, note="No.", by=team.caseworker)
    kept = MotAction.objects.get(pk=action.pk)
    assert (kept.state, kept.followed_up_by) == (ActionState.DONE, team.caseworker)


def test_r1_nobody_of_another_organisation_touches_it(team: Team, assessor: User) -> None:
    case = a_case(team.caseworker)
    mot = a_mot(case, assessor)
    stranger = a_mot_assessor(employed(organisation__code="millburn", roles=(Role.CASEWORKER,)))
    tries = [
        lambda: save_mot_area(case=case, area=MotArea.HOME, found="?", hazards=[], by=stranger),
        lambda: finished(case, stranger),
        lambda: share_mot(mot=mot, how=SharedHow.POST, by=stranger),
        lambda: follow_up_action(action=mot.hazards.get().action, state=ActionState.DONE, by=stranger),
    ]
    for attempt in tries:
        with pytest.raises(NotYourOrganisation):
            attempt()


def test_h4_nothing_is_finished_in_a_closed_case(team: Team, assessor: User) -> None:
    case = a_case(team.caseworker)
    eight_areas(case, assessor)
    close_case(case=case, reason=ClosedReason.PERSON_CHOSE, by=team.caseworker)
    with pytest.raises(CaseClosed):
        finished(case, assessor)


def test_h4_the_mot_and_its_audit_event_fall_together(
    team: Team, assessor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(team.caseworker)
    eight_areas(case, assessor)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr("cases.services.mot.record", broken)
    with pytest.raises(RuntimeError):
        finished(case, assessor)
    assert not HousingMot.objects.exists()
    assert MotDraft.objects.filter(case=case).exists()
    assert not Event.objects.filter(verb="cases.mot_finished").exists()


def a_handyperson(case: Case, by: User) -> SolutionLine:
    return propose_line(case=case, kind=LineKind.HANDYPERSON, title="Fix the rail", purpose="Safe stairs.", by=by)


def test_h9_a_handyperson_comes_after_a_housing_mot_that_names_the_repair(team: Team, assessor: User) -> None:
    case = a_case(team.caseworker)
    line = a_handyperson(case, team.caseworker)
    assert next_step(line, has_conversation=False).page == "repair"
    with pytest.raises(RepairNotNamed, match="comes after a Housing MOT"):
        ordered(line, team.caseworker)
    hazard = a_mot(case, assessor).hazards.get()
    named: dict[str, Any] = {"line": line, "what": "Screw it on.", "materials": "Screws", "by": team.caseworker}
    with pytest.raises(RepairNotNamed, match="pay for the materials"):
        name_repair(hazard=hazard, is_told_of_materials=False, **named)
    with pytest.raises(RepairNotNamed, match="Choose one"):
        name_repair(is_told_of_materials=True, **named)
    name_repair(hazard=hazard, is_told_of_materials=True, **named)
    line = SolutionLine.objects.get(pk=line.pk)
    assert next_step(line, has_conversation=False).page == "order"
    the_law()
    paying = paying_for(line)
    assert paying
    assert paying.found, "the finding says by itself after what the handyperson comes"
    ordered(line, team.caseworker)
    line.refresh_from_db()
    assert line.state == LineState.ORDERED


def test_h9_or_after_a_therapists_assessment_and_nobody_elses(team: Team) -> None:
    therapist = a_therapist("lantern")
    seat = brought_to(LineState.ASSESSED, team)
    line = a_handyperson(seat.case, team.caseworker)
    named: dict[str, Any] = {"line": line, "what": "Move the hook.", "is_told_of_materials": True}
    with pytest.raises(RepairNotNamed, match="occupational therapist"):
        name_repair(assessment=seat.caseassessments.get(), by=team.caseworker, **named)
    second = a_line(seat.case, therapist)
    made = assess(line=second, by=therapist, **assessment_of(second))
    name_repair(assessment=made, by=team.caseworker, **named)
    ordered(line, team.caseworker)


def test_h9_a_finding_of_another_case_names_nothing_here(team: Team, assessor: User) -> None:
    other = a_mot(a_case(team.caseworker), assessor).hazards.get()
    line = a_handyperson(a_case(team.caseworker), team.caseworker)
    with pytest.raises(RepairNotNamed, match="another case"):
        name_repair(line=line, hazard=other, what="?", is_told_of_materials=True, by=team.caseworker)
    seat = brought_to(LineState.PROPOSED, team)
    with pytest.raises(NotOnThisRoute):
        name_repair(line=seat, hazard=other, what="?", is_told_of_materials=True, by=team.caseworker)
