"""Cases as tests need them, made through the product's own services and brought to the state that a test is about."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps

from accreditation.models import Adaptation
from cases.catalogue import alternatives_of, contraindications_of
from cases.constants.conversation import Capacity, Considered
from cases.constants.decisions import Agreement, AlternativeCame, Concern
from cases.constants.intake import LawfulBasis, ReferralRoute
from cases.constants.lines import LineKind, LineRoute, LineState
from cases.constants.outcome import Met, ServiceOutcome
from cases.defaults import load_assessment
from cases.models import Case, Conversation, SolutionLine
from cases.services import (
    HomeDetails,
    PersonDetails,
    assess,
    authorise,
    await_funds,
    commit_funds,
    propose_line,
    recommend,
    record_conversation,
    record_outcome,
    stop_line,
    take_referral,
)
from people.constants import Role
from people.models import User
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory, accredited, direct_access
from tests.factories.cases_money import permitted, the_budget_of, the_law
from tests.factories.cases_provision import arranged, handed_over, ordered
from tests.factories.people import LocalityFactory, employed


@dataclass(frozen=True, kw_only=True)
class Team:
    """Three people of one organisation: who runs the case, who is accredited for simple needs, who holds the budget."""

    caseworker: User
    assessor: User
    payer: User


def a_team(organisation: str = "lantern") -> Team:
    """In Harbour, with the shower seat, the stairlift and the grab rail in the catalogue."""
    a_catalogue()
    the_law()
    team = Team(
        caseworker=employed(organisation__code=organisation, roles=(Role.CASEWORKER,)),
        assessor=employed(organisation__code=organisation, roles=(Role.CASEWORKER,)),
        payer=employed(organisation__code=organisation, roles=(Role.MANAGER,)),
    )
    accredited(user=team.assessor)
    return team


def a_catalogue() -> dict[str, Adaptation]:
    """Three items, the rail by direct access for council tenants, and the policies that a partnership starts with."""
    load_assessment(apps.get_model)
    items = [
        AdaptationFactory(contraindications="weight rating; wall strength", alternatives="free-standing stool"),
        AdaptationFactory(code="STAIRLIFT-STR", category="stairs", tier=Tier.MODERATE),
        AdaptationFactory(code="RAIL-GRAB-INT", category="rails", tier=Tier.DIRECT_ACCESS),
    ]
    catalogue = {item.code: item for item in items}
    rail = catalogue["RAIL-GRAB-INT"]
    if not rail.direct_access_lists.exists():
        direct_access(Tenure.COUNCIL, rail)
    return catalogue


def a_case(by: User, *, tenure: Tenure = Tenure.COUNCIL, locality: str = "harbour", name: str = "Jean Muir") -> Case:
    return take_referral(
        person=PersonDetails(name=name, telephone="01632 960 200", safe_contact="Ring after ten."),
        home=HomeDetails(
            address="4 Pier Street", postcode="AR1 2BC", tenure=tenure, locality=LocalityFactory(code=locality)
        ),
        route=ReferralRoute.SELF,
        reason="I cannot get into the bath.",
        lawful_basis=LawfulBasis.PUBLIC_TASK,
        by=by,
    )


def talked(case: Case, by: User, **changes: Any) -> Conversation:
    values: dict[str, Any] = {
        "what_matters": "Washing without help.",
        "goals": ["Shower on my own each morning."],
        "rehousing": (Considered.NOT_RIGHT, "Her sister lives next door."),
        "equipment": (Considered.LATER, "A stool slid on the tray."),
        "technology": (Considered.NOT_RIGHT, "She carries a telephone."),
        "rehabilitation": (Considered.PURSUE, "Exercises have begun."),
        "took_part": "Jean and her sister.",
        "capacity": Capacity.DECIDES,
    }
    return record_conversation(case=case, by=by, **(values | changes))


def a_line(case: Case, by: User, *, code: str = "SEAT-SHOWER", route: LineRoute = LineRoute.ASSESSED) -> SolutionLine:
    item = AdaptationFactory(code=code)
    return propose_line(
        case=case, kind=LineKind.ADAPTATION, adaptation=item, purpose="To sit safely.", route=route, by=by
    )


def assessment_of(line: SolutionLine) -> dict[str, Any]:
    """A good case assessment, as the service takes it."""
    return {
        "reason_for_provision": "She cannot stand for as long as a shower takes.",
        "minimum_intervention": "A stool was tried first and slid.",
        "contraindications": dict.fromkeys(contraindications_of(line.adaptation), (Concern.NONE, "")),
        "considered": dict.fromkeys(alternatives_of(line.adaptation), (AlternativeCame.TRIED, "It slid.")),
        "alternatives": "Strip wash.",
        "discussion": "She wants to shower and not to be washed.",
        "long_term_suitability": "Ground floor, level entry.",
        "decision": "Fit a seat.",
        "agreement": Agreement.AGREES,
    }


AN_OUTCOME: dict[str, Any] = {
    "goals_met": Met.MET,
    "difference": "She showers on her own.",
    "stay_at_home": ServiceOutcome.YES,
    "avoid_hospital": ServiceOutcome.YES,
    "home_from_hospital": ServiceOutcome.NOT_APPLICABLE,
    "right_housing": ServiceOutcome.YES,
    "own_words": "I feel like myself again.",
}


def _steps(line: SolutionLine, team: Team) -> list[tuple[LineState, Any]]:
    """What brings a line of the assessed route to each state, in order."""
    by = team.caseworker
    return [
        (LineState.ASSESSED, lambda: assess(line=line, by=by, **assessment_of(line))),
        (LineState.RECOMMENDED, lambda: recommend(line=line, tier=Tier.SIMPLE, summary="Seat.", by=by)),
        (LineState.AUTHORISED, lambda: authorise(line=line, by=team.assessor)),
        (LineState.AWAITING_FUNDS, lambda: await_funds(line=line, reason="The new budget.", by=team.payer)),
        (
            LineState.COMMITTED,
            lambda: commit_funds(
                line=line, amount=Decimal("185.50"), budget=the_budget_of(line, team.payer), by=team.payer
            ),
        ),
        (LineState.ORDERED, lambda: _order(line, by)),
        (LineState.HANDED_OVER, lambda: handed_over(line, by=by, inspector=team.payer)),
        (LineState.OUTCOME_RECORDED, lambda: record_outcome(line=line, by=by, **AN_OUTCOME)),
    ]


def _order(line: SolutionLine, by: User) -> None:
    permitted(line, by)
    ordered(line, by)


def brought_to(state: LineState, team: Team, case: Case | None = None) -> SolutionLine:
    """A line in this state, in a case of the team with a recorded conversation."""
    if case is None:
        case = a_case(team.caseworker)
        talked(case, team.caseworker)
    if state == LineState.ARRANGED:
        line = a_line(case, team.caseworker, code="RAIL-GRAB-INT", route=LineRoute.DIRECT_ACCESS)
        arranged(line, team.caseworker)
    else:
        line = a_line(case, team.caseworker)
        if state == LineState.STOPPED:
            stop_line(line=line, reason="She chose a stool.", by=team.caseworker)
        elif state != LineState.PROPOSED:
            for reached, act in _steps(line, team):
                act()
                if reached == state:
                    break
    line.refresh_from_db()
    assert line.state == state
    return line
