"""F3: fifty people committing the last money of a budget at once. It goes round exactly, and everybody else waits."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, connections

from cases.constants.lines import LineState
from cases.models import Budget, Commitment, SolutionLine
from cases.services import commit_funds
from people.models import User
from tests.factories.cases import Team, a_team, brought_to
from tests.factories.cases_money import a_budget

THREADS = 50
ENOUGH_FOR = 7
EACH = Decimal("185.50")

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL's row locks"),
]


@pytest.fixture
def team() -> Team:
    return a_team()


def attempt(line: SolutionLine, budget: Budget, by: User, start: Barrier) -> bool:
    """Whether it waits."""
    try:
        start.wait(timeout=60)
        return commit_funds(line=line, amount=EACH, budget=budget, by=by).waits
    finally:
        connections.close_all()


def test_f3_of_fifty_who_commit_the_last_money_at_once_none_overspends(team: Team) -> None:
    lines = [brought_to(LineState.AUTHORISED, team) for _ in range(THREADS)]
    budget = a_budget(team.payer, amount=EACH * ENOUGH_FOR + Decimal("185.49"))
    start = Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        waits = list(pool.map(lambda line: attempt(line, budget, team.payer, start), lines))
    budget.refresh_from_db()
    assert waits.count(False) == ENOUGH_FOR == Commitment.objects.count()
    assert (budget.committed, budget.left) == (EACH * ENOUGH_FOR, Decimal("185.49"))
    assert SolutionLine.objects.filter(state=LineState.COMMITTED).count() == ENOUGH_FOR
    assert SolutionLine.objects.filter(state=LineState.AWAITING_FUNDS).count() == THREADS - ENOUGH_FOR


def test_f3_of_many_who_commit_to_one_line_at_once_one_does(team: Team) -> None:
    line = brought_to(LineState.AUTHORISED, team)
    budget = a_budget(team.payer)
    start = Barrier(8)

    def act(_: int) -> str:
        try:
            return "waits" if attempt(line, budget, team.payer, start) else "committed"
        except Exception as refusal:
            return type(refusal).__name__

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(act, range(8)))
    assert said.count("committed") == 1
    assert said.count("TransitionNotAllowed") == 7
    budget.refresh_from_db()
    assert budget.committed == EACH
