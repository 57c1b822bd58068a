"""Names each request, so that one line in a log and one answer to a case system can be put together."""

import random
import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# AuthZEN calls the identifier an arbitrary string; this is every one that can stand in a header and in a log.
ACCEPTABLE = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?")


def name_request(request: HttpRequest) -> str:
    """The request's identifier, as the caller gave it or made here; logs find it with the request."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    request_id: str = given if ACCEPTABLE.fullmatch(given) else _made()
    request.META["THRESHOLD_REQUEST_ID"] = request_id
    return request_id


def _made() -> str:
    """A new one. It tells requests apart and opens nothing, so it need not come from the system's secret numbers."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


class RequestIdMiddleware:
    """Echo the caller's `X-Request-ID`, or make one. A value with other characters is replaced."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = name_request(request)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response
