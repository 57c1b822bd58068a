"""Who may open a page. Each helper lets the request through or refuses it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from people.constants import Role
from people.models import User
from people.selectors import roles_of

View = Callable[..., HttpResponseBase]


class SignedInRequest(HttpRequest):
    """A request behind `login_required` or `role_required`: its user is a member of staff. Only for annotations."""

    user: User  # type: ignore[assignment]


def roles_in(request: HttpRequest) -> frozenset[str]:
    """The roles of whoever is reading, looked up once for each request however many parts of the page ask."""
    held: frozenset[str] | None = getattr(request, "held_roles", None)
    if held is None:
        held = roles_of(request.user)
        request.held_roles = held  # type: ignore[attr-defined]
    return held


def role_required(*roles: Role) -> Callable[[View], View]:
    """Open a view to people who hold one of the roles today; others get 403 with words, strangers the sign-in page."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if roles_in(request).isdisjoint(roles):
                wanted = " or ".join(role.label.lower() for role in roles)
                raise PermissionDenied(f"This page is for people with the role {wanted}.")
            return view(request, *args, **kwargs)

        return guarded

    return decorate
