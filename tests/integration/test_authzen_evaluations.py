"""Several questions in one request (A4): defaults, order, the three semantics, errors of one item, one snapshot."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accreditation import receipts
from accreditation.answer_log import hash_of
from accreditation.log_check import LogCheck
from accreditation.models import Answer, AnswerBatch
from tests.factories.accreditation import AdaptationFactory, a_scope, accredited
from tests.factories.machines import EVALUATIONS, Machine, a_machine, a_request, codes

pytestmark = pytest.mark.django_db

UNKNOWN = "TA-0000-0"


def batch(*items: Any, semantic: str = "", **defaults: Any) -> dict[str, Any]:
    options = {"options": {"evaluations_semantic": semantic}} if semantic else {}
    return {**defaults, "evaluations": list(items), **options}


def decisions(response: Any) -> list[bool]:
    assert response.status_code == 200, response.content
    return [said["decision"] for said in response.json()["evaluations"]]


def about(*numbers: str) -> list[dict[str, Any]]:
    return [a_request(number) for number in numbers]


def test_a4_a_batch_is_answered_in_its_order_on_one_state_and_each_answer_is_kept(
    machine: Machine, number: str
) -> None:
    response = machine.ask(batch(*about(number, UNKNOWN, number)), EVALUATIONS)
    assert decisions(response) == [True, False, True]
    assert list(response.json()) == ["evaluations"]
    said = response.json()["evaluations"]
    assert len({one["context"]["register_number"] for one in said}) == 1
    assert len({one["context"]["answered_at"] for one in said}) == 1
    kept = Answer.objects.order_by("position")
    assert [str(answer.public_id) for answer in kept] == [one["context"]["answer_id"] for one in said]
    assert AnswerBatch.objects.get().size == 3
    assert not list(LogCheck().problems())


def test_a4_what_an_item_leaves_out_comes_from_the_top_and_what_it_holds_replaces_it_whole(
    machine: Machine, number: str
) -> None:
    top = a_request(number)
    bare = {"type": "adaptation", "id": "SEAT-SHOWER"}
    response = machine.ask(
        batch({}, {"subject": {"type": "assessor", "id": UNKNOWN}}, {"resource": bare}, {"context": {}}, **top),
        EVALUATIONS,
    )
    assert decisions(response) == [True, False, False, True]
    said = response.json()["evaluations"]
    assert codes(said[1]) == ["UNKNOWN_SUBJECT"]
    # The tenure of the top-level resource is not taken into an item's own resource.
    assert said[2]["context"] == {"error": {"status": 400, "message": "resource.properties.tenure is missing."}}
    assert Answer.objects.count() == 3


def test_a4_the_receipt_of_an_item_carries_the_hash_of_the_request_that_would_ask_it_alone(
    machine: Machine, number: str
) -> None:
    alone = a_request(number)
    item = {"action": alone.pop("action"), "note": "of this item"}
    machine.ask(batch(item, **alone), EVALUATIONS)
    assert Answer.objects.get().request_hash == hash_of(alone | item)


@pytest.mark.parametrize("body", [{}, {"evaluations": []}])
def test_a4_without_a_list_of_questions_it_is_the_one_question(
    machine: Machine, number: str, body: dict[str, Any]
) -> None:
    answer = machine.ask(a_request(number) | body, EVALUATIONS).json()
    assert answer["decision"] is True
    assert "evaluations" not in answer
    assert machine.ask({"evaluations": []}, EVALUATIONS).json()["message"] == "subject is missing."


@pytest.mark.parametrize(
    ("semantic", "asked", "told"),
    [
        ("execute_all", "yn?y", "yn?y"),
        ("", "nnn", "nnn"),
        ("deny_on_first_deny", "yyny", "yyn"),
        ("deny_on_first_deny", "y?yn", "y?"),
        ("deny_on_first_deny", "yyy", "yyy"),
        ("deny_on_first_deny", "?y", "?"),
        ("permit_on_first_permit", "nnyn", "nny"),
        ("permit_on_first_permit", "n?yn", "n?y"),
        ("permit_on_first_permit", "y?n", "y"),
        ("permit_on_first_permit", "n?n", "n?n"),
    ],
)
def test_a4_a_batch_ends_where_its_semantic_says_and_nothing_after_it_is_kept(
    machine: Machine, number: str, semantic: str, asked: str, told: str
) -> None:
    kinds = {"y": a_request(number), "n": a_request(UNKNOWN), "?": {}}
    response = machine.ask(batch(*(kinds[kind] for kind in asked), semantic=semantic), EVALUATIONS)
    assert decisions(response) == [kind == "y" for kind in told]
    assert [("error" in said["context"]) for said in response.json()["evaluations"]] == [kind == "?" for kind in told]
    assert Answer.objects.count() == len(told.replace("?", ""))
    assert not list(LogCheck().problems())


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ("text", "An evaluation must be an object."),
        (None, "An evaluation must be an object."),
        ({}, "subject is missing."),
        ({"subject": "alice"}, "subject must be an object."),
        (a_request(UNKNOWN) | {"action": {"name": "fly"}}, "action.name must be one of"),
        (a_request(UNKNOWN) | {"elsewhere": 2**60}, "cannot carry safely"),
        (a_request(UNKNOWN) | {"context": {"at": "2020-01-01T00:00:00Z"}}, "register:detail"),
    ],
)
def test_a4_an_item_that_is_no_question_is_its_own_error(machine: Machine, number: str, item: Any, says: str) -> None:
    response = machine.ask(batch(item, a_request(number)), EVALUATIONS)
    assert decisions(response) == [False, True]
    error = response.json()["evaluations"][0]["context"]["error"]
    assert error["status"] == (403 if "register:detail" in says else 400)
    assert says in error["message"]
    assert Answer.objects.count() == 1


def test_a4_a_batch_of_errors_alone_decides_nothing(machine: Machine) -> None:
    assert decisions(machine.ask(batch({}, {}), EVALUATIONS)) == [False, False]
    assert not AnswerBatch.objects.exists()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"evaluations": {}}, "evaluations must be a list."),
        ({"evaluations": None}, "evaluations must be a list."),
        ({"evaluations": "x"}, "evaluations must be a list."),
        ({"evaluations": [{}] * 101}, "at most 100"),
        ({"evaluations": [{}], "subject": "alice"}, "subject must be an object."),
        ({"evaluations": [{}], "context": None}, "context must be an object."),
        ({"evaluations": [{}], "options": []}, "options must be an object."),
        ({"evaluations": [{}], "options": {"evaluations_semantic": "first"}}, "must be one of: execute_all,"),
        ({"evaluations": [{}], "options": {"evaluations_semantic": 1}}, "must be one of: execute_all,"),
        ({"evaluations": [{}], "options": {"evaluations_semantic": None}}, "must be one of: execute_all,"),
        ({"evaluations": [{}], "options": {"evaluations_semantic": ["execute_all"]}}, "must be one of: execute_all,"),
    ],
)
def test_a4_what_is_wrong_with_the_whole_is_an_error_of_the_whole(
    machine: Machine, body: dict[str, Any], says: str
) -> None:
    response = machine.ask(body, EVALUATIONS)
    assert response.status_code == 400
    assert says in response.json()["message"]


def test_a4_other_options_are_ignored(machine: Machine, number: str) -> None:
    body = batch(a_request(number)) | {"options": {"another": 1, "evaluations_semantic": "execute_all"}}
    assert decisions(machine.ask(body, EVALUATIONS)) == [True]


def test_a4_a_state_that_is_not_reached_is_the_whole_request_s_error(machine: Machine, number: str) -> None:
    ahead = a_request(number) | {"context": {"min_seq": 10_000}}
    response = machine.ask(batch(a_request(number), ahead), EVALUATIONS)
    assert response.status_code == 503
    assert response["Retry-After"] == "1"
    assert response.json()["error"] == "temporarily_unavailable"
    assert not Answer.objects.exists()


def test_a4_one_question_and_a_hundred_cost_the_same_queries(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the process has seen its signing key committed, which no test does."""
    AdaptationFactory()
    numbers = [accredited(scopes=[a_scope()]).number for _ in range(20)]

    def queries(count: int) -> list[str]:
        body = batch(*about(*(numbers[n % len(numbers)] for n in range(count))))
        with CaptureQueriesContext(connection) as captured:
            assert decisions(machine.ask(body, EVALUATIONS)) == [True] * count
        statements = [" ".join(query["sql"].split("(")[0].split()[:3]) for query in captured]
        # PostgreSQL takes the rows by one COPY, SQLite in several statements when they have too many values.
        inserts = [said for said in statements if said.split()[-1] == '"accreditation_answer"']
        assert len(inserts) == 1 or connection.vendor == "sqlite"
        return [said for said in statements if said not in inserts and "SAVEPOINT" not in said]

    machine.ask(a_request(numbers[0]))
    monkeypatch.setattr(receipts, "_remembered", {str(receipts.signing_key().kid)})
    assert queries(1) == queries(100)


def test_a4_a_hundred_whole_questions_fit(number: str) -> None:
    machine = a_machine().sign_in()
    one = a_request(number)
    one["resource"]["properties"]["together_with"] = ["X" * 30] * 20
    body = batch(*[one] * 100)
    assert len(json.dumps(body)) < 131_072
    assert len(decisions(machine.ask(body, EVALUATIONS))) == 100
