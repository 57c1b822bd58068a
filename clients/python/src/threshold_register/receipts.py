"""The proof on an answer: a compact JWS by the register's Ed25519 key, held against the question that was sent.

Written against docs/api.md, "Keep the receipt". Nothing but the algorithm `Ed25519` (RFC 9864) is accepted, so there
is no algorithm to choose and none to be talked into.
"""

import hashlib
import threading
from collections.abc import Callable, Mapping
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from threshold_register.errors import NotTrusted
from threshold_register.strict import Json, from_base64url, number_in, read_object

ALGORITHM = "Ed25519"
RECEIPT = "JWT"
# How far the clocks of the register and of this machine may differ, in seconds.
CLOCKS_DIFFER = 60


class Keys:
    """The register's public keys by id. They are kept, and fetched again when a receipt names one that is not here.

    `fetch` gives the JWK set. A made-up key id costs the register at most one fetch in `PATIENCE` seconds.
    """

    PATIENCE = 30.0

    def __init__(self, fetch: Callable[[], Json], clock: Callable[[], float]) -> None:
        self._fetch, self._clock = fetch, clock
        self._keys: dict[str, Ed25519PublicKey] = {}
        self._fetched_at: float | None = None
        self._lock = threading.Lock()

    def get(self, kid: str) -> Ed25519PublicKey:
        """The key with that id. Raises `NotTrusted` when the register has none, and what `fetch` raises."""
        with self._lock:
            if kid not in self._keys and self._may_fetch():
                self._keys = _keys_in(self._fetch())
                self._fetched_at = self._clock()
            if kid not in self._keys:
                raise NotTrusted("The proof is signed by a key that is not the register's.")
            return self._keys[kid]

    def _may_fetch(self) -> bool:
        return self._fetched_at is None or not 0 <= self._clock() - self._fetched_at < self.PATIENCE


def _keys_in(jwks: Mapping[str, Any]) -> dict[str, Ed25519PublicKey]:
    keys = {}
    listed = jwks.get("keys")
    for jwk in listed if isinstance(listed, list) else []:
        if isinstance(jwk, dict) and jwk.get("kty") == "OKP" and jwk.get("crv") == "Ed25519":
            kid, x = jwk.get("kid"), jwk.get("x")
            raw = from_base64url(x, "A key of the register") if isinstance(x, str) else b""
            if isinstance(kid, str) and len(raw) == 32:
                keys[kid] = Ed25519PublicKey.from_public_bytes(raw)
    if not keys:
        raise NotTrusted("The register shows no key that proofs can be held against.")
    return keys


def proved_claims(token: object, keys: Keys, *, kind: str = RECEIPT) -> Json:
    """What a compact JWS says, once its signature is proved. Raises `NotTrusted`."""
    parts = token.split(".") if isinstance(token, str) and len(token) < 20_000 else []
    if len(parts) != 3:
        raise NotTrusted("The answer carries no proof.")
    header = read_object(from_base64url(parts[0], "The proof"), "The proof's header")
    if header.get("alg") != ALGORITHM or header.get("typ") != kind or "crit" in header:
        raise NotTrusted("The proof is not of the kind that the register signs.")
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise NotTrusted("The proof names no key.")
    try:
        keys.get(kid).verify(from_base64url(parts[2], "The proof"), f"{parts[0]}.{parts[1]}".encode())
    except InvalidSignature:
        raise NotTrusted("The proof's signature is wrong.") from None
    return read_object(from_base64url(parts[1], "The proof"), "The proof")


def hash_of(question: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON (RFC 8785) of a question, in hexadecimal. Raises ValueError."""
    return hashlib.sha256(rfc8785.dumps(dict(question))).hexdigest()


def check_receipt(
    claims: Mapping[str, Any],
    *,
    question: Mapping[str, Any],
    decision: bool,
    context: Mapping[str, Any],
    issuer: str,
    client_id: str,
    now: float,
) -> int:
    """That a receipt proves this very answer; gives its `use_by`. Raises `NotTrusted` with the first thing wrong."""
    expected = {
        "iss": (issuer, "another register"),
        "aud": (client_id, "another client"),
        "request_hash": (hash_of(question), "another question"),
        "decision": (decision, "another decision"),
        "reasons": (context.get("reason_codes"), "other reasons"),
        "register_number": (context.get("register_number"), "another state of the register"),
        "answer_id": (context.get("answer_id"), "another answer"),
    }
    for name, (value, says) in expected.items():
        found = claims.get(name)
        if found != value or type(found) is not type(value):
            raise NotTrusted(f"The proof is about {says}.")
    made, use_by = number_in(claims, "iat", "The proof"), number_in(claims, "use_by", "The proof")
    if made > now + CLOCKS_DIFFER:
        raise NotTrusted("The proof is from the future; is this machine's clock right?")
    if now >= use_by:
        raise NotTrusted("The answer is too old to act on; is this machine's clock right?")
    return use_by
