"""Where a case system gets its token: by a signed assertion, never by a secret (RFC 6749, RFC 7521, RFC 7523)."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from allauth.idp.oidc import app_settings
from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils import timezone

from accreditation.api.machine import ApiError, JsonResponse, is_within, machine_view
from accreditation.case_systems import SCOPE_WORDS
from accreditation.client_assertions import ALL_ALGORITHMS, NotProved, prove

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GRANT_TYPE = "client_credentials"
LONGEST_BODY = 16_384
LONGEST_RESOURCE = 500
TOKEN_BYTES = 64
PUBLISHED = "public, max-age=300"


class TokenError(ApiError):
    """An error as RFC 6749, section 5.2 writes it: `error` and `error_description`."""

    def response(self) -> HttpResponse:
        body = {"error": self.code, "error_description": self.message}
        return JsonResponse(body, status=self.status, headers=self.headers | {"Pragma": "no-cache"})


def base_address(request: HttpRequest) -> str:
    """How the register names itself to whoever asks: the issuer of tokens, and the beginning of every address."""
    return request.build_absolute_uri("/").rstrip("/")


@machine_view("POST")
def token(request: HttpRequest) -> HttpResponse:
    """A token for whoever proves to be a case system that the register listens to."""
    form = _form(request)
    if form["grant_type"] != GRANT_TYPE:
        raise TokenError(400, "unsupported_grant_type", f"“grant_type” must be {GRANT_TYPE}.")
    if request.headers.get("Authorization") or "client_secret" in request.POST:
        challenge = {"WWW-Authenticate": 'Basic realm="register"'} if request.headers.get("Authorization") else {}
        message = "No secret is taken here. Sign an assertion with the system's key (private_key_jwt)."
        raise TokenError(401, "invalid_client", message, challenge)
    if not form["client_assertion"]:
        raise TokenError(401, "invalid_client", "Send “client_assertion”, signed with the system's key.")
    if form["client_assertion_type"] != ASSERTION_TYPE:
        raise TokenError(400, "invalid_request", f"“client_assertion_type” must be {ASSERTION_TYPE}.")
    resources = _resources(request)
    try:
        proved = prove(form["client_assertion"], audiences=_audiences(request))
    except NotProved as error:
        raise TokenError(401, "invalid_client", str(error)) from None
    if form["client_id"] not in {"", proved.client.pk}:
        raise TokenError(401, "invalid_client", "“client_id” is not the client that signed the assertion.")
    if not proved.may_have_tokens:
        raise TokenError(401, "invalid_client", "The case system is not live, so the register does not answer it.")
    scopes = _scopes(form["scope"], proved.client)
    value, seconds = _written(proved.client, scopes, resources)
    body = {"access_token": value, "token_type": "Bearer", "expires_in": seconds, "scope": " ".join(scopes)}
    return JsonResponse(body, headers={"Pragma": "no-cache"})


@machine_view("GET", "HEAD", cache_control=PUBLISHED)
def server_metadata(request: HttpRequest) -> HttpResponse:
    """How to get a token, for a program that wants to find out (RFC 8414)."""
    base = base_address(request)
    return JsonResponse(
        {
            "issuer": base,
            "token_endpoint": base + reverse("register-api:token"),
            "jwks_uri": base + reverse("register-api:signing-keys"),
            "scopes_supported": [*SCOPE_WORDS],
            "response_types_supported": [],
            "grant_types_supported": [GRANT_TYPE],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ALL_ALGORITHMS,
        }
    )


def _form(request: HttpRequest) -> dict[str, str]:
    """The fields that count, each given once at most."""
    if request.content_type != "application/x-www-form-urlencoded":
        message = "Send the header Content-Type: application/x-www-form-urlencoded."
        raise TokenError(400, "invalid_request", message)
    if not is_within(request, LONGEST_BODY):
        raise TokenError(400, "invalid_request", f"The body must not be longer than {LONGEST_BODY} bytes.")
    try:
        posted = request.POST
    except UnreadablePostError:
        raise TokenError(400, "invalid_request", "The body broke off.") from None
    except (BadRequest, SuspiciousOperation):
        raise TokenError(400, "invalid_request", "The body is not a form in UTF-8 with a few fields.") from None
    names = ("grant_type", "client_assertion_type", "client_assertion", "client_id", "scope")
    for name in names:
        if len(posted.getlist(name)) > 1:
            raise TokenError(400, "invalid_request", f"“{name}” is given twice.")
    if not posted.get("grant_type"):
        raise TokenError(400, "invalid_request", "“grant_type” is missing.")
    return {name: posted.get(name, "") for name in names}


def _audiences(request: HttpRequest) -> set[str]:
    """The names that an assertion may be addressed to: the token endpoint or the issuer, as reached or as set."""
    bases = {base_address(request), settings.REGISTER_ISSUER.rstrip("/")}
    return bases | {base + reverse("register-api:token") for base in bases}


def _resources(request: HttpRequest) -> list[str]:
    """What the token is to be good for only, if anything (RFC 8707)."""
    resources = request.POST.getlist("resource")
    for resource in resources:
        if not _is_whole_address(resource):
            raise TokenError(400, "invalid_target", "“resource” must be a whole address without a fragment.")
    return resources


def _is_whole_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_plain = len(text) <= LONGEST_RESOURCE and text.isascii() and text.isprintable() and " " not in text
    return is_plain and bool(parts.scheme and parts.netloc) and not parts.fragment


def _scopes(asked: str, client: Client) -> list[str]:
    allowed = client.get_scopes()
    wanted = asked.split() or allowed
    if not wanted or not set(wanted) <= set(allowed):
        message = f"The client may ask for: {' '.join(allowed) or 'nothing'}."
        raise TokenError(400, "invalid_scope", message)
    return [scope for scope in allowed if scope in wanted]


def _written(client: Client, scopes: Sequence[str], resources: Sequence[str]) -> tuple[str, int]:
    """A token as allauth writes it for client credentials: only its hash is kept, on allauth's own clock."""
    value, seconds = secrets.token_urlsafe(TOKEN_BYTES), app_settings.ACCESS_TOKEN_EXPIRES_IN
    made = Token(
        client=client,
        type=Token.Type.ACCESS_TOKEN,
        expires_at=timezone.now() + timedelta(seconds=seconds),
    )
    made.set_value(value)
    made.set_scopes([*scopes])
    if resources:
        made.set_resources(resources)
    made.save(force_insert=True)
    return value, seconds
