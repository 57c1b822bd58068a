"""P10, R3: everyone who works on a case sees where it stands and how it came there."""

import sys

import pytest
from django.test import Client
from django.urls import reverse

from cases.constants.lines import LineState
from tests.factories.cases import a_line, a_team, brought_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_p10_the_history_says_where_each_solution_stands_and_who_is_next(client: Client) -> None:
    team = a_team()
    line = brought_to(LineState.ORDERED, team)
    client.force_login(team.caseworker)
    page = client.get(reverse("cases:history", args=[line.case.reference])).content.decode()
    assert "Wait for the provider to accept the order" in page
    assert "The provider; or a caseworker" in page
    assert page.index("Money committed") < page.index("Referral taken"), "newest first"
    assert "cases.read" not in page


def test_p10_the_history_of_one_solution_alone(client: Client) -> None:
    team = a_team()
    line = brought_to(LineState.ASSESSED, team)
    other = a_line(line.case, team.caseworker, code="STAIRLIFT-STR")
    client.force_login(team.caseworker)
    address = reverse("cases:history", args=[line.case.reference])
    page = client.get(address, {"line": other.number}).content.decode()
    assert "Case assessment recorded" not in page
    assert "Referral taken" not in page
    assert "Proposed" in page
    assert "Referral taken" in client.get(address, {"line": "nonsense"}).content.decode()


@pytest.mark.parametrize("lines", [1, 5])
def test_p10_the_history_takes_as_many_queries_however_long(
    client: Client, django_assert_max_num_queries: object, lines: int
) -> None:
    team = a_team()
    line = brought_to(LineState.ASSESSED, team)
    for _ in range(lines - 1):
        brought_to(LineState.ASSESSED, team, line.case)
    client.force_login(team.caseworker)
    with django_assert_max_num_queries(34):  # type: ignore[operator]
        client.get(reverse("cases:history", args=[line.case.reference]))


def test_p10_a_long_history_comes_in_pages_and_whole_to_print(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["cases.views.history"]
    monkeypatch.setattr(module, "EVENTS_ON_A_PAGE", 2)
    team = a_team()
    line = brought_to(LineState.ORDERED, team)
    client.force_login(team.caseworker)
    address = reverse("cases:history", args=[line.case.reference])
    assert "Referral taken" not in client.get(address).content.decode()
    assert "Referral taken" in client.get(address, {"print": "all"}).content.decode()
