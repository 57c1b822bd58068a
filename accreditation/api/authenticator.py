"""Who asks. Tokens are allauth's: opaque, short-lived, kept as hashes; this only looks one up."""

import re
from dataclasses import dataclass

from allauth.idp.oidc.models import Token
from django.http import HttpRequest

from accreditation import admission
from accreditation.api.machine import ApiError
from accreditation.models import CaseSystem

REALM = "register"
# RFC 6750: the scheme in any case, one space or more, and a token of these characters.
BEARER = re.compile(r"bearer +([A-Za-z0-9\-._~+/]{1,500}=*)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Admitted:
    """A case system that was let in, with which request and token (its hash), and what that may be used for now."""

    case_system: CaseSystem
    scopes: frozenset[str]
    token: str
    request: HttpRequest


def authenticate(request: HttpRequest, *, scope: str) -> CaseSystem:
    """The case system that sends the request. Raises as `admit` does."""
    return admit(request, scope=scope).case_system


def admit(request: HttpRequest, *, scope: str, is_proved_later: bool = False) -> Admitted:
    """The case system that sends the request, by the token in its `Authorization` header and nowhere else.

    `is_proved_later`: what was known of the token a moment ago will do here, because whoever answers looks again in the
    transaction that answers (see `accreditation.admission`).

    Raises `ApiError` 401 when no live system is known by the token, and 403 when it may not do this.
    """
    header = request.headers.get("Authorization", "")
    if not header:
        raise _unknown("Send a token: `Authorization: Bearer …`.", error="")
    found = BEARER.fullmatch(header)
    token = admission.token_of(found[1], is_proved_later=is_proved_later) if found else None
    if token is None or not _is_meant_for(token, request):
        raise _unknown("The token is not known, has expired, or its case system is switched off.")
    # A scope that was taken from the client since the token was issued is gone at once.
    scopes = admission.scopes_of(token.scopes, token.client.scopes)
    if scope not in scopes:
        challenge = f'Bearer realm="{REALM}", error="insufficient_scope", scope="{scope}"'
        message = f"The token does not carry the scope {scope}."
        raise ApiError(403, "insufficient_scope", message, {"WWW-Authenticate": challenge})
    return Admitted(case_system=token.client.case_system, scopes=scopes, token=token.hash, request=request)


def _is_meant_for(token: Token, request: HttpRequest) -> bool:
    """Whether a token that was asked for certain resources only (RFC 8707) was asked for this one."""
    resources = token.get_resources()
    return not resources or request.build_absolute_uri().startswith(tuple(resources))


def _unknown(message: str, *, error: str = "invalid_token") -> ApiError:
    challenge = f'Bearer realm="{REALM}"' + (f', error="{error}"' if error else "")
    return ApiError(401, error or "unauthorized", message, {"WWW-Authenticate": challenge})
