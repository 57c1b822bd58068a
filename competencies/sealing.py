"""The seal on a portfolio file: who puts it on, and how a file with one is opened (C6).

A file is a flattened JWS (RFC 7515) over canonical JSON (RFC 8785). The key belongs to an app above, which registers
it here; without one nothing is sealed. A file must be byte for byte as it was issued, so every change shows.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import rfc8785
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from competencies.exceptions import PortfolioNotAccepted
from competencies.portfolio_format import FORMAT, FORMAT_VERSION, SHAPE
from core.shapes import NotShaped, shaped
from core.strict_json import Json, NotStrictJson, parse_object

ALGORITHM = "Ed25519"
KIND = "threshold-portfolio+jws"
PARTS = {"payload", "protected", "signature"}

Keys = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Sealer:
    """Who seals for this partnership: how content is signed, under which address, and which keys prove it."""

    sign: Callable[[bytes, str], dict[str, str]]
    public_keys: Callable[[], Keys]
    address: Callable[[], str]
    keys_address: Callable[[], str]


_registered: list[Sealer] = []


def register_sealer(sealer: Sealer) -> None:
    _registered[:] = [sealer]


def sealer() -> Sealer:
    """Raises `PortfolioNotAccepted`, in words, where no app has brought a key."""
    if not _registered:
        raise PortfolioNotAccepted("Portfolios cannot be sealed here, because no signing key is set up.")
    return _registered[0]


def hash_of(value: Any) -> str:
    """SHA-256 over canonical JSON, in hexadecimal digits."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def seal(content: Json) -> bytes:
    """The file: canonical JSON with the content, its signed header and the signature."""
    return rfc8785.dumps(cast("dict[str, Any]", sealer().sign(rfc8785.dumps(content), KIND)))


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A file that has the form of a portfolio. What it says is a claim until `prove` has found its key."""

    file: dict[str, str]
    kid: str
    content: Json
    content_hash: str

    @property
    def readable(self) -> Json:
        """The content with its days and times as such, for pages."""
        return cast("Json", shaped(self.content, SHAPE))


def open_file(file: bytes) -> Opened:
    """Read a file without believing it. Raises `PortfolioNotAccepted` with what is wrong."""
    parts = _parse(file)
    if set(parts) != PARTS or not all(isinstance(part, str) for part in parts.values()):
        raise _refusal("This is not a portfolio file: it has no seal.", "wrong_format")
    if rfc8785.dumps(parts) != file:
        raise altered()
    _decoded(parts["signature"])
    header, content = _parse(_decoded(parts["protected"])), _parse(_decoded(parts["payload"]))
    if header.get("typ") != KIND or header.get("alg") != ALGORITHM or content.get("format") != FORMAT:
        raise _refusal("This is a sealed file, but not a portfolio.", "wrong_format")
    if content.get("format_version") != FORMAT_VERSION:
        raise _refusal(
            f"The file is written in version {str(content.get('format_version'))[:10]} of the format. "
            f"Version {FORMAT_VERSION} can be read here. Ask who made it for that version.",
            "wrong_version",
        )
    try:
        shaped(content, SHAPE)
        is_whole = content["portfolio_hash"] == hash_of(content["portfolio"])
    except NotShaped as error:
        raise _refusal(f"The file does not hold what a portfolio holds: {error}.", "wrong_format") from None
    except ValueError:
        raise _refusal("The file holds a text that JSON cannot carry safely.", "wrong_format") from None
    if not is_whole:
        raise altered()
    digest = hashlib.sha256(_decoded(parts["payload"])).hexdigest()
    return Opened(file=parts, kid=str(header.get("kid", ""))[:200], content=content, content_hash=digest)


def prove(opened: Opened, key: Mapping[str, Any]) -> None:
    """Check the signature with the public key that the file names. Raises `PortfolioNotAccepted`."""
    try:
        member = cast("jws.FlattenedJSONSerialization", opened.file)
        jws.deserialize_json(member, OKPKey.import_key(dict(key)), algorithms=[ALGORITHM])
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise altered() from error


def altered() -> PortfolioNotAccepted:
    return _refusal(
        "The file was changed after it was sealed, or did not arrive whole. Nothing in it can be relied on. "
        "Ask for it again, and send it on without opening it in an editor.",
        "altered",
    )


def _refusal(words: str, code: str) -> PortfolioNotAccepted:
    return PortfolioNotAccepted(words, code=code)


def _parse(content: bytes) -> Json:
    try:
        return parse_object(content)
    except NotStrictJson as error:
        raise _refusal(f"This is not a whole portfolio file: it {error}", "broken") from None


def _decoded(part: str) -> bytes:
    """URL-safe base64 without padding, of which every text but the one that encodes the bytes is refused."""
    try:
        decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise altered() from None
    if base64.urlsafe_b64encode(decoded).decode().rstrip("=") != part:
        raise altered()
    return decoded
