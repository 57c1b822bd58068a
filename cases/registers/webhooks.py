"""Whether a message came from the register elsewhere: its signature, by the secrets that it gave."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from threshold_register import NotTrusted, verify_webhook

from core import clock


def signed(headers: Mapping[str, str], body: bytes, secret_file: str) -> dict[str, Any] | None:
    """What the message says, or None when the register did not sign it in the last minutes."""
    secrets = Path(secret_file).read_text().split()
    try:
        return verify_webhook(headers, body, secrets, now=clock.now().timestamp())
    except NotTrusted:
        return None
