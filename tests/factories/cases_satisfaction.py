"""Questionnaires as tests need them."""

from cases.constants.lines import LineState
from cases.models import Case, SatisfactionInvitation
from cases.services.satisfaction import ask_how_it_went
from evaluation.constants import Purpose
from evaluation.models import Questionnaire
from evaluation.services import load_questionnaires
from people.constants import Role
from tests.factories.cases import Team, brought_to
from tests.factories.people import employed


def the_questionnaire() -> None:
    """The one that comes with the product, published."""
    if not Questionnaire.objects.filter(purpose=Purpose.SATISFACTION).exists():
        load_questionnaires(by=employed(roles=(Role.EDITOR,)))


def asked_about(team: Team, case: Case | None = None) -> SatisfactionInvitation:
    """The invitation about a solution that was handed over."""
    the_questionnaire()
    line = brought_to(LineState.HANDED_OVER, team, case)
    invitation = ask_how_it_went(line=line, by=team.caseworker)
    assert invitation is not None
    return invitation
