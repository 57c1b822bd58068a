"""All signing in goes through allauth; this looks for a second door."""

import pytest
from django.contrib.admin import AdminSite
from django.contrib.auth import views as auth_views
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

DOORS = ["/cms/login/", "/_util/login/"]


def every_pattern(resolver: URLResolver, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for entry in resolver.url_patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += every_pattern(entry, here)
        else:
            found.append((here, entry))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_wagtails_doors_lead_to_the_one_door(client: Client, door: str) -> None:
    response = client.get(f"{door}?next=/cms/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/cms/"


def test_nothing_else_signs_people_in() -> None:
    """No view but allauth's and the shadowed ones of Wagtail takes a password; Django's admin is not mounted."""
    second = []
    shadowed = set()
    for route, pattern in every_pattern(get_resolver()):
        view = getattr(pattern.callback, "view_class", None)
        is_door = view is not None and issubclass(view, auth_views.LoginView)
        if is_door and route in shadowed:
            continue
        shadowed.add(route)
        if is_door or isinstance(getattr(pattern.callback, "admin_site", None), AdminSite):
            second.append(route)
    assert not second


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/cms/password_reset/", "/admin/", "/accounts/signup/"])
def test_other_doors_are_shut(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code == 200:
        assert "closed" in response.content.decode().lower()
    else:
        assert response.status_code in {302, 404}


@pytest.mark.django_db
def test_wagtail_admin_asks_for_the_one_door(client: Client) -> None:
    response = client.get("/cms/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
