"""The pathway of a case: every verb from every state, the gates, and what only a service can check."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from audit.models import Event
from audit.selectors import history_of
from cases.constants.decisions import Agreement, Concern
from cases.constants.intake import CaseState, ClosedReason
from cases.constants.lines import LineKind, LineRoute, LineState
from cases.exceptions import (
    AssessmentIncomplete,
    CaseClosed,
    ConversationMissing,
    DutiesNotSeparate,
    LinesUnfinished,
    NotDirectAccess,
    NotOnThisRoute,
    NotYourOrganisation,
)
from cases.models import AuthorisationRefusal, Case, SolutionLine
from cases.pathway import next_step
from cases.services import (
    HomeDetails,
    PersonDetails,
    arrange_direct_access,
    assess,
    authorise,
    await_funds,
    close_case,
    commit_funds,
    hand_over,
    mark_person,
    propose_line,
    recommend,
    record_outcome,
    send_to_assessment,
    stop_line,
    take_referral,
)
from core.exceptions import Refused, TransitionNotAllowed
from people.constants import Role
from people.vocabulary import Tenure, Tier
from tests.factories.cases import (
    AN_OUTCOME,
    Team,
    a_case,
    a_line,
    a_team,
    assessment_of,
    brought_to,
    talked,
)
from tests.factories.cases_money import the_budget_of
from tests.factories.cases_provision import A_HAND_OVER, ALL_NO, a_fitter, handed_over, ordered, passed
from tests.factories.people import LocalityFactory, UserFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


# What the product promises, written down a second time: from where each verb of the assessed route is allowed.
S = LineState
VERBS: dict[str, tuple[set[LineState], Callable[[SolutionLine, Team], object]]] = {
    "assess": ({S.PROPOSED}, lambda line, t: assess(line=line, by=t.caseworker, **assessment_of(line))),
    "recommend": ({S.ASSESSED}, lambda line, t: recommend(line=line, tier=Tier.SIMPLE, summary="It.", by=t.caseworker)),
    "authorise": ({S.RECOMMENDED}, lambda line, t: authorise(line=line, by=t.assessor)),
    "await_funds": ({S.AUTHORISED}, lambda line, t: await_funds(line=line, reason="April.", by=t.payer)),
    "commit_funds": (
        {S.AUTHORISED, S.AWAITING_FUNDS},
        lambda line, t: commit_funds(line=line, amount=Decimal(90), budget=the_budget_of(line, t.payer), by=t.payer),
    ),
    "order": ({S.COMMITTED, S.ARRANGED}, lambda line, t: ordered(line, t.caseworker)),
    "hand_over": ({S.ORDERED}, lambda line, t: handed_over(line, by=t.caseworker, inspector=t.payer)),
    "record_outcome": ({S.HANDED_OVER}, lambda line, t: record_outcome(line=line, by=t.caseworker, **AN_OUTCOME)),
    "send_to_assessment": (
        {S.PROPOSED, S.ASSESSED, S.RECOMMENDED},
        lambda line, t: send_to_assessment(line=line, by=t.caseworker),
    ),
    "stop": (
        set(S) - {S.HANDED_OVER, S.OUTCOME_RECORDED, S.STOPPED},
        lambda line, t: stop_line(line=line, reason="Not wanted.", by=t.caseworker),
    ),
}
ALLOWED = [(verb, state) for verb, (states, _) in VERBS.items() for state in S if state in states]
NOT_ALLOWED = [(verb, state) for verb, (states, _) in VERBS.items() for state in S if state not in states]


@pytest.mark.parametrize(("verb", "state"), NOT_ALLOWED)
def test_p1_a_verb_is_refused_from_every_other_state(team: Team, verb: str, state: LineState) -> None:
    line = brought_to(state, team)
    before, events = SolutionLine.objects.filter(pk=line.pk).values().get(), Event.objects.count()
    with pytest.raises(Refused) as refusal:
        VERBS[verb][1](line, team)
    assert str(refusal.value).endswith((".", "?"))
    assert SolutionLine.objects.filter(pk=line.pk).values().get() == before
    assert Event.objects.count() == events


@pytest.mark.parametrize(("verb", "state"), ALLOWED)
def test_p1_a_verb_works_from_its_own_states(team: Team, verb: str, state: LineState) -> None:
    line = brought_to(state, team)
    VERBS[verb][1](line, team)
    line.refresh_from_db()
    if (verb, state) != ("send_to_assessment", S.PROPOSED):
        assert line.state != state
        assert history_of(line.case).last().detail["line"] == line.number


@pytest.mark.parametrize("tenure", Tenure)
def test_p1_one_pathway_from_referral_to_outcome_for_every_tenure(team: Team, tenure: Tenure) -> None:
    case = a_case(team.caseworker, tenure=tenure)
    talked(case, team.caseworker)
    line = brought_to(LineState.OUTCOME_RECORDED, team, case)
    close_case(case=case, reason=ClosedReason.FINISHED, by=team.caseworker)
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    said = [event.verb for event in history_of(case)]
    assert said[0] == "cases.referral_taken"
    assert said[-1] == "cases.closed"
    assert line.authorisations.get().by == team.assessor


@pytest.mark.parametrize("state", [state for state in S if state not in {S.OUTCOME_RECORDED, S.STOPPED}])
def test_p1_each_step_says_what_is_next_and_who_does_it(team: Team, state: LineState) -> None:
    line = brought_to(state, team)
    step = next_step(line, has_conversation=True)
    assert step is not None
    assert step.words
    assert step.who
    assert step.address(line).startswith(f"/cases/{line.case.reference}/")


def test_p1_references_count_up_within_the_year(team: Team) -> None:
    assert [a_case(team.caseworker).reference for _ in range(2)] == ["AR-2027-0001", "AR-2027-0002"]


def test_p2_no_case_assessment_before_the_recorded_conversation(team: Team) -> None:
    case = a_case(team.caseworker)
    line = a_line(case, team.caseworker)
    assert next_step(line, has_conversation=False).page == "conversation"
    with pytest.raises(ConversationMissing):
        assess(line=line, by=team.caseworker, **assessment_of(line))
    talked(case, team.caseworker)
    assess(line=line, by=team.caseworker, **assessment_of(line))


def test_p2_each_other_solution_is_considered_with_a_reason(team: Team) -> None:
    case = a_case(team.caseworker)
    with pytest.raises(AssessmentIncomplete, match="rehousing"):
        talked(case, team.caseworker, rehousing=("not_right", " "))
    assert not case.conversations.exists()


def test_p2_declining_to_move_closes_no_way(team: Team) -> None:
    case = a_case(team.caseworker)
    talked(case, team.caseworker, rehousing=("not_right", "I will not move."))
    assert brought_to(LineState.AUTHORISED, team, case)


def test_p4_every_contraindication_of_the_catalogue_is_answered(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    partly = assessment_of(line) | {"contraindications": {"weight rating": (Concern.NONE, "")}}
    with pytest.raises(AssessmentIncomplete, match="wall strength"):
        assess(line=line, by=team.caseworker, **partly)
    bare = assessment_of(line) | {
        "contraindications": {"weight rating": (Concern.MANAGED, ""), "wall strength": (Concern.NONE, "")}
    }
    with pytest.raises(AssessmentIncomplete, match="Explain"):
        assess(line=line, by=team.caseworker, **bare)


@pytest.mark.parametrize(
    "mark",
    [
        "reason_for_provision",
        "minimum_intervention",
        "discussion",
        "long_term_suitability",
        "decision",
    ],
)
def test_p4_no_mark_of_good_practice_may_be_empty(team: Team, mark: str) -> None:
    line = brought_to(LineState.PROPOSED, team)
    with pytest.raises(AssessmentIncomplete):
        assess(line=line, by=team.caseworker, **(assessment_of(line) | {mark: "  "}))


@pytest.mark.parametrize(
    "changes",
    [
        {"agreement": Agreement.DISAGREES},
        {"contraindications": {"weight rating": (Concern.PREVENTS, "120 kg"), "wall strength": (Concern.NONE, "")}},
    ],
)
def test_p4_what_the_assessment_finds_wrong_is_not_recommended(team: Team, changes: dict[str, Any]) -> None:
    line = brought_to(LineState.PROPOSED, team)
    assess(line=line, by=team.caseworker, **(assessment_of(line) | changes))
    with pytest.raises(AssessmentIncomplete):
        recommend(line=line, tier=Tier.SIMPLE, summary="Seat.", by=team.caseworker)
    send_to_assessment(line=line, by=team.caseworker)
    assess(line=line, by=team.caseworker, **assessment_of(line))
    recommend(line=line, tier=Tier.SIMPLE, summary="Seat.", by=team.caseworker)
    assert line.caseassessments.count() == 2


def test_p5_a_tier_is_raised_with_a_reason_and_never_lowered(team: Team) -> None:
    line = brought_to(LineState.ASSESSED, team)
    with pytest.raises(AssessmentIncomplete, match="not lower"):
        recommend(line=line, tier=Tier.DIRECT_ACCESS, summary="Seat.", by=team.caseworker)
    with pytest.raises(AssessmentIncomplete, match="Say why"):
        recommend(line=line, tier=Tier.MODERATE, summary="Seat.", by=team.caseworker)
    recommend(line=line, tier=Tier.MODERATE, tier_reason="A child.", summary="Seat.", by=team.caseworker)
    said = authorise(line=line, by=team.assessor)
    assert not said.permitted
    assert said.record.tier == Tier.MODERATE


def test_p6_direct_access_needs_no_conversation_and_no_assessment(team: Team) -> None:
    case = a_case(team.caseworker)
    line = a_line(case, team.caseworker, code="RAIL-GRAB-INT", route=LineRoute.DIRECT_ACCESS)
    said = arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker)
    assert said.permitted
    assert said.record.by == team.caseworker
    assert said.record.answer_id
    ordered(line, team.caseworker)
    assert not case.conversations.exists()
    assert not line.caseassessments.exists()


def test_p6_one_red_flag_sends_the_item_to_assessment(team: Team) -> None:
    line = a_line(a_case(team.caseworker), team.caseworker, code="RAIL-GRAB-INT", route=LineRoute.DIRECT_ACCESS)
    with pytest.raises(NotDirectAccess, match="Ask every question"):
        arrange_direct_access(line=line, answers={}, by=team.caseworker)
    said = arrange_direct_access(line=line, answers=ALL_NO | {"falls": True}, by=team.caseworker)
    assert not said.permitted
    line.refresh_from_db()
    assert (line.route, line.state) == (LineRoute.ASSESSED, LineState.PROPOSED)


@pytest.mark.parametrize(("code", "tenure"), [("SEAT-SHOWER", Tenure.COUNCIL), ("RAIL-GRAB-INT", Tenure.OWNER)])
def test_p6_what_the_tenure_does_not_list_is_turned_away_and_the_answer_kept(
    team: Team, code: str, tenure: Tenure
) -> None:
    case = a_case(team.caseworker, tenure=tenure)
    line = a_line(case, team.assessor, code=code, route=LineRoute.DIRECT_ACCESS)
    said = arrange_direct_access(line=line, answers=ALL_NO, by=team.assessor)
    assert not said.permitted
    assert "is not on the direct-access list" in said.reasons[0]
    assert AuthorisationRefusal.objects.get().answer_id
    line.refresh_from_db()
    assert line.state == LineState.PROPOSED
    with pytest.raises(TransitionNotAllowed):
        ordered(line, team.caseworker)


def test_p6_direct_access_is_not_for_an_assessed_line(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    with pytest.raises(NotOnThisRoute):
        arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker)


def test_p9_what_is_not_of_the_catalogue_is_agreed_and_arranged(team: Team) -> None:
    case = a_case(team.caseworker)
    line = propose_line(case=case, kind=LineKind.REHABILITATION, purpose="Strength and balance.", by=team.caseworker)
    assert line.route == LineRoute.AGREED
    ordered(line, team.caseworker)
    handed_over(line, by=team.caseworker, inspector=team.payer)
    record_outcome(line=line, by=team.caseworker, **AN_OUTCOME)
    with pytest.raises(NotOnThisRoute):
        propose_line(case=case, kind=LineKind.ADAPTATION, purpose="?", by=team.caseworker)


def test_p7_money_is_never_committed_by_whoever_authorised(team: Team) -> None:
    line = brought_to(LineState.AUTHORISED, team)
    with pytest.raises(DutiesNotSeparate):
        commit_funds(line=line, amount=Decimal(90), budget=the_budget_of(line, team.assessor), by=team.assessor)


def test_p1_waiting_for_money_never_closes_a_case(team: Team) -> None:
    line = brought_to(LineState.AWAITING_FUNDS, team)
    with pytest.raises(LinesUnfinished, match="approved, awaiting funds"):
        close_case(case=line.case, reason=ClosedReason.FINISHED, by=team.caseworker)


def test_p1_nothing_is_added_to_a_closed_case(team: Team) -> None:
    case = a_case(team.caseworker)
    close_case(case=case, reason=ClosedReason.NOT_NEEDED, by=team.caseworker)
    with pytest.raises(CaseClosed):
        talked(case, team.caseworker)
    with pytest.raises(CaseClosed):
        a_line(case, team.caseworker)


def test_r4_somebody_who_died_is_marked_once_and_not_contacted(team: Team, now: datetime) -> None:
    case = a_case(team.caseworker)
    mark_person(case=case, died_on=now.date(), by=team.caseworker)
    case = Case.objects.get(pk=case.pk)
    assert case.person.died_on == now.date()
    assert not case.person.may_be_contacted


@pytest.mark.parametrize("verb", VERBS)
def test_r1_nobody_of_another_organisation_acts_on_a_case(team: Team, verb: str) -> None:
    states, act = VERBS[verb]
    line = brought_to(next(state for state in S if state in states), team)
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    with pytest.raises(NotYourOrganisation):
        act(line, Team(caseworker=stranger, assessor=stranger, payer=stranger))
    administrator = UserFactory(is_superuser=True, is_staff=True)
    with pytest.raises(NotYourOrganisation):
        act(line, Team(caseworker=administrator, assessor=administrator, payer=administrator))


def test_r1_a_case_is_not_given_to_somebody_who_works_elsewhere(team: Team) -> None:
    with pytest.raises(NotYourOrganisation):
        take_referral(
            person=PersonDetails(name="Jean Muir"),
            home=HomeDetails(
                address="4 Pier Street", postcode="AR1 2BC", tenure=Tenure.OWNER, locality=LocalityFactory()
            ),
            route="self",
            reason="Stairs.",
            lawful_basis="public_task",
            by=team.caseworker,
            owner=employed(organisation__code="millburn"),
        )
    assert not Case.objects.exists()


def test_the_audit_event_falls_with_the_change(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write and its audit row share a transaction: without the row there is no change."""
    line = brought_to(LineState.ORDERED, team)
    passed(line.provisions.get(), fitter=a_fitter(), inspector=team.payer)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr("cases.services.guards.record", broken)
    with pytest.raises(RuntimeError):
        hand_over(line=line, by=team.caseworker, **A_HAND_OVER)
    line.refresh_from_db()
    assert line.state == LineState.ORDERED
    assert line.provisions.get().handed_over_at is None
