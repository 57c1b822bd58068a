"""From a decision in a case to the register's answer that it stands on, and back (P7)."""

import pytest
from django.test import Client

from cases.constants.lines import LineState
from cases.constants.reading import StatedWhy
from cases.services import authorise, state_reason
from people.constants import Role
from tests.factories.accreditation import an_officer
from tests.factories.cases import Team, a_team, brought_to
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


def test_p7_a_decision_and_the_registers_answer_lead_to_each_other(team: Team, client: Client) -> None:
    """For those who may open both: an officer of the case's own organisation who is on its staff too."""
    said = authorise(line=brought_to(LineState.RECOMMENDED, team), by=team.assessor)
    both = employed(organisation__code="lantern", roles=(Role.CASEWORKER, Role.ACCREDITATION_OFFICER))
    case, line = said.record.line.case, said.record.line
    of_line = f"/cases/{case.reference}/lines/{line.number}/"
    of_answer = f"/accreditation/answers/{said.record.answer_id}/"
    state_reason(case=case, why=StatedWhy.ASKED, by=both)
    client.force_login(both)
    assert of_answer in client.get(of_line).content.decode()
    assert of_line in client.get(of_answer).content.decode()
    client.force_login(team.caseworker)
    assert of_answer not in client.get(of_line).content.decode()
    client.force_login(an_officer())
    assert of_line not in client.get(of_answer).content.decode()
