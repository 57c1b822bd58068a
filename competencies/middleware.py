"""What is asked of everybody's requests about visiting signers."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.navigation import links_for
from people.middleware import OPEN_PREFIXES

HOME = "/"
# Pages for everybody that no header links to.
PUBLIC_PATHS = ("/accessibility/", "/privacy/")
OPEN_TO_VISITORS = frozenset(
    {
        "competencies:sign_offs",
        "competencies:sign",
        "competencies:confirm",
        "competencies:decline_countersign",
        "competencies:evidence",
        "people:keep_draft",
        "people:drop_draft",
    }
)


class VisitorsSignOnlyMiddleware:
    """Open to a visiting signer the pages where they sign, and nothing else; also after the visit has ended (C3)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        # Whoever brings no cookie is not signed in: a machine's request is not looked up, nor made to vary by cookie.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not _visits(request):
            return None
        match = request.resolver_match
        if (match and match.view_name in OPEN_TO_VISITORS) or request.path.startswith(_open_to_everybody()):
            return None
        if request.path == HOME:
            return redirect("competencies:sign_offs")
        raise PermissionDenied("You visit to sign. Only the requests that you are asked to sign are open to you.")


def _visits(request: HttpRequest) -> bool:
    return request.user.is_authenticated and bool(request.user.visits_from)


def _open_to_everybody() -> tuple[str, ...]:
    """Signing in and out, and what a stranger finds in the header and the footer."""
    linked = [reverse(link.url_name) for link in links_for(signed_in=False, roles=frozenset())]
    return (*OPEN_PREFIXES, settings.STATIC_URL, *PUBLIC_PATHS, *(path for path in linked if path != HOME))
