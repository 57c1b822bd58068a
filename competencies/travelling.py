"""Whether a portfolio file is to be believed: by whom it was sealed, and who trusts them (C6)."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from competencies.exceptions import PortfolioNotAccepted
from competencies.models import TrustedPartnership
from competencies.sealing import ALGORITHM, Opened, altered, open_file, prove, sealer
from core import clock
from core.strict_json import NotStrictJson, parse_object
from people.models import User

MOST_KEYS = 20


@dataclass(frozen=True, kw_only=True)
class Proved:
    """A file whose seal was checked now. `partnership` is the trusted one; none means that it was made here."""

    opened: Opened
    partnership: TrustedPartnership | None

    @property
    def issuer(self) -> str:
        name: str = self.opened.content["issuer"]["name"]
        return self.partnership.name if self.partnership else name


def proved(file: bytes) -> Proved:
    """The file, whoever sealed it. Raises `PortfolioNotAccepted` where it is broken, altered or by nobody known."""
    opened = open_file(file)
    address = opened.content["issuer"]["address"]
    if address == sealer().address():
        own = sealer().public_keys().get(opened.kid)
        if own is None:
            raise altered()
        prove(opened, own)
        return Proved(opened=opened, partnership=None)
    partnership, key = _trusted(opened, address)
    prove(opened, key)
    return Proved(opened=opened, partnership=partnership)


def _trusted(opened: Opened, address: str) -> tuple[TrustedPartnership, dict[str, Any]]:
    trusted = list(TrustedPartnership.objects.trusted_on(clock.today()).filter(address=address))
    for partnership in trusted:
        if key := partnership.key(opened.kid):
            return partnership, key
    claimed = opened.content["issuer"]["name"][:120]
    if trusted:
        raise PortfolioNotAccepted(
            f"The file says that it comes from {claimed}, and is sealed with a key of theirs that is not known here. "
            "Ask the governance group to add their new keys, then bring the file again.",
            code="unknown_key",
        )
    raise PortfolioNotAccepted(
        f"The file says that it comes from {claimed}. Their seal is not trusted here, so nothing in it can be "
        "relied on. Ask the governance group to add this partnership, then bring the file again.",
        code="unknown_issuer",
    )


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: without regard to case, spaces and how accents are encoded."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def public_keys_in(text: str) -> list[dict[str, Any]]:
    """The public keys in a pasted JWK or JWK set, each with its id. Raises `PortfolioNotAccepted`."""
    try:
        pasted = parse_object(text.encode())
    except (NotStrictJson, UnicodeEncodeError) as error:
        raise PortfolioNotAccepted(f"What you pasted is not a key set: it {error}") from None
    keys = pasted.get("keys", [pasted])
    if not isinstance(keys, list) or not 1 <= len(keys) <= MOST_KEYS:
        raise PortfolioNotAccepted(f"A key set holds between one and {MOST_KEYS} keys.")
    read = [_public_key(key) for key in keys]
    if len({key["kid"] for key in read}) != len(read):
        raise PortfolioNotAccepted("Two of the keys have the same id.")
    return read


def _public_key(key: Any) -> dict[str, Any]:
    if not isinstance(key, Mapping):
        raise PortfolioNotAccepted("What you pasted is not a key set: an entry in it is no key.")
    if "d" in key:
        raise PortfolioNotAccepted(
            "This is a private key. Nobody else may have it: tell the partnership at once, and ask for the public ones."
        )
    kid = key.get("kid")
    if key.get("kty") != "OKP" or key.get("crv") != ALGORITHM or not isinstance(kid, str) or not 0 < len(kid) <= 200:
        raise PortfolioNotAccepted(f"Each key must be an {ALGORITHM} key with an id, as a JWK: kty, crv, x and kid.")
    try:
        public = OKPKey.import_key({"kty": "OKP", "crv": ALGORITHM, "x": key["x"]}).as_dict(private=False)
    except (JoseError, KeyError, TypeError, ValueError):
        raise PortfolioNotAccepted(f"The key {kid[:40]} is damaged. Copy the whole key set again.") from None
    return json.loads(json.dumps(public)) | {"kid": kid}


def already_here(holder: User, by: User, verified: Any) -> PortfolioNotAccepted:
    """The refusal of a file that was brought in before."""
    if holder.pk == by.pk:
        words = f"You brought this file in on {date_format(verified, 'j F Y')}. It is in your portfolio."
    else:
        words = "Somebody else brought this file in. If it is yours, tell the governance group."
    return PortfolioNotAccepted(words, code="already_imported")
