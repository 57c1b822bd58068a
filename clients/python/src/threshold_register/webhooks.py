"""Whether a message came from the register: Standard Webhooks, by a shared secret (`v1`) or the register's key (`v1a`).

A message says that something changed, not what may be done: ask the register (or refresh the offline copy) after it.
"""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from threshold_register.errors import NotTrusted
from threshold_register.strict import Json, read_object

TOLERANCE_SECONDS = 300
SECRET, PUBLIC_KEY = "whsec_", "whpk_"


def verify_webhook(
    headers: Mapping[str, str],
    body: bytes,
    secrets: Iterable[str] = (),
    *,
    keys: Iterable[str] = (),
    tolerance: float = TOLERANCE_SECONDS,
    now: float | None = None,
) -> Json:
    """The message in a webhook that the register signed.

    `body` is the request's body byte for byte as it came. `secrets` are those that the register gave (`whsec_…`), the
    old one beside the new while they are being changed; `keys` are its public keys (`whpk_…`). A message may come more
    than once: keep its `webhook-id` and pass over one that was seen.

    Raises `NotTrusted`: a header is missing, no signature is right, it was sent more than `tolerance` seconds ago or
    ahead, or it is no JSON object. Raises ValueError for a secret or key that cannot be read, or when there is none.
    """
    checks = [_Shared(secret) for secret in secrets], [_Public(key) for key in keys]
    if not checks[0] and not checks[1]:
        raise ValueError("Give the secrets or the keys that the register signs its webhooks with.")
    sent = {name.lower(): value for name, value in headers.items()}
    message_id, moment, signatures = (sent.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not message_id or not moment or not signatures or len(signatures) > 10_000:
        raise NotTrusted("The webhook lacks its id, its timestamp or its signature.")
    content = f"{message_id}.{moment}.".encode() + body
    if not any([_is_right(part, content, *checks) for part in signatures.split(" ")[:50]]):  # noqa: C419
        raise NotTrusted("No signature on the webhook is right.")
    if not (moment.isascii() and moment.isdecimal() and len(moment) < 16):
        raise NotTrusted("The webhook's timestamp is no number of seconds.")
    if not abs((time.time() if now is None else now) - int(moment)) <= tolerance:
        raise NotTrusted("The webhook was sent too long ago, or a clock is wrong.")
    return read_object(body, "The webhook")


class _Shared:
    def __init__(self, secret: str) -> None:
        self._secret = _decoded(secret, SECRET)

    def signed(self, signature: bytes, content: bytes) -> bool:
        return hmac.compare_digest(hmac.new(self._secret, content, hashlib.sha256).digest(), signature)


class _Public:
    def __init__(self, key: str) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(_decoded(key, PUBLIC_KEY))

    def signed(self, signature: bytes, content: bytes) -> bool:
        try:
            self._key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


def _is_right(part: str, content: bytes, shared: list[_Shared], public: list[_Public]) -> bool:
    version, _, text = part.partition(",")
    checks: list[_Shared] | list[_Public] = {"v1": shared, "v1a": public}.get(version, [])  # type: ignore[assignment]
    try:
        signature = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    # Every key is tried, so that the time taken does not tell which one was right.
    return any([check.signed(signature, content) for check in checks])  # noqa: C419


def _decoded(text: str, prefix: str) -> bytes:
    try:
        value = base64.b64decode(text.removeprefix(prefix), validate=True)
    except (binascii.Error, ValueError):
        value = b""
    if len(value) < 24:
        raise ValueError(f"A webhook's secret or key begins with {prefix} and is base64 of 24 bytes or more.")
    return value
