"""In production everyone but learners signs in with a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from people.selectors import roles_of

OPEN_PREFIXES = ("/accounts/", "/static/")


class SecondFactorMiddleware:
    """Lead somebody who holds a role and has no second factor to the page where they set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and self._lacks_one(request):
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

    def _lacks_one(self, request: HttpRequest) -> bool:
        if request.path.startswith(OPEN_PREFIXES) or not request.user.is_authenticated:
            return False
        needs_one = request.user.is_superuser or bool(roles_of(request.user))
        return needs_one and not is_mfa_enabled(request.user)
