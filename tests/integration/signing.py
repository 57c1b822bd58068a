"""A trainer's browser on the pages of signing: what it shows, posts and signs by a sign-in."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from competencies.models import SignOffRequest
from people.models import User
from tests.factories.people import PASSWORD


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def record(request: SignOffRequest, page: HttpResponse, **changes: str) -> dict[str, str]:
    """What a trainer posts, with the hash of the page that they read."""
    posted = {"read_hash": page.context["read_hash"], "agrees": "yes", "feedback": "", "action": "sign"}
    for criterion in request.competency.criteria.all():
        posted |= {f"met_{criterion.pk}": "yes", f"seen_{criterion.pk}": f"Seen by me: {criterion.code}."}
    return posted | changes


def sign_in_again(client: Client, response: HttpResponse) -> HttpResponse:
    """Follow the way to the sign-in page, give the password, come back."""
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/reauthenticate/")
    query = response["Location"].partition("?next=")[2]
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": query.replace("%2F", "/")})


def signs(client: Client, request: SignOffRequest, **changes: str) -> HttpResponse:
    """The whole way of one signature in one browser."""
    address = reverse("competencies:sign", args=[request.pk])
    posted = client.post(address, record(request, client.get(address), **changes))
    back = sign_in_again(client, posted)
    assert back.status_code == 302
    assert client.get(back["Location"]).status_code == 200
    return client.post(back["Location"], follow=True)
