"""The stranger's program: it asks, believes nothing it should not, and takes every doubt for a no (A4)."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from accreditation.case_systems import REGISTER_CHECK, switch_off
from accreditation.models import Accreditation, Answer
from accreditation.services import suspend
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory, a_scope, accredited, an_officer, direct_access
from tests.factories.machines import TOKEN, Key, Machine, a_key, a_machine, a_request

PROGRAM = Path(settings.BASE_DIR) / "examples" / "case_system.py"


@pytest.fixture
def machine(transactional_db: None) -> Machine:
    return a_machine()


@pytest.fixture
def assessor(transactional_db: None) -> Accreditation:
    AdaptationFactory()
    AdaptationFactory(code="STAIRLIFT-STR", category="stairs", tier=Tier.MODERATE)
    rail = AdaptationFactory(code="RAIL-GRAB-INT", category="rails", tier=Tier.DIRECT_ACCESS)
    direct_access(Tenure.OWNER, rail)
    return accredited()


@pytest.fixture
def facts(machine: Machine, assessor: Accreditation) -> dict[str, Any]:
    stopped = accredited(scopes=[a_scope(localities=["islands"])])
    suspend(accreditation=stopped, reason="A complaint is looked into.", by=an_officer())
    return {
        "token_path": TOKEN,
        "client": {"id": machine.client_id, "private_key_jwk": private_half(machine.key), "scope": REGISTER_CHECK},
        "assessors": [
            {"number": assessor.number, "status": "accredited", "localities": ["harbour"]},
            {"number": stopped.number, "status": "suspended", "localities": ["islands"]},
        ],
        "permitted_request": a_request(assessor.number),
        "denied_request": a_request(assessor.number, adaptation="STAIRLIFT-STR", tier="moderate"),
    }


def private_half(key: Key) -> dict[str, Any]:
    return dict(key.as_dict(private=True))


def run(base_url: str, facts: Any, folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    file = folder / "facts.json"
    file.write_text(facts if isinstance(facts, str) else json.dumps(facts))
    command = [sys.executable, "-I", str(PROGRAM), "--base-url", base_url, "--facts", str(file), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_a4_every_answer_is_as_expected(live_server: LiveServer, facts: dict[str, Any], tmp_path: Path) -> None:
    done = run(live_server.url, facts, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All 7 answers were as expected." in done.stdout
    assert "[yes] a grab rail that anyone may arrange\n      DIRECT_ACCESS: " in done.stdout
    assert Answer.objects.count() == 7


def test_a4_an_answer_that_is_not_as_expected_is_shown(
    live_server: LiveServer, facts: dict[str, Any], assessor: Accreditation, tmp_path: Path
) -> None:
    suspend(accreditation=assessor, reason="A complaint is looked into.", by=an_officer())
    done = run(live_server.url, facts, tmp_path)
    assert done.returncode == 1
    assert "NOT AS EXPECTED: it should be yes with ACCREDITED" in done.stdout


def test_a4_doubts_are_taken_for_no_and_told_in_a_sentence(
    live_server: LiveServer, machine: Machine, facts: dict[str, Any], tmp_path: Path
) -> None:
    another = facts["client"] | {"private_key_jwk": private_half(a_key(machine.key.kid))}
    wrong_key = run(live_server.url, facts | {"client": another}, tmp_path)
    nobody_there = run("http://127.0.0.1:9", facts, tmp_path)
    no_address = run("file:///etc", facts, tmp_path)
    switch_off(case_system=machine.case_system, reason="A test.", by=an_officer())
    switched_off = run(live_server.url, facts, tmp_path)
    for done in (wrong_key, nobody_there, no_address, switched_off):
        assert done.returncode == 1
        assert done.stderr.endswith(". Nothing is permitted.\n")
        assert "[yes]" not in done.stdout
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("facts", ["", "[]", "{}", '{"client": 7}', '{"client": {}, "permitted_request": {}}'])
def test_facts_that_say_too_little_are_told_so(facts: str, tmp_path: Path) -> None:
    done = run("http://127.0.0.1:9", facts, tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("The facts ")
    assert "Traceback" not in done.stderr


def test_the_program_needs_nothing_but_python() -> None:
    tree = ast.parse(PROGRAM.read_text())
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names
