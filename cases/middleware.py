"""Somebody without a task in a case is asked for a reason, whichever page of it they wanted (R1)."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cases.exceptions import ReasonWanted


class AskForReason:
    """Leads to the page that asks, and from there to the page that was wanted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ReasonWanted):
            return None
        address = reverse("cases:reason", args=[exception.reference])
        wanted = urlencode({"next": request.path}) if request.method == "GET" else ""
        return HttpResponseRedirect(f"{address}?{wanted}" if wanted else address)
