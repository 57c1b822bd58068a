"""One fresh authentication for one signature.

allauth remembers for some minutes that somebody has just given their password; that would let one sign-in sign
ten times. So a signature names the moment when what is signed was shown, takes an authentication made after it,
and uses it up.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from people.exceptions import NotFreshlyAuthenticated

DEMONSTRATION = "demonstration"
USED_KEY = "threshold_authentication_used_at"


@dataclass(frozen=True, kw_only=True)
class Authenticated:
    """How and when the person who signs proved who they are. Sign-offs can be made with nothing less.

    `method` is `password`, `mfa` or, under embedded settings only, `demonstration`.
    """

    method: str
    at: datetime


def require_fresh(authenticated: Authenticated, *, shown_at: datetime) -> None:
    """Raise `NotFreshlyAuthenticated` unless it was made after what is signed was shown."""
    if authenticated.method == DEMONSTRATION:
        if not settings.DEMONSTRATION_ALLOWED:
            raise NotFreshlyAuthenticated("A demonstration cannot sign here.")
        return
    if authenticated.at < shown_at:
        raise NotFreshlyAuthenticated("Sign in again to sign: each signature needs a fresh sign-in of its own.")


def use_fresh_authentication(request: HttpRequest, *, shown_at: datetime) -> Authenticated:
    """The request's newest authentication, if it is newer than `shown_at` and no signature has used it; uses it up."""
    used_at = request.session.get(USED_KEY, 0.0)
    for entry in reversed(get_authentication_records(request, request.user)):
        at = datetime.fromtimestamp(entry["at"], tz=UTC)
        if entry["at"] > used_at and at >= shown_at:
            request.session[USED_KEY] = entry["at"]
            return Authenticated(method=entry["method"], at=at)
    raise NotFreshlyAuthenticated("Sign in again to sign: each signature needs a fresh sign-in of its own.")
