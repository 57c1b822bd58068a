"""Which public keys are taken, in which form, and how many (A4)."""

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from joserfc.jwk import ECKey, OKPKey, RSAKey

from accreditation.client_keys import MOST_KEYS, add_keys, end_key, read_public_keys
from accreditation.exceptions import KeyNotPossible
from accreditation.models import CaseSystemKey
from core import clock
from tests.factories.accreditation import an_officer
from tests.factories.machines import a_key, in_the_sandbox, public_half

RSA = RSAKey.generate_key(2048)
GOOD = dict(a_key().as_dict(private=False))


@pytest.mark.parametrize("key", [a_key(), ECKey.generate_key("P-256"), RSA], ids=["Ed25519", "P-256", "RSA"])
def test_a4_a_public_key_is_kept_by_its_public_members_alone(key: Any) -> None:
    jwk = dict(key.as_dict(private=False)) | {"use": "sig", "x5c": ["a certificate"], "anything": 1}
    (read,) = read_public_keys(json.dumps(jwk))
    assert set(read.jwk) <= {"kty", "crv", "x", "y", "n", "e"}
    assert read.thumbprint == key.thumbprint()
    assert read.kid == jwk.get("kid", key.thumbprint())


def test_a4_a_set_holds_several() -> None:
    assert len(read_public_keys(public_half(a_key(), a_key(), RSA))) == 3


@pytest.mark.parametrize("key", [a_key(), ECKey.generate_key("P-256"), RSA], ids=["Ed25519", "P-256", "RSA"])
@pytest.mark.parametrize("in_set", [False, True])
def test_a4_a_private_half_is_refused_with_words(key: Any, in_set: bool) -> None:
    jwk = dict(key.as_dict(private=True))
    with pytest.raises(KeyNotPossible, match="private half"):
        read_public_keys(json.dumps({"keys": [GOOD, jwk]} if in_set else jwk))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a JWK"),
        ("ssh-ed25519 AAAA", "not a JWK"),
        ("-----BEGIN PUBLIC KEY-----", "not a JWK"),
        ("[]", "not a JWK"),
        ("\ud800", "not a JWK"),
        ('{"keys": []}', "between one and 5"),
        ('{"keys": 7}', "between one and 5"),
        (json.dumps({"keys": [GOOD] * 6}), "between one and 5"),
        ('{"keys": [7]}', "not a JSON object"),
        ("{}", "kinds OKP"),
        ('{"kty": []}', "kinds OKP"),
        ('{"kty": "oct", "k": "c2VjcmV0"}', "shared secret"),
        ('{"kty": "oct"}', "kinds OKP"),
        ('{"kty": "OKP", "crv": "X25519", "x": "AAAA"}', "curve Ed25519"),
        ('{"kty": "EC", "crv": "P-521"}', "curve P-256"),
        ('{"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}', "cannot be read"),
        ('{"kty": "OKP", "crv": "Ed25519"}', "cannot be read"),
        ('{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}', "cannot be read"),
        ('{"kty": "OKP", "crv": "Ed25519", "x": 7}', "cannot be read"),
        ('{"kty": "RSA", "n": "AQAB"}', "cannot be read"),
        (json.dumps(GOOD | {"use": "enc"}), "signs here by EdDSA or Ed25519"),
        (json.dumps(GOOD | {"alg": "ES256"}), "signs here by EdDSA or Ed25519"),
        (json.dumps(GOOD | {"kid": ""}), "“kid” must be text"),
        (json.dumps(GOOD | {"kid": 7}), "“kid” must be text"),
        (json.dumps(GOOD | {"kid": "a" * 101}), "“kid” must be text"),
        (public_half(RSAKey.generate_key(1024)), "between 2048 and 8192 bits. This has 1024"),
        ("{" + " " * 20_001, "too long"),
    ],
    # Keys are made afresh, and every worker must call the cases by the same names.
    ids=itertools.count(),
)
def test_a4_what_is_no_public_key_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(KeyNotPossible, match=says.replace("(", r"\(")):
        read_public_keys(text)


@pytest.mark.django_db
def test_a4_at_most_five_hold_or_come_and_an_ended_one_makes_room() -> None:
    system, officer = in_the_sandbox(with_key=False).case_system, an_officer()
    later = clock.now() + timedelta(days=1)
    for n in range(MOST_KEYS):
        add_keys(
            case_system=system,
            keys=read_public_keys(public_half(a_key(f"key-{n}"))),
            by=officer,
            valid_from=later if n % 2 else None,
        )
    with pytest.raises(KeyNotPossible, match="at most 5"):
        add_keys(case_system=system, keys=read_public_keys(public_half(a_key())), by=officer)
    end_key(key=system.keys.get(kid="key-1"), by=officer)
    add_keys(case_system=system, keys=read_public_keys(public_half(a_key())), by=officer)


@pytest.mark.django_db
def test_a4_a_key_is_never_taken_twice_nor_a_name() -> None:
    system, officer = in_the_sandbox(with_key=False).case_system, an_officer()
    other = in_the_sandbox(name="Other").case_system
    key = a_key("first")
    add_keys(case_system=system, keys=read_public_keys(public_half(key)), by=officer)
    end_key(key=system.keys.get(), by=officer)
    for taker in (system, other):
        with pytest.raises(KeyNotPossible, match="has this key already"):
            add_keys(case_system=taker, keys=read_public_keys(public_half(key)), by=officer)
    with pytest.raises(KeyNotPossible, match="named “first”"):
        add_keys(case_system=system, keys=read_public_keys(public_half(a_key("first"))), by=officer)
    with pytest.raises(KeyNotPossible, match="ended already"):
        end_key(key=system.keys.get(), by=officer)


@pytest.mark.django_db
def test_a4_one_wrong_key_of_a_set_keeps_none() -> None:
    system, officer = in_the_sandbox().case_system, an_officer()
    known = system.keys.get()
    pasted = public_half(a_key(), OKPKey.import_key(known.public_jwk))
    with pytest.raises(KeyNotPossible), transaction.atomic():
        add_keys(case_system=system, keys=read_public_keys(pasted), by=officer)
    assert system.keys.get() == known


@pytest.mark.django_db
def test_the_database_refuses_a_key_that_ends_before_it_begins() -> None:
    key = in_the_sandbox().case_system.keys.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseSystemKey.objects.filter(pk=key.pk).update(valid_until=key.valid_from - timedelta(seconds=1))
