"""How a case system proves who it is: a short statement signed by its key (RFC 7523; OpenID Connect Core, section 9).

No secret crosses the network or lies in a database. Each statement is for this register alone, holds for minutes and
is accepted once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.idp.oidc.models import Client
from django.db import IntegrityError, transaction
from django.db.models import Q
from joserfc import jws
from joserfc.errors import JoseError

from accreditation.client_keys import ALGORITHMS, import_public
from accreditation.client_life import CaseSystemState
from accreditation.models import CaseSystem, CaseSystemKey, UsedAssertion
from accreditation.usage import count_wrong_sign_in
from core import clock
from core.strict_json import NotStrictJson, parse_object

LONGEST_ASSERTION = 8_000
LONGEST_JTI = 200
LEEWAY = timedelta(seconds=30)
# How far ahead an assertion may say that it expires: a stolen one is soon no use, and old rows are few.
LONGEST_LIFE = timedelta(minutes=5)
TYPES = frozenset({"", "jwt", "client-authentication+jwt"})
ALL_ALGORITHMS = [name for names in ALGORITHMS.values() for name in names]
# The same words for every way of not being known, so that nobody learns which client exists or has which key.
UNPROVED = "The assertion is not signed by a key in force of the client that it names."


class NotProved(Exception):
    """The assertion does not show who asks. The message is one sentence for whoever builds the system."""


@dataclass(frozen=True, kw_only=True)
class Proved:
    """Who asks: the system, and which of its two clients."""

    case_system: CaseSystem
    client: Client

    @property
    def may_have_tokens(self) -> bool:
        if self.client.pk == self.case_system.client_id:
            return self.case_system.is_live
        return self.case_system.state != CaseSystemState.CLOSED


def prove(assertion: str, *, audiences: Collection[str]) -> Proved:
    """Who signed the assertion, which is used up by this. Raises `NotProved`.

    `audiences` are the names under which the register may be addressed. A wrong assertion in the name of a client
    that exists is counted (A4).
    """
    header, claims = _parts(assertion)
    client_id = claims.get("iss")
    if not isinstance(client_id, str) or claims.get("sub") != client_id:
        raise NotProved("“iss” and “sub” must both be the client id.")
    case_system = (
        CaseSystem.objects.filter(Q(client=client_id) | Q(sandbox_client=client_id))
        .select_related("client", "sandbox_client")
        .first()
    )
    if case_system is None:
        raise NotProved(UNPROVED)
    try:
        _require_signed(assertion, header, case_system)
        expires_at = _require_claims(claims, audiences)
        _use_up(case_system, claims, expires_at)
    except NotProved:
        count_wrong_sign_in(case_system)
        raise
    is_live_client = client_id == case_system.client_id
    client = case_system.client if is_live_client else case_system.sandbox_client
    return Proved(case_system=case_system, client=client)


def _parts(assertion: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header and the claims as they stand there, unproved."""
    if len(assertion) > LONGEST_ASSERTION:
        raise NotProved(f"The assertion must not be longer than {LONGEST_ASSERTION} characters.")
    try:
        parts = jws.extract_compact(assertion.encode())
        return dict(parts.headers()), parse_object(parts.payload)
    except (JoseError, NotStrictJson, ValueError, TypeError, AttributeError):
        raise NotProved("The assertion is not a signed JWT in its compact form.") from None


def _require_signed(assertion: str, header: dict[str, Any], case_system: CaseSystem) -> None:
    algorithm, kind = header.get("alg"), header.get("typ", "")
    if algorithm not in ALL_ALGORITHMS:
        raise NotProved(f"“alg” must be one of: {', '.join(ALL_ALGORITHMS)}.")
    if not isinstance(kind, str) or kind.lower() not in TYPES or "crit" in header:
        raise NotProved("The assertion's header asks for what the register does not understand.")
    keys = case_system.keys.in_force()
    if "kid" in header:
        keys = keys.filter(kid=str(header["kid"]))
    if not any(_is_signed_by(assertion, algorithm, key) for key in keys):
        raise NotProved(UNPROVED)


def _is_signed_by(assertion: str, algorithm: str, key: CaseSystemKey) -> bool:
    if algorithm not in ALGORITHMS[key.public_jwk["kty"]]:
        return False
    try:
        jws.deserialize_compact(assertion, import_public(key.public_jwk), algorithms=[algorithm])
    except (JoseError, ValueError, TypeError):
        return False
    return True


def _require_claims(claims: dict[str, Any], audiences: Collection[str]) -> datetime:
    """When it expires, once everything that it says has been looked at."""
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    # Every audience must be this register: what was signed for another server too could have been replayed by it.
    if not named or not all(isinstance(name, str) and name.rstrip("/") in audiences for name in named):
        raise NotProved("“aud” must be the address of this token endpoint, or of this register, and nothing else.")
    now, expires_at = clock.now(), _moment(claims, "exp")
    if expires_at is None:
        raise NotProved("“exp” is missing.")
    if expires_at <= now:
        raise NotProved("The assertion has expired.")
    if expires_at > now + LONGEST_LIFE:
        raise NotProved("“exp” must be at most 5 minutes ahead.")
    for name in ("iat", "nbf"):
        moment = _moment(claims, name)
        if moment is not None and moment > now + LEEWAY:
            raise NotProved(f"“{name}” lies ahead. Set the clock of the system right.")
    return expires_at


def _moment(claims: dict[str, Any], name: str) -> datetime | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotProved(f"“{name}” must be a number of seconds.")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        raise NotProved(f"“{name}” is no moment.") from None


def _use_up(case_system: CaseSystem, claims: dict[str, Any], expires_at: datetime) -> None:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti or len(jti) > LONGEST_JTI or not jti.isprintable():
        raise NotProved(f"“jti” must be text of at most {LONGEST_JTI} characters, another for each assertion.")
    try:
        with transaction.atomic():
            UsedAssertion.objects.create(case_system=case_system, jti=jti, expires_at=expires_at)
    except IntegrityError:
        raise NotProved("The assertion was used before. Sign a new one, with another “jti”, for each token.") from None


def forget_expired() -> int:
    """Drop what can no longer be used a second time, since it has expired. Daily."""
    return UsedAssertion.objects.filter(expires_at__lt=clock.now() - LEEWAY).delete()[0]
