"""The lists of what runs beside cases take as many queries for many rows as for few (H12, P1, P9)."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories.cases import Team, a_case, a_team
from tests.factories.cases_complaint import a_complaint
from tests.factories.cases_hold import a_hold
from tests.factories.cases_provision import a_stock_item
from tests.integration.test_cases_lists import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


def add_hold(team: Team) -> None:
    a_hold(a_case(team.caseworker), team.caseworker)


def add_complaint(team: Team) -> None:
    a_complaint(a_case(team.caseworker), team.caseworker)


def add_item(team: Team) -> None:
    a_stock_item(team, a_case(team.caseworker))


@pytest.mark.parametrize(
    ("address", "add"),
    [
        pytest.param("/cases/equipment/", add_item, id="p9 equipment"),
        pytest.param("/cases/holds/", add_hold, id="p1 holds"),
        pytest.param("/cases/complaints/", add_complaint, id="h12 complaints"),
    ],
)
def test_h12_p1_p9_a_list_takes_as_many_queries_for_many_rows(
    team: Team, client: Client, address: str, add: Callable[[Team], None]
) -> None:
    client.force_login(team.caseworker)
    add(team)
    few = queries(lambda: client.get(address))
    for _ in range(9):
        add(team)
    assert queries(lambda: client.get(address)) == few
    assert client.get(address).context["page_obj"].paginator.count == 10
    assert few <= 20
