"""Who asks. Tokens are allauth's: opaque, short-lived, kept as hashes; this only looks one up."""

import re
from collections.abc import Callable
from typing import NamedTuple

from allauth.idp.oidc.models import Token
from django.http import HttpRequest

from accreditation import admission, quotas
from accreditation.api.machine import ApiError
from accreditation.client_life import OPEN
from accreditation.models import CaseSystem

REALM = "register"
# RFC 6750: the scheme in any case, one space or more, and a token of these characters.
BEARER = re.compile(r"bearer +([A-Za-z0-9\-._~+/]{1,500}=*)", re.IGNORECASE)


class Admitted(NamedTuple):
    """A case system that was let in, with which request and token (its hash), and what that may be used for now."""

    case_system: CaseSystem
    scopes: frozenset[str]
    token: str
    request: HttpRequest


def authenticate(request: HttpRequest, *, scope: str) -> CaseSystem:
    """The case system that sends the request. Raises as `admit` does."""
    return admit(request, scope=scope).case_system


LookUp = Callable[[str], Token | None]


def admit(request: HttpRequest, *, scope: str, look_up: LookUp = admission.token_of) -> Admitted:
    """The case system that sends the request, by the token in its `Authorization` header and nowhere else.

    Raises `ApiError` 401 when no live system is known by the token, 403 when it may not do this, and 429 when it has
    asked more than its quota.
    """

    token, scopes = _proved(request, scope, look_up)
    case_system: CaseSystem = token.client.case_system
    require_quota(case_system)
    return Admitted(case_system=case_system, scopes=scopes, token=token.hash, request=request)


def admit_to_sandbox(request: HttpRequest, *, scope: str) -> Admitted:
    """The case system that tries the sandbox, live or not. A token of the register is unknown here, and the reverse.

    Raises `ApiError` 401 and 403 as `admit` does.
    """
    token, scopes = _proved(request, scope, _sandbox_token)
    return Admitted(case_system=token.client.tried_case_system, scopes=scopes, token=token.hash, request=request)


def require_quota(case_system: CaseSystem, *, questions: int = 1) -> None:
    """Count what is asked against the system's quota. Raises `ApiError` 429 with `Retry-After`.

    `admit` counts each request as one question; whoever reads a batch counts the others here.
    """
    try:
        quotas.take(case_system, questions=questions)
    except quotas.OverQuota as over:
        raise ApiError(429, "too_many_requests", str(over), {"Retry-After": str(over.retry_after)}) from None


def bearer_of(request: HttpRequest) -> str:
    """The token that the request brings; "" where it brings none that could be one."""
    found = BEARER.fullmatch(request.META.get("HTTP_AUTHORIZATION", ""))
    return found[1] if found else ""


def _proved(request: HttpRequest, scope: str, look_up: LookUp) -> tuple[Token, frozenset[str]]:
    if not request.META.get("HTTP_AUTHORIZATION"):
        raise _unknown("Send a token: `Authorization: Bearer …`.", error="")
    sent = bearer_of(request)
    token = look_up(sent) if sent else None
    if token is None or not _is_meant_for(token, request):
        raise _unknown("The token is not known, has expired, or its case system is switched off.")
    # A scope that was taken from the client since the token was issued is gone at once.
    scopes = admission.scopes_of(token.scopes, token.client.scopes)
    if scope not in scopes:
        challenge = f'Bearer realm="{REALM}", error="insufficient_scope", scope="{scope}"'
        message = f"The token does not carry the scope {scope}."
        raise ApiError(403, "insufficient_scope", message, {"WWW-Authenticate": challenge})
    return token, scopes


def _sandbox_token(value: str) -> Token | None:
    """Its expiry is on allauth's own clock."""
    tokens = Token.objects.valid().filter(type=Token.Type.ACCESS_TOKEN, hash=admission.hash_of(value))
    return (
        tokens.filter(client__tried_case_system__state__in=OPEN)
        .select_related("client__tried_case_system__organisation")
        .first()
    )


def _is_meant_for(token: Token, request: HttpRequest) -> bool:
    """Whether a token that was asked for certain resources only (RFC 8707) was asked for this one."""
    resources = token.get_resources()
    return not resources or request.build_absolute_uri().startswith(tuple(resources))


def _unknown(message: str, *, error: str = "invalid_token") -> ApiError:
    challenge = f'Bearer realm="{REALM}"' + (f', error="{error}"' if error else "")
    return ApiError(401, error or "unauthorized", message, {"WWW-Authenticate": challenge})
