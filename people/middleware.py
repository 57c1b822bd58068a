"""What is asked of everybody's requests: a second factor, and that nothing typed is lost with a sign-in."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from people import drafts
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


class KeepWhatWasTypedMiddleware:
    """Keep a form that comes after the sign-in has expired, for the person whose page it was (see `people.drafts`).

    It runs as a view middleware, so the request has passed the check against forgery.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        # A machine's request has no such field, so nobody is looked up for it and no cookie is needed.
        token = request.POST.get(drafts.FIELD) if request.method == "POST" else None
        if token and not request.user.is_authenticated:
            owner = drafts.owner_of(token)
            is_kept = bool(owner and drafts.keep(owner, request.POST))
            # What a page sends by itself while somebody types is answered on that page (`drafts.js`).
            if is_kept and request.path != reverse("people:keep_draft"):
                messages.info(request, "Your sign-in had expired. What you typed is kept. Sign in to go on.")
