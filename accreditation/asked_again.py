"""An entry of the public register asked again by whoever has it: does it still hold? (A3)

It is answered before sessions, sign-in and forms are looked at, from one statement.
"""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags

from accreditation.numbers import ALPHABET, LENGTH, PREFIX
from accreditation.said import PublicEntry, read_said
from core import clock

LOOKS = ("base.html", "accreditation/entry.html", "accreditation/scope.html")
PATH = re.compile(rf"/register/(?P<number>{PREFIX}-[{ALPHABET}]{{{LENGTH}}}-[{ALPHABET}])(?P<as_data>\.json|/)")


class AskedAgainMiddleware:
    """Answer 304 to whoever names the validator that an entry has now; let every other request through.

    Such a request is not counted against its address: the validator is made with the secret key, so that only those
    have it who were given the entry, and all they learn is that it still holds. To count it would cost more than to
    answer it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._still_holds(request) or self.get_response(request)

    def _still_holds(self, request: HttpRequest) -> HttpResponse | None:
        named = request.META.get("HTTP_IF_NONE_MATCH")
        if not named or request.method not in ("GET", "HEAD") or not (asked := PATH.fullmatch(request.path_info)):
            return None
        is_data = asked["as_data"] == ".json"
        if not is_data and not is_stranger(request):
            return None
        said = read_said([asked["number"]]).get(asked["number"])
        if said is None:
            return None
        etag = etag_of_data(said) if is_data else etag_of_page(said)
        # A proxy that compresses makes a validator weak; the entry is the same.
        if etag.removeprefix("W/") not in {one.removeprefix("W/") for one in parse_etags(named)}:
            return None
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        del response["Content-Type"]
        return ask_each_time(response, etag, is_data=is_data)


def is_stranger(request: HttpRequest) -> bool:
    """Whoever has not signed in. Another's page has their name and forms on it, and is kept by nobody."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def etag_of_data(said: PublicEntry) -> str:
    return f'"{said.validator()}"'


def etag_of_page(said: PublicEntry) -> str:
    """The hour stands for words that are edited apart from any decision, such as a locality's name."""
    return f'W/"{said.validator(clock.now().strftime("%Y%m%d%H"), _look())}"'


@cache
def _look() -> str:
    """Changes with the page's templates, so that nobody is left with last year's layout."""
    source = "".join(get_template(name).template.source for name in LOOKS)  # type: ignore[attr-defined]
    return hashlib.sha256(source.encode()).hexdigest()


def ask_each_time(response: HttpResponse, etag: str, *, is_data: bool) -> HttpResponse:
    """Whoever keeps it must ask each time whether it still holds, since a suspension must show at once."""
    response["ETag"] = etag
    patch_cache_control(response, no_cache=True)
    if not is_data:
        patch_vary_headers(response, ["Cookie"])
    return response
