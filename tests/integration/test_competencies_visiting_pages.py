"""What a visiting signer sees and does not see, and how governance invites one (C3)."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from competencies.middleware import OPEN_TO_VISITORS
from competencies.models import VisitingInvitation
from competencies.services import ask_to_countersign
from core import clock
from people.constants import Role
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed
from tests.unit.test_competencies_visiting import visiting, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def named_views(patterns: list[URLPattern | URLResolver], space: str = "") -> list[str]:
    """Every named view of the product's own pages that takes no argument, or takes one number."""
    found = []
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            found += named_views(one.url_patterns, inner)
        elif one.name:
            found.append(f"{space}{one.name}")
    return found


def test_c3_a_visitor_reaches_the_pages_where_they_sign_and_no_other() -> None:
    client = browser(visiting(requests=(waiting(),)))
    spaces = ("competencies", "modules", "training_sessions", "targeting", "cases", "evaluation", "governance", "home")
    tried = 0
    for name in named_views(get_resolver().url_patterns):
        if not name.startswith(tuple(f"{space}:" for space in spaces)) or name in OPEN_TO_VISITORS:
            continue
        try:
            address = reverse(name)
        except Exception:  # noqa: S112 - a page of one thing; those are tried below
            continue
        if Client().get(address).status_code == 200:
            continue
        response = client.get(address)
        assert response.status_code in {302, 403, 405}, f"{name} is open to a visitor"
        tried += 1
    assert tried > 40
    for public in ("accreditation:register", "home:help", "home:privacy"):
        assert client.get(reverse(public)).status_code == 200, "what is open to strangers is open to a visitor"
    assert client.get("/")["Location"] == reverse("competencies:sign_offs")


def test_c3_a_visitor_sees_only_the_requests_that_they_are_asked_to_sign() -> None:
    named, asked, other = waiting(), waiting(), waiting()
    user = visiting(requests=(named,))
    client = browser(user)
    page = text(client.get(reverse("competencies:sign_offs")))
    assert str(named.user) in page
    assert str(asked.user) not in page
    assert "Competencies</a>" not in page, "the header holds nothing of the partnership"
    assert "Sampled sign-offs" not in page
    assert "Your observations" not in page
    assert client.get(reverse("competencies:sign", args=[named.pk])).status_code == 200
    assert client.get(reverse("competencies:sign", args=[other.pk])).status_code == 404
    for request, status in ((named, 200), (other, 404)):
        evidence = reverse("competencies:evidence", args=[request.evidence.get().pk])
        assert client.get(evidence).status_code == status
    sees_any = visiting(requests=(), email="bo@far.example")
    client = browser(sees_any)
    assert "Nobody is waiting for a signature." in text(client.get(reverse("competencies:sign_offs")))
    row = asked.countersignings.get()
    ask_to_countersign(countersigning=row, trainer=sees_any, by=row.first_signature.signer)
    page = text(client.get(reverse("competencies:sign_offs")))
    assert str(asked.user) in page
    assert str(other.user) not in page
    with clock.fixed(clock.now() + timedelta(days=30)):
        assert client.get(reverse("competencies:sign_offs")).status_code == 403
        assert client.get(reverse("competencies:mine")).status_code == 403


def test_c3_governance_invites_confirms_and_ends_on_the_pages() -> None:
    one, other = employed(roles=(Role.GOVERNANCE,)), employed(roles=(Role.GOVERNANCE,))
    request = waiting()
    job = request.user.employments.get()
    client, invite = browser(one), reverse("competencies:invite_visitor")
    assert reverse("competencies:visitors") in text(client.get(reverse("competencies:trainers")))
    assert "Enter the name of their partnership" in text(client.post(invite, {}))
    posted = {
        "first_name": "Una",
        "last_name": "Bright",
        "email": "una@far.example",
        "employer": "Far Health Board",
        "employer_kind": "health_board",
        "partnership": "Far Partnership",
        "profession": job.profession_id,
        "service_setting": job.service_setting_id,
        "checked": "Asked their governance lead.",
        "module": factory.module("module-2").pk,
        "requests": [request.pk],
        "valid_from_day": "4",
        "valid_from_month": "6",
        "valid_from_year": "2027",
        "last_day_day": "30",
        "last_day_month": "6",
        "last_day_year": "2027",
    }
    assert "Another member of the group must confirm" in text(client.post(invite, posted, follow=True))
    invitation = VisitingInvitation.objects.get()
    confirm = reverse("competencies:confirm_visit", args=[invitation.pk])
    assert "two different members" in text(client.post(confirm, follow=True))
    page = text(browser(other).post(confirm, follow=True))
    assert "4 June 2027 until and including 30 June 2027" in page
    assert "Visiting, Far Partnership" in text(client.get(reverse("competencies:trainers")))
    end = reverse("competencies:end_visit", args=[invitation.pk])
    assert "Say why" in text(client.post(end, {}))
    assert "has ended" in text(client.post(end, {"reason": "No longer needed."}, follow=True))


def test_c3_only_governance_reaches_the_invitations() -> None:
    for name in ("visitors", "invite_visitor"):
        address = reverse(f"competencies:{name}")
        assert browser(factory.trainer("moor", "nurse")).get(address).status_code == 403
        assert Client().get(address).status_code == 302
