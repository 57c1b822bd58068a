"""The pages of the directory of other services, and of what is suggested in a case (H10)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.constants.directory import Answered, Topic
from cases.constants.people import ContactRoute
from cases.models import ListedService, Suggestion
from cases.services import mark_person, set_contact_rules
from core import clock
from people.constants import Role
from people.models import User
from tests.factories.cases import Team, a_case, a_team
from tests.factories.cases_directory import a_service, a_suggestion
from tests.factories.people import LocalityFactory, employed
from tests.factories.seen import as_seen
from tests.integration.test_cases_lists import queries
from tests.integration.test_cases_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
ENTRY = {
    "organisation": "Ardlea Befriending",
    "name": "Tea on Tuesdays",
    "description": "Tea, talk and a lift there and back.",
    "topics": ["company", "transport"],
    "minimum_age": "60",
    "costs": "Free",
    "telephone": "01632 960 700",
    "website": "tea.example.org",
}
TOLD = {
    "topic": "company",
    "told_how": "in_person",
    "answered": "wants",
    "said": "I would like the company.",
    "ask_again_on_day": "18",
    "ask_again_on_month": "6",
    "ask_again_on_year": "2027",
}


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


def test_h10_a_manager_adds_changes_confirms_and_retires_an_entry(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    client = as_user(team.payer)
    harbour = LocalityFactory(code="harbour")
    page = client.post("/cases/directory/new/", ENTRY | {"localities": [harbour.pk]}, follow=True)
    service = ListedService.objects.get()
    assert (service.website, service.minimum_age) == ("https://tea.example.org", 60)
    assert "It is in the directory." in text(page)
    assert "60 years old and older" in text(page)
    own = f"/cases/directory/{service.uid}/"
    again = client.post("/cases/directory/new/", ENTRY)
    assert again.status_code == 409
    assert "in the directory already" in text(again)
    kept = client.get(f"{own}change/")
    assert kept.context["form"].initial["topics"] == ["company", "transport"]
    assert "lift there and back" in text(kept)
    client.post(f"{own}change/", as_seen(client, f"{own}change/") | ENTRY | {"costs": "£2 each time"})
    ListedService.objects.update(assured_on=clock.today() - timedelta(days=400))
    assert "Nobody has confirmed this entry since" in text(client.get(own))
    client.post(f"{own}confirm/")
    assert "Nobody has confirmed" not in text(client.get(own))
    assert "Write a few words" in text(client.post(f"{own}retire/", {"said": " "}))
    client.post(f"{own}retire/", {"said": "The hall is closed."})
    assert "Out of use: The hall is closed." in text(client.get(own))
    assert client.post(f"{own}confirm/").status_code == 409
    client.post(f"{own}bring-back/")
    assert ListedService.objects.get().state == "active"
    assert client.get(f"{own}nonsense/").status_code == 404


def test_h10_an_empty_form_says_what_is_missing(team: Team, as_user: Callable[[User], Client]) -> None:
    page = text(as_user(team.payer).post("/cases/directory/new/", {"csrfmiddlewaretoken": "kept"}))
    assert "There is a problem" in page
    assert "Choose at least one thing that it helps with" in page


def test_h10_the_directory_is_one_for_every_partner(team: Team, as_user: Callable[[User], Client]) -> None:
    """Caseworkers of any partner read it; managers of any partner keep it."""
    service = a_service(by=team.payer)
    other = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    client = as_user(other)
    assert "Tea on Tuesdays" in text(client.get("/cases/directory/"))
    page = text(client.get(f"/cases/directory/{service.uid}/"))
    assert "01632 960 700" in page
    assert "Change the entry" not in page
    assert client.post(f"/cases/directory/{service.uid}/confirm/").status_code == 403
    manager = employed(organisation__code="millburn", roles=(Role.MANAGER,))
    assert as_user(manager).get(f"/cases/directory/{service.uid}/change/").status_code == 200


def test_h10_the_list_is_narrowed_paged_and_says_when_nothing_fits(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    for number in range(21):
        a_service(by=team.payer, name=f"Walk {number:02}", topics=[Topic.FALLS])
    client = as_user(team.caseworker)
    assert "21 services" in text(client.get("/cases/directory/"))
    assert "Walk 20" in text(client.get("/cases/directory/?page=2"))
    assert "1 service</h2>" in text(client.get("/cases/directory/?search=walk+07"))
    assert "No service fits this." in text(client.get("/cases/directory/?topic=money"))
    assert "21 services" in text(client.get("/cases/directory/?topic=nonsense&age=x"))


def test_h10_a_caseworker_suggests_asks_again_and_prints(team: Team, as_user: Callable[[User], Client]) -> None:
    case, service = a_case(team.caseworker), a_service()
    client = as_user(team.caseworker)
    own = reverse("cases:suggestions", args=[case.reference])
    assert "Nothing was suggested yet." in text(client.get(own))
    assert f'href="{own}new/{service.uid}/"' in client.get(f"{own}new/").content.decode()
    missing = text(client.post(f"{own}new/{service.uid}/", {"csrfmiddlewaretoken": "kept"}))
    assert "Choose how you told them" in missing
    no_day = client.post(f"{own}new/{service.uid}/", {k: v for k, v in TOLD.items() if "again" not in k})
    assert "Enter the day on which somebody asks" in text(no_day)
    page = text(client.post(f"{own}new/{service.uid}/", TOLD, follow=True))
    assert "I would like the company." in page
    assert "To be asked by 18 June 2027." in page
    made = Suggestion.objects.get()
    printed = text(client.get(f"{own}print/"))
    assert "Services that may help you" in printed
    assert "Ring <strong>01632 960 700</strong> and ask for Elspeth." in printed
    page = text(client.post(f"{own}{made.pk}/follow-up/", {"got_there": "yes", "note": "Each week."}, follow=True))
    assert "Each week." in page
    assert "To be asked by" not in page
    assert client.post(f"{own}{made.pk}/follow-up/", {"got_there": "yes"}).status_code == 409


def test_h10_r4_the_page_to_print_heeds_what_is_known_of_the_person(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    case = a_case(team.caseworker)
    a_suggestion(case, team.caseworker)
    a_suggestion(
        case, team.caseworker, service=a_service(name="Not for her", by=team.payer), answered=Answered.DECLINES
    )
    client = as_user(team.caseworker)
    address = reverse("cases:suggestions-print", args=[case.reference])
    assert "Not for her" not in text(client.get(address))
    assert "Do not post it" not in text(client.get(address))
    rules = {ContactRoute.LETTER: (False, "He opens her post.")}
    set_contact_rules(case=case, rules=rules, by=team.caseworker)
    assert "Do not post it" in text(client.get(address))
    mark_person(case=case, died_on=clock.today(), by=team.caseworker)
    assert client.get(address).status_code == 409


def test_h10_what_is_out_of_use_and_what_is_of_another_case_is_absent(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    case, other = a_case(team.caseworker), a_case(team.caseworker)
    made, service = a_suggestion(other, team.caseworker), a_service()
    ListedService.objects.update(state="inactive", state_reason="Gone.")
    client = as_user(team.caseworker)
    own = reverse("cases:suggestions", args=[case.reference])
    assert client.get(f"{own}new/{service.uid}/").status_code == 404
    assert client.get(f"{own}{made.pk}/follow-up/").status_code == 404
    assert "No service in use fits this." in text(client.get(f"{own}new/"))


def test_h10_a_manager_sees_what_was_suggested_and_what_came_of_it(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    client = as_user(team.payer)
    assert "Nothing was suggested." in text(client.get("/cases/directory/counts/"))
    a_suggestion(a_case(team.caseworker, name="Ada Gow"), team.caseworker)
    page = text(client.get("/cases/directory/counts/"))
    assert "Tea on Tuesdays, Ardlea Befriending" in page
    assert "Company and getting out" in page
    assert "Ada Gow" not in page


def test_h10_the_lists_take_as_many_queries_for_many_entries(team: Team, as_user: Callable[[User], Client]) -> None:
    case = a_case(team.caseworker)
    places = [LocalityFactory(code="harbour"), LocalityFactory(code="old-town")]

    def fill(numbers: Any) -> None:
        for number in numbers:
            service = a_service(by=team.payer, name=f"Walk {number}", localities=places)
            a_suggestion(case, team.caseworker, service=service)

    client = as_user(employed(organisation__code="lantern", roles=(Role.CASEWORKER, Role.MANAGER)))
    own = reverse("cases:suggestions", args=[case.reference])
    addresses = ["/cases/directory/", "/cases/directory/counts/", own, f"{own}new/", f"{own}print/"]
    fill(range(2))
    few = [queries(lambda address=address: client.get(address)) for address in addresses]
    fill(range(2, 12))
    assert [queries(lambda address=address: client.get(address)) for address in addresses] == few
    assert max(few) <= 20
