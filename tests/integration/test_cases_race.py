"""P7: several people authorising one line at once. One wins; the others are told who was first."""

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

ROUNDS = 8

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL's row locks"),
]


def attempt(line: SolutionLine, by: User, start: Barrier) -> str:
    """What came of it: permitted, refused, or the words for whoever came second."""
    try:
        start.wait(timeout=20)
        return "permitted" if authorise(line=line, by=by).permitted else "refused"
    except AlreadyDecided as late:
        return str(late)
    finally:
        connections.close_all()


@pytest.fixture
def team() -> Team:
    return a_team()


def test_p7_of_many_at_once_one_authorises(team: Team) -> None:
    people = [team.assessor] + [employed(organisation__code="lantern", roles=(Role.CASEWORKER,)) for _ in range(5)]
    for user in people[1:]:
        accredited(user=user)
    line = brought_to(LineState.RECOMMENDED, team)
    start = Barrier(len(people))
    with ThreadPoolExecutor(len(people)) as pool:
        said = list(pool.map(lambda user: attempt(line, user, start), people))
    assert said.count("permitted") == 1
    winner = Authorisation.objects.get()
    assert all(str(winner.by) in words for words in said if words != "permitted")
    assert Answer.objects.filter(public_id=winner.answer_id, decision=True).count() == 1


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
                start.wait(timeout=20)  # noqa: B023
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
