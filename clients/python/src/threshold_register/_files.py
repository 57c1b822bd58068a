"""One file of the register's: that the register signed it, that it is whole, and what stands in it."""

import base64
import hashlib
import json
import zlib
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from threshold_register._lines import Read, read
from threshold_register._rules import Rules

FORMAT = 1
BUNDLE = "register-bundle+json"
CHANGES = "register-changes+json"
MOST_BYTES = 512 * 1024 * 1024
LONGEST_FIRST_LINE = 16 * 1024
UNREADABLE = "The lines of the file cannot be read."

Json = dict[str, Any]
Keys = Mapping[str, Ed25519PublicKey]


class CopyRefused(Exception):
    """A file was not taken, and what is held stays. `str()` is one sentence for the log; it holds no secret."""


class UnknownKey(CopyRefused):
    """It may be signed by a new key: fetch the keys again."""


class OtherHistory(CopyRefused):
    """The changes start from a state that is not the one held: fetch the whole."""


@dataclass(frozen=True, kw_only=True)
class Header:
    """What the register signed about a file."""

    register_number: int
    changed_at: str
    made_at: datetime
    use_within: timedelta
    refuse_after: timedelta
    zone: ZoneInfo
    entries: int
    from_number: int | None = None
    from_changed_at: str = ""
    gone: int = 0


def keys_in(jwks: Mapping[str, Any]) -> dict[str, Ed25519PublicKey]:
    """The keys of a JWK set that a file can be held against, by their names."""
    return {
        jwk["kid"]: Ed25519PublicKey.from_public_bytes(_unbase64(jwk["x"]))
        for jwk in jwks["keys"]
        if jwk.get("kty") == "OKP" and jwk.get("crv") == "Ed25519"
    }


def proved(plain: bytes, *, keys: Keys, issuer: str) -> tuple[str, Header, bytes]:
    """A file's kind, what was signed about it, and the rest of it, once all is proved to be the register's."""
    first, _, rest = plain.partition(b"\n")
    said, kind = _signed(first, keys)
    try:
        if said["iss"] != issuer:
            raise CopyRefused("The file is of another register.")
        if said["format"] != FORMAT:
            raise CopyRefused("The file is in a newer form than this program reads. Update it.")
        if len(rest) != said["rest_bytes"] or hashlib.sha256(rest).hexdigest() != said["rest_sha256"]:
            raise CopyRefused("The file was cut short or changed on its way.")
        return kind, _header(said, is_whole=kind == BUNDLE), rest
    except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError):
        raise CopyRefused("The file does not say what it must.") from None


def _signed(first: bytes, keys: Keys) -> tuple[Json, str]:
    try:
        jws = json.loads(first[:LONGEST_FIRST_LINE])
        protected, payload = jws["protected"], jws["payload"]
        header = json.loads(_unbase64(protected))
        if header["alg"] != "Ed25519" or header["typ"] not in (BUNDLE, CHANGES) or "crit" in header:
            raise CopyRefused("The file is none of the kinds that the register signs.")
        if header["kid"] not in keys:
            raise UnknownKey("The file is signed by a key that is not the register's.")
        signature = _unbase64(jws["signature"])
        keys[header["kid"]].verify(signature, f"{protected}.{payload}".encode())
        said = json.loads(_unbase64(payload))
        if not isinstance(said, dict):
            raise TypeError
        return said, str(header["typ"])
    except InvalidSignature:
        raise CopyRefused("The signature is not the register's.") from None
    except (ValueError, KeyError, TypeError, NotBase64):
        raise CopyRefused("This is no file of the register.") from None


def _header(said: Json, *, is_whole: bool) -> Header:
    if is_whole == ("from_number" in said):
        raise ValueError
    return Header(
        register_number=_whole(said["register_number"]),
        changed_at=str(said["changed_at"]),
        made_at=datetime.fromisoformat(said["made_at"]).astimezone(UTC),
        use_within=timedelta(seconds=_whole(said["use_within"])),
        refuse_after=timedelta(seconds=_whole(said["refuse_after"])),
        zone=ZoneInfo(said["time_zone"]),
        entries=_whole(said["entries"]),
        from_number=None if is_whole else _whole(said["from_number"]),
        from_changed_at="" if is_whole else str(said["from_changed_at"]),
        gone=0 if is_whole else _whole(said["gone"]),
    )


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


def rules_in(issuer: str, header: Header, rest: bytes) -> Rules:
    policy, entries, gone, _ = lines_in(header, rest)
    if policy is None or gone:
        raise CopyRefused("The copy is not whole.")
    try:
        return Rules(issuer, policy, entries)
    except (ValueError, KeyError, TypeError):
        raise CopyRefused(UNREADABLE) from None


def lines_in(header: Header, rest: bytes) -> Read:
    try:
        found = read(rest)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise CopyRefused(UNREADABLE) from None
    held = len(found.entries), len(found.gone)
    if held != (header.entries, header.gone) or sum(held) != found.total:
        raise CopyRefused("The file does not hold as many entries as it says.")
    return found


def size_of_first(kept: bytes) -> int:
    """How long the first of several files is."""
    first, _, _ = kept.partition(b"\n")
    return len(first) + 1 + _whole(json.loads(_unbase64(json.loads(first)["payload"]))["rest_bytes"])


def gunzipped(content: bytes) -> bytes:
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        unpack = zlib.decompressobj(wbits=31)
        plain = unpack.decompress(content, MOST_BYTES)
    except zlib.error:
        raise CopyRefused("The file cannot be unpacked.") from None
    if not unpack.eof:
        raise CopyRefused("The file was cut short on its way, or is too large.")
    return plain


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
