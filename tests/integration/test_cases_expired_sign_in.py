"""P1: a form of a case that is sent after the sign-in has expired is offered again, to nobody else (ADR 15)."""

import pytest
from django.test import Client
from django.urls import reverse

from cases.concern_address import sealed_reference
from cases.models import Case, FollowUp
from people.constants import Role
from people.models import FormDraft, User
from tests.factories.cases import a_case
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TYPED = {"due_on_day": "30", "due_on_month": "6", "due_on_year": "2027"}


@pytest.fixture
def me() -> User:
    return employed(organisation__code="lantern", roles=(Role.CASEWORKER,))


@pytest.fixture
def case(me: User) -> Case:
    return a_case(me)


def opened(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of the form as it was opened."""
    shown = client.get(address)
    token = shown.content.decode().split('name="draft" value="')[1].split('"')[0]
    return {"draft": token, "csrfmiddlewaretoken": str(shown.context["csrf_token"])}


def test_p1_what_is_sent_after_the_sign_in_expired_is_offered_again(case: Case, me: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(me)
    address = reverse("cases:follow-up", args=[case.reference])
    hidden = opened(client, address)
    client.session.flush()
    answer = client.post(address, hidden | TYPED)
    assert answer["Location"] == f"/accounts/login/?next={address}"
    assert "What you typed is kept" in client.get(answer["Location"]).content.decode()
    assert not FollowUp.objects.exists(), "nothing is done by it"

    client.force_login(me)
    shown = client.get(address)
    page = shown.content.decode()
    assert "You have not sent it yet" in page
    for part, value in (("day", "30"), ("month", "6"), ("year", "2027")):
        assert f'name="due_on_{part}" value="{value}"' in page
    sent = client.post(address, hidden | {"csrfmiddlewaretoken": str(shown.context["csrf_token"])} | TYPED)
    assert sent.status_code == 302
    assert FollowUp.objects.get().due_on.isoformat() == "2027-06-30"
    assert not FormDraft.objects.exists(), "what was sent is not offered again"


def test_p1_it_is_said_once_though_the_page_had_kept_it_by_itself(case: Case, me: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(me)
    address = reverse("cases:follow-up", args=[case.reference])
    hidden = opened(client, address)
    client.session.flush()
    assert client.post(reverse("people:keep_draft"), hidden | TYPED).status_code == 401
    answer = client.post(address, hidden | TYPED)
    assert client.get(answer["Location"]).content.decode().count("Your sign-in had expired.") == 1


def test_p1_each_kind_of_field_is_filled_in_again(case: Case, me: User) -> None:
    client = Client()
    client.force_login(me)
    address = reverse("cases:contact", args=[case.reference])
    hidden = opened(client, address)
    client.session.flush()
    client.post(address, hidden | {"letter": "no", "letter_note": "Her son opens it."})
    client.force_login(me)
    shown = client.get(address).context["form"]
    assert (shown["letter"].value(), shown["letter_note"].value()) == ("no", "Her son opens it.")


def test_r1_nobody_else_is_offered_what_was_typed(case: Case, me: User) -> None:
    client = Client()
    client.force_login(me)
    address = reverse("cases:edit-person", args=[case.reference])
    hidden = opened(client, address)
    client.session.flush()
    client.post(address, hidden | {"name": "Jean Muir", "safe_contact": "Ring the neighbour."})
    other = employed(organisation__code="lantern", roles=(Role.CASEWORKER, Role.MANAGER))
    client.force_login(other)
    assert "Ring the neighbour." not in client.get(address).content.decode()
    assert FormDraft.objects.get().user == me


def test_h13_of_a_concern_it_is_offered_for_the_same_person_only(case: Case, me: User) -> None:
    """H13: what was typed about one person is never shown beside another, and goes once it is sent."""
    client = Client()
    client.force_login(me)
    address, other = (f"{reverse('cases:concern-report')}?about={sealed_reference(one)}" for one in (case, a_case(me)))
    hidden = opened(client, address)
    client.session.flush()
    client.post(address, hidden | {"what": "He took her bank card."})
    client.force_login(me)
    assert "bank card" not in client.get(other).content.decode()
    assert client.get(address).context["form"]["what"].value() == "He took her bank card."


@pytest.mark.parametrize(
    ("name", "typed"),
    [("cases:case-complaint", {"words": "Nobody rang back."}), ("cases:panel-refer", {"why_exceptional": "No room."})],
)
def test_p1_pages_beside_the_case_keep_what_was_typed_too(
    case: Case, me: User, name: str, typed: dict[str, str]
) -> None:
    client = Client()
    client.force_login(me)
    address = reverse(name, args=[case.reference])
    hidden = opened(client, address)
    client.session.flush()
    client.post(address, hidden | typed)
    client.force_login(me)
    form = client.get(address).context["form"]
    for field, words in typed.items():
        assert form[field].value() == words
