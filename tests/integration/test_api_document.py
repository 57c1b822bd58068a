"""docs/api.md tells the truth: its table is the code's, and its examples run as they stand (A4, A5)."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from accreditation import receipts
from accreditation.api import authzen, fields, reading
from accreditation.questions import Action, Reason
from core import strict_json
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory, accredited
from tests.factories.machines import Machine, a_machine, a_request
from tests.factories.people import employed

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text()


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
    assert f"{authzen.LONGEST_BATCH:,} bytes and hold {authzen.MOST_EVALUATIONS} questions" in DOCUMENT
    assert f"at most {reading.MOST_TOGETHER}. They are judged together" in DOCUMENT
    assert f"nested at most {strict_json.DEEPEST} deep" in DOCUMENT
    assert f"at most {fields.LONGEST_TEXT} characters" in DOCUMENT
    assert receipts.USE_WITHIN.total_seconds() == 300
    assert "(five minutes)" in DOCUMENT


@pytest.fixture
def machine(transactional_db: None) -> Machine:
    return a_machine()


@pytest.fixture
def number(transactional_db: None) -> str:
    AdaptationFactory()
    return accredited(user=employed(organisation__code="millburn")).number


def environment(live_server: LiveServer, machine: Machine) -> dict[str, str]:
    values = {"BASE": live_server.url, "CLIENT_ID": machine.client_id, "SECRET": machine.secret}
    return {"PATH": os.environ["PATH"]} | values


def test_a4_the_python_example_asks(live_server: LiveServer, machine: Machine, number: str) -> None:
    program = blocks("python")[0].replace("TA-7K3M-4", number)
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], env=environment(live_server, machine), capture_output=True, text=True
    )
    assert done.stdout == "yes ['ACCREDITED']\n", done.stderr


def test_a4_the_python_example_fails_closed(live_server: LiveServer, machine: Machine, number: str) -> None:
    program = blocks("python")[0].replace('"/access/v1/evaluation"', '"/access/v1/nothing"')
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], env=environment(live_server, machine), capture_output=True, text=True
    )
    assert done.stdout == "no no answer\n", done.stderr


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not on this machine")
def test_a4_the_curl_example_asks(live_server: LiveServer, machine: Machine, number: str) -> None:
    exports, token, ask = blocks("sh")
    assert "export BASE" in exports
    done = subprocess.run(
        ["/bin/sh", "-ec", token + ask.replace("TA-7K3M-4", number)],
        env=environment(live_server, machine),
        capture_output=True,
        text=True,
    )
    assert '"decision": true' in done.stdout, done.stderr


def test_a5_the_verifying_example_proves_a_receipt_and_refuses_others(
    live_server: LiveServer, machine: Machine, number: str
) -> None:
    made: dict[str, Any] = {}
    exec(blocks("python")[1], made)  # noqa: S102
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
