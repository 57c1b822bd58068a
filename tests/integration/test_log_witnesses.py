"""Witnesses keep the log's signed heads, and the register is held to them (A5)."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from accreditation import receipts
from accreditation.answer_log import hash_of
from accreditation.answers import ask
from accreditation.models import Answer, AnswerBatch, AnswerLog, SigningKey
from accreditation.witnessing import RegisterContradictsItself, Witness, heads_in
from tests.factories.accreditation import a_question
from tests.factories.tampering import Tamperer, rows

pytestmark = pytest.mark.django_db

HEADS = "/register/v1/heads"


def asked(times: int) -> None:
    for _ in range(times):
        ask([a_question("TA-0000-0")] * 2, asker="Test")


def get(path: str) -> Any:
    response = Client().get(path)
    assert response.status_code == 200
    return response.json()


def tokens() -> list[str]:
    return list(AnswerBatch.objects.order_by("number").values_list("signed_head", flat=True))


# What is published


def test_a5_heads_are_public_in_order_and_paged(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accreditation.api.proving.MOST_HEADS", 3)
    asked(5)
    response = client.get(HEADS)
    assert response["Cache-Control"] == "public, max-age=10"
    assert not response.cookies
    assert response.json() == {"heads": tokens()[:3]}
    assert client.get(f"{HEADS}?after=3").json() == {"heads": tokens()[3:]}
    assert client.get(f"{HEADS}?after=5").json() == {"heads": []}
    claims = [receipts.read(token, receipts.public_keys()) for token in tokens()]
    assert [one["batch"] for one in claims] == [1, 2, 3, 4, 5]
    assert [one["previous_head"] for one in claims[1:]] == [one["head"] for one in claims[:-1]]


def test_a5_a_page_of_heads_is_at_most_500() -> None:
    from accreditation.api import proving

    assert (proving.MOST_HEADS, proving.MOST_WITH_DIGESTS) == (500, 100)


def test_a5_with_digests_anybody_can_compute_each_head(client: Client) -> None:
    asked(3)
    page = client.get(f"{HEADS}?after=1&digests=1").json()
    for token, link in zip(page["heads"], page["links"], strict=True):
        assert receipts.read(token, receipts.public_keys())["head"] == hash_of(link)
    assert set(page["links"][0]) == {"number", "previous", "sealed_at", "answers"}


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=", "after=1e3", "after=" + "9" * 30, "digests=2"])
def test_a5_a_query_that_means_nothing_is_refused(client: Client, query: str) -> None:
    response = client.get(f"{HEADS}?{query}")
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"
    assert response["Cache-Control"] == "no-store"


def test_a5_the_latest_head_is_public(client: Client) -> None:
    assert client.get(f"{HEADS}/latest").json() == {"batch": 0, "signed_head": ""}
    asked(2)
    assert client.get(f"{HEADS}/latest").json() == {"batch": 2, "signed_head": tokens()[1]}
    assert client.post(f"{HEADS}/latest").status_code == 405


@pytest.mark.parametrize("batches", [2, 20])
def test_a5_heads_cost_the_same_queries_at_any_length(
    client: Client, batches: int, django_assert_num_queries: Any
) -> None:
    asked(batches)
    for query, most in (("", 1), ("?digests=1", 2)):
        with django_assert_num_queries(most):
            client.get(HEADS + query)


# What a witness keeps


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a witness kept of the first four batches. Pages are short, so that there are several."""
    monkeypatch.setattr("accreditation.api.proving.MOST_HEADS", 3)
    asked(4)
    assert Witness(tmp_path / "heads", get).watch() == (4, 4)
    return tmp_path / "heads"


def contradiction(file: Path, ask_at: Any = get) -> str:
    """In which words the register contradicts itself; the file must stay as it is then."""
    kept = file.read_text()
    with pytest.raises(RegisterContradictsItself) as raised:
        Witness(file, ask_at).watch()
    assert file.read_text() == kept
    return str(raised.value)


def test_a5_a_witness_keeps_what_is_new(file: Path) -> None:
    assert list(heads_in(file)) == tokens()
    assert Witness(file, get).watch() == (0, 4)
    asked(7)
    assert Witness(file, get).watch() == (7, 11)
    assert list(heads_in(file)) == tokens()


def test_a5_a_witness_of_an_empty_log_keeps_nothing(tmp_path: Path) -> None:
    assert Witness(tmp_path / "heads", get).watch() == (0, 0)
    asked(1)
    assert Witness(tmp_path / "heads", get).watch() == (1, 1)


def test_a5_a_count_that_went_back_is_a_contradiction(file: Path) -> None:
    rows(Answer).filter(batch__number__gte=3)._raw_delete("default")
    rows(AnswerBatch).filter(number__gte=3)._raw_delete("default")
    assert "batch 4 was seen, and the register now ends at batch 2" in contradiction(file)


def test_a5_a_log_cut_off_and_grown_again_is_a_contradiction(file: Path) -> None:
    """The numbers are used again for other answers: the first that differs is named."""
    rows(Answer).filter(batch__number__gte=3)._raw_delete("default")
    rows(AnswerBatch).filter(number__gte=3)._raw_delete("default")
    rows(AnswerLog).update(batches=2, head=AnswerBatch.objects.get(number=2).head)
    asked(5)
    assert "A head changed: batch 3 is not as it was seen." in contradiction(file)


def test_a5_a_log_rewritten_with_the_key_is_a_contradiction(file: Path) -> None:
    import random

    tamperer = Tamperer(random.Random(3), [receipts.signing_key()])
    batch = tamperer.rewrite(receipts.signing_key())
    assert f"A head changed: batch {batch.number} is not as it was seen." in contradiction(file)


def test_a5_a_broken_chain_is_a_contradiction(file: Path) -> None:
    asked(2)
    keys = receipts.signing_key()

    def with_one_forged(path: str) -> Any:
        said = get(path)
        if path == f"{HEADS}?after=4":
            claims = receipts.read(said["heads"][0], receipts.public_keys()) | forged
            said["heads"][0] = receipts.signed_by(keys, claims, "JWT")
        return said

    forged: dict[str, Any] = {"previous_head": "0" * 64}
    assert "batch 5 does not follow the one before" in contradiction(file, with_one_forged)
    forged = {"batch": 4}
    assert "A number was used again: batch 4 came after batch 4." in contradiction(file, with_one_forged)
    forged = {"batch": 6}
    assert "batch 6 came after batch 4" in contradiction(file, with_one_forged)


def test_a5_a_head_by_a_stranger_is_a_contradiction(file: Path) -> None:
    asked(1)

    def strangers(path: str) -> Any:
        said = get(path)
        if path == f"{HEADS}?after=4":
            claims = receipts.read(said["heads"][0], receipts.public_keys())
            said["heads"] = [receipts.signed_by(receipts.key_from("D" * 42 + "A"), claims, "JWT")]
        return said

    assert "not signed by a key that the register publishes" in contradiction(file, strangers)


def test_a5_a_last_batch_that_is_not_given_is_a_contradiction(tmp_path: Path) -> None:
    asked(1)
    nothing = lambda path: {"heads": []} if path.startswith(f"{HEADS}?") else get(path)  # noqa: E731
    with pytest.raises(RegisterContradictsItself, match="does not give it"):
        Witness(tmp_path / "heads", nothing).watch()


def test_a5_a_key_that_disappears_is_a_contradiction_and_a_new_one_is_told(file: Path, settings: Any) -> None:
    old = str(receipts.signing_key().kid)
    settings.REGISTER_SIGNING_KEY = "C" * 42 + "A"
    asked(1)
    witness = Witness(file, get)
    assert witness.watch() == (1, 5)
    assert witness.new_keys == [str(receipts.signing_key().kid)]
    with transaction.atomic():
        rows(SigningKey).filter(kid=old)._raw_delete("default")
        assert f"A key changed: {old} is no longer published." in contradiction(file)
        transaction.set_rollback(True)


def test_a5_a_file_of_a_witness_that_was_edited_is_no_measure(file: Path) -> None:
    lines = file.read_text().splitlines()
    file.write_text("\n".join([lines[0], lines[2], lines[3]]) + "\n")
    assert "The chain is broken" in contradiction(file)


def test_a5_nonsense_from_the_register_is_nothing_learnt(file: Path) -> None:
    for said in ({}, [], {"keys": 5}, {"keys": [{"kid": "a"}]}, None):
        with pytest.raises((ValueError, RegisterContradictsItself)):
            Witness(file, lambda path, said=said: said).watch()  # type: ignore[misc]


# The file held against the log


def found(file: Path) -> str:
    try:
        call_command("verify_log", seen_heads=file, verbosity=0)
    except CommandError as error:
        return str(error)
    return ""


def test_a5_verify_log_says_which_of_many_heads_differ(file: Path) -> None:
    assert not found(file)
    file.write_text("# kept by a partner\n\n" + file.read_text())
    assert not found(file)
    rows(Answer).filter(batch__number__gte=3)._raw_delete("default")
    rows(AnswerBatch).filter(number__gte=3)._raw_delete("default")
    rows(AnswerLog).update(batches=2, head=AnswerBatch.objects.get(number=2).head)
    asked(1)
    said = found(file)
    assert said.splitlines()[:2] == [
        "Batch 3: the log no longer holds it as it was seen earlier.",
        "Batch 4: the log no longer holds it as it was seen earlier.",
    ]
    assert "Batch 2" not in said
    assert "cannot be read" in found(file.with_name("absent"))


def test_a5_a_check_can_begin_at_a_head_that_was_seen(file: Path) -> None:
    seen = tokens()
    assert not found(file)
    rows(Answer).filter(batch__number=2).update(asker="Nobody")
    call_command("verify_log", from_head=seen[1], verbosity=0)
    with pytest.raises(CommandError, match="batch 2"):
        call_command("verify_log", from_head=seen[0], verbosity=0)
    rows(AnswerBatch).filter(number=3).update(previous_head="0" * 64)
    with pytest.raises(CommandError, match="Batch 3: it does not follow the batch before"):
        call_command("verify_log", from_head=seen[1], verbosity=0)
    for nonsense in ("a.b.c", Answer.objects.all()[0].receipt):
        with pytest.raises(CommandError, match="not one that the log holds"):
            call_command("verify_log", from_head=nonsense, verbosity=0)


def test_a5_a_check_of_a_long_log_says_how_far_it_is(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accreditation.management.commands.verify_log.SECONDS_BETWEEN", 0)
    call_command("verify_log")
    assert "Batch 3 of 4 …" in capsys.readouterr().out


@pytest.mark.parametrize("batches", [3, 30])
def test_a5_a_check_takes_the_same_queries_at_any_length(batches: int, django_assert_num_queries: Any) -> None:
    from accreditation.log_check import LogCheck

    asked(batches)
    with django_assert_num_queries(12):
        assert not list(LogCheck(seen=tokens()).problems())


def test_a5_a_log_that_grows_while_it_is_checked_is_whole(file: Path) -> None:
    from accreditation.log_check import LogCheck

    check = LogCheck(progress=lambda batch, of: asked(1) if batch == 2 else None)
    assert not list(check.problems())


# Over the wire


@pytest.mark.django_db(transaction=True)
def test_a5_the_command_is_a_witness_over_http(
    live_server: LiveServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(3)
    file = str(tmp_path / "heads")
    call_command("witness_heads", live_server.url, file)
    assert "3 new heads are kept. The last batch is 3." in capsys.readouterr().out
    rows(Answer).filter(batch__number=3)._raw_delete("default")
    rows(AnswerBatch).filter(number=3)._raw_delete("default")
    with pytest.raises(CommandError, match="The register contradicts itself"):
        call_command("witness_heads", live_server.url, file)
    with pytest.raises(CommandError, match="Nothing was learnt"):
        call_command("witness_heads", f"{live_server.url}/nowhere", file)
    with pytest.raises(CommandError, match="https"):
        call_command("witness_heads", "file:///etc", file)
    assert json.loads((tmp_path / "heads.keys.json").read_text())
