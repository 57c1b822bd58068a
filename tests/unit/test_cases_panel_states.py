"""P8: what the Complex Cases Panel may do from which state, every verb against every state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from audit.selectors import history_of
from cases.constants.panel import (
    OPEN,
    PANEL_LIFE,
    DecidedAs,
    LetterBy,
    PanelState,
)
from cases.models import (
    PanelAdjournment,
    PanelDecision,
    PanelLetter,
    PanelProposal,
    PanelReferral,
    PartnerAgreement,
)
from cases.services import (
    adjourn,
    call_meeting,
    decide_alone,
    decide_jointly,
    give_agreement,
    hear,
    list_for_meeting,
    look_at_letter,
    pass_on,
    propose_decision,
    record_interim_plan,
    recuse,
    send_letter,
    withdraw_from_panel,
)
from core import clock
from core.exceptions import TransitionNotAllowed
from tests.factories.cases import Team, a_team
from tests.factories.cases_panel import (
    Panel,
    a_decision,
    a_meeting,
    a_panel,
    at_panel,
    made_safe,
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
