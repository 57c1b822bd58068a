"""How often one address may ask the public register, so that nobody copies it or tries its numbers one by one."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accreditation.api.authenticator import authenticate
from accreditation.api.machine import ApiError
from people.rates import place_in_window, seconds_left

A_WINDOW = 60  # seconds
ALLOWED = 60  # requests of one address in a window
SCOPE = "register:check"

View = Callable[..., HttpResponse]


def limited(view: View) -> View:
    """Answer 429 in words to an address that asks too often. A case system with its token is not counted."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if _is_case_system(request) or place_in_window(request, purpose="register", window=A_WINDOW) <= ALLOWED:
            return view(request, *args, **kwargs)
        return _too_often(request)

    return guarded


def _is_case_system(request: HttpRequest) -> bool:
    if "Authorization" not in request.headers:
        return False
    try:
        authenticate(request, scope=SCOPE)
    except ApiError:
        return False
    return True


def _too_often(request: HttpRequest) -> HttpResponse:
    if request.path.endswith(".json"):
        message = "Too many requests. Wait a minute, or ask with the token of a case system."
        response: HttpResponse = JsonResponse({"error": "too_many_requests", "message": message})
    else:
        response = render(request, "accreditation/too_often.html")
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    response["Retry-After"] = str(seconds_left(A_WINDOW))
    response["Cache-Control"] = "no-store"
    return response
