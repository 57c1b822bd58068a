"""Every numbered test of the published certification scenario of AuthZEN 1.0, told in our own words (A4).

They are sent to the tenant that holds the scenario's fixture, by the views that the register itself answers with. The
numbers in the names are the scenario's sections.
"""

from typing import Any

import pytest
from django.test import Client

ADDRESS = "/certification/access/v1/"
READ, WRITE, DELETE = {"name": "read"}, {"name": "write"}, {"name": "delete"}
SOFT, HARD = ({"name": "delete", "properties": {"soft": soft}} for soft in (True, False))


def user(name: str, **properties: Any) -> dict[str, Any]:
    return {"type": "user", "id": name} | ({"properties": properties} if properties else {})


def record(name: str, **properties: Any) -> dict[str, Any]:
    return {"type": "record", "id": name} | ({"properties": properties} if properties else {})


ALICE, BOB, ADMIN = user("alice"), user("bob"), user("bob", role="admin")
ONE, TWO, ARCHIVED = record("record-1"), record("record-2"), record("record-2", status="archived")
USERS, RECORDS = {"type": "user"}, {"type": "record"}
SURROUNDINGS = {"context": {"time": "2025-06-27T18:03-07:00", "ip": "192.168.1.1"}}


def asking(subject: Any, action: Any, resource: Any) -> dict[str, Any]:
    return {"subject": subject, "action": action, "resource": resource}


def send(path: str, body: Any, **options: Any) -> Any:
    options.setdefault("content_type", "application/json")
    return Client().post(ADDRESS + path, body, **options)


def decision(body: dict[str, Any]) -> bool:
    response = send("evaluation", body)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    said = response.json()["decision"]
    assert isinstance(said, bool)
    return said


def decisions(body: dict[str, Any]) -> list[bool]:
    response = send("evaluations", body)
    assert response.status_code == 200
    assert "decision" not in response.json()
    return [said["decision"] for said in response.json()["evaluations"]]


def results(kind: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    response = send(f"search/{kind}", body)
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()["results"]
    assert isinstance(found, list)
    return found


# 1.4 and 2.2: the eight rules, and requests that must not disturb them


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (asking(ALICE, READ, ONE), True),
        (asking(ALICE, WRITE, ONE), True),
        (asking(BOB, READ, ONE), True),
        (asking(BOB, WRITE, ONE), False),
        (asking(ALICE, WRITE, ARCHIVED), False),
        (asking(ADMIN, WRITE, ARCHIVED), True),
        (asking(ALICE, SOFT, ONE), True),
        (asking(ALICE, HARD, ONE), False),
        # The rules speak of properties, whatever the record.
        (asking(ALICE, WRITE, record("record-1", status="archived")), False),
        (asking(user("bob", role="clerk"), WRITE, ARCHIVED), False),
        (asking(ALICE, DELETE, ONE), False),
        (asking(user("nobody"), READ, ONE), False),
    ],
)
def test_a4_certification_2_2_the_rules_hold_with_and_without_a_context(body: dict[str, Any], expected: bool) -> None:
    assert decision(body) is expected
    assert decision(body | SURROUNDINGS) is expected


def test_a4_certification_2_2_8_and_9_what_is_not_known_is_ignored() -> None:
    more = asking(
        user("alice", department="Sales", role="manager"),
        READ | {"properties": {"method": "GET"}},
        record("record-1", status="active", owner="bob"),
    )
    assert decision(more) is True
    assert decision(asking(ALICE, READ, ONE) | {"foo": "bar", "futureField": {"nested": True}}) is True


# 2.4: what is wrong is status 400


@pytest.mark.parametrize(
    "body",
    [
        {"action": READ, "resource": ONE},
        {"subject": ALICE, "resource": ONE},
        {"subject": ALICE, "action": READ},
        asking({"id": "alice"}, READ, ONE),
        asking({"type": "user"}, READ, ONE),
        asking(ALICE, {}, ONE),
        asking(ALICE, READ, {"id": "record-1"}),
        asking(ALICE, READ, {"type": "record"}),
        asking("alice", READ, ONE),
        asking(ALICE, {"name": 123}, ONE),
        "{",
        "",
    ],
)
def test_a4_certification_2_4_a_wrong_request_is_a_bad_request(body: Any) -> None:
    assert send("evaluation", body).status_code == 400


def test_a4_certification_2_4_3_another_content_type_is_a_bad_request() -> None:
    assert send("evaluation", "{}", content_type="text/plain").status_code == 400


# 2.5 and 2.6: the request's identifier, and the same answer every time


def test_a4_certification_2_5_the_identifier_comes_back() -> None:
    body = asking(ALICE, READ, ONE)
    assert send("evaluation", body, headers={"X-Request-ID": "abc-1"})["X-Request-ID"] == "abc-1"
    assert send("evaluation", "{", headers={"X-Request-ID": "abc-2"})["X-Request-ID"] == "abc-2"
    assert send("evaluation", body).status_code == 200


def test_a4_certification_2_6_the_same_question_gets_the_same_answer() -> None:
    assert {decision(asking(BOB, WRITE, ONE)) for _ in range(5)} == {False}


# 3: batches


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"subject": ALICE, "action": READ, "evaluations": [{"resource": ONE}, {"resource": TWO}]}, [True, True]),
        ({"subject": BOB, "resource": ONE, "evaluations": [{"action": READ}, {"action": WRITE}]}, [True, False]),
        (
            {
                "subject": ALICE,
                "action": WRITE,
                "evaluations": [{"resource": record("record-1", status="active")}, {"resource": ARCHIVED}],
            },
            [True, False],
        ),
        (
            {"action": WRITE, "resource": ARCHIVED, "evaluations": [{"subject": ALICE}, {"subject": ADMIN}]},
            [False, True],
        ),
        ({"evaluations": [asking(ALICE, READ, ONE), asking(BOB, WRITE, ONE)]}, [True, False]),
        (
            {
                "subject": ALICE,
                "action": READ,
                "context": {"time": "2025-06-27T18:03-07:00"},
                "evaluations": [{"resource": ONE}, {"resource": TWO, "context": {"source": "batch-override"}}],
            },
            [True, True],
        ),
        (asking(ALICE, WRITE, ONE) | {"evaluations": [{}, {"resource": ARCHIVED}]}, [True, False]),
    ],
)
def test_a4_certification_3_2_batches_are_answered_in_order(body: dict[str, Any], expected: list[bool]) -> None:
    assert decisions(body) == expected


def test_a4_certification_3_4_1_an_item_that_lacks_something_is_a_no_of_its_own() -> None:
    options = {"options": {"evaluations_semantic": "execute_all"}}
    body = {"subject": ALICE, "action": READ, "evaluations": [{"resource": ONE}, {}]} | options
    assert decisions(body) == [True, False]
    assert send("evaluations", body).json()["evaluations"][1]["context"]["error"]["status"] == 400


@pytest.mark.parametrize("more", [{}, {"evaluations": []}])
def test_a4_certification_3_4_2_and_3_without_items_it_is_one_question(more: dict[str, Any]) -> None:
    assert send("evaluations", asking(ALICE, READ, ONE) | more).json() == {"decision": True}


# 4: searches


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("subject", asking(USERS, READ, ONE), [ALICE, BOB]),
        ("resource", asking(ALICE, READ, RECORDS), [ONE]),
        ("action", {"subject": ALICE, "resource": ONE}, [READ, WRITE]),
        ("subject", asking(USERS, WRITE, ARCHIVED), [BOB]),
        ("resource", asking(ADMIN, WRITE, RECORDS), [TWO]),
        ("action", {"subject": ADMIN, "resource": ARCHIVED}, [WRITE]),
    ],
)
def test_a4_certification_4_2_to_4_4_a_search_finds_what_the_fixture_asks_for(
    kind: str, body: dict[str, Any], expected: list[dict[str, Any]]
) -> None:
    found = results(kind, body)
    assert [entity for entity in expected if entity not in found] == []
    assert results(kind, body | SURROUNDINGS) == found
    assert all(entity.get("type", "user") in {"user", "record"} for entity in found)


def test_a4_certification_4_2_3_and_4_3_3_the_id_of_what_is_searched_for_is_ignored() -> None:
    assert results("subject", asking(ALICE, READ, ONE)) == results("subject", asking(USERS, READ, ONE))
    assert results("resource", asking(ALICE, READ, ONE)) == results("resource", asking(ALICE, READ, RECORDS))


@pytest.mark.parametrize(
    ("kind", "body"), [("subject", asking(USERS, READ, ONE)), ("resource", asking(BOB, READ, RECORDS))]
)
def test_a4_certification_4_5_pages_lead_to_an_empty_token(kind: str, body: dict[str, Any]) -> None:
    first = send(f"search/{kind}", body | {"page": {"limit": 1}}).json()
    assert [len(first["results"]), first["page"]["count"]] == [1, 1]
    assert first["page"]["next_token"]
    second = send(f"search/{kind}", body | {"page": {"token": first["page"]["next_token"]}}).json()
    assert second["page"]["next_token"] == ""
    assert first["results"] + second["results"] == results(kind, body)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("subject", asking({"type": "spaceship"}, READ, ONE)),
        ("subject", asking(USERS, READ, record("record-9"))),
        ("subject", asking(USERS, READ, {"type": "planet", "id": "record-1"})),
        ("subject", asking(USERS, {"name": "fly"}, ONE)),
        ("resource", asking(user("nobody"), READ, RECORDS)),
        ("resource", asking(ALICE, READ, {"type": "planet"})),
        ("action", {"subject": user("nobody"), "resource": ONE}),
        ("action", {"subject": {"type": "spaceship", "id": "alice"}, "resource": ONE}),
    ],
)
def test_a4_certification_4_6_what_is_not_known_finds_nothing(kind: str, body: dict[str, Any]) -> None:
    assert results(kind, body) == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("subject", {"subject": USERS, "resource": ONE}),
        ("resource", {"action": READ, "resource": RECORDS}),
        ("action", {"subject": ALICE}),
        ("subject", asking(USERS, READ, RECORDS)),
        ("resource", asking(USERS, READ, RECORDS)),
        ("action", {"subject": USERS, "resource": ONE}),
    ],
)
def test_a4_certification_4_7_a_search_that_lacks_something_is_a_bad_request(kind: str, body: dict[str, Any]) -> None:
    assert send(f"search/{kind}", body).status_code == 400


# 6: discovery


def test_a4_certification_6_discovery_is_found_by_inserting_the_well_known_part() -> None:
    response = Client().get("/.well-known/authzen-configuration/certification", secure=True)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    base = "https://testserver/certification"
    assert response.json() == {
        "policy_decision_point": base,
        "access_evaluation_endpoint": f"{base}/access/v1/evaluation",
        "access_evaluations_endpoint": f"{base}/access/v1/evaluations",
        "search_subject_endpoint": f"{base}/access/v1/search/subject",
        "search_resource_endpoint": f"{base}/access/v1/search/resource",
        "search_action_endpoint": f"{base}/access/v1/search/action",
    }


# Apart from real data


@pytest.mark.django_db
def test_a4_the_fixture_is_closed_unless_it_is_opened(settings: Any) -> None:
    """The database is for the middleware that looks for redirects when something is not found."""
    settings.DEMONSTRATION_ALLOWED = settings.CERTIFICATION_TENANT = False
    for response in (
        send("evaluation", asking(ALICE, READ, ONE)),
        send("search/subject", asking(USERS, READ, ONE)),
        Client().get("/.well-known/authzen-configuration/certification"),
    ):
        assert response.status_code == 404
        assert response.json()["error"] == "not_found"
    settings.CERTIFICATION_TENANT = True
    assert decision(asking(ALICE, READ, ONE)) is True


def test_a4_the_fixture_touches_no_database() -> None:
    """No test but the one above asks for a database, so each would fail if one were read, written or signed from."""
    assert decision(asking(ALICE, READ, ONE)) is True


# Interoperability: requests as other decision points were asked in the working group's events, by what they look like


@pytest.mark.parametrize(
    "body",
    [
        asking(user("Q2lSbVpEQTJNVFJrTXkxak16bGhMVFEzT0RFdFlqZGlaQzA0WWprMlpqVmhOVEV3TUdRU0JXeHZZMkZz"), READ, ONE),
        asking({"type": "identity", "id": "someone"}, {"name": "GET"}, {"type": "route", "id": "/todos/{id}"}),
        asking(user("u"), {"name": "can_update_todo"}, {"type": "todo", "id": "7", "properties": {"ownerID": "a@b.c"}}),
        asking(user("u"), {"name": "can_read_user"}, {"type": "user", "id": "beth@example.com"}),
    ],
)
def test_a4_questions_of_other_scenarios_are_read_and_refused(body: dict[str, Any]) -> None:
    assert decision(body) is False
    assert decisions({"evaluations": [body, asking(ALICE, READ, ONE)]}) == [False, True]
