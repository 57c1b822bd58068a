"""Whether a message came from the register: Standard Webhooks 1.0.0, HMAC-SHA256 by a shared secret (`v1`).

A message says that something changed, not what may be done: ask the register (or refresh the offline copy) after it.
"""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping

from threshold_register.errors import NotTrusted
from threshold_register.strict import Json, read_object

TOLERANCE_SECONDS = 300
PREFIX = "whsec_"
SHORTEST_SECRET = 24
MOST_SIGNATURES = 50


def verify_webhook(
    headers: Mapping[str, str],
    body: bytes,
    secrets: Iterable[str],
    *,
    tolerance: float = TOLERANCE_SECONDS,
    now: float | None = None,
) -> Json:
    """The message in a webhook that the register signed.

    `body` is the request's body byte for byte as it came. `secrets` are those that the register gave (`whsec_…`), the
    old one beside the new while they are being changed. A message may come more than once: keep its `webhook-id` and
    pass over one that was seen.

    Raises `NotTrusted`: a header is missing, no signature is right, it was sent more than `tolerance` seconds ago or
    ahead, or it is no JSON object. Raises ValueError for a secret that cannot be read, or when there is none.
    """
    keys = [_key_in(secret) for secret in secrets]
    if not keys:
        raise ValueError("Give the secrets that the register signs its webhooks with.")
    sent = {name.lower(): value for name, value in headers.items()}
    message_id, moment, signatures = (sent.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not message_id or not moment or not signatures:
        raise NotTrusted("The webhook lacks its id, its timestamp or its signature.")
    content = f"{message_id}.{moment}.".encode() + body
    given = [_signature_in(part) for part in signatures.split(" ")[:MOST_SIGNATURES]]
    right = [hmac.new(key, content, hashlib.sha256).digest() for key in keys]
    # Every pair is compared, so that the time taken does not tell which one was right.
    if not any([hmac.compare_digest(one, other) for one in given for other in right]):  # noqa: C419
        raise NotTrusted("No signature on the webhook is right.")
    if not (moment.isascii() and moment.isdecimal() and len(moment) < 16):
        raise NotTrusted("The webhook's timestamp is no number of seconds.")
    if not abs((time.time() if now is None else now) - int(moment)) <= tolerance:
        raise NotTrusted("The webhook was sent too long ago, or a clock is wrong.")
    return read_object(body, "The webhook")


def _signature_in(part: str) -> bytes:
    """The signature, or nothing where it is of another version or cannot be read."""
    version, _, text = part.partition(",")
    try:
        return base64.b64decode(text, validate=True) if version == "v1" else b""
    except (binascii.Error, ValueError):
        return b""


def _key_in(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < SHORTEST_SECRET:
        raise ValueError(f"A webhook's secret begins with {PREFIX} and is base64 of {SHORTEST_SECRET} bytes or more.")
    return key
