"""What the register signs: a receipt on every answer, and each head of the answers' chain.

A receipt is a compact JWS signed with Ed25519 (the fully specified algorithm name of RFC 9864). The private key comes
from the settings and is never in the database; the public halves of every key that ever signed are kept there, so
that a receipt can be proved when its key has long been replaced.
"""

import base64
import json
import os
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from accreditation.models import SigningKey
from core import clock

ALGORITHM = "Ed25519"
SEED_BYTES = 32
# How long a case system may act on a receipt that it holds.
USE_WITHIN = timedelta(minutes=5)

Claims = dict[str, Any]

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
    """The claims as a compact JWS of a `typ`. The key's public half is remembered in the same transaction."""
    key = signing_key()
    _remember(key)
    payload = json.dumps(claims, separators=(",", ":"), ensure_ascii=False).encode()
    return jws.serialize_compact(_header(key, kind), payload, key, algorithms=[ALGORITHM])


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
    SigningKey.objects.get_or_create(
        kid=kid, defaults={"public_jwk": key.as_dict(private=False), "first_used_at": clock.now()}
    )
    transaction.on_commit(lambda: _remembered.add(kid))


def public_keys() -> dict[str, dict[str, Any]]:
    """Every key that ever signed, and the one that signs now, by its id."""
    key = signing_key()
    kept = {row.kid: row.public_jwk for row in SigningKey.objects.order_by("first_used_at", "id")}
    return kept | {str(key.kid): key.as_dict(private=False)}


def read(token: str, keys: Mapping[str, Mapping[str, Any]]) -> Claims:
    """The claims of a receipt or signed head. Raises `NotSignedByTheRegister`."""
    try:
        unproved = jws.extract_compact(token.encode())
        key = OKPKey.import_key(dict(keys[unproved.headers()["kid"]]))
        proved = jws.deserialize_compact(token, key, algorithms=[ALGORITHM])
        claims: Claims = json.loads(proved.payload)
    except (JoseError, KeyError, ValueError) as error:
        raise NotSignedByTheRegister("No key of the register made this signature.") from error
    return claims
