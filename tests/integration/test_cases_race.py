"""P7, P12: many people authorising one line at once, and while they are suspended. `SOAK_ROUNDS` asks for more rounds.

One wins, and the others are told who was first. No authorisation carries a number at or after the suspension's.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from accreditation.models import AccreditationDecision, Answer
from accreditation.services import suspend
from cases.constants.lines import LineState
from cases.exceptions import AlreadyDecided
from cases.models import Authorisation, ReviewItem, SolutionLine
from cases.services import authorise
from people.constants import Role
from people.models import User
from tests.factories.accreditation import accredited, an_officer
from tests.factories.cases import Team, a_team, brought_to
from tests.factories.people import employed

ROUNDS = int(os.environ.get("SOAK_ROUNDS", "3"))
# Each holds a connection of its own; PostgreSQL has a hundred.
AT_ONCE = 50

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL's row locks"),
]


def attempt(line: SolutionLine, by: User, start: Barrier) -> str:
    """What came of it: permitted, refused, or the words for whoever came second."""
    try:
        start.wait(timeout=60)
        return "permitted" if authorise(line=line, by=by).permitted else "refused"
    except AlreadyDecided as late:
        return str(late)
    finally:
        connections.close_all()


@pytest.fixture
def team() -> Team:
    return a_team()


def assessors(count: int) -> list[User]:
    people = [employed(organisation__code="lantern", roles=(Role.CASEWORKER,)) for _ in range(count)]
    for user in people:
        accredited(user=user)
    return people


def test_p7_of_fifty_at_once_one_authorises(team: Team) -> None:
    people = assessors(AT_ONCE)
    for _ in range(ROUNDS):
        line = brought_to(LineState.RECOMMENDED, team)
        start = Barrier(AT_ONCE)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            said = list(pool.map(attempt, [line] * AT_ONCE, people, [start] * AT_ONCE))
        assert said.count("permitted") == 1
        winner = Authorisation.objects.get(line=line)
        assert all(str(winner.by) in words for words in said if words != "permitted")
        assert Answer.objects.filter(public_id=winner.answer_id, decision=True).count() == 1


def test_p12_fifty_authorise_while_they_are_suspended(team: Team) -> None:
    """One live authorisation at most; whoever won is suspended later in the register's order, and it is reviewed."""
    authorising, officer = AT_ONCE - 10, an_officer()
    staying = assessors(authorising - 10)
    for _ in range(ROUNDS):
        stopped = assessors(10)
        people = stopped + staying
        line = brought_to(LineState.RECOMMENDED, team)
        start = Barrier(AT_ONCE)

        def end(user: User) -> None:
            try:
                accreditation = user.accreditations.get()
                start.wait(timeout=60)  # noqa: B023
                suspend(accreditation=accreditation, reason="A concern.", by=officer)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            ending = [pool.submit(end, user) for user in stopped]
            said = list(pool.map(attempt, [line] * authorising, people, [start] * authorising))
            for ended in ending:
                ended.result(timeout=60)
        assert said.count("permitted") == Authorisation.objects.filter(line=line).count() == 1
        winner = Authorisation.objects.get(line=line)
        assert all(words == "refused" or str(winner.by) in words for words in said if words != "permitted")
        if winner.by in stopped:
            number = AccreditationDecision.objects.get(accreditation__user=winner.by, kind="suspended").register_number
            assert winner.register_number < number
            assert ReviewItem.objects.filter(line=line, decided_at=None).count() == 1


def test_p12_a_suspension_at_the_same_moment_loses_no_line(team: Team) -> None:
    """Either the register says no, or the line is on the review list: never a permit that nobody looks at."""
    for _ in range(ROUNDS):
        assessor = employed(organisation__code="lantern", roles=(Role.CASEWORKER,))
        accreditation = accredited(user=assessor)
        officer = an_officer()
        line = brought_to(LineState.RECOMMENDED, team)
        start = Barrier(2)

        def end() -> None:
            try:
                start.wait(timeout=60)  # noqa: B023
                suspend(accreditation=accreditation, reason="A concern.", by=officer)  # noqa: B023
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            ended = pool.submit(end)
            said = pool.submit(attempt, line, assessor, start).result(timeout=60)
            ended.result(timeout=60)
        number = AccreditationDecision.objects.get(accreditation=accreditation, kind="suspended").register_number
        if said == "permitted":
            assert Authorisation.objects.get(line=line).register_number < number
            assert ReviewItem.objects.filter(line=line, decided_at=None).count() == 1
        else:
            assert said == "refused"
            assert not ReviewItem.objects.filter(line=line).exists()
