"""docs/api.md tells the truth: its table is the code's, and its examples run as they stand (A4, A5)."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from pytest_django.live_server_helper import LiveServer

from accreditation import receipts
from accreditation.api import authzen, fields, openapi, reading, searching
from accreditation.questions import Action, Reason
from core import strict_json
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory, accredited
from tests.factories.machines import Machine, a_machine, a_request
from tests.factories.people import employed
from tests.integration.test_openapi import fits

DOCUMENT = (Path(project.BASE_DIR) / "docs" / "api.md").read_text()
CLIENT = Path(project.BASE_DIR) / "clients" / "python" / "src"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)


def test_a4_the_table_of_reasons_is_the_closed_list() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", DOCUMENT, re.MULTILINE)
    assert rows == [(reason.value, reason.label) for reason in Reason]


@pytest.mark.parametrize("words", [Action, Tenure, Tier])
def test_a4_every_word_that_may_be_sent_is_told(words: Any) -> None:
    assert all(f"`{word}`" in DOCUMENT for word in words.values)


def test_a4_the_limits_are_those_of_the_code() -> None:
    assert f"at most {authzen.LONGEST_BODY:,} bytes" in DOCUMENT
    assert f"nested at most {strict_json.DEEPEST} deep" in DOCUMENT
    assert f"at most {fields.LONGEST_TEXT} characters" in DOCUMENT
    assert f"may have {authzen.LONGEST_BATCH:,} bytes and hold {authzen.MOST_EVALUATIONS} questions" in DOCUMENT
    assert f"for the same need, at most {reading.MOST_TOGETHER}" in DOCUMENT
    assert f"{authzen.PAGE} when left out, at most {searching.LARGEST_PAGE}" in DOCUMENT
    assert receipts.USE_WITHIN.total_seconds() == 300
    assert "(five minutes)" in DOCUMENT


@pytest.fixture
def machine(transactional_db: None) -> Machine:
    return a_machine()


@pytest.fixture
def number(transactional_db: None) -> str:
    AdaptationFactory()
    return accredited(user=employed(organisation__code="millburn")).number


@pytest.fixture
def base(live_server: LiveServer, settings: Any) -> str:
    settings.REGISTER_ISSUER = live_server.url
    return str(live_server.url)


def environment(base: str, machine: Any, **more: str) -> dict[str, str]:
    key = json.dumps(dict(machine.key.as_dict(private=True)))
    values = {"BASE": base, "CLIENT_ID": machine.client_id, "PRIVATE_KEY": key, "PYTHONPATH": str(CLIENT)}
    return {"PATH": os.environ["PATH"]} | values | more


def ran(program: str, base: str, machine: Machine, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(base, machine, **more), capture_output=True, text=True
    )
    assert not done.returncode, done.stderr
    return done.stdout.strip()


def test_a4_the_token_example_gets_a_token(base: str, machine: Machine, number: str) -> None:
    machine.token = ran(blocks("python")[0], base, machine)
    assert machine.ask(a_request(number)).status_code == 200


def test_a4_the_client_example_asks_and_fails_closed(base: str, machine: Machine, number: str) -> None:
    program = blocks("python")[1]
    assert ran(program.replace("TA-7K3M-3", number), base, machine) == (
        "yes register - The person's accreditation covers this."
    )
    assert ran(program, "http://127.0.0.1:9", machine).startswith("no none - The register cannot be reached")


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not on this machine")
def test_a4_the_curl_example_asks(base: str, machine: Machine, number: str) -> None:
    exports, token, ask = blocks("sh")
    assert "export PRIVATE_KEY" in exports
    statement = ran(blocks("python")[0], base, machine, STATEMENT_ONLY="1")
    done = subprocess.run(
        ["/bin/sh", "-ec", token + ask.replace("TA-7K3M-3", number)],
        env=environment(base, machine, ASSERTION=statement),
        capture_output=True,
        text=True,
    )
    assert '"decision":true' in done.stdout, done.stderr


def test_a4_the_examples_in_json_are_as_the_description_says() -> None:
    discovery, batch, answer = (json.loads(block) for block in blocks("json"))
    schemas = openapi.document()["components"]["schemas"]
    for value, name in ((discovery, "Discovery"), (batch, "Questions"), (answer, "Answer")):
        fits(value, schemas[name])
    assert f"up to {authzen.MOST_EVALUATIONS} questions" in DOCUMENT


def test_a4_every_scope_is_told() -> None:
    assert all(f"| `{scope}` |" in DOCUMENT for scope in openapi.SCOPES)


def test_a5_the_verifying_example_proves_a_receipt_and_refuses_others(
    live_server: LiveServer, machine: Machine, number: str
) -> None:
    made: dict[str, Any] = {}
    exec(blocks("python")[2], made)  # noqa: S102
    request = a_request(number)
    answer = machine.sign_in().ask(request).json()
    receipt = answer["context"]["receipt"]
    claims = made["verify"](receipt, request, live_server.url, machine.client_id)
    assert claims["answer_id"] == answer["context"]["answer_id"]
    with pytest.raises(ValueError, match="another request"):
        made["verify"](receipt, a_request("TA-0000-0"), live_server.url, machine.client_id)
    with pytest.raises(ValueError, match="another client"):
        made["verify"](receipt, request, live_server.url, "somebody-else")
    head, payload, signature = receipt.split(".")
    with pytest.raises(Exception, match=r"(?i)signature"):
        made["verify"](f"{head}.{payload}.{signature[:-4]}AAAA", request, live_server.url, machine.client_id)
