"""Who asks: a token for this client, got by a signed statement (private_key_jwt, RFC 7523) or, in a sandbox, a secret.

The private key never leaves this machine. A token is kept in memory until shortly before its end.
"""

import base64
import hashlib
import json
import secrets
import threading
import urllib.parse
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from threshold_register.errors import NotTrusted
from threshold_register.strict import Json, from_base64url, text_in, to_base64url

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
STATEMENT_SECONDS = 60
# A token is not used in its last seconds, so that it does not end on the way.
SPARE_SECONDS = 30

PostForm = Callable[[bytes, dict[str, str]], Json]


class Credential(Protocol):
    """How a client proves that it is itself."""

    def form(self, client_id: str, audience: str, now: int) -> dict[str, str]:
        """Fields for the request for a token."""

    def headers(self, client_id: str) -> dict[str, str]:
        """Headers for the request for a token."""


class PrivateKey:
    """An Ed25519 key of the client's own, as a private JWK or in PEM; the partnership holds its public half only."""

    def __init__(self, key: Mapping[str, Any] | str | bytes) -> None:
        self._kid = ""
        if isinstance(key, Mapping):
            self._key, self._kid = _key_in(key), str(key.get("kid") or "")
        else:
            loaded = load_pem_private_key(key.encode() if isinstance(key, str) else key, password=None)
            if not isinstance(loaded, Ed25519PrivateKey):
                raise ValueError("The private key must be an Ed25519 key.")
            self._key = loaded

    def __repr__(self) -> str:
        return "PrivateKey(…)"

    def form(self, client_id: str, audience: str, now: int) -> dict[str, str]:
        header = {"alg": "Ed25519", "typ": "JWT"} | ({"kid": self._kid} if self._kid else {})
        statement = {
            "iss": client_id,
            "sub": client_id,
            "aud": audience,
            "jti": secrets.token_urlsafe(24),
            "iat": now,
            "exp": now + STATEMENT_SECONDS,
        }
        signed = ".".join(to_base64url(json.dumps(part).encode()) for part in (header, statement))
        signature = to_base64url(self._key.sign(signed.encode()))
        return {
            "client_id": client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": f"{signed}.{signature}",
        }

    def headers(self, client_id: str) -> dict[str, str]:
        return {}


def new_private_jwk() -> Json:
    """A fresh Ed25519 key as a private JWK. Its `kid` is the thumbprint of RFC 7638."""
    key = Ed25519PrivateKey.generate()
    public = {
        "crv": "Ed25519",
        "kty": "OKP",
        "x": to_base64url(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)),
    }
    thumbprint = hashlib.sha256(json.dumps(public, separators=(",", ":"), sort_keys=True).encode()).digest()
    private = to_base64url(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    return {**public, "kid": to_base64url(thumbprint), "d": private}


def public_half(private_jwk: Mapping[str, Any]) -> Json:
    """What may be given away of a private JWK."""
    return {name: private_jwk[name] for name in ("kty", "crv", "x", "kid")}


class Secret:
    """A shared secret, over HTTP's Basic scheme. For a sandbox: a secret can be copied, a key need never be sent."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "Secret(…)"

    def form(self, client_id: str, audience: str, now: int) -> dict[str, str]:
        return {}

    def headers(self, client_id: str) -> dict[str, str]:
        pair = f"{urllib.parse.quote(client_id, safe='')}:{urllib.parse.quote(self._secret, safe='')}"
        return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


class Tokens:
    """The token of one client for one set of scopes."""

    def __init__(self, client_id: str, credential: Credential, scope: str, clock: Callable[[], float]) -> None:
        self._client_id, self._credential, self._scope, self._clock = client_id, credential, scope, clock
        self._token, self._ends_at = "", 0.0
        self._lock = threading.Lock()

    def get(self, audience: str, post: PostForm) -> str:
        """A token that lasts for this question. `post` sends the form; raises what it raises, and `NotTrusted`."""
        with self._lock:
            now = self._clock()
            if not self._token or now >= self._ends_at:
                form = {"grant_type": "client_credentials", "scope": self._scope}
                form |= self._credential.form(self._client_id, audience, int(now))
                reply = post(urllib.parse.urlencode(form).encode(), self._credential.headers(self._client_id))
                if str(reply.get("token_type", "")).lower() != "bearer":
                    raise NotTrusted("The register gave a token of an unknown kind.")
                lasts = reply.get("expires_in")
                self._token = text_in(reply, "access_token", "The register's reply")
                self._ends_at = now + (lasts - SPARE_SECONDS if type(lasts) is int else 0)
            return self._token

    def forget(self, token: str) -> None:
        """The register does not know this token any more."""
        with self._lock:
            if self._token == token:
                self._token = ""


def _key_in(jwk: Mapping[str, Any]) -> Ed25519PrivateKey:
    private = jwk.get("d")
    if jwk.get("kty") != "OKP" or jwk.get("crv") != "Ed25519" or not isinstance(private, str):
        raise ValueError("The private key must be an Ed25519 key: a JWK with kty OKP, crv Ed25519 and d.")
    try:
        return Ed25519PrivateKey.from_private_bytes(from_base64url(private, "The private key"))
    except NotTrusted:
        raise ValueError("The private key cannot be read.") from None
