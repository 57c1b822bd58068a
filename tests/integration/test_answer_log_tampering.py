"""Random tamperings with a log of real answers: every one is found and named (A5).

The suite tries some; SOAK_TAMPERINGS more (`.ci/soak`). Each is drawn by its own number, so a failure can be repeated.
"""

import os
import random
from collections import Counter
from typing import Any

import pytest
from django.db import transaction

from accreditation import receipts
from accreditation.answers import ask
from accreditation.log_check import LogCheck
from accreditation.models import Answer, AnswerBatch, SigningKey
from accreditation.signing_keys import retire_signing_key
from tests.factories.accreditation import AdaptationFactory, a_question, accredited
from tests.factories.machines import a_machine, a_request
from tests.factories.tampering import KINDS, Tamperer, columns

pytestmark = pytest.mark.django_db

TAMPERINGS = int(os.environ.get("SOAK_TAMPERINGS", "60"))


@pytest.fixture
def seen(settings: Any) -> list[str]:
    """Nine batches by two case systems and the partnership, with a new key in the middle; the heads kept of it."""
    AdaptationFactory()
    numbers = [accredited().number, accredited().number, "TA-0000-0"]
    settings.REGISTER_SIGNING_KEY = "B" * 42 + "A"
    old = str(receipts.signing_key().kid)
    machines = [a_machine(name=name).sign_in() for name in ("Millburn", "Westmoor")]
    for machine, number in zip([*machines, *machines], numbers * 2, strict=False):
        machine.ask(a_request(number))
    ask([a_question(number) for number in numbers], asker="Millburn", case_system=machines[0].case_system)
    settings.REGISTER_SIGNING_KEY = "C" * 42 + "A"
    ask([a_question(numbers[0])] * 4, asker="Case module")
    machines[1].ask(a_request(numbers[1]))
    retire_signing_key(kid=old, reason="Replaced as planned.")
    ask([a_question(number) for number in numbers[:2]], asker="Westmoor", case_system=machines[1].case_system)
    machines[0].ask(a_request(numbers[0]))
    assert (AnswerBatch.objects.count(), Answer.objects.count(), SigningKey.objects.count()) == (9, 15, 2)
    return list(AnswerBatch.objects.order_by("number").values_list("signed_head", flat=True))


@pytest.fixture
def stolen(seen: list[str], settings: Any) -> list[Any]:
    """The old key's public half, and the private key that signs now."""
    kids = SigningKey.objects.order_by("pk").values_list("kid", flat=True)
    return [receipts.OKPKey.import_key(receipts.public_keys()[kids[0]]), receipts.signing_key()]


def attempt(number: int, seen: list[str], stolen: list[Any]) -> tuple[str, str]:
    """Tamper, look, and undo. Gives what was done, and what is wrong with how it was found (empty: nothing)."""
    with transaction.atomic():
        done = Tamperer(random.Random(f"tampering {number}"), stolen).tamper()
        found = "\n".join(LogCheck().problems())
        wrong = ""
        if done.needs_seen:
            wrong = f"found without a witness: {found}" if found else ""
            found = "\n".join(LogCheck(seen=seen).problems())
        if not any(name in found for name in done.named):
            wrong = f"expected one of {done.named} in: {found or 'nothing'}"
        transaction.set_rollback(True)
    return done.words, wrong


def test_a5_every_random_tampering_is_found_and_named(seen: list[str], stolen: list[Any]) -> None:
    assert not list(LogCheck(seen=seen).problems())
    missed, done = [], Counter[str]()
    for number in range(TAMPERINGS):
        words, wrong = attempt(number, seen, stolen)
        done[words.partition(" edited")[0].partition(" (")[0]] += 1
        if wrong:
            missed.append(f"{number}: {words}: {wrong}")
    print(f"{TAMPERINGS} tamperings of {len(done)} sorts, {len(missed)} not found: {dict(done)}")  # noqa: T201
    assert not missed, "\n".join(missed)
    assert not list(LogCheck(seen=seen).problems())


def test_a5_every_kind_of_tampering_is_found_and_named(seen: list[str], stolen: list[Any]) -> None:
    """Each kind once, however the draw of the others falls."""
    for kind in dict.fromkeys(KINDS):
        with transaction.atomic():
            done = kind(Tamperer(random.Random(kind.__name__), stolen))
            found = "\n".join(LogCheck(seen=seen).problems())
            assert any(name in found for name in done.named), f"{done}: {found}"
            transaction.set_rollback(True)


@pytest.mark.parametrize("model", [Answer, AnswerBatch, SigningKey])
def test_a5_every_column_that_says_something_is_watched(seen: list[str], stolen: list[Any], model: Any) -> None:
    """Also one that is added later: a column that no hash covers is found here."""
    for column in columns(model):
        if column in ("batch_id", "position", "previous_head", "number"):
            continue
        with transaction.atomic():
            tamperer = Tamperer(random.Random(column), stolen)
            row = model.objects.order_by("pk").last()
            tamperer.write(row, **tamperer.altered(row, column))
            assert list(LogCheck().problems()), f"{model.__name__}.{column} can be changed unseen"
            transaction.set_rollback(True)


def test_a5_keys_that_are_named_show_a_planted_one(seen: list[str], stolen: list[Any]) -> None:
    known = [str(key.kid) for key in stolen]
    assert not list(LogCheck(known_keys=known).problems())
    with transaction.atomic():
        Tamperer(random.Random(5), stolen).rewrite_with_planted_key()
        assert not list(LogCheck().problems())
        assert "is none of the keys that were named" in "\n".join(LogCheck(known_keys=known).problems())
        transaction.set_rollback(True)
