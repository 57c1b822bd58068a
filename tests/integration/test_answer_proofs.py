"""One answer proved afterwards: by whoever asked it, by an officer, and by anybody who was handed the file (A5)."""

import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from accreditation import receipts
from accreditation.answer_log import digest_of
from accreditation.answers import ask
from accreditation.models import Answer
from people.constants import Role
from tests.factories.accreditation import AdaptationFactory, a_question, accredited, an_officer
from tests.factories.machines import Machine, a_machine, a_request
from tests.factories.people import LocalityFactory, UserFactory, employed
from tests.factories.tampering import rows

pytestmark = pytest.mark.django_db

NOT_YOURS = {"error": "not_found", "message": "Your case system was given no answer with this id."}


@pytest.fixture
def number() -> str:
    AdaptationFactory()
    return accredited().number


@pytest.fixture
def machine(number: str) -> Machine:
    return a_machine().sign_in()


def past(machine: Machine, public_id: object) -> Any:
    headers = {"Authorization": f"Bearer {machine.token}"}
    return machine.browser.get(f"/register/v1/answers/{public_id}", headers=headers)


def verified(tmp_path: Path, proof: Any, keys: Any, *, heads: Any = None) -> str:
    """What `verify_proof` says, of files alone; its refusal when it refuses."""
    out, options = io.StringIO(), {}
    for name, content in (("proof", proof), ("keys", keys), ("heads", heads)):
        (tmp_path / name).write_text(json.dumps(content))
    if heads:
        options["heads"] = [tmp_path / "heads"]
    try:
        call_command("verify_proof", tmp_path / "proof", keys=tmp_path / "keys", stdout=out, **options)
    except CommandError as error:
        return str(error)
    return out.getvalue()


# Whoever asked it


def test_a5_a_case_system_is_given_its_past_answer_as_it_was_told(machine: Machine, number: str) -> None:
    told = machine.ask(a_request(number)).json()
    response = past(machine, told["context"]["answer_id"])
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    given = response.json()
    proof = given.pop("proof")
    assert given == told
    assert proof["answer"]["question"]["subject"] == number
    assert proof["answer"]["register_number"] == told["context"]["register_number"]
    assert proof["batch"]["answers"] == [digest_of(Answer.objects.get())]


def test_a5_another_systems_answer_and_none_at_all_are_the_same_404(machine: Machine, number: str) -> None:
    other = a_machine(name="Other").sign_in()
    others = other.ask(a_request(number)).json()["context"]["answer_id"]
    ask([a_question(number)], asker="Case module")
    ours = Answer.objects.order_by("pk").last()
    assert ours
    for wanted in (others, ours.public_id, uuid.uuid4(), "nonsense", "0" * 500, "%00"):
        response = past(machine, wanted)
        assert (response.status_code, response.json()) == (404, NOT_YOURS)
    assert past(other, others).status_code == 200


def test_a5_a_past_answer_is_not_given_without_the_token_or_its_scope(machine: Machine, number: str) -> None:
    told = machine.ask(a_request(number)).json()["context"]["answer_id"]
    assert machine.browser.get(f"/register/v1/answers/{told}").status_code == 401
    reader = a_machine(name="Reader", scopes=("register:offline",)).sign_in()
    assert past(reader, told).status_code == 403
    machine.token = "wrong"
    assert past(machine, told).status_code == 401


def test_a5_the_proof_says_nothing_of_the_other_answers(machine: Machine, number: str) -> None:
    one, other = ask([a_question(number), a_question("TA-0000-0")], asker="Asker", case_system=machine.case_system)
    given = past(machine, one.public_id)
    assert given.json()["proof"]["batch"]["answers"] == [one.digest, other.digest]
    assert str(other.public_id) not in given.content.decode()
    assert "TA-0000-0" not in given.content.decode()


@pytest.mark.parametrize("size", [1, 40])
def test_a5_a_past_answer_costs_the_same_queries_in_any_batch(
    machine: Machine, number: str, size: int, django_assert_num_queries: Any
) -> None:
    answers = ask([a_question(number)] * size, asker="Asker", case_system=machine.case_system)
    with django_assert_num_queries(3):
        assert past(machine, answers[0].public_id).status_code == 200


# Whoever holds the file


@pytest.fixture
def held(machine: Machine, number: str) -> tuple[Any, Any]:
    """A proof of the second of three answers, and the published keys."""
    answers = ask([a_question(number)] * 3, asker="Millburn", case_system=machine.case_system)
    keys = machine.browser.get("/register/v1/jwks.json").json()
    return past(machine, answers[1].public_id).json(), keys


def test_a5_the_file_proves_who_asked_what_was_answered_and_on_which_state(
    held: tuple[Any, Any], number: str, machine: Machine, tmp_path: Path
) -> None:
    proof, keys = held
    said = verified(tmp_path, proof, keys)
    assert said.startswith("The answer is proved.")
    assert f"Asked by: Millburn ({machine.client_id})" in said
    assert number in said
    assert "Answered: yes (ACCREDITED)" in said
    assert f"State of the register: {proof['context']['register_number']}" in said
    assert "Place in the log: batch 1, place 2" in said


def test_a5_whatever_is_changed_in_the_file_it_proves_nothing(held: tuple[Any, Any], tmp_path: Path) -> None:
    document, keys = held
    tried = 0
    for path in leaves(document["proof"]):
        changed = json.loads(json.dumps(document))
        inner = changed["proof"]
        for step in path[:-1]:
            inner = inner[step]
        value = inner[path[-1]]
        inner[path[-1]] = not value if isinstance(value, bool) else f"{value}x" if isinstance(value, str) else 77
        assert verified(tmp_path, changed, keys).startswith("Not proved."), path
        tried += 1
    assert tried > 20


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Any:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield path
        return
    for name, part in inner:
        yield from leaves(part, (*path, name))


def test_a5_the_file_proves_nothing_by_other_keys(held: tuple[Any, Any], tmp_path: Path) -> None:
    proof, _ = held
    stranger = receipts.key_from(receipts.new_seed()).as_dict(private=False)
    assert "not signed by a key of the register" in verified(tmp_path, proof, {"keys": [stranger]})
    assert "not signed by a key of the register" in verified(tmp_path, proof, {"keys": []})


@pytest.mark.parametrize("proof", [{}, {"proof": {}}, {"proof": []}, {"answer": {}, "batch": {}}, {"answer": 1}])
def test_a5_a_file_that_is_no_proof_is_said_to_be_none(held: tuple[Any, Any], tmp_path: Path, proof: Any) -> None:
    said = verified(tmp_path, proof, held[1])
    assert said.startswith("Not proved.") or "not what the register publishes" in said


def test_a5_broken_files_are_said_to_be_broken(held: tuple[Any, Any], tmp_path: Path) -> None:
    assert "not what the register publishes" in verified(tmp_path, held[0], {"keys": 5})
    (tmp_path / "broken").write_text("{")
    with pytest.raises(CommandError, match="broken is not JSON"):
        call_command("verify_proof", tmp_path / "broken", keys=tmp_path / "keys")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_proof", tmp_path / "absent", keys=tmp_path / "keys")


# Officers

LIST = "/accreditation/answers/"


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(an_officer())
    return client


def test_a5_the_pages_of_answers_are_for_officers(client: Client, number: str) -> None:
    [answer] = ask([a_question(number)], asker="Case module")
    addresses = (LIST, f"{LIST}{answer.public_id}/", f"{LIST}{answer.public_id}/proof.json")
    for address in addresses:
        client.logout()
        assert client.get(address)["Location"].startswith("/accounts/login/")
        for role in Role:
            client.force_login(employed(roles=(role,)))
            assert client.get(address).status_code == (200 if role is Role.ACCREDITATION_OFFICER else 403)
        client.force_login(UserFactory(is_superuser=True))
        assert client.get(address).status_code == 403


def test_a5_an_officer_finds_answers_by_number_by_asker_and_by_id(
    officer: Client, machine: Machine, number: str
) -> None:
    other = accredited().number
    machine.ask(a_request(number))
    ask([a_question(other)], asker="Case module")
    everything = officer.get(LIST).content.decode()
    assert number in everything
    assert other in everything
    about = officer.get(LIST, {"about": number.lower().replace("-", " "), "asker": ""}).content.decode()
    assert f"{number}<" in about
    assert f"{other}<" not in about
    by = officer.get(LIST, {"about": "", "asker": machine.case_system.pk}).content.decode()
    assert f"{number}<" in by
    assert f"{other}<" not in by
    answer = Answer.objects.get(accreditation_number=other)
    assert f"{other}<" in officer.get(LIST, {"about": str(answer.public_id), "asker": ""}).content.decode()


def test_a5_what_cannot_be_found_is_said_in_words(officer: Client, number: str) -> None:
    assert "Nobody has asked the register yet." in officer.get(LIST).content.decode()
    assert "No answer like this was given." in officer.get(LIST, {"about": number}).content.decode()
    refused = officer.get(LIST, {"about": "Gary Tullis"}).content.decode()
    assert "Names are not searched." in refused
    assert "Nobody has asked" not in refused
    assert officer.get(f"{LIST}{uuid.uuid4()}/").status_code == 404


def test_a5_the_list_costs_the_same_queries_at_any_length(
    officer: Client, machine: Machine, number: str, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for more in (2, 21):
        for _ in range(more):
            ask([a_question(number)] * 2, asker="Case module", case_system=machine.case_system)
        with django_assert_max_num_queries(20) as queries:
            officer.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a5_the_page_says_whether_an_answer_is_proved(officer: Client, machine: Machine, number: str) -> None:
    machine.ask(a_request(number))
    answer = Answer.objects.get()
    page = officer.get(f"{LIST}{answer.public_id}/").content.decode()
    for words in (str(machine.case_system), number, "Authorise", "Yes", "Batch 1, place 1 of 1", answer.request_hash):
        assert words in page
    assert "Proved" in page
    assert "Do not rely on this answer" not in page
    with transaction.atomic():
        rows(Answer).update(decision=False)
        page = officer.get(f"{LIST}{answer.public_id}/").content.decode()
        assert "Not proved" in page
        assert "The answer is not the one that was put in this place of the log." in page
        assert "Not proved" in officer.get(LIST).content.decode()
        transaction.set_rollback(True)


def test_a5_the_pages_of_answers_say_names_and_the_code_in_small(officer: Client, number: str) -> None:
    seat = AdaptationFactory(code="SEAT-WALL", name="Shower seat, wall-mounted")
    safe = AdaptationFactory(code="KEYSAFE", name="Key safe")
    quay = LocalityFactory(code="quay", name="The quay side")
    question = a_question(number, adaptation=seat.code, locality=quay.code, together_with=(safe.code,))
    [answer] = ask([question], asker="Case module")
    page = officer.get(f"{LIST}{answer.public_id}/").content.decode()
    for named in (seat, safe, quay):
        assert f'{named.name} <span class="threshold-small">{named.code}</span>' in page
    listed = officer.get(LIST).content.decode()
    assert "Authorise, Shower seat, wall-mounted" in listed
    assert seat.code not in listed


def test_a5_a_code_without_a_name_stands_for_itself(officer: Client, number: str) -> None:
    ask([a_question(number, adaptation="GONE-1", locality="nowhere")], asker="Case module")
    answer = Answer.objects.get()
    page = officer.get(f"{LIST}{answer.public_id}/").content.decode()
    assert "GONE-1" in page
    assert "nowhere" in page


def test_a5_a_row_of_nonsense_is_shown_as_not_proved(officer: Client, number: str) -> None:
    ask([a_question(number)], asker="Case module")
    rows(Answer).update(question="nonsense", reasons=["WHATEVER"], accreditation_number="a/b", tier="huge")
    answer = Answer.objects.get()
    page = officer.get(f"{LIST}{answer.public_id}/")
    assert page.status_code == 200
    assert "Not proved" in page.content.decode()


def test_a5_an_officers_file_is_proved_without_the_register(
    officer: Client, machine: Machine, number: str, tmp_path: Path
) -> None:
    machine.ask(a_request(number))
    response = officer.get(f"{LIST}{Answer.objects.get().public_id}/proof.json")
    assert "attachment" in response["Content-Disposition"]
    keys = officer.get("/register/v1/jwks.json").json()
    assert response.json()["keys"].endswith("/register/v1/jwks.json")
    assert verified(tmp_path, response.json(), keys).startswith("The answer is proved.")
