"""P8: the Complex Cases Panel, from referral to letter."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from audit.models import Event
from audit.selectors import history_of
from cases.constants.decisions import Relation
from cases.constants.intake import ClosedReason
from cases.constants.lines import LineKind, LineState
from cases.constants.panel import (
    OPEN,
    PANEL_LIFE,
    DecidedAs,
    HeardHow,
    LetterBy,
    MeetingState,
    PanelOutcome,
    PanelState,
)
from cases.exceptions import (
    AlreadyDecided,
    AtThePanel,
    LinesUnfinished,
    MayNotBeContacted,
    NotOnThePanel,
    NotYourOrganisation,
    PanelNotReady,
    Recused,
)
from cases.models import (
    DeclaredRelation,
    PanelAdjournment,
    PanelDecision,
    PanelLetter,
    PanelProposal,
    PanelReferral,
    PanelRule,
    PartnerAgreement,
    PersonHeard,
)
from cases.selectors.panel import bench_for
from cases.services import (
    adjourn,
    authorise,
    call_meeting,
    cancel_meeting,
    close_case,
    close_meeting,
    decide_alone,
    decide_jointly,
    give_agreement,
    hear,
    list_for_meeting,
    look_at_letter,
    mark_person,
    pass_on,
    propose_decision,
    record_attendance,
    record_interim_plan,
    record_person_heard,
    recuse,
    refer_to_panel,
    send_letter,
    stop_line,
    withdraw_from_panel,
)
from core import clock
from core.exceptions import ImmutableRecord, Refused, TransitionNotAllowed
from people.constants import Role
from tests.factories.cases import Team, a_case, a_team, brought_to
from tests.factories.cases_panel import (
    REFERRAL,
    Panel,
    a_decision,
    a_meeting,
    a_panel,
    a_seat,
    at_panel,
    made_safe,
    referred,
    spoken,
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


def any_proposal(referral: PanelReferral, team: Team, panel: Panel) -> PanelProposal:
    """The decision on the table, put there past the service where the state allows none."""
    return referral.proposals.order_by("-id").first() or PanelProposal.objects.create(
        referral=referral, at=clock.now(), by=panel.housing.user, **a_decision(team)
    )


def a_letter(referral: PanelReferral, team: Team, panel: Panel) -> PanelDecision:
    if hasattr(referral, "decision"):
        if referral.decision.letter.looked_at_at is None:
            PanelLetter.objects.update(looked_at_at=clock.now(), looked_at_by=team.caseworker)
        return PanelDecision.objects.get(referral=referral)
    decision = PanelDecision.objects.create(
        referral=referral,
        proposal=any_proposal(referral, team, panel),
        decided_as=DecidedAs.PANEL,
        at=clock.now(),
        by=panel.housing.user,
    )
    PanelLetter.objects.create(decision=decision, words="Dear", looked_at_at=clock.now(), looked_at_by=team.caseworker)
    return decision


# What the product promises, written down a second time: from where each verb is allowed.
Act = Callable[[PanelReferral, Team, Panel], object]
VERBS: dict[str, tuple[set[PanelState], Act]] = {
    "plan": (set(OPEN), lambda r, t, p: plan(r, t)),
    "hear the person": (set(OPEN), lambda r, t, p: spoken(r, t)),
    "list": (
        {S.REFERRED, S.ADJOURNED},
        lambda r, t, p: list_for_meeting(referral=safe(r, t), meeting=a_meeting(p), by=p.health.user),
    ),
    "recuse": (set(OPEN), lambda r, t, p: recuse(referral=r, reason="I know her brother.", by=p.health.user)),
    "hear": ({S.LISTED}, lambda r, t, p: hear(referral=r, by=p.health.user)),
    "propose": ({S.HEARD}, lambda r, t, p: propose_decision(referral=r, by=p.health.user, **a_decision(t))),
    "agree": (
        {S.HEARD},
        lambda r, t, p: give_agreement(proposal=any_proposal(r, t, p), agrees=True, by=p.health.user),
    ),
    "decide": ({S.HEARD}, lambda r, t, p: decide_jointly(referral=agreed_by_all(r, t, p), by=p.health.user)),
    "adjourn": ({S.LISTED, S.HEARD}, lambda r, t, p: adjourn(referral=r, reason="A report.", by=p.health.user)),
    "pass on": (
        {S.LISTED, S.HEARD, S.ADJOURNED},
        lambda r, t, p: pass_on(referral=adjourned_before(r, p), to=p.officer.user, by=p.health.user),
    ),
    "decide alone": ({S.PASSED_ON}, lambda r, t, p: decide_alone(referral=r, by=p.officer.user, **a_decision(t))),
    "look at the letter": (
        {S.DECIDED},
        lambda r, t, p: look_at_letter(decision=a_letter(r, t, p), words="Dear Jean", by=t.caseworker),
    ),
    "send the letter": (
        {S.DECIDED},
        lambda r, t, p: send_letter(decision=a_letter(r, t, p), how=LetterBy.POST, by=t.caseworker),
    ),
    "withdraw": (
        {S.REFERRED, S.LISTED, S.ADJOURNED},
        lambda r, t, p: withdraw_from_panel(referral=r, reason="Not needed.", by=t.caseworker),
    ),
}


def safe(referral: PanelReferral, team: Team) -> PanelReferral:
    if referral.state == S.REFERRED:
        made_safe(referral, team)
    return referral


SAME_STATE = {"plan", "hear the person", "recuse", "propose", "agree", "look at the letter"}


def agreed_by_all(referral: PanelReferral, team: Team, panel: Panel) -> PanelReferral:
    proposal = any_proposal(referral, team, panel)
    for seat in panel.members:
        PartnerAgreement.objects.get_or_create(
            proposal=proposal,
            organisation=seat.organisation,
            defaults={"agrees": True, "at": clock.now(), "by": seat.user},
        )
    return referral


def adjourned_before(referral: PanelReferral, panel: Panel) -> PanelReferral:
    if not hasattr(referral, "adjournment"):
        meeting = referral.meeting or call_meeting(held_on=clock.today(), place="Hall", by=panel.housing.user)
        PanelAdjournment.objects.create(
            referral=referral, meeting=meeting, reason="Once.", at=clock.now(), by=panel.housing.user
        )
    return referral


ALLOWED = [(verb, state) for verb, (states, _) in VERBS.items() for state in S if state in states]
NOT_ALLOWED = [(verb, state) for verb, (states, _) in VERBS.items() for state in S if state not in states]


def test_p8_every_verb_of_the_life_is_tried() -> None:
    begun_or_of_a_meeting = {"refer", "take off"}
    assert set(PANEL_LIFE.steps) == set(VERBS) | begun_or_of_a_meeting
    assert {verb: states for verb, (states, _) in VERBS.items()} == {
        verb: set(step.allowed_from) for verb, step in PANEL_LIFE.steps.items() if verb not in begun_or_of_a_meeting
    }


@pytest.mark.parametrize(("verb", "state"), NOT_ALLOWED)
def test_p8_a_verb_is_refused_from_every_other_state(team: Team, panel: Panel, verb: str, state: PanelState) -> None:
    referral = at_panel(state, team, panel)
    with pytest.raises(TransitionNotAllowed) as refusal:
        VERBS[verb][1](referral, team, panel)
    assert str(refusal.value).endswith(".")
    referral.refresh_from_db()
    assert referral.state == state


@pytest.mark.parametrize(("verb", "state"), ALLOWED)
def test_p8_a_verb_works_from_its_own_states(team: Team, panel: Panel, verb: str, state: PanelState) -> None:
    referral = at_panel(state, team, panel)
    VERBS[verb][1](referral, team, panel)
    referral.refresh_from_db()
    assert (referral.state == state) == (verb in SAME_STATE)
    assert history_of(referral.case).last().verb.startswith("cases.panel_")


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


def test_p8_one_decision_is_made_when_every_partner_at_the_table_agreed(team: Team, panel: Panel) -> None:
    referral = at_panel(S.HEARD, team, panel)
    proposal = propose_decision(referral=referral, by=panel.housing.user, **a_decision(team))
    give_agreement(proposal=proposal, agrees=True, by=panel.housing.user)
    give_agreement(proposal=proposal, agrees=True, by=panel.health.user)
    with pytest.raises(PanelNotReady, match="Still to agree: Care and repair"):
        decide_jointly(referral=referral, by=panel.housing.user)
    with pytest.raises(PanelNotReady, match="why your organisation"):
        give_agreement(proposal=proposal, agrees=False, by=panel.care.user)
    with pytest.raises(AlreadyDecided, match="has said already"):
        give_agreement(proposal=proposal, agrees=False, note="No.", by=panel.health.user)
    give_agreement(proposal=proposal, agrees=False, note="The wall will not hold.", by=panel.care.user)
    with pytest.raises(PanelNotReady, match="Not agreed by Care and repair"):
        decide_jointly(referral=referral, by=panel.housing.user)
    better = propose_decision(referral=referral, by=panel.care.user, **a_decision(team, what="Brace the wall first."))
    with pytest.raises(AlreadyDecided, match="newer decision"):
        give_agreement(proposal=proposal, agrees=True, by=panel.housing.user)
    for seat in panel.members:
        give_agreement(proposal=better, agrees=True, by=seat.user)
    decision = decide_jointly(referral=referral, by=panel.care.user)
    assert decision.proposal == better
    assert (decision.proposal.owner, decision.decided_as) == (team.caseworker, DecidedAs.PANEL)
    assert {one.organisation for one in better.agreements.all()} == {seat.organisation for seat in panel.members}
    with pytest.raises(ImmutableRecord):
        decision.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelDecision.objects.create(
            referral=referral, proposal=proposal, decided_as=DecidedAs.PANEL, at=clock.now(), by=panel.care.user
        )


def test_p8_nobody_agrees_for_another_partner(team: Team, panel: Panel) -> None:
    referral = at_panel(S.HEARD, team, panel)
    proposal = propose_decision(referral=referral, by=panel.housing.user, **a_decision(team))
    for absent in (panel.deputy.user, panel.officer.user, team.caseworker):
        with pytest.raises(Refused):
            give_agreement(proposal=proposal, agrees=True, by=absent)
    agreement = give_agreement(proposal=proposal, agrees=True, by=panel.health.user)
    assert agreement.organisation == panel.health.organisation


def test_p8_who_steps_back_after_agreeing_counts_no_more(team: Team, panel: Panel) -> None:
    extra = a_seat("council")
    referral = at_panel(S.LISTED, team, panel)
    record_attendance(meeting=referral.meeting, seats=[*panel.members, extra], by=panel.housing.user)
    hear(referral=referral, by=panel.housing.user)
    proposal = propose_decision(referral=referral, by=panel.housing.user, **a_decision(team))
    for seat in [*panel.members, extra]:
        give_agreement(proposal=proposal, agrees=True, by=seat.user)
    recuse(referral=referral, reason="I know her after all.", by=panel.health.user)
    decide_jointly(referral=referral, by=panel.housing.user)
    other = at_panel(S.HEARD, team, panel)
    proposal = propose_decision(referral=other, by=panel.housing.user, **a_decision(team))
    for seat in panel.members:
        give_agreement(proposal=proposal, agrees=True, by=seat.user)
    recuse(referral=other, reason="Her too.", by=panel.health.user)
    with pytest.raises(PanelNotReady, match="no quorum"):
        decide_jointly(referral=other, by=panel.housing.user)


def test_p8_it_is_adjourned_once_and_then_the_named_officer_decides(team: Team, panel: Panel) -> None:
    referral = at_panel(S.LISTED, team, panel)
    by = panel.housing.user
    with pytest.raises(PanelNotReady, match="may adjourn once before"):
        pass_on(referral=referral, to=panel.officer.user, by=by)
    adjourn(referral=referral, reason="A report.", by=by)
    list_for_meeting(referral=referral, meeting=a_meeting(panel), by=by)
    referral.refresh_from_db()
    hear(referral=referral, by=by)
    with pytest.raises(PanelNotReady, match="adjourned once already"):
        adjourn(referral=referral, reason="Another report.", by=by)
    pass_on(referral=referral, to=panel.officer.user, by=by)
    with pytest.raises(NotOnThePanel, match="passed on to"):
        decide_alone(referral=referral, by=by, **a_decision(team))
    decision = decide_alone(referral=referral, by=panel.officer.user, **a_decision(team))
    assert (decision.decided_as, decision.office) == (DecidedAs.STATUTORY, "Chief Social Work Officer")
    assert "Chief Social Work Officer decided" in decision.letter.words


def test_p8_nobody_authorises_or_closes_what_the_panel_has(team: Team, panel: Panel) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    referral = referred(team, line)
    with pytest.raises(AtThePanel):
        authorise(line=line, by=team.assessor)
    stop_line(line=line, reason="x", by=team.caseworker)
    with pytest.raises(LinesUnfinished, match="Withdraw"):
        close_case(case=line.case, reason=ClosedReason.PERSON_CHOSE, by=team.caseworker)
    withdraw_from_panel(referral=referral, reason="She chose a stool.", by=team.caseworker)
    close_case(case=line.case, reason=ClosedReason.PERSON_CHOSE, by=team.caseworker)


def test_p8_going_ahead_still_asks_the_register(team: Team, panel: Panel) -> None:
    referral = at_panel(S.DECIDED, team, panel)
    line = referral.line
    assert line.state == LineState.RECOMMENDED
    assert not authorise(line=line, by=team.caseworker).permitted
    assert authorise(line=line, by=team.assessor).permitted


def decided(referral: PanelReferral, panel: Panel, decision: dict[str, Any]) -> PanelDecision:
    proposal = propose_decision(referral=referral, by=panel.housing.user, **decision)
    for seat in panel.members:
        give_agreement(proposal=proposal, agrees=True, by=seat.user)
    return decide_jointly(referral=referral, by=panel.housing.user)


def test_p8_another_solution_takes_the_place_of_the_line(team: Team, panel: Panel) -> None:
    referral = at_panel(S.HEARD, team, panel)
    another = {"outcome": PanelOutcome.ANOTHER, "kind": LineKind.REHOUSING, "title": "A flat on Pier Street"}
    made = decided(referral, panel, a_decision(team, **another))
    referral.line.refresh_from_db()
    assert referral.line.state == LineState.STOPPED
    assert made.line.kind == LineKind.REHOUSING
    assert made.line.title == "A flat on Pier Street"
    assert made.line.case == referral.case


def test_p8_a_stop_stops_the_line(team: Team, panel: Panel) -> None:
    referral = at_panel(S.HEARD, team, panel)
    made = decided(referral, panel, a_decision(team, outcome=PanelOutcome.STOP))
    made.line.refresh_from_db()
    assert made.line.state == LineState.STOPPED
    assert made.line.stopped_reason.startswith("The panel decided")


def test_p8_a_decision_has_an_owner_a_day_and_reasons(team: Team, panel: Panel) -> None:
    referral = at_panel(S.HEARD, team, panel)
    by = panel.housing.user
    for changes, words in (
        ({"reasons": " "}, "reasons"),
        ({"due_on": clock.today() - timedelta(days=1)}, "passed already"),
        ({"outcome": PanelOutcome.ANOTHER}, "which other solution"),
        ({"outcome": PanelOutcome.ANOTHER, "kind": LineKind.ADAPTATION, "title": "Lift"}, "catalogue"),
    ):
        with pytest.raises(PanelNotReady, match=words):
            propose_decision(referral=referral, by=by, **a_decision(team, **changes))
    stop_line(line=referral.line, reason="x", by=team.caseworker)
    with pytest.raises(PanelNotReady, match="is stopped meanwhile"):
        propose_decision(referral=referral, by=by, **a_decision(team))


def test_p8_the_whole_case_goes_on_in_a_named_solution(team: Team, panel: Panel) -> None:
    case = a_case(team.caseworker)
    referral = refer_to_panel(case=case, by=team.caseworker, **REFERRAL)
    made_safe(referral, team)
    spoken(referral, team)
    list_for_meeting(referral=referral, meeting=a_meeting(panel), by=panel.housing.user)
    hear(referral=referral, by=panel.housing.user)
    with pytest.raises(PanelNotReady, match="Name the solution"):
        propose_decision(referral=referral, by=panel.housing.user, **a_decision(team))
    another = {"outcome": PanelOutcome.ANOTHER, "kind": LineKind.REHABILITATION, "title": "Six weeks of therapy"}
    assert decided(referral, panel, a_decision(team, **another)).line == case.lines.get()


def test_p8_a_letter_is_drafted_read_and_sent(team: Team, panel: Panel) -> None:
    decision = at_panel(S.DECIDED, team, panel).decision
    words = decision.letter.words
    for part in (decision.proposal.what, decision.proposal.reasons, "4 July 2027", "If you do not agree"):
        assert part in words
    assert PanelRule.objects.get().complaint_route in words
    with pytest.raises(PanelNotReady, match="Read the letter first"):
        send_letter(decision=decision, how=LetterBy.POST, by=team.caseworker)
    look_at_letter(decision=decision, words=words + "\nRing me.", by=team.caseworker)
    letter = send_letter(decision=decision, how=LetterBy.HAND, by=team.caseworker)
    assert (letter.sent_by, letter.sent_how) == (team.caseworker, LetterBy.HAND)


def test_p8_r4_no_letter_goes_to_somebody_who_died(team: Team, panel: Panel) -> None:
    decision = at_panel(S.DECIDED, team, panel).decision
    look_at_letter(decision=decision, words="Dear Jean", by=team.caseworker)
    mark_person(case=decision.referral.case, died_on=clock.today(), by=team.caseworker)
    with pytest.raises(MayNotBeContacted):
        send_letter(decision=PanelDecision.objects.get(), how=LetterBy.POST, by=team.caseworker)
    assert PanelReferral.objects.get().state == S.DECIDED


def test_p8_a_cancelled_meeting_is_no_adjournment(team: Team, panel: Panel) -> None:
    referral = at_panel(S.LISTED, team, panel)
    meeting = cancel_meeting(meeting=referral.meeting, by=panel.housing.user)
    referral.refresh_from_db()
    assert (meeting.state, referral.state, referral.meeting) == (MeetingState.CANCELLED, S.REFERRED, None)
    assert not PanelAdjournment.objects.exists()
    with pytest.raises(TransitionNotAllowed):
        list_for_meeting(referral=referral, meeting=meeting, by=panel.housing.user)
    heard = at_panel(S.HEARD, team, panel)
    with pytest.raises(PanelNotReady, match="was heard"):
        cancel_meeting(meeting=heard.meeting, by=panel.housing.user)
    with pytest.raises(PanelNotReady, match=heard.case.reference):
        close_meeting(meeting=heard.meeting, by=panel.housing.user)
    adjourn(referral=heard, reason="A report.", by=panel.housing.user)
    close_meeting(meeting=heard.meeting, by=panel.housing.user)


def test_p8_members_are_told_by_e_mails_that_name_nobody(
    team: Team, panel: Panel, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        at_panel(S.PASSED_ON, team, panel)
        at_panel(S.TOLD, team, panel)
    subjects = {message.subject for message in mail.outbox}
    assert "The Complex Cases Panel meets on 4 June 2027" in subjects
    assert "A case is on the panel’s agenda for 4 June 2027" in subjects
    assert "A case was passed on to you to decide" in subjects
    assert any(subject.startswith("The panel has decided on case AR-") for subject in subjects)
    for message in mail.outbox:
        assert "Muir" not in f"{message.subject} {message.body}"
        assert "Pier Street" not in message.body


def test_p8_what_the_panel_writes_down_names_nobody(team: Team, panel: Panel) -> None:
    at_panel(S.TOLD, team, panel)
    for event in Event.objects.all():
        assert "Muir" not in f"{event.subject_label} {event.detail}"


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (PersonHeard, {"how": HeardHow.NOT_HEARD, "why_not": "Ill.", "how_else": ""}),
        (PersonHeard, {"how": HeardHow.CALL, "said": ""}),
        (PersonHeard, {"how": HeardHow.ADVOCATE, "said": "Stay.", "who": ""}),
    ],
)
def test_p8_the_database_refuses_a_hearing_that_says_nothing(team: Team, model: Any, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(referral=referred(team), at=clock.now(), by=team.caseworker, **values)


def test_p8_the_database_knows_the_rules_too(team: Team, panel: Panel) -> None:
    referral = at_panel(S.ADJOURNED, team, panel)
    for change in ({"state": S.LISTED}, {"state": S.PASSED_ON}, {"state": S.WITHDRAWN}, {"why_no_other": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PanelReferral.objects.filter(pk=referral.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelAdjournment.objects.create(
            referral=referral,
            meeting=referral.adjournment.meeting,
            reason="Again.",
            at=clock.now(),
            by=panel.housing.user,
        )
    for change in ({"quorum_partners": 1}, {"quorum_members": 2, "quorum_partners": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PanelRule.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelReferral.objects.create(
            token="x" * 16,
            case=referral.case,
            line=referral.line,
            why_exceptional="x",
            why_no_other="x",
            referred_at=clock.now(),
            referred_by=team.caseworker,
        )
