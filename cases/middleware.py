"""Somebody without a task in a case is asked for a reason, whichever page of it they wanted (R1)."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cases.exceptions import ReasonWanted
from cases.views.reading import ask_before_sending
from people.access import SignedInRequest


class AskForReason:
    """Leads to the page that asks, and from there to the page that was wanted.

    A form that was sent is answered by that page itself, which takes along what was typed: a redirect would lose it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ReasonWanted):
            return None
        if request.method == "POST":
            return ask_before_sending(cast(SignedInRequest, request), exception.reference)
        address = reverse("cases:reason", args=[exception.reference])
        return HttpResponseRedirect(f"{address}?{urlencode({'next': request.path})}")
