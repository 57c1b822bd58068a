"""The stranger's program: it asks, believes nothing it should not, and takes every doubt for a no (A4, A6)."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from pytest_django.live_server_helper import LiveServer

from accreditation.case_systems import REGISTER_CHECK, switch_off
from accreditation.models import Accreditation, Answer
from accreditation.services import suspend
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory, a_scope, accredited, an_officer, direct_access
from tests.factories.machines import Machine, a_machine, a_request
from tests.integration.test_register_client_product import SCOPES

PROGRAM = Path(project.BASE_DIR) / "examples" / "case_system.py"


@pytest.fixture
def machine(transactional_db: None) -> Machine:
    return a_machine(scopes=SCOPES)


@pytest.fixture
def base(live_server: LiveServer, settings: Any) -> str:
    settings.REGISTER_ISSUER = live_server.url
    return str(live_server.url)


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
    key = dict(machine.key.as_dict(private=True))
    return {
        "client": {"id": machine.client_id, "scope": REGISTER_CHECK, "private_key_jwk": key},
        "assessors": [
            {"number": assessor.number, "status": "accredited", "localities": ["harbour"]},
            {"number": stopped.number, "status": "suspended", "localities": ["islands"]},
        ],
        "permitted_request": a_request(assessor.number),
        "denied_request": a_request(assessor.number, adaptation="STAIRLIFT-STR", tier="moderate"),
    }


def run(base_url: str, facts: Any, folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    file = folder / "facts.json"
    file.write_text(facts if isinstance(facts, str) else json.dumps(facts))
    command = [sys.executable, "-I", str(PROGRAM), "--base-url", base_url, "--facts", str(file), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_a4_every_answer_is_as_expected(base: str, facts: dict[str, Any], tmp_path: Path) -> None:
    done = run(base, facts, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All 7 answers were as expected, one by one and together." in done.stdout
    assert done.stdout.count("[yes] a grab rail that anyone may arrange\n") == 2
    assert "A message that is signed: register.changed" in done.stdout
    assert Answer.objects.count() == 14


def test_a4_it_finds_whom_to_ask(base: str, facts: dict[str, Any], assessor: Accreditation, tmp_path: Path) -> None:
    facts["client"]["scope"] += " register:search"
    done = run(base, facts, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Whom to ask for a shower seat: {assessor.number}" in done.stdout


def test_a6_it_works_through_an_outage_and_gives_account(base: str, facts: dict[str, Any], tmp_path: Path) -> None:
    facts["client"]["scope"] += " register:offline"
    done = run(base, facts, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "(offline)" in done.stdout
    assert "Reported when it was back: 1, to be stopped: 0." in done.stdout


def test_a4_an_answer_that_is_not_as_expected_is_shown(
    base: str, facts: dict[str, Any], assessor: Accreditation, tmp_path: Path
) -> None:
    suspend(accreditation=assessor, reason="A complaint is looked into.", by=an_officer())
    done = run(base, facts, tmp_path)
    assert done.returncode == 1
    assert "NOT AS EXPECTED: it should be yes with ACCREDITED" in done.stdout


def test_a4_doubts_are_taken_for_no_and_told_in_a_sentence(
    base: str, machine: Machine, facts: dict[str, Any], tmp_path: Path
) -> None:
    nobody_there = run("http://127.0.0.1:9", facts, tmp_path)
    switch_off(case_system=machine.case_system, reason="Its key was stolen.", by=an_officer())
    switched_off = run(base, facts, tmp_path)
    for done in (nobody_there, switched_off):
        assert done.returncode == 1
        assert "[yes]" not in done.stdout
        assert "(none)" in done.stdout
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("base_url", ["file:///etc", "http://register.example", "register"])
def test_a4_an_address_that_is_not_safe_is_refused(base_url: str, tmp_path: Path) -> None:
    facts = {"client": {"id": "a", "secret": "b", "scope": "c"}, "permitted_request": a_request("TA-0000-0")}
    done = run(base_url, facts | {"denied_request": a_request("TA-0000-0"), "assessors": []}, tmp_path)
    assert done.returncode == 2
    assert "address must" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("facts", ["", "[]", "{}", '{"client": 7}', '{"client": {}, "permitted_request": {}}'])
def test_facts_that_say_too_little_are_told_so(facts: str, tmp_path: Path) -> None:
    done = run("http://127.0.0.1:9", facts, tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("The facts ")
    assert "Traceback" not in done.stderr


def test_the_program_needs_nothing_but_python_and_the_client() -> None:
    tree = ast.parse(PROGRAM.read_text())
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names | {"threshold_register"}
