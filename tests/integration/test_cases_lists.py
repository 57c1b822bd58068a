"""The list of cases and what the dashboard counts: narrowed, and in as many queries for many as for few."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.constants.lines import LineState
from cases.selectors import CaseSummary, authorisation_counts, case_summary, demo_cases
from people.models import User
from tests.factories.cases import Team, a_case, a_team, brought_to, talked
from tests.factories.people import UserFactory
from tests.unit.test_cases_register import the_suspension

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_work_list_is_narrowed_by_state_owner_reference_and_name(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    one, other = a_case(team.caseworker, name="Ada Gow"), a_case(team.assessor, name="Ben Orr")
    talked(other, team.assessor)
    brought_to(LineState.RECOMMENDED, team, other)
    client = as_user(team.caseworker)

    def shown(query: str) -> set[str]:
        page = client.get(f"/cases/?{query}")
        return {case.reference for case in page.context["page_obj"]}

    both = {one.reference, other.reference}
    assert shown("") == both
    assert shown("q=gow") == {one.reference}
    assert shown(f"q={other.reference.lower()}") == {other.reference}
    assert shown(f"owner={team.assessor.pk}") == {other.reference}
    assert shown("state=recommended") == {other.reference}
    assert shown("state=closed") == set()
    assert shown("state=&page=99") == both
    assert shown("state=nonsense&owner=x") == both
    assert "No case fits this." in text(client.get("/cases/?q=nobody"))


def test_the_dashboards_summary_counts_ones_own(team: Team) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    brought_to(LineState.AUTHORISED, team)
    a_case(team.assessor)
    assert case_summary(team.caseworker) == CaseSummary(open_cases=2, lines_waiting=1, reviews=0)
    the_suspension(team.assessor)
    assert case_summary(team.caseworker).reviews == 1
    assert case_summary(UserFactory()) == CaseSummary(open_cases=0, lines_waiting=0, reviews=0)
    facts = demo_cases()
    assert facts[0]["reference"] == line.case.reference
    assert facts[0]["path"] == f"/cases/{line.case.reference}/"
    assert [fact["state"] for fact in facts] == ["recommended", "authorised", "referral"]


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as taken:
        act()
    return len(taken)


def test_the_work_list_takes_as_many_queries_for_many_cases(team: Team, as_user: Callable[[User], Client]) -> None:
    client = as_user(team.caseworker)
    brought_to(LineState.RECOMMENDED, team)
    few = queries(lambda: client.get("/cases/"))
    for _ in range(8):
        brought_to(LineState.RECOMMENDED, team)
    assert queries(lambda: client.get("/cases/")) == few
    assert few <= 15


def test_a_cases_page_takes_as_many_queries_for_many_lines(team: Team, as_user: Callable[[User], Client]) -> None:
    client = as_user(team.caseworker)
    line = brought_to(LineState.OUTCOME_RECORDED, team)
    address = f"/cases/{line.case.reference}/"
    few = queries(lambda: client.get(address))
    for state in (LineState.OUTCOME_RECORDED, LineState.ARRANGED, LineState.COMMITTED, LineState.STOPPED):
        brought_to(state, team, line.case)
        talked(line.case, team.caseworker)
    assert queries(lambda: client.get(address)) == few
    assert few <= 40


def test_g2_counting_authorisations_takes_two_queries(team: Team) -> None:
    brought_to(LineState.AUTHORISED, team)
    assert queries(authorisation_counts) == 2
    for _ in range(3):
        brought_to(LineState.ARRANGED, team)
    assert queries(authorisation_counts) == 2
