"""Who may, what may they authorise, which actions may they take: AuthZEN's searches of the register (A4)."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accreditation.case_systems import REGISTER_CHECK, REGISTER_SEARCH
from accreditation.models import Answer, RegisterEntry
from accreditation.services import suspend
from audit.models import Event
from core import clock
from people.constants import StaffCheckKind
from people.models import StaffCheck
from people.services import record_staff_check
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import (
    AdaptationFactory,
    SchemeFactory,
    a_scope,
    accredited,
    an_officer,
    direct_access,
    many_accredited,
    mot_scheme,
)
from tests.factories.fitness import registered_as
from tests.factories.machines import SEARCH, Machine, a_machine, a_request
from tests.factories.people import UserFactory, employed

pytestmark = pytest.mark.django_db


@pytest.fixture
def searcher() -> Machine:
    return a_machine(name="Searcher", scopes=(REGISTER_CHECK, REGISTER_SEARCH)).sign_in()


@pytest.fixture
def items() -> None:
    AdaptationFactory()
    AdaptationFactory(code="RAIL-LONG", category="rails", tier=Tier.SIMPLE)
    AdaptationFactory(code="STAIRLIFT-STR", category="access", tier=Tier.MODERATE)


def who(**properties: str) -> dict[str, Any]:
    body = a_request("", **properties)
    del body["subject"]["id"]
    return body


def what(number: str, **properties: str) -> dict[str, Any]:
    body = a_request(number, **properties)
    del body["resource"]["id"]
    del body["resource"]["properties"]["tier"]
    return body


def found(machine: Machine, kind: str, body: Any) -> list[str]:
    response = machine.ask(body, SEARCH + kind)
    assert response.status_code == 200, response.content
    return [entity.get("id", entity.get("name")) for entity in response.json()["results"]]


def test_a4_a_subject_search_lists_the_numbers_of_those_who_may_and_never_names(searcher: Machine, items: None) -> None:
    here = accredited()
    accredited(scopes=[a_scope(localities=["islands"])])
    accredited(scopes=[a_scope(tenures=[Tenure.COUNCIL])])
    accredited(scopes=[a_scope(kinds=["rails"])])
    stopped = accredited()
    suspend(accreditation=stopped, reason="A complaint is looked into.", by=an_officer())
    response = searcher.ask(who(), SEARCH + "subject")
    assert response.status_code == 200
    answer = response.json()
    assert list(answer) == ["page", "context", "results"]
    assert answer["results"] == [{"type": "assessor", "id": here.number}]
    assert answer["page"] == {"next_token": "", "count": 1}
    assert answer["context"]["is_permit"] is False
    assert "Ask the question itself" in answer["context"]["note"]
    assert answer["context"]["register_number"] >= 1
    assert here.user.last_name not in response.content.decode()


def test_a4_a_resource_search_lists_what_somebody_may_authorise_there(searcher: Machine, items: None) -> None:
    number = accredited().number
    assert found(searcher, "resource", what(number)) == ["RAIL-LONG", "SEAT-SHOWER"]
    assert found(searcher, "resource", what(number, locality="islands")) == []
    rails = accredited(scopes=[a_scope(kinds=["rails"])]).number
    assert found(searcher, "resource", what(rails)) == ["RAIL-LONG"]


def test_a4_an_action_search_lists_what_somebody_may_do(searcher: Machine, items: None) -> None:
    number = accredited().number
    body = a_request(number)
    del body["action"]
    assert found(searcher, "action", body) == ["assess", "authorise"]
    home = body | {"resource": body["resource"] | {"type": "home"}}
    assert found(searcher, "action", home) == []
    assert found(searcher, "action", body | {"subject": {"type": "assessor", "id": "TA-0000-0"}}) == []


def test_a4_the_id_of_what_is_searched_for_is_ignored(searcher: Machine, items: None) -> None:
    number = accredited().number
    assert found(searcher, "subject", a_request("TA-0000-0")) == [number]
    assert found(searcher, "resource", a_request(number)) == ["RAIL-LONG", "SEAT-SHOWER"]


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("subject", {"subject": {"type": "spaceship"}}),
        ("subject", {"action": {"name": "fly"}}),
        ("subject", {"resource": {"type": "planet", "id": "x"}}),
        ("resource", {"subject": {"type": "assessor", "id": "TA-0000-0"}}),
        ("resource", {"resource": {"type": "planet"}}),
        ("resource", {"action": {"name": "housing-mot"}}),
        ("action", {"subject": {"type": "spaceship", "id": "x"}}),
        ("action", {"resource": {"type": "planet", "id": "x"}}),
    ],
)
def test_a4_what_the_register_does_not_know_it_finds_nothing_for(
    searcher: Machine, items: None, kind: str, change: dict[str, Any]
) -> None:
    assert found(searcher, kind, a_request(accredited().number) | change) == []


@pytest.mark.parametrize(
    ("kind", "missing", "says"),
    [
        ("subject", "subject", "subject is missing."),
        ("subject", "action", "action is missing."),
        ("subject", "resource.id", "resource.id is missing."),
        ("resource", "subject.id", "subject.id is missing."),
        ("resource", "action", "action is missing."),
        ("resource", "resource.type", "resource.type is missing."),
        ("resource", "resource.properties", "resource.properties.tenure is missing."),
        ("action", "subject.id", "subject.id is missing."),
        ("action", "resource.id", "resource.id is missing."),
    ],
)
def test_a4_a_search_that_lacks_something_is_told_so(searcher: Machine, kind: str, missing: str, says: str) -> None:
    body: dict[str, Any] = a_request("TA-0000-0")
    *path, last = missing.split(".")
    del (body[path[0]] if path else body)[last]
    response = searcher.ask(body, SEARCH + kind)
    assert response.status_code == 400
    assert response.json()["message"] == says


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"page": []}, "page must be an object."),
        ({"page": {"limit": -1}}, "page.limit must be a whole number"),
        ({"page": {"limit": True}}, "page.limit must be a whole number"),
        ({"page": {"limit": "5"}}, "page.limit must be a whole number"),
        ({"page": {"limit": 1.5}}, "page.limit must be a whole number"),
        ({"page": {"token": 7}}, "page.token must be text."),
        ({"page": {"token": "made-up"}}, "page.token is not one that the register gave"),
        ({"page": {"properties": 1}}, "page.properties must be an object."),
        ({"context": {"at": "2020-01-01T00:00:00Z"}}, "A search is about now."),
    ],
)
def test_a4_a_wrong_page_or_context_is_told_so(searcher: Machine, change: dict[str, Any], says: str) -> None:
    response = searcher.ask(who() | change, SEARCH + "subject")
    assert response.status_code == 400
    assert says in response.json()["message"]


def pages(machine: Machine, kind: str, body: dict[str, Any], limit: int, *, again: bool) -> list[str]:
    """Everything, page by page; `again` repeats the limit with each token, as a client may or may not."""
    results: list[str] = []
    page: dict[str, Any] = {"limit": limit}
    for _ in range(50):
        answer = machine.ask(body | {"page": page}, SEARCH + kind).json()
        assert answer["page"]["count"] == len(answer["results"]) <= limit
        results += [entity["id"] for entity in answer["results"]]
        if not answer["page"]["next_token"]:
            return results
        page = {"token": answer["page"]["next_token"]} | ({"limit": limit} if again else {})
    raise AssertionError


@pytest.mark.parametrize("limit", [1, 2, 5, 7, 500])
def test_a4_pages_give_everybody_once(searcher: Machine, items: None, limit: int) -> None:
    numbers = {accredited().number for _ in range(5)}
    # One of them holds by the rows that a search reads, and not by its decisions: the page is shorter, not wrong.
    many_accredited(1)
    RegisterEntry.objects.filter(number="M5").update(tenures="|owner|")
    listed = pages(searcher, "subject", who(), limit, again=limit % 2 == 0)
    assert len(listed) == 5
    assert set(listed) == numbers


def test_a4_a_page_of_nothing_is_not_the_end(searcher: Machine, items: None) -> None:
    accredited()
    answer = searcher.ask(who() | {"page": {"limit": 0}}, SEARCH + "subject").json()
    assert answer["results"] == []
    assert answer["page"]["next_token"]


def test_a4_a_token_goes_with_its_own_search_alone(searcher: Machine, items: None) -> None:
    number = accredited().number
    accredited()
    first = searcher.ask(who() | {"page": {"limit": 1}}, SEARCH + "subject").json()
    token = first["page"]["next_token"]
    for kind, body in [
        ("subject", who(tenure="council") | {"page": {"token": token}}),
        ("subject", who() | {"page": {"token": token, "limit": 2}}),
        ("subject", who() | {"page": {"token": token, "properties": {"sort": "x"}}}),
        ("subject", who() | {"context": {}, "page": {"token": token}}),
        ("subject", who() | {"page": {"token": token[:-1] + ("a" if token[-1] != "a" else "b")}}),
        ("resource", what(number) | {"page": {"token": token}}),
    ]:
        response = searcher.ask(body, SEARCH + kind)
        assert response.status_code == 400, body
        assert "page.token" in response.json()["message"]


def test_a4_every_result_of_a_search_would_get_a_yes(searcher: Machine) -> None:
    """The law, over people and scopes made at random from one seed; and nobody's yes is missing either."""
    chance = random.Random(7)
    for code, category, tier in [("A", "rails", "simple"), ("B", "bathroom", "simple"), ("C", "access", "moderate")]:
        AdaptationFactory(code=code, category=category, tier=tier)
    AdaptationFactory(code="D", category="rails", tier=Tier.DIRECT_ACCESS)
    AdaptationFactory(code="E", category="rails", tier=Tier.MODERATE, registered_only=True)
    direct_access(Tenure.OWNER, AdaptationFactory(code="D"))
    moderate = SchemeFactory(code="moderate", tier=Tier.MODERATE)
    for _ in range(12):
        accreditation = accredited(
            scheme=chance.choice([SchemeFactory(), moderate]),
            scopes=[
                a_scope(
                    localities=chance.sample(["harbour", "islands"], chance.randint(1, 2)),
                    tenures=chance.sample(list(Tenure), chance.randint(1, 3)),
                    kinds=chance.sample(["rails", "bathroom", "access"], chance.randint(0, 2)),
                )
            ],
        )
        if chance.random() < 0.3:
            suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
    numbers = list(RegisterEntry.objects.values_list("number", flat=True))
    seen: set[bool] = set()
    for code in "ABCDE":
        for tenure, locality in [("owner", "harbour"), ("council", "islands")]:
            body = a_request("", adaptation=code, tenure=tenure, locality=locality)
            del body["resource"]["properties"]["tier"]
            listed = set(found(searcher, "subject", {**body, "subject": {"type": "assessor"}}))
            asked = [body | {"subject": {"type": "assessor", "id": number}} for number in numbers]
            said = searcher.ask({"evaluations": asked}, "/access/v1/evaluations").json()["evaluations"]
            for number, one in zip(numbers, said, strict=True):
                assert number not in listed or one["decision"]
                # Direct access is anybody's; a search lists the assessors there.
                assert number in listed or not one["decision"] or code == "D"
                seen.add(one["decision"])
    assert seen == {True, False}


def test_a9_trusted_assessors_are_found_for_a_home(searcher: Machine, items: None) -> None:
    """Until a staff check is past its date: the register's rows stay as they were, and the question is a no."""
    person, day = UserFactory(), clock.today()
    record_staff_check(
        user=person, kind=StaffCheckKind.PVG, checked_on=day, recheck_on=day + timedelta(days=1), by=an_officer()
    )
    number = accredited(user=person, scheme=mot_scheme()).number
    body = who() | {"action": {"name": "housing-mot"}}
    body["resource"]["type"] = "home"
    assert found(searcher, "subject", body) == [number]
    StaffCheck.objects.update(checked_on=day - timedelta(days=2), recheck_on=day - timedelta(days=1))
    assert found(searcher, "subject", body) == []


def test_a3_no_search_tells_where_somebody_works_whose_name_is_withheld(searcher: Machine, items: None) -> None:
    shown, hidden = (accredited(user=employed(organisation__code="millburn")).number for _ in range(2))
    RegisterEntry.objects.filter(number=hidden).update(is_name_withheld=True, name_folded="")
    assert set(found(searcher, "subject", who())) == {shown, hidden}
    assert found(searcher, "subject", who() | {"context": {"organisation": "millburn"}}) == [shown]
    assert found(searcher, "subject", who() | {"context": {"organisation": "elsewhere"}}) == []


def test_a4_a_search_is_recorded_without_personal_data_and_answers_nothing(searcher: Machine, items: None) -> None:
    number = accredited().number
    found(searcher, "resource", what(number))
    event = Event.objects.get(verb="accreditation.register_searched")
    assert event.subject_label == str(searcher.case_system)
    assert event.detail == {"kind": "resource"}
    assert number not in str(vars(event))
    assert not Answer.objects.exists()


def test_a4_only_a_client_that_may_search_does(machine: Machine) -> None:
    for kind in ("subject", "resource", "action"):
        response = machine.ask(a_request("TA-0000-0"), SEARCH + kind)
        assert response.status_code == 403
        assert 'scope="register:search"' in response["WWW-Authenticate"]


def test_a4_a_search_on_a_state_that_is_not_reached_is_put_off(searcher: Machine) -> None:
    response = searcher.ask(who() | {"context": {"min_seq": 10_000}}, SEARCH + "subject")
    assert response.status_code == 503
    assert not Event.objects.filter(verb="accreditation.register_searched").exists()


def test_a4_a_search_costs_the_same_queries_at_any_size(searcher: Machine, items: None) -> None:
    def queries(count: int) -> int:
        many_accredited(count)
        RegisterEntry.objects.update(tenures="|owner|")
        with CaptureQueriesContext(connection) as captured:
            searcher.ask(who(), SEARCH + "subject")
        return len(captured)

    accredited()
    assert queries(10) == queries(990)


def test_a8_whoever_authorises_by_registration_is_asked_about_and_not_listed(searcher: Machine, items: None) -> None:
    """Their body's number leads to a name, and it holds in every place: a list for one place would say neither."""
    therapist, today = employed(profession__code="occupational-therapist"), clock.today()
    registered_as(therapist, valid_from=today, valid_until=today + timedelta(days=30), checked_on=today)
    assert searcher.ask(a_request("OT104233")).json()["decision"] is True
    listed = accredited().number
    assert found(searcher, "subject", who()) == [listed]
