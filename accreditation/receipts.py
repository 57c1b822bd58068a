"""What the register signs: a receipt on every answer, and each head of the answers' chain.

A receipt is a compact JWS signed with Ed25519 (the fully specified algorithm name of RFC 9864). The private key comes
from the settings and is never in the database; the public halves of every key that ever signed are kept there, so
that a receipt can be proved when its key has long been replaced.
"""

import base64
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

import orjson
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Exists, OuterRef
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from nacl.signing import SigningKey as PrivateKey

from accreditation.models import SigningKey, SigningKeyEnd
from core import clock

ALGORITHM = "Ed25519"
SEED_BYTES = 32
# What stands as `typ` in the header of a key's own introduction, so that it passes for nothing else.
INTRODUCTION = "register-key+jwt"
# How long a case system may act on a receipt that it holds.
USE_WITHIN = timedelta(minutes=5)

Claims = dict[str, Any]
# Public keys by id: as JWKs, or imported once where many signatures are proved.
Keys = Mapping[str, Mapping[str, Any] | OKPKey]

_remembered: set[str] = set()


class NotSignedByTheRegister(ValueError):
    """The text is not a JWS, or no key of the register made its signature."""


def new_seed() -> str:
    """A fresh private key, as the settings take it: 32 random bytes in URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(os.urandom(SEED_BYTES)).decode().rstrip("=")


def signing_key() -> OKPKey:
    """The key that signs now: the one in the settings, or the one kept in the embedded file, made when first needed."""
    return key_from(settings.REGISTER_SIGNING_KEY or _kept_seed(settings.REGISTER_SIGNING_KEY_FILE))


@cache
def key_from(seed: str) -> OKPKey:
    """The private key that a seed stands for, with its id."""
    raw = base64.urlsafe_b64decode(seed + "=" * (-len(seed) % 4))
    # A private JWK needs its public half, which the library works out from a PEM of the seed.
    pkcs8 = bytes.fromhex("302e020100300506032b657004220420") + raw
    key = OKPKey.import_key(pkcs8)
    return OKPKey.import_key(key.as_dict(private=True) | {"kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM})


@cache
def _kept_seed(path: Path) -> str:
    if not path.exists():
        # Written whole beside it and linked into place, so that two processes starting at once agree on one key.
        made = path.with_name(f"{path.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(new_seed())
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text().strip()


def sign(claims: Mapping[str, Any], kind: str = "JWT") -> str:
    """The claims as a compact JWS of a `typ`. The key's public half is remembered in the same transaction.

    Put together here rather than by the library, since every answer is signed and this takes two thirds of the time
    (RFC 7515, section 7.1; a test holds it equal to the library's to the letter).
    """
    key = signing_key()
    _remember(key)
    return signed_by(key, claims, kind)


def signed_by(key: OKPKey, claims: Mapping[str, Any], kind: str) -> str:
    """The claims as a compact JWS by a key that is given. `kind` stands in the signed header as `typ`."""
    signed = _compact_header(str(key.kid), kind) + b"." + _base64url(orjson.dumps(claims))
    private: Any = key.private_key
    signature = _signer(private.private_bytes_raw()).sign(signed).signature
    return (signed + b"." + _base64url(signature)).decode()


@cache
def _signer(seed: bytes) -> PrivateKey:
    """The key as libsodium holds it, which signs in two thirds of the time; the signature is the same to the letter."""
    return PrivateKey(seed)


@cache
def _compact_header(kid: str, kind: str) -> bytes:
    return _base64url(orjson.dumps({"alg": ALGORITHM, "kid": kid, "typ": kind}))


def _base64url(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def sign_file(content: bytes, kind: str) -> dict[str, str]:
    """A file's content as a flattened JWS: `payload`, `protected`, `signature`.

    `kind` stands in the signed header as `typ`, so that no file passes for a receipt, nor a receipt for a file.
    """
    key = signing_key()
    _remember(key)
    return file_signed_by(key, content, kind)


def file_signed_by(key: OKPKey, content: bytes, kind: str) -> dict[str, str]:
    """The same by a key that is given: another partnership's, in the demonstration and in tests."""
    member: Any = {"protected": _header(key, kind)}
    return cast("dict[str, str]", jws.serialize_json(member, content, key, algorithms=[ALGORITHM]))


def _header(key: OKPKey, kind: str) -> dict[str, str]:
    return {"alg": ALGORITHM, "kid": str(key.kid), "typ": kind}


def _remember(key: OKPKey) -> None:
    kid = str(key.kid)
    if kid in _remembered:
        return
    ended = SigningKey.objects.filter(kid=kid).values_list(Exists(SigningKeyEnd.objects.filter(key=OuterRef("pk"))))
    is_ended = ended.first()
    if is_ended is None:
        now = clock.now()
        known = {"public_jwk": key.as_dict(private=False), "first_used_at": now}
        known["introduction"] = signed_by(key, introduction_of(kid, now), INTRODUCTION)
        SigningKey.objects.get_or_create(kid=kid, defaults=known)
    elif is_ended[0]:
        raise ImproperlyConfigured(
            f"The register's signing key {kid} was retired and signs no more. Set another as REGISTER_SIGNING_KEY "
            "(`manage.py make_signing_key` makes one) and restart."
        )
    transaction.on_commit(lambda: _remembered.add(kid))


def introduction_of(kid: str, first_used_at: datetime) -> Claims:
    """What a key says of itself when it is first used."""
    return {"kid": kid, "first_used_at": instant(first_used_at)}


@lru_cache(maxsize=256)
def instant(moment: datetime) -> str:
    """A moment as the log and all that is signed write it: UTC, to the microsecond. All of a batch have the same."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def public_keys() -> dict[str, dict[str, Any]]:
    """Every key that ever signed, and the one that signs now, by its id."""
    key = signing_key()
    kept = {row.kid: row.public_jwk for row in SigningKey.objects.order_by("first_used_at", "id")}
    return kept | {str(key.kid): key.as_dict(private=False)}


def read(token: str, keys: Keys, *, kind: str = "JWT") -> Claims:
    """The claims of a receipt or signed head. Raises `NotSignedByTheRegister`."""
    return read_with_key(token, keys, kind=kind)[1]


def read_with_key(token: str, keys: Keys, *, kind: str = "JWT") -> tuple[str, Claims]:
    """The id of the key that signed, and the claims. Raises `NotSignedByTheRegister`."""
    try:
        kid = kid_of(token)
        held = keys[kid]
        key = held if isinstance(held, OKPKey) else OKPKey.import_key(dict(held))
        proved = jws.deserialize_compact(token.encode(), key, algorithms=[ALGORITHM])
        claims = json.loads(proved.payload)
        if proved.headers().get("typ") != kind or not isinstance(claims, dict) or not _is_written_once(token):
            raise ValueError(kind)
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise NotSignedByTheRegister("No key of the register made this signature.") from error
    return kid, claims


def _is_written_once(token: str) -> bool:
    """Whether the signature is in the one spelling that base64 has for it, so that no token has a twin."""
    spelt = token.rpartition(".")[2]
    return base64.urlsafe_b64encode(base64.urlsafe_b64decode(spelt + "==")).decode().rstrip("=") == spelt


def kid_of(token: str) -> str:
    """The id of the key by which a token says that it is signed, unproved; empty when it says none."""
    try:
        kid = jws.extract_compact(token.encode()).headers().get("kid")
    except (JoseError, ValueError):
        return ""
    return kid if isinstance(kid, str) else ""
