"""AuthZEN's batches held against a plain model of the specification, by the tenant that has no database (A4)."""

import json
from typing import Any

from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

ADDRESS = "/certification/access/v1/"

users = st.sampled_from(["alice", "bob", "carol"]).map(lambda name: {"type": "user", "id": name})
admins = users.map(lambda user: user | {"properties": {"role": "admin"}})
records = st.builds(
    lambda name, properties: {"type": "record", "id": name} | properties,
    st.sampled_from(["record-1", "record-2"]),
    st.sampled_from([{}, {"properties": {"status": "active"}}, {"properties": {"status": "archived"}}]),
)
actions = st.sampled_from(
    [{"name": "read"}, {"name": "write"}, {"name": "delete", "properties": {"soft": True}}, {"name": "delete"}]
)
broken = st.sampled_from([{}, None, "x", 7, {"type": "user"}, {"id": "alice"}, {"name": 1}])
contexts = st.just({"time": "2025-06-27T18:03-07:00"}) | st.just("no object")
parts = {
    "subject": users | admins | broken,
    "action": actions | broken,
    "resource": records | broken,
    "context": contexts,
}
items = st.fixed_dictionaries({}, optional=parts)
whole = st.fixed_dictionaries({"subject": users | admins, "action": actions, "resource": records})
defaults = st.fixed_dictionaries(
    {}, optional={"subject": users | admins, "action": actions, "resource": records, "context": st.just({})}
)
semantics = st.sampled_from([None, "execute_all", "deny_on_first_deny", "permit_on_first_permit"])


def post(address: str, body: Any) -> Any:
    return Client().post(ADDRESS + address, json.dumps(body), content_type="application/json")


@given(defaults, st.lists(items | whole, min_size=1, max_size=6), semantics)
@settings(max_examples=60, deadline=None)
def test_a4_a_batch_says_what_its_questions_say_alone(
    top: dict[str, Any], asked: list[dict[str, Any]], semantic: str | None
) -> None:
    """The model: fill in each item from the top, ask it alone, and stop as `&&` and `||` do."""
    options = {"options": {"evaluations_semantic": semantic}} if semantic else {}
    response = post("evaluations", {**top, "evaluations": asked, **options})
    assert response.status_code == 200
    expected: list[bool] = []
    for item in asked:
        alone = post("evaluation", {name: item.get(name, top.get(name)) for name in {*item, *top}})
        expected.append(alone.status_code == 200 and alone.json()["decision"])
        if (semantic == "deny_on_first_deny" and not expected[-1]) or (
            semantic == "permit_on_first_permit" and expected[-1]
        ):
            break
    assert [said["decision"] for said in response.json()["evaluations"]] == expected
