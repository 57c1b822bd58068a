"""Lets machines past everything that is there for people: sessions, messages, forms, redirects, drafts."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, get_resolver

URLCONF = "accreditation.api.urls"
# The first parts of the machine interface's addresses, so that a page costs one comparison of texts.
PREFIXES = ("/access/", "/register/v1/", "/sandbox/", "/certification/", "/.well-known/")


class MachineInterfaceMiddleware:
    """Answer the machine interface's own addresses here; pass everything else on.

    It stands after what every response needs (the request's name, transport security) and before the rest, none of
    which the interface uses: a caller is known by its token, and every error is JSON already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIXES):
            return self.get_response(request)
        try:
            match = get_resolver(URLCONF).resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response
