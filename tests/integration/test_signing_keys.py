"""Keys are replaced, retired and sometimes stolen: what was signed before stays proof, what came after is not (A5)."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client

from accreditation import receipts
from accreditation.answers import ask
from accreditation.log_check import LogCheck
from accreditation.models import Answer, AnswerBatch, SigningKey, SigningKeyEnd
from accreditation.portfolio import SEALER
from accreditation.signing_keys import retire_signing_key
from audit.models import Event
from core import clock
from core.exceptions import ImmutableRecord, Refused
from tests.factories.accreditation import AdaptationFactory, a_question, accredited
from tests.factories.machines import Machine, a_machine
from tests.factories.tampering import rows
from tests.integration.test_answer_proofs import past, verified

pytestmark = pytest.mark.django_db

OLD, NEW, LATER = ("B" * 42 + "A", "C" * 42 + "A", "D" * 42 + "A")
NOON = datetime(2026, 6, 4, 12, tzinfo=UTC)


def kid_of(seed: str) -> str:
    return str(receipts.key_from(seed).kid)


@pytest.fixture
def machine() -> Machine:
    AdaptationFactory()
    return a_machine().sign_in()


@pytest.fixture
def number(machine: Machine) -> str:
    return accredited().number


@pytest.fixture
def answers(machine: Machine, number: str, settings: Any) -> list[Answer]:
    """Four batches an hour apart from noon by the old key, then two by the new one."""
    for hour, seed in enumerate([OLD, OLD, OLD, OLD, NEW, NEW]):
        settings.REGISTER_SIGNING_KEY = seed
        with clock.fixed(NOON + timedelta(hours=hour)):
            ask([a_question(number)], asker="Test", case_system=machine.case_system)
    return list(Answer.objects.order_by("batch__number", "position"))


def published(kid: str) -> dict[str, Any]:
    return next(key for key in Client().get("/register/v1/jwks.json").json()["keys"] if key["kid"] == kid)


def found() -> str:
    return "\n".join(LogCheck().problems())


def said(**options: Any) -> str:
    import io

    out = io.StringIO()
    call_command("verify_log", stdout=out, **options)
    return out.getvalue()


# Rotation


def test_a5_a_key_replaced_in_the_middle_of_the_log_leaves_it_whole(answers: list[Answer]) -> None:
    assert not found()
    words = said()
    assert f"Key {kid_of(OLD)} signed 4 batches, in batches 1 to 4." in words
    assert f"Key {kid_of(NEW)} signed 2 batches, in batches 5 to 6." in words


def test_a5_two_processes_with_different_keys_both_answer(number: str, settings: Any) -> None:
    """As while a rolling restart is under way."""
    for seed in (OLD, NEW, OLD, NEW, NEW, OLD):
        settings.REGISTER_SIGNING_KEY = seed
        ask([a_question(number)], asker="Test")
    assert not found()
    assert {kid_of(OLD), kid_of(NEW)} == set(receipts.public_keys())


def test_a5_each_published_key_says_how_it_lived(answers: list[Answer], settings: Any) -> None:
    with clock.fixed(NOON + timedelta(days=1)):
        retire_signing_key(kid=kid_of(OLD), reason="Replaced as planned.")
    old, new = published(kid_of(OLD)), published(kid_of(NEW))
    assert old["first_used_at"] == "2026-06-04T12:00:00.000000+00:00"
    assert old["retired_at"] == "2026-06-05T12:00:00.000000+00:00"
    assert old["last_batch"] == 6
    assert "compromised_at" not in old
    assert "retired_at" not in new
    assert "d" not in json.dumps([*old, *new]).replace("introduction", "").split('"')
    statement = receipts.read(old["statements"][0], receipts.public_keys())
    assert statement["reason"] == "Replaced as planned."
    assert receipts.kid_of(old["statements"][0]) == kid_of(NEW)
    # A program that wants nothing but the keys can read them as it always did.
    from joserfc import jws
    from joserfc.jwk import KeySet

    keys = KeySet.import_key_set(Client().get("/register/v1/jwks.json").json())
    assert jws.deserialize_compact(answers[0].receipt, keys, algorithms=["Ed25519"])
    assert not found()


def test_a5_a_retired_key_stays_proof_and_signs_no_more(
    answers: list[Answer], machine: Machine, number: str, settings: Any, tmp_path: Path
) -> None:
    retire_signing_key(kid=kid_of(OLD), reason="Replaced as planned.")
    keys = machine.browser.get("/register/v1/jwks.json").json()
    for answer in answers:
        assert "is proved" in verified(tmp_path, past(machine, answer.public_id).json(), keys)
    settings.REGISTER_SIGNING_KEY = OLD
    with pytest.raises(ImproperlyConfigured, match="was retired and signs no more"):
        ask([a_question(number)], asker="Test")
    assert AnswerBatch.objects.count() == 6


def test_a5_what_a_retired_key_signs_all_the_same_is_named(
    answers: list[Answer], number: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was not restarted goes on with the key that it has."""
    retire_signing_key(kid=kid_of(OLD), reason="Replaced as planned.")
    settings.REGISTER_SIGNING_KEY = OLD
    monkeypatch.setattr(receipts, "_remembered", {kid_of(OLD)})
    ask([a_question(number)], asker="Test")
    assert f"Batch 7: it is signed by the key {kid_of(OLD)}, which was retired before." in found()


# Keys that are not kept


def test_a5_a_key_that_is_missing_from_the_table_is_named(answers: list[Answer]) -> None:
    rows(SigningKey).filter(kid=kid_of(OLD))._raw_delete("default")
    assert f"Key {kid_of(OLD)}: it signed in batches 1 to 4 and is not among the keys that are kept." in found()


def test_a5_the_key_of_the_settings_does_not_stand_in_for_its_missing_row(answers: list[Answer]) -> None:
    rows(SigningKey).filter(kid=kid_of(NEW))._raw_delete("default")
    assert f"Key {kid_of(NEW)}: it signed in batches 5 to 6 and is not among the keys that are kept." in found()


def test_a5_a_receipt_by_an_unknown_key_is_named(answers: list[Answer]) -> None:
    stranger = receipts.key_from(LATER)
    token = receipts.signed_by(stranger, receipts.read(answers[1].receipt, receipts.public_keys()), "JWT")
    rows(Answer).filter(pk=answers[1].pk).update(receipt=token)
    assert f"Key {kid_of(LATER)}: it signed in batch 2 and is not among the keys that are kept." in found()


def test_a5_keys_and_their_ends_never_change(answers: list[Answer]) -> None:
    end = retire_signing_key(kid=kid_of(OLD), reason="Replaced as planned.")
    for row in (end, end.key):
        with pytest.raises(ImmutableRecord):
            row.save()
        with pytest.raises(ImmutableRecord):
            row.delete()


# Keys that somebody else may hold


@pytest.fixture
def compromised(answers: list[Answer], settings: Any) -> SigningKeyEnd:
    """The old key may have been known to others since 14:30: after the third batch, before the fourth."""
    moment = NOON + timedelta(hours=2, minutes=30)
    return retire_signing_key(kid=kid_of(OLD), reason="A backup was stolen.", compromised_at=moment)


def test_a5_the_place_up_to_which_a_stolen_key_is_proof_is_fixed(compromised: SigningKeyEnd) -> None:
    third = AnswerBatch.objects.get(number=3)
    assert (compromised.trusted_batch, compromised.trusted_head, compromised.last_batch) == (3, third.head, 6)
    key = published(kid_of(OLD))
    assert key["compromised_at"] == "2026-06-04T14:30:00.000000+00:00"
    assert (key["trusted_batch"], key["trusted_head"]) == (3, third.head)
    event = Event.objects.get(verb="accreditation.signing_key_retired")
    assert event.detail["reason"] == "A backup was stolen."


def test_a5_receipts_after_the_theft_are_no_proof_and_those_before_are(
    compromised: SigningKeyEnd, answers: list[Answer], machine: Machine, tmp_path: Path
) -> None:
    keys = machine.browser.get("/register/v1/jwks.json").json()
    heads = machine.browser.get("/register/v1/heads?after=0&digests=1").json()
    proofs = [past(machine, answer.public_id).json() for answer in answers]
    assert "is proved" in verified(tmp_path, proofs[2], keys)
    # The second is proved by the links that lead from it to the head that was fixed, and not without them.
    assert "The batches 3 to 3" in verified(tmp_path, proofs[1], keys)
    assert "is proved" in verified(tmp_path, proofs[1], keys, heads=heads)
    assert "is proved" in verified(tmp_path, proofs[0], keys, heads=heads)
    assert "It is proof no longer." in verified(tmp_path, proofs[3], keys, heads=heads)
    assert "is proved" in verified(tmp_path, proofs[4], keys)
    heads["links"][1]["answers"][0] = "0" * 64
    assert "does not follow" in verified(tmp_path, proofs[0], keys, heads=heads)


def test_a5_a_receipt_that_a_thief_dates_back_is_no_proof(
    compromised: SigningKeyEnd, answers: list[Answer], machine: Machine, tmp_path: Path
) -> None:
    """Everything in it is signed by the stolen key and dated before the theft; its place in the log is not there."""
    from accreditation.answer_log import hash_of

    keys = machine.browser.get("/register/v1/jwks.json").json()
    heads = machine.browser.get("/register/v1/heads?after=0&digests=1").json()
    stolen = receipts.key_from(OLD)
    for number in (0, 2):
        proof = past(machine, answers[number].public_id).json()["proof"]
        kept, batch = proof["answer"], proof["batch"]
        kept["decision"] = not kept["decision"]
        claims = receipts.read(kept["receipt"], receipts.public_keys()) | {"decision": kept["decision"]}
        kept["receipt"] = receipts.signed_by(stolen, claims, "JWT")
        batch["answers"] = [hash_of(kept)]
        head = receipts.read(proof["signed_head"], receipts.public_keys()) | {"head": hash_of(batch)}
        proof["signed_head"] = receipts.signed_by(stolen, head, "JWT")
        assert verified(tmp_path, proof, keys, heads=heads).startswith("Not proved.")


def test_a5_verify_log_says_which_receipts_are_proof_no_longer(compromised: SigningKeyEnd) -> None:
    assert not found()
    assert f"No proof: 1 receipts in batch 4 are signed by the key {kid_of(OLD)}" in said()


def test_a5_a_log_rewritten_by_the_thief_is_found_by_what_was_fixed(compromised: SigningKeyEnd) -> None:
    rows(AnswerBatch).filter(number=3).update(head="f" * 64)
    assert "Batch 3: the log no longer holds it as it was fixed when the key" in found()


def test_a5_officers_see_that_an_answer_is_proof_no_longer(
    compromised: SigningKeyEnd, answers: list[Answer], client: Client
) -> None:
    from tests.factories.accreditation import an_officer

    client.force_login(an_officer())
    page = client.get(f"/accreditation/answers/{answers[3].public_id}/").content.decode()
    assert "Not proved" in page
    assert "It is proof no longer." in page
    page = client.get(f"/accreditation/answers/{answers[2].public_id}/").content.decode()
    assert "Not proved" not in page
    assert "Its key was compromised later, after batch 3 of the log." in page


def test_a5_a_file_sealed_with_a_stolen_key_proves_nothing(compromised: SigningKeyEnd) -> None:
    """A file has no place in the log, so its time cannot be known."""
    assert set(SEALER.public_keys()) == {kid_of(NEW)}
    assert set(receipts.public_keys()) == {kid_of(OLD), kid_of(NEW)}


def test_a5_a_key_can_be_found_stolen_after_it_was_retired_and_from_earlier_on(answers: list[Answer]) -> None:
    old = kid_of(OLD)
    retire_signing_key(kid=old, reason="Replaced as planned.")
    retire_signing_key(kid=old, reason="Stolen.", compromised_at=NOON + timedelta(hours=2, minutes=30))
    retire_signing_key(kid=old, reason="Sooner.", compromised_at=NOON + timedelta(minutes=30))
    assert published(old)["trusted_batch"] == 1
    assert len(published(old)["statements"]) == 3
    assert not found()
    retire_signing_key(kid=old, reason="From the beginning.", compromised_at=NOON - timedelta(hours=1))
    assert (published(old)["trusted_batch"], published(old)["trusted_head"]) == (0, "")
    assert not found()


def test_a5_what_cannot_be_is_refused_in_words(answers: list[Answer]) -> None:
    old, moment = kid_of(OLD), NOON + timedelta(hours=1)
    for refused, words in (
        ({"kid": "unknown", "reason": "x"}, "No key unknown ever signed here."),
        ({"kid": kid_of(NEW), "reason": "x"}, "This key signs now."),
        ({"kid": old, "reason": "  "}, "Say why"),
        ({"kid": old, "reason": "x", "compromised_at": clock.now() + timedelta(days=9999)}, "in the future"),
    ):
        with pytest.raises(Refused, match=words):
            retire_signing_key(**refused)  # type: ignore[arg-type]
    retire_signing_key(kid=old, reason="x")
    with pytest.raises(Refused, match="retired already"):
        retire_signing_key(kid=old, reason="x")
    retire_signing_key(kid=old, reason="x", compromised_at=moment)
    with pytest.raises(Refused, match="already"):
        retire_signing_key(kid=old, reason="x", compromised_at=moment)
    assert SigningKeyEnd.objects.count() == 2
    assert Event.objects.filter(verb="accreditation.signing_key_retired").count() == 2


def test_a5_a_key_is_retired_at_the_server(answers: list[Answer], capsys: pytest.CaptureFixture[str]) -> None:
    at = (NOON + timedelta(hours=2, minutes=30)).isoformat()
    call_command("retire_signing_key", kid_of(OLD), "--reason", "Stolen.", "--compromised-at", at)
    said = capsys.readouterr().out
    assert "is retired, after batch 6." in said
    assert "proof up to batch 3" in said
    for wrong in ("2026-06-04", "2026-06-04T12:00:00", "yesterday"):
        with pytest.raises(CommandError):
            call_command("retire_signing_key", kid_of(OLD), "--reason", "x", "--compromised-at", wrong)
    with pytest.raises(CommandError, match="This key signs now"):
        call_command("retire_signing_key", kid_of(NEW), "--reason", "x")
