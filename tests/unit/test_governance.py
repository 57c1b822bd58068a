"""The governance group's page: people and authorisations in figures, for the group alone (G2, M3, M5)."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accreditation.services import suspend
from cases.constants.lines import LineState
from governance.selectors import overview
from people.constants import Role
from people.vocabulary import Tenure
from tests.factories import competencies as competence
from tests.factories.accreditation import accredited, an_officer
from tests.factories.cases import Team, a_case, a_team, brought_to, talked
from tests.factories.people import OrganisationFactory, UserFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

ADDRESS = "/governance/"


def authorised(team: Team, tenure: Tenure) -> None:
    case = a_case(team.caseworker, tenure=tenure)
    talked(case, team.caseworker)
    brought_to(LineState.AUTHORISED, team, case)


def test_g2_people_are_counted_where_they_work_today() -> None:
    """Staff, each module, each level that is held whole, and accreditations that hold; every organisation has a row."""
    person = employed(organisation__code="lantern")
    beginner = employed(organisation__code="lantern")
    employed(organisation__code="lantern", valid_until=date(2027, 6, 4))
    stopped = accredited(user=employed(organisation__code="millburn"))
    OrganisationFactory(code="empty")
    OrganisationFactory(code="assembly", is_employer=False)
    competence.completed(person, "module-1")
    competence.completed(beginner, "module-1")
    pair = competence.trainer_pair()
    for code in ("SN-1", "SN-2"):
        competence.signed_off(person, competence.competency(code), pair)
    competence.signed_off(beginner, competence.competency("SN-1"), pair)
    accredited(user=person)
    suspend(accreditation=stopped, reason="A concern.", by=an_officer(organisation__code="glen"))
    page = overview()
    assert page.people_columns == [
        *("Staff", "Module 1", "Module 2", "Module 3", "Trainer module"),
        *("Signed off: simple", "Signed off: moderate", "Accredited"),
    ]
    figures = {row.organisation: row.figures for row in page.people}
    assert figures["Lantern"] == [2, 2, 2, 0, 0, 1, 0, 1]
    assert figures["Millburn"] == [1, 0, 0, 0, 0, 0, 0, 0]
    assert figures["Empty"] == [0] * 8
    assert "Assembly" not in figures
    assert page.people_totals == [sum(column) for column in zip(*figures.values(), strict=True)]
    assert page.people_totals[-1] == 1


def test_m3_authorisations_are_counted_by_organisation_and_basis() -> None:
    team, other = a_team(), a_team("millburn")
    for tenure in (Tenure.COUNCIL, Tenure.OWNER, Tenure.OWNER):
        authorised(team, tenure)
    brought_to(LineState.ARRANGED, team)
    authorised(other, Tenure.OWNER)
    page = overview()
    assert page.basis_columns == ["Direct access", "By an accredited assessor", "By a registered professional"]
    assert [(row.words, row.counts) for row in page.by_organisation] == [
        ("Lantern", [1, 3, 0]),
        ("Millburn", [0, 1, 0]),
    ]
    assert (page.by_organisation[0].total, page.authorised) == (4, 5)


def test_m5_tenures_stand_side_by_side_by_the_same_measure() -> None:
    team = a_team()
    for tenure in (Tenure.COUNCIL, Tenure.OWNER, Tenure.OWNER):
        authorised(team, tenure)
    brought_to(LineState.ARRANGED, team)
    assert [(row.words, row.counts) for row in overview().by_tenure] == [
        ("Council tenancy", [1, 1, 0]),
        ("Owner-occupied", [0, 2, 0]),
    ]


def test_g2_the_group_reads_the_figures_on_its_page(client: Client) -> None:
    client.force_login(employed(organisation__code="ardlea", roles=(Role.GOVERNANCE,)))
    page = client.get(ADDRESS).content.decode()
    assert "Ardlea" in page
    assert "Nothing has been authorised yet." in page
    authorised(a_team(), Tenure.OWNER)
    page = client.get(ADDRESS).content.decode()
    assert "1 in all." in page
    assert "Owner-occupied" in page
    assert "Muir" not in page


@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.GOVERNANCE)])
def test_g2_the_page_is_for_the_group_alone(client: Client, role: Role | None) -> None:
    assert client.get(ADDRESS)["Location"].startswith("/accounts/login/")
    client.force_login(employed(roles=(role,) if role else ()))
    response = client.get(ADDRESS)
    assert response.status_code == 403
    assert "governance group member" in response.content.decode()


def test_g2_an_administrator_is_not_of_the_group(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    assert client.get(ADDRESS).status_code == 403


def test_the_page_takes_the_same_queries_for_2_and_for_20_organisations(client: Client) -> None:
    client.force_login(employed(organisation__code="ardlea", roles=(Role.GOVERNANCE,)))
    pair = competence.trainer_pair("moderate")
    competence.registered(pair[0])
    asked = competence.competency("MN-1")
    counted = []
    for first, last in ((0, 2), (2, 20)):
        for number in range(first, last):
            team = a_team(f"partner-{number:02}")
            authorised(team, list(Tenure)[number % 4])
            competence.signed_off(team.caseworker, asked, pair)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(ADDRESS)
        counted.append(len(captured))
    assert page.content.decode().count("Partner ") == 40
    assert counted[0] == counted[1]
    assert counted[0] <= 20
