"""How often one address may ask the public register, so that nobody copies it or tries its numbers one by one."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from accreditation.api.authenticator import authenticate
from accreditation.api.machine import ApiError
from core import clock

A_WINDOW = 60  # seconds
ALLOWED = 60  # requests of one address in a window
SCOPE = "register:check"

View = Callable[..., HttpResponse]


def limited(view: View) -> View:
    """Answer 429 in words to an address that asks too often. A case system with its token is not counted."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if _is_case_system(request) or _count(request) <= ALLOWED:
            return view(request, *args, **kwargs)
        return _too_often(request)

    return guarded


def _count(request: HttpRequest) -> int:
    """This request's place among those of its address since the window opened; the address is kept only as a hash."""
    now = int(clock.now().timestamp())
    seen = salted_hmac("accreditation.limits", _network(request)).hexdigest()
    key = f"register-asked:{seen}:{now // A_WINDOW}"
    cache.add(key, 0, timeout=A_WINDOW)
    try:
        return cache.incr(key)
    except ValueError:  # the cache dropped it between the two
        return 1


def _network(request: HttpRequest) -> str:
    """The client's address as the sign-in knows it; of IPv6 the network, since one household holds all of its ends."""
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    prefix = 64 if address.version == 6 else 32
    return str(ipaddress.ip_network((address, prefix), strict=False))


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
    response["Retry-After"] = str(A_WINDOW - int(clock.now().timestamp()) % A_WINDOW)
    response["Cache-Control"] = "no-store"
    return response
