"""The public register's pages (A3): what anyone finds, in which words, and how often they may ask."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accreditation.constants import LiftedAs, Status
from accreditation.models import Accreditation
from accreditation.numbers import make_number, normalise
from accreditation.public import register_search
from accreditation.services import propose_reinstatement, reinstate, suspend
from core import clock
from people.models import Employment, User
from people.naming import rename
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import (
    AdaptationFactory,
    SchemeFactory,
    a_scope,
    accredited,
    an_officer,
    applied,
    many_accredited,
)
from tests.factories.people import employed

pytestmark = pytest.mark.django_db

API = Path(__file__).parents[2] / "docs/api.md"
SECRET = "A neighbour complained about his conduct."


@pytest.fixture(autouse=True)
def nobody_has_asked() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def somebody(first: str, last: str, organisation: str = "millburn") -> User:
    user = employed(organisation__code=organisation)
    user.first_name, user.last_name = first, last
    user.save()
    return user


def suspended(user: User | None = None) -> Accreditation:
    accreditation = accredited(user=user or somebody("Gary", "Tullis"))
    suspend(accreditation=accreditation, reason=SECRET, by=an_officer())
    return accreditation


# What it says


def test_a3_anyone_reads_the_register_and_never_why_or_how_to_reach_somebody(client: Client, now: datetime) -> None:
    accreditation = suspended()
    for address in ("/register/", f"/register/{accreditation.number}/", f"/register/{accreditation.number}.json"):
        response = client.get(address)
        assert response.status_code == 200
        page = text_of(response)
        assert "Gary Tullis" in page
        assert accreditation.number in page
        assert "uspended" in page
        assert SECRET not in page
        assert accreditation.user.email not in page
        for decision in accreditation.decisions.all():
            assert str(decision.actor) not in page


def test_a3_an_entry_says_its_scope_in_words(client: Client, now: datetime) -> None:
    scope = a_scope(localities=["old-town", "harbour"], tenures=[Tenure.COUNCIL])
    accreditation = accredited(scopes=[scope], conditions="Not alone in the first month.")
    page = text_of(client.get(f"/register/{accreditation.number}/"))
    for words in (
        "Up to simple needs",
        "Every kind in the catalogue",
        "Council tenancy",
        "Harbour, Old town",
        "Accredited with conditions",
        "Not alone in the first month.",
        "4 June 2030",
        "Granted: 4 June 2027",
    ):
        assert words in page


def test_a3_an_application_is_not_on_the_register(client: Client, now: datetime) -> None:
    number = applied().number
    assert client.get(f"/register/{number}/").status_code == 404
    assert number not in text_of(client.get("/register/"))
    assert "Nobody has been accredited yet" in text_of(client.get("/register/"))


def test_a3_a_mistyped_number_says_so_and_reveals_nothing(client: Client, now: datetime) -> None:
    accreditation = accredited(user=somebody("Gary", "Tullis"))
    wrong = accreditation.number[:-1] + ("2" if accreditation.number[-1] != "2" else "3")
    for response, status in ((client.get(f"/register/{wrong}/"), 404), (client.get(f"/register/?text={wrong}"), 200)):
        assert response.status_code == status
        assert "is not a register number" in text_of(response)
        assert "Tullis" not in text_of(response)
    answer = client.get(f"/register/{wrong}.json")
    assert (answer.status_code, answer.json()["error"]) == (404, "mistyped_number")


def test_a3_a_number_typed_another_way_leads_to_its_entry(client: Client, now: datetime) -> None:
    number = accredited().number
    response = client.get(f"/register/{number.lower()}/")
    assert (response.status_code, response["Location"]) == (302, f"/register/{number}/")
    assert number in text_of(client.get("/register/", {"text": number.lower().replace("-", "")}))


@pytest.fixture
def three(now: datetime) -> dict[str, Accreditation]:
    AdaptationFactory()
    AdaptationFactory(code="STAIRLIFT", category="lifts", tier=Tier.MODERATE)
    scheme = SchemeFactory(code="moderate", tier=Tier.MODERATE)
    return {
        "ann": accredited(user=somebody("Ann", "Able")),
        "ben": accredited(
            user=somebody("Ben", "Baker", "lantern"),
            scheme=scheme,
            scopes=[a_scope(localities=["islands"], tenures=[Tenure.COUNCIL])],
        ),
        "gary": suspended(somebody("Gary", "Wójcik")),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"ann", "ben", "gary"}),
        ({"text": "able"}, {"ann"}),
        ({"text": "ann able"}, {"ann"}),
        ({"text": "tara"}, set()),
        ({"text": "ABLE,  Ann"}, {"ann"}),
        ({"text": "nn"}, set()),
        ({"text": "wojcik"}, {"gary"}),
        ({"text": "Wójcik"}, {"gary"}),
        ({"kind": "bathroom"}, {"ann", "ben", "gary"}),
        ({"kind": "lifts"}, {"ben"}),
        ({"organisation": "lantern"}, {"ben"}),
        ({"locality": "harbour"}, {"ann", "gary"}),
        ({"tier": "moderate"}, {"ben"}),
        ({"tier": "simple"}, {"ann", "ben", "gary"}),
        ({"tenure": "owner"}, {"ann", "gary"}),
        ({"tenure": "council"}, {"ann", "ben", "gary"}),
        ({"scheme": "moderate"}, {"ben"}),
        ({"status": "suspended"}, {"gary"}),
        ({"status": "expired"}, set()),
        ({"locality": "harbour", "status": "accredited"}, {"ann"}),
    ],
)
def test_a3_search(client: Client, three: dict[str, Accreditation], query: dict[str, str], found: set[str]) -> None:
    page = text_of(client.get("/register/", query))
    assert {key for key, accreditation in three.items() if accreditation.number in page} == found
    if not found:
        assert "Nobody on the register matches" in page


def test_a3_search_by_number_and_by_a_choice_that_is_none(client: Client, three: dict[str, Accreditation]) -> None:
    page = text_of(client.get("/register/", {"text": three["ann"].number}))
    assert "Ann Able" in page
    assert "Ben Baker" not in page
    assert "Select a valid choice" in text_of(client.get("/register/", {"locality": "atlantis"}))


def test_a3_the_status_follows_the_clock_not_a_nightly_job(now: datetime) -> None:
    accredited(valid_until=date(2027, 7, 1))
    with clock.fixed(datetime(2027, 6, 30, 22, 59, tzinfo=now.tzinfo)):
        assert register_search(status=Status.ACCREDITED).count() == 1
    with clock.fixed(datetime(2027, 6, 30, 23, 0, tzinfo=now.tzinfo)):
        assert register_search(status=Status.EXPIRED).count() == 1
        assert register_search(status=Status.ACCREDITED).count() == 0


def test_a3_the_document_names_each_field_of_the_json(client: Client, now: datetime) -> None:
    data = client.get(f"/register/{accredited().number}.json").json()
    section = API.read_text(encoding="utf-8").split("## The public register as data")[1]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(data)


def test_a3_json_carries_a_validator(client: Client, now: datetime) -> None:
    accreditation = accredited(user=somebody("Ann", "Able"))
    first = client.get(f"/register/{accreditation.number}.json")
    body = json.loads(first.content)
    assert (body["number"], body["name"], body["status"]) == (accreditation.number, "Ann Able", "accredited")
    again = client.get(f"/register/{accreditation.number}.json", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    suspend(accreditation=accreditation, reason=SECRET, by=an_officer())
    changed = client.get(f"/register/{accreditation.number}.json", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert json.loads(changed.content)["status"] == "suspended"


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("query", ["", "?locality=harbour", "?text=many", "?organisation=organisation-1&text=person"])
def test_a3_a_search_takes_the_same_queries_at_10_and_at_60(client: Client, query: str, now: datetime) -> None:
    address = f"/register/{query}"
    many_accredited(10)
    client.get(address)
    few = count_queries(client, address)
    many_accredited(50)
    assert count_queries(client, address) == few
    assert few <= 8


def test_a3_a_lifted_suspension_is_over_on_the_register(client: Client, now: datetime) -> None:
    accreditation, one, two = suspended(), an_officer(), an_officer()
    propose_reinstatement(accreditation=accreditation, reason="Answered.", lifted_as=LiftedAs.PUT_RIGHT, by=one)
    reinstate(accreditation=accreditation, reason="Agreed.", by=two, second=one)
    page = text_of(client.get(f"/register/{accreditation.number}/"))
    assert "Suspension lifted: 4 June 2027" in page
    assert "Suspended since" not in page


def test_a3_a_suspension_lifted_as_unfounded_is_nowhere_afterwards(client: Client, now: datetime) -> None:
    """Neither it nor its lifting, on the page, in the data, in the search."""
    accreditation, one, two = suspended(), an_officer(), an_officer()
    before = client.get(f"/register/{accreditation.number}/")
    assert "uspended" in text_of(before)
    propose_reinstatement(accreditation=accreditation, reason="Nothing.", lifted_as=LiftedAs.UNFOUNDED, by=one)
    reinstate(accreditation=accreditation, reason="Agreed.", by=two, second=one)
    page = text_of(client.get(f"/register/{accreditation.number}/"))
    assert "Suspended:" not in page
    assert "Suspended since" not in page
    assert "lifted" not in page
    data = client.get(f"/register/{accreditation.number}.json")
    assert [change["status"] for change in data.json()["history"]] == ["Granted"]
    assert "uspen" not in text_of(data)
    assert "0 found" in text_of(client.get("/register/?status=suspended"))


def test_a3_a_suspended_entry_says_since_when_and_an_ended_one_does_not(client: Client, now: datetime) -> None:
    number = suspended().number
    with clock.fixed(now + timedelta(days=3)):
        assert "Suspended since 4 June 2027." in text_of(client.get(f"/register/{number}/"))


@pytest.mark.parametrize("surname", ["Evans", "Lewis", "Henry"])
def test_a3_a_short_surname_is_never_taken_for_a_number(client: Client, surname: str, now: datetime) -> None:
    """Read as the five signs after TA, each of these passes the check character by chance."""
    assert normalise(surname).startswith("TA-")
    number = accredited(user=somebody("Jo", surname)).number
    assert number in text_of(client.get("/register/", {"text": surname}))


def test_a3_a_mistyped_or_unknown_number_is_answered_alike_and_a_mistyped_one_without_looking(
    client: Client, now: datetime
) -> None:
    application, unknown = applied().number, make_number()
    pages = [text_of(client.get(f"/register/{number}/")).replace(number, "") for number in (application, unknown)]
    assert pages[0] == pages[1]
    wrong = unknown[:-1] + ("2" if unknown[-1] != "2" else "3")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/register/{wrong}/").status_code == 404
        assert client.get(f"/register/{wrong}.json").status_code == 404
    assert not [query for query in captured if "registerentry" in query["sql"]]


def test_a3_a_long_list_says_that_it_is_cut_and_its_last_page_opens(
    client: Client, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr("core.paging.CappedPaginator.most", 30)
    many_accredited(31)
    first = text_of(client.get("/register/"))
    assert "More than 30" in first
    assert "Page 2 of 2" in first
    last = text_of(client.get("/register/?page=99"))
    assert last.count("threshold-reference") == 5


# Asked again


@pytest.mark.parametrize("address", ["/register/{}/", "/register/{}.json"])
def test_a3_an_entry_asked_again_is_304_until_it_says_something_else(
    client: Client, address: str, now: datetime
) -> None:
    accreditation = accredited(user=somebody("Ann", "Able"))
    address = address.format(accreditation.number)
    first = client.get(address)
    assert "no-cache" in first["Cache-Control"]
    assert "Last-Modified" not in first

    def again() -> int:
        return client.get(address, headers={"if-none-match": first["ETag"]}).status_code

    assert again() == 304
    rename(user=accreditation.user, first_name="Ann", last_name="Baker", by=an_officer())
    assert again() == 200
    rename(user=accreditation.user, first_name="Ann", last_name="Able", by=an_officer())
    assert again() == 304
    Employment.objects.filter(user=accreditation.user).update(valid_until=clock.today())
    assert again() == 200
    Employment.objects.filter(user=accreditation.user).update(valid_until=None)
    # Nothing is written when a term ends: the day passes.
    with clock.fixed(datetime(2030, 6, 4, 12, tzinfo=now.tzinfo)):
        assert again() == 200
    suspend(accreditation=accreditation, reason=SECRET, by=an_officer())
    assert again() == 200


def test_a3_asking_an_entry_again_takes_few_queries(client: Client, now: datetime) -> None:
    number = accredited().number
    for address, at_most in ((f"/register/{number}/", 1), (f"/register/{number}.json", 1)):
        etag = client.get(address)["ETag"]
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, headers={"if-none-match": etag}).status_code == 304
        assert len(captured) <= at_most


def test_a3_the_page_of_somebody_signed_in_is_kept_by_nobody(client: Client, now: datetime) -> None:
    number = accredited().number
    client.force_login(employed())
    response = client.get(f"/register/{number}/")
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response


def test_a3_a_search_is_kept_by_nobody_and_listed_by_no_search_engine(client: Client, now: datetime) -> None:
    response = client.get("/register/?text=able")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"


def test_a3_nothing_found_says_that_a_name_may_be_withheld_and_to_ask_for_the_number(client: Client) -> None:
    """Somebody real whose name is withheld must not be taken for an impostor."""
    page = client.get("/register/", {"text": "Zebedee Quux"}).content.decode()
    assert "Ask for the number on the person’s card" in page
