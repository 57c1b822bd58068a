"""What docs/api/onboarding.md says is what happens: each row of its table, its scopes, its form (A4)."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accreditation import sandbox
from accreditation.case_systems import SCOPE_WORDS
from tests.factories.machines import Machine, a_request, an_assertion, in_the_sandbox

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "api" / "onboarding.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|\n ").split("|")]
    for line in DOCUMENT.splitlines()
    if re.match(r"\| (TA-SB|OT-SANDBOX)", line)
]


@pytest.fixture
def machine() -> Machine:
    return in_the_sandbox().sign_in_to_sandbox()


def request_of(number: str, about: str) -> dict[str, Any]:
    """The question that a row's first two cells describe."""
    changes = dict(re.findall(r"(tier|locality|tenure|organisation|action) `([^`]+)`", about))
    item = re.match(r"`([^`]+)`", about)
    organisation, action = changes.pop("organisation", ""), changes.pop("action", "authorise")
    body = a_request(number, **({"adaptation": item[1]} if item else {}), **changes)
    body["action"]["name"] = action
    body["resource"]["type"] = "home" if action == "housing-mot" else "adaptation"
    if organisation:
        body["context"]["organisation"] = organisation
    return body


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_a4_each_row_of_the_sandboxs_table_is_true(machine: Machine, row: list[str]) -> None:
    number, about, _, answer = row
    said = machine.ask_sandbox(request_of(number, about)).json()
    expected = re.fullmatch(r"(yes|no), `([A-Z_]+)`", answer)
    assert expected
    assert said["decision"] is (expected[1] == "yes")
    assert expected[2] in said["context"]["reason_codes"]


def test_a4_the_table_names_everybody_in_the_sandbox() -> None:
    assert {row[0] for row in ROWS} == {*sandbox.PEOPLE, sandbox.UNKNOWN}


def test_a4_every_scope_is_in_its_table() -> None:
    for scope, words in SCOPE_WORDS.items():
        assert f"| `{scope}` | {words[0].lower()}{words[1:]} |" in DOCUMENT


@pytest.mark.django_db
def test_a4_the_form_that_is_shown_gets_the_answer_that_is_shown(machine: Machine) -> None:
    shown = re.search(r"POST (\S+)\nContent-Type: (\S+)\n\n(\S+)eyJ…", DOCUMENT)
    answer = json.loads(re.search(r'\{"access_token".*\}', DOCUMENT)[0])  # type: ignore[index]
    assert shown
    form = shown[3] + an_assertion(machine.sandbox_id, machine.key)
    response = machine.browser.post(shown[1], form, content_type=shown[2])
    assert response.status_code == 200
    assert set(response.json()) == set(answer)
    error = machine.browser.post(
        shown[1], form.replace("client_assertion=", "client_assertion=x"), content_type=shown[2]
    )
    assert set(error.json()) == {"error", "error_description"}
