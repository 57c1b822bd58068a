"""The public keys by which a case system proves itself: what may be pasted, and for how long a key holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from accreditation.case_systems import locked, require_runs_it, write_step
from accreditation.client_life import CaseSystemVerb
from accreditation.exceptions import KeyNotPossible
from accreditation.models import CaseSystem, CaseSystemKey
from core import clock
from core.strict_json import NotStrictJson, parse_object
from people.models import User

MOST_KEYS = 5
LONGEST_PASTE = 20_000
LONGEST_NAME = 100
SHORTEST_RSA, LONGEST_RSA = 2048, 8192
# The members of a JWK that only its owner may know (RFC 7518, section 6).
PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
PUBLIC = ("kty", "crv", "x", "y", "n", "e")
# By which algorithms a key of each kind may sign. None of them shares a secret.
ALGORITHMS = {"OKP": ("EdDSA", "Ed25519"), "EC": ("ES256",), "RSA": ("RS256", "PS256")}
KINDS: dict[str, type[OKPKey | ECKey | RSAKey]] = {"OKP": OKPKey, "EC": ECKey, "RSA": RSAKey}
CURVES = {"OKP": "Ed25519", "EC": "P-256"}


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """A key that may be taken: its name, its public members alone, and its RFC 7638 thumbprint."""

    kid: str
    jwk: dict[str, Any]
    thumbprint: str


def import_public(jwk: dict[str, Any]) -> OKPKey | ECKey | RSAKey:
    """The key in the library's form. Raises KeyError, ValueError or JoseError where it is none."""
    return KINDS[jwk["kty"]].import_key(jwk)


def read_public_keys(text: str) -> list[PublicKey]:
    """The keys in a JWK or a JWK set that somebody pasted. Raises `KeyNotPossible` with a sentence."""
    if len(text) > LONGEST_PASTE:
        raise KeyNotPossible("That is too long for a set of public keys.")
    try:
        pasted = parse_object(text.encode())
    except (NotStrictJson, UnicodeEncodeError):
        raise KeyNotPossible(
            "That is not a JWK. Paste the public key as JSON: it begins with { and holds “kty”."
        ) from None
    keys = pasted.get("keys", [pasted])
    if not isinstance(keys, list) or not keys or len(keys) > MOST_KEYS:
        raise KeyNotPossible(f"A set holds between one and {MOST_KEYS} keys.")
    return [_read(key) for key in keys]


def _read(jwk: Any) -> PublicKey:
    if not isinstance(jwk, dict):
        raise KeyNotPossible("A key in the set is not a JSON object.")
    if PRIVATE & set(jwk):
        raise KeyNotPossible(
            "This holds the private half of a key, or a shared secret. Nothing was kept. Make a new pair, since this "
            "one has been shown, and paste only its public half."
        )
    kind = jwk.get("kty")
    if not isinstance(kind, str) or kind not in KINDS:
        raise KeyNotPossible("The register takes keys of the kinds OKP (Ed25519), EC (P-256) and RSA.")
    if kind in CURVES and jwk.get("crv") != CURVES[kind]:
        raise KeyNotPossible(f"A key of the kind {kind} must be on the curve {CURVES[kind]}.")
    if jwk.get("use", "sig") != "sig" or jwk.get("alg", ALGORITHMS[kind][0]) not in ALGORITHMS[kind]:
        raise KeyNotPossible(f"A key of the kind {kind} signs here by {' or '.join(ALGORITHMS[kind])}.")
    public = {name: jwk[name] for name in PUBLIC if name in jwk}
    try:
        key = import_public(public)
        size = key.public_key.key_size if isinstance(key, RSAKey) else 0
        thumbprint = key.thumbprint()
    except (JoseError, KeyError, TypeError, ValueError, AttributeError):
        raise KeyNotPossible("The key cannot be read: a part of it is missing or wrong.") from None
    if size and not SHORTEST_RSA <= size <= LONGEST_RSA:
        raise KeyNotPossible(f"An RSA key must have between {SHORTEST_RSA} and {LONGEST_RSA} bits. This has {size}.")
    kid = jwk.get("kid", thumbprint)
    if not isinstance(kid, str) or not kid or len(kid) > LONGEST_NAME or not kid.isprintable():
        raise KeyNotPossible(f"“kid” must be text of at most {LONGEST_NAME} characters.")
    return PublicKey(kid=kid, jwk=public, thumbprint=thumbprint)


@transaction.atomic
def add_keys(
    *,
    case_system: CaseSystem,
    keys: Sequence[PublicKey],
    by: User,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> list[CaseSystemKey]:
    """Let the system prove itself by these keys too, from now or a later moment, so that keys overlap when they change.

    Raises `NotOfThisSystem` and `KeyNotPossible`.
    """
    case_system = locked(case_system, CaseSystemVerb.KEY_ADDED)
    require_runs_it(case_system, by)
    now = clock.now()
    starts_at = max(valid_from or now, now)
    if valid_until and valid_until <= starts_at:
        raise KeyNotPossible("A key must end after it begins.")
    if case_system.keys.not_ended().count() + len(keys) > MOST_KEYS:
        raise KeyNotPossible(f"A system has at most {MOST_KEYS} keys at once. End one first.")
    made = [_keep(case_system, key, by, now=now, starts_at=starts_at, ends_at=valid_until) for key in keys]
    write_step(case_system, CaseSystemVerb.KEY_ADDED, by=by, detail={"keys": [key.thumbprint for key in keys]})
    return made


def _keep(
    case_system: CaseSystem, key: PublicKey, by: User, *, now: datetime, starts_at: datetime, ends_at: datetime | None
) -> CaseSystemKey:
    if CaseSystemKey.objects.filter(thumbprint=key.thumbprint).exists():
        raise KeyNotPossible("The register has this key already, in force or ended. Make a new pair.")
    if case_system.keys.filter(kid=key.kid).exists():
        raise KeyNotPossible(f"There is a key named “{key.kid}” already. Give the new one another “kid”.")
    return CaseSystemKey.objects.create(
        case_system=case_system,
        kid=key.kid,
        public_jwk=key.jwk,
        thumbprint=key.thumbprint,
        valid_from=starts_at,
        valid_until=ends_at,
        added_at=now,
        added_by=by,
    )


@transaction.atomic
def end_key(*, key: CaseSystemKey, by: User) -> CaseSystemKey:
    """From now on nothing signed with the key is accepted. It cannot be taken back."""
    case_system = locked(key.case_system, CaseSystemVerb.KEY_ENDED)
    require_runs_it(case_system, by)
    key = CaseSystemKey.objects.select_for_update().get(pk=key.pk)
    if key.has_ended:
        raise KeyNotPossible("The key has ended already.")
    now = clock.now()
    key.valid_from, key.valid_until = min(key.valid_from, now), now
    key.ended_at, key.ended_by = now, by
    key.save(update_fields=["valid_from", "valid_until", "ended_at", "ended_by"])
    write_step(case_system, CaseSystemVerb.KEY_ENDED, by=by, detail={"key": key.thumbprint})
    return key
