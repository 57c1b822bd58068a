"""P8: what the Complex Cases Panel decides, who agrees, who decides after, and the letter."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from audit.models import Event
from cases.constants.intake import ClosedReason
from cases.constants.lines import LineKind, LineState
from cases.constants.panel import (
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
    PanelNotReady,
)
from cases.models import (
    PanelAdjournment,
    PanelDecision,
    PanelReferral,
    PanelRule,
    PersonHeard,
)
from cases.services import (
    adjourn,
    authorise,
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
    recuse,
    refer_to_panel,
    send_letter,
    stop_line,
    withdraw_from_panel,
)
from core import clock
from core.exceptions import ImmutableRecord, Refused, TransitionNotAllowed
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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

S = PanelState


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def panel() -> Panel:
    return a_panel()


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
    of_the_case = refer_to_panel(case=line.case, by=team.caseworker, **REFERRAL)
    stop_line(line=line, reason="She chose a stool.", by=team.caseworker)
    referral.refresh_from_db()
    assert referral.state == S.WITHDRAWN, "what is stopped is not heard"
    assert referral.withdrawn_reason == "The solution was stopped: She chose a stool."
    with pytest.raises(LinesUnfinished, match="Withdraw"):
        close_case(case=line.case, reason=ClosedReason.PERSON_CHOSE, by=team.caseworker)
    withdraw_from_panel(referral=of_the_case, reason="She chose a stool.", by=team.caseworker)
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
