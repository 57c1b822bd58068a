from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from core.navigation import links_for
from people.access import roles_in

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The header's links for whoever is signed in, each with whether the page belongs under it."""
    request = context.get("request")
    user = getattr(request, "user", AnonymousUser())
    path = getattr(request, "path", "")
    roles = roles_in(request) if request is not None and hasattr(request, "user") else frozenset()
    # A visiting signer sees the links of that role, and those of the public.
    is_ours = user.is_authenticated and not getattr(user, "visits_from", "")
    links = [{"label": link.label, "url": reverse(link.url_name)} for link in links_for(signed_in=is_ours, roles=roles)]
    # Of several links that lead towards this page, the longest is the nearest.
    under = [link["url"] for link in links if link["url"] != "/" and path.startswith(link["url"])]
    nearest = max(under, key=len, default=path if path == "/" else None)
    return [link | {"current": link["url"] == nearest} for link in links]
