"""Every answer can be proved later, and any change to the log of answers is found and named (A5)."""

import hashlib
import json
import re
from typing import Any

import pytest
import rfc8785
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from joserfc import jws
from joserfc.jwk import KeySet

from accreditation import answer_log, receipts
from accreditation.answers import ask
from accreditation.models import Answer, AnswerBatch, AnswerLog, SigningKey
from core.exceptions import ImmutableRecord
from tests.factories.accreditation import AdaptationFactory, a_question, accredited
from tests.factories.machines import a_machine, a_request

pytestmark = pytest.mark.django_db

ANSWERS, BATCHES, LOG = (model._meta.db_table for model in (Answer, AnswerBatch, AnswerLog))


def sql(statement: str, *values: object) -> None:
    """What somebody with the database's password can do, past every guard of the product."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found(**options: Any) -> str:
    """What `verify_log` says when it finds something; empty when the log is whole."""
    try:
        call_command("verify_log", stdout=open("/dev/null", "w"), **options)  # noqa: SIM115
    except CommandError as error:
        return str(error)
    return ""


@pytest.fixture
def answers() -> list[Answer]:
    """Five batches: one answer, one, three together, one, one."""
    AdaptationFactory()
    number = accredited().number
    for size in (1, 1, 3, 1, 1):
        ask([a_question(number)] * size, asker="Test")
    return list(Answer.objects.order_by("batch__number", "position"))


def ask_and_fail() -> None:
    """An answer whose transaction comes to nothing."""
    with transaction.atomic():
        ask([a_question("TA-0000-0")], asker="Test")
        raise RuntimeError


# Proof


def test_a5_the_receipt_proves_who_asked_what_was_answered_and_on_which_state() -> None:
    """As a case system proves it, with nothing but the published keys, the request and the receipt."""
    AdaptationFactory()
    machine = a_machine().sign_in()
    request = a_request(accredited().number)
    answer = machine.ask(request).json()
    published = machine.browser.get("/register/v1/jwks.json")
    assert published["Content-Type"] == "application/json"
    keys = KeySet.import_key_set(published.json())
    proved = jws.deserialize_compact(answer["context"]["receipt"], keys, algorithms=["Ed25519"])
    assert proved.headers()["alg"] == "Ed25519"
    claims = json.loads(proved.payload)
    assert claims["iss"] == "http://127.0.0.1:8000"
    assert claims["aud"] == machine.client_id
    assert claims["request_hash"] == hashlib.sha256(rfc8785.dumps(request)).hexdigest()
    assert claims["answer_id"] == answer["context"]["answer_id"]
    assert claims["decision"] is answer["decision"] is True
    assert claims["reasons"] == answer["context"]["reason_codes"]
    assert claims["register_number"] == answer["context"]["register_number"]
    assert claims["use_by"] - claims["iat"] == 300


def test_a5_the_hash_of_a_request_does_not_hang_on_how_it_was_written() -> None:
    AdaptationFactory()
    machine = a_machine().sign_in()
    request = a_request(accredited().number)
    machine.ask(request)
    machine.ask(json.dumps(dict(reversed(request.items())), indent=3))
    assert len(set(Answer.objects.values_list("request_hash", flat=True))) == 1


def test_a5_a_receipt_that_was_changed_or_signed_by_another_is_no_proof(answers: list[Answer]) -> None:
    head, payload, signature = answers[0].receipt.split(".")
    for token in (f"{head}.{payload[:-2]}AA.{signature}", f"{head}.{payload}.{'A' * 86}", "nonsense", "a.b.c", ""):
        with pytest.raises(receipts.NotSignedByTheRegister):
            receipts.read(token, receipts.public_keys())


def test_a5_only_one_algorithm_is_accepted(answers: list[Answer]) -> None:
    """A token that says `none`, or is signed with the public key as a shared secret, proves nothing."""
    from joserfc.jwk import OctKey

    [(kid, jwk)] = receipts.public_keys().items()
    secret = OctKey.import_key(jwk["x"])
    forged = jws.serialize_compact({"alg": "HS256", "kid": kid}, b"{}", secret, algorithms=["HS256"])
    with pytest.raises(receipts.NotSignedByTheRegister):
        receipts.read(forged, receipts.public_keys())


def test_a5_a_replaced_key_stays_published_and_its_receipts_stay_proof(answers: list[Answer], settings: Any) -> None:
    settings.REGISTER_SIGNING_KEY = receipts.new_seed()
    ask([a_question("TA-0000-0")], asker="Test")
    keys = receipts.public_keys()
    assert len(keys) == 2
    assert SigningKey.objects.count() == 2
    assert all("d" not in key and key["alg"] == "Ed25519" for key in keys.values())
    assert receipts.read(answers[0].receipt, keys)["answer_id"] == str(answers[0].public_id)
    assert not found()


def test_a5_the_embedded_key_is_made_once_and_is_for_its_owner_alone(tmp_path: Any, settings: Any) -> None:
    settings.REGISTER_SIGNING_KEY, settings.REGISTER_SIGNING_KEY_FILE = "", tmp_path / "key"
    kid = receipts.signing_key().kid
    receipts._kept_seed.cache_clear()
    assert receipts.signing_key().kid == kid
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_a5_what_was_not_committed_was_not_answered() -> None:
    """The answer, its batch and the count of the log are one transaction."""
    with pytest.raises(RuntimeError):
        ask_and_fail()
    assert not Answer.objects.exists()
    assert not AnswerBatch.objects.exists()
    assert not found()


def test_a5_asking_nothing_writes_nothing() -> None:
    assert ask([], asker="Test") == []
    assert not AnswerBatch.objects.exists()


# Tampering


def test_a5_a_whole_log_is_found_whole(answers: list[Answer], capsys: pytest.CaptureFixture[str]) -> None:
    assert list(AnswerBatch.objects.order_by("number").values_list("number", "size")) == [
        (1, 1), (2, 1), (3, 3), (4, 1), (5, 1),
    ]  # fmt: skip
    call_command("verify_log")
    said = capsys.readouterr().out
    assert "The log is whole, up to batch 5. 5 batches and 7 answers were gone through." in said
    assert said.strip().endswith(AnswerBatch.objects.get(number=5).signed_head)


def test_a5_answers_and_batches_never_change(answers: list[Answer]) -> None:
    with pytest.raises(ImmutableRecord):
        answers[0].save()
    with pytest.raises(ImmutableRecord):
        Answer.objects.update(decision=True)
    with pytest.raises(ImmutableRecord):
        AnswerBatch.objects.all().delete()


CHANGES: dict[str, object] = {
    "decision": False,
    "reasons": '["REGISTERED"]',
    "asker": "Somebody else",
    "question": '{"subject": "TA-1111-1"}',
    "register_number": 999,
    "request_hash": "0" * 64,
    "accreditation_number": "TA-1111-1",
    "tier": "complex",
    "asked_at": "2020-01-01 00:00:00+00:00",
    "receipt": "a.b.c",
    "digest": "0" * 64,
}


@pytest.mark.parametrize("column", CHANGES)
def test_a5_an_edited_answer_is_found_and_named(answers: list[Answer], column: str) -> None:
    sql(f"UPDATE {ANSWERS} SET {column} = %s WHERE id = %s", CHANGES[column], answers[3].pk)
    assert f"Answer {answers[3].public_id}: it was changed after it was written (batch 3)." in found()


def test_a5_an_edit_with_its_digest_made_anew_is_found(answers: list[Answer]) -> None:
    edited = Answer.objects.get(pk=answers[0].pk)
    edited.decision = False
    sql(
        f"UPDATE {ANSWERS} SET decision = %s, digest = %s WHERE id = %s",
        False, answer_log.digest_of(edited), edited.pk,
    )  # fmt: skip
    problems = found()
    assert f"Answer {edited.public_id}: its receipt does not say what the row says" in problems
    assert "Batch 1: its head does not follow from its answers." in problems


def test_a5_an_edit_with_the_whole_chain_made_anew_is_found(answers: list[Answer]) -> None:
    """Everything is recomputed but the signatures, for which the key is missing."""
    edited = Answer.objects.get(pk=answers[-1].pk)
    edited.asker = "Nobody"
    digest = answer_log.digest_of(edited)
    batch = AnswerBatch.objects.get(number=5)
    head = answer_log.head_of(5, batch.previous_head, batch.sealed_at, [digest])
    sql(f"UPDATE {ANSWERS} SET asker = %s, digest = %s WHERE id = %s", "Nobody", digest, edited.pk)
    sql(f"UPDATE {BATCHES} SET head = %s WHERE number = 5", head)
    sql(f"UPDATE {LOG} SET head = %s", head)
    assert "Batch 5: its signed head does not say what the row says." in found()


def test_a5_a_removed_answer_is_found_and_its_place_named(answers: list[Answer]) -> None:
    sql(f"DELETE FROM {ANSWERS} WHERE id = %s", answers[3].pk)
    assert "Batch 3: the answer in place 2 was removed." in found()


def remove_batches(condition: str) -> None:
    sql(f"DELETE FROM {ANSWERS} WHERE batch_id IN (SELECT id FROM {BATCHES} WHERE {condition})")
    sql(f"DELETE FROM {BATCHES} WHERE {condition}")


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("number = 1", "Batch 1 was removed from the log."),
        ("number = 3", "Batch 3 was removed from the log."),
        ("number IN (2, 3)", "Batches 2 to 3 were removed from the log."),
        ("number = 5", "Batch 5 was cut off the end of the log."),
        ("number >= 4", "Batches 4 to 5 were cut off the end of the log."),
        ("number >= 1", "Batches 1 to 5 were cut off the end of the log."),
    ],
)
def test_a5_removed_and_cut_off_batches_are_found_and_named(answers: list[Answer], condition: str, says: str) -> None:
    remove_batches(condition)
    assert says in found()


def test_a5_batches_removed_and_the_rest_numbered_anew_are_found(answers: list[Answer]) -> None:
    remove_batches("number = 3")
    sql(f"UPDATE {BATCHES} SET number = 3 WHERE number = 4")
    sql(f"UPDATE {BATCHES} SET number = 4 WHERE number = 5")
    sql(f"UPDATE {LOG} SET batches = 4")
    assert "Batch 3: it does not follow the batch before it." in found()


def test_a5_answers_that_changed_places_are_found(answers: list[Answer]) -> None:
    first, second = answers[2], answers[4]
    for answer, position in ((first, 99), (second, 1), (first, 3)):
        sql(f"UPDATE {ANSWERS} SET position = %s WHERE id = %s", position, answer.pk)
    problems = found()
    assert str(first.public_id) in problems
    assert str(second.public_id) in problems
    assert "Batch 3: its head does not follow from its answers." in problems


def test_a5_batches_that_changed_places_are_found(answers: list[Answer]) -> None:
    for number, other in ((4, 99), (5, 4), (99, 5)):
        sql(f"UPDATE {BATCHES} SET number = %s WHERE number = %s", other, number)
    problems = found()
    assert "Batch 4: it does not follow the batch before it." in problems
    assert "Batch 5: its signed head does not say what the row says." in problems


def test_a5_an_answer_moved_to_another_batch_is_found(answers: list[Answer]) -> None:
    target = AnswerBatch.objects.get(number=1)
    sql(
        f"UPDATE {ANSWERS} SET batch_id = %s, position = 2 WHERE id = %s",
        target.pk.hex if connection.vendor == "sqlite" else target.pk, answers[-1].pk,
    )  # fmt: skip
    problems = found()
    assert f"Answer {answers[-1].public_id}: it was added to batch 1 after it was sealed." in problems
    assert "Batch 5: the answer in place 1 was removed." in problems


def test_a5_a_count_that_was_turned_is_found(answers: list[Answer]) -> None:
    sql(f"UPDATE {LOG} SET batches = 2")
    assert "The count of the log says 2, and its last batch is 5" in found()
    sql(f"DELETE FROM {LOG}")
    assert "The count of the log was removed, and its last batch is 5." in found()


def test_a5_an_end_turned_back_whole_is_found_by_a_head_that_was_kept(answers: list[Answer]) -> None:
    """The end and the count removed together leave a whole, shorter log; a witness's head shows it."""
    kept = AnswerBatch.objects.get(number=5).signed_head
    remove_batches("number >= 4")
    earlier = AnswerBatch.objects.get(number=3)
    sql(f"UPDATE {LOG} SET batches = 3, head = %s", earlier.head)
    assert not found()
    assert "Batch 5: the log no longer holds it as it was seen earlier." in found(seen_head=kept)
    assert not found(seen_head=earlier.signed_head)
    assert "not signed by the register" in found(seen_head="a.b.c")


def test_a5_numbers_of_batches_have_no_gap_after_a_failure(answers: list[Answer]) -> None:
    with pytest.raises(RuntimeError):
        ask_and_fail()
    ask([a_question("TA-0000-0")], asker="Test")
    assert AnswerBatch.objects.order_by("number").last().number == 6  # type: ignore[union-attr]
    assert not found()


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (LOG, "UPDATE {} SET id = 2"),
        (BATCHES, "UPDATE {} SET previous_head = '' WHERE number = 2"),
        (BATCHES, "UPDATE {} SET size = 0 WHERE number = 2"),
        (ANSWERS, "UPDATE {} SET position = 0"),
        (BATCHES, "UPDATE {} SET head = 'x'"),
    ],
)
def test_a5_the_database_itself_refuses_what_can_never_be(answers: list[Answer], table: str, change: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(change.format(table))


def test_a_new_signing_key_is_one_that_production_takes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.exceptions import ImproperlyConfigured

    from lms import env

    call_command("make_signing_key")
    seed = capsys.readouterr().out.strip()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", seed)
    monkeypatch.setenv("REGISTER_SIGNING_KEY", seed)
    assert env.signing_key() == seed
    monkeypatch.setenv("REGISTER_SIGNING_KEY", "short")
    with pytest.raises(ImproperlyConfigured, match="43 characters"):
        env.signing_key()
