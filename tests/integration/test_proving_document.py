"""docs/api/proving-answers.md tells the truth: its examples run as they stand, and what it names exists (A5)."""

import copy
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.test import Client

from accreditation.management.commands import retire_signing_key, verify_log, verify_proof, witness_heads
from accreditation.models import Answer, AnswerBatch
from accreditation.signing_keys import retire_signing_key as retire
from core import clock
from tests.factories.accreditation import AdaptationFactory, accredited
from tests.factories.machines import Machine, a_machine, a_request
from tests.factories.tampering import columns

pytestmark = pytest.mark.django_db

DOCUMENT = (Path(django_settings.BASE_DIR) / "docs" / "api" / "proving-answers.md").read_text()
COMMANDS: dict[str, type[BaseCommand]] = {
    "verify_proof": verify_proof.Command,
    "verify_log": verify_log.Command,
    "witness_heads": witness_heads.Command,
    "retire_signing_key": retire_signing_key.Command,
}


@pytest.fixture
def example() -> dict[str, Any]:
    made: dict[str, Any] = {}
    for program in re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL):
        exec(program, made)  # noqa: S102
    return made


@pytest.fixture
def machine() -> Machine:
    AdaptationFactory()
    return a_machine().sign_in()


@pytest.fixture
def request_sent(machine: Machine) -> dict[str, Any]:
    return a_request(accredited().number)


def get(path: str, machine: Machine | None = None) -> Any:
    headers = {"Authorization": f"Bearer {machine.token}"} if machine else {}
    return Client().get(path, headers=headers).json()


def proof_of_next(machine: Machine, request: dict[str, Any]) -> Any:
    answer_id = machine.ask(request).json()["context"]["answer_id"]
    return get(f"/register/v1/answers/{answer_id}", machine)["proof"]


def test_a5_the_example_proves_an_answer_and_refuses_a_changed_one(
    example: dict[str, Any], machine: Machine, request_sent: dict[str, Any]
) -> None:
    proof, jwks = proof_of_next(machine, request_sent), get("/register/v1/jwks.json")
    proved = example["check"](proof, request_sent, jwks)
    assert proved["decision"] is True
    assert proved["question"]["subject"] == request_sent["subject"]["id"]
    for part, name, value in (
        ("answer", "decision", False),
        ("answer", "asker", "Somebody else"),
        ("batch", "number", 9),
        ("batch", "answers", ["0" * 64]),
    ):
        changed = copy.deepcopy(proof)
        changed[part][name] = value
        with pytest.raises(AssertionError):
            example["check"](changed, request_sent, jwks)
    with pytest.raises(AssertionError):
        example["check"](proof, a_request("TA-0000-0"), jwks)


def test_a5_the_example_follows_the_links_of_a_stolen_key(
    example: dict[str, Any], machine: Machine, request_sent: dict[str, Any], settings: Any
) -> None:
    settings.REGISTER_SIGNING_KEY = "B" * 42 + "A"
    proofs = [proof_of_next(machine, request_sent) for _ in range(3)]
    stolen_at, old = clock.now(), get("/register/v1/jwks.json")["keys"][0]["kid"]
    proofs.append(proof_of_next(machine, request_sent))
    settings.REGISTER_SIGNING_KEY = "C" * 42 + "A"
    retire(kid=old, reason="Stolen.", compromised_at=stolen_at)
    jwks = get("/register/v1/jwks.json")
    key = next(key for key in jwks["keys"] if key["kid"] == old)
    fixed = (key["trusted_batch"], key["trusted_head"])
    assert fixed[0] == 3
    links = get("/register/v1/heads?after=0&digests=1")["links"]
    assert [example["leads_to"](proof["batch"], links, *fixed) for proof in proofs] == [True, True, True, False]
    assert example["check"](proofs[2], request_sent, jwks)
    for other in (0, 3):
        with pytest.raises(AssertionError):
            example["check"](proofs[other], request_sent, jwks)
    links[1]["sealed_at"] = links[0]["sealed_at"]
    assert not example["leads_to"](proofs[0]["batch"], links, *fixed)


def test_a5_the_members_of_a_proof_are_those_that_are_told(machine: Machine, request_sent: dict[str, Any]) -> None:
    proof = proof_of_next(machine, request_sent)
    shown = re.search(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)
    assert shown
    for name in [*proof, *proof["answer"], *proof["batch"]]:
        assert f'"{name}"' in shown[1]
    # Nothing that the row of an answer says is left out of what is hashed.
    named = {"public_id": "id", "batch_id": "batch", "case_system_id": "case_system"}
    about_the_past = {"as_of", "known_at", "would_have_been"}
    assert all(f"`{name}`" in DOCUMENT for name in about_the_past)
    kept = {named.get(column, column) for column in columns(Answer)} - {"digest"} - about_the_past
    assert kept == set(proof["answer"])


def test_a5_every_member_of_a_published_key_is_told(
    machine: Machine, request_sent: dict[str, Any], settings: Any
) -> None:
    settings.REGISTER_SIGNING_KEY = "B" * 42 + "A"
    machine.ask(request_sent)
    old = get("/register/v1/jwks.json")["keys"][0]["kid"]
    settings.REGISTER_SIGNING_KEY = "C" * 42 + "A"
    retire(kid=old, reason="Stolen.", compromised_at=clock.now())
    for key in get("/register/v1/jwks.json")["keys"]:
        for member in set(key) - {"kty", "crv", "x", "kid", "use", "alg"}:
            assert f"`{member}`" in DOCUMENT


def test_a5_every_command_of_the_document_takes_what_it_is_given(tmp_path: Path) -> None:
    lines = re.findall(r"^(manage\.py .+)$", DOCUMENT, re.MULTILINE)
    lines += re.findall(r"`(manage\.py retire_signing_key .+?)`", DOCUMENT.replace("\n", " "))
    assert len(lines) >= 6
    for line in lines:
        _, name, *arguments = shlex.split(line)
        COMMANDS[name]().create_parser("manage.py", name).parse_args(arguments)


def test_a5_the_procedure_of_a_witness_and_of_the_register_fit(
    machine: Machine, request_sent: dict[str, Any], tmp_path: Path
) -> None:
    """One JWS on a line, as any program writes it, is what `verify_log` takes."""
    machine.ask(request_sent)
    heads = tmp_path / "heads.txt"
    heads.write_text("\n".join(get("/register/v1/heads?after=0")["heads"]))
    call_command("verify_log", seen_heads=heads, verbosity=0)
    latest = get("/register/v1/heads/latest")
    assert latest == {"batch": 1, "signed_head": AnswerBatch.objects.get().signed_head}
