"""An entry asked again by whoever has it (A3): answered early, from one statement, and never to a stranger to it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accreditation.models import Accreditation
from accreditation.numbers import make_number
from accreditation.public import as_public, entry_for
from accreditation.said import read_said
from accreditation.services import revoke, suspend
from core import clock
from people.constants import WithholdingGround
from people.models import Employment
from people.naming import rename, withhold_name
from tests.factories.accreditation import accredited, an_officer, applied
from tests.factories.people import EmploymentFactory, employed

pytestmark = pytest.mark.django_db

ALLOWED = 10
ADDRESSES = pytest.mark.parametrize("address", ["/register/{}/", "/register/{}.json"])


@pytest.fixture(autouse=True)
def nobody_has_asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """And ten requests are enough: the cache forgets by the wall clock, which sixty pages may outlast."""
    monkeypatch.setattr("accreditation.views.limits.ALLOWED", ALLOWED)
    cache.clear()
    yield
    cache.clear()


def restricted(entry: Accreditation) -> None:
    """Its conditions are those of the grant; nothing more happens to it."""


def stopped(entry: Accreditation) -> None:
    suspend(accreditation=entry, reason="Why.", by=an_officer())


def ended(entry: Accreditation) -> None:
    revoke(accreditation=entry, reason="Why.", by=an_officer())


def hidden(entry: Accreditation) -> None:
    day = clock.today() + timedelta(days=90)
    withhold_name(user=entry.user, ground=WithholdingGround.RISK, reason="Why.", review_on=day, by=an_officer())


def renamed(entry: Accreditation) -> None:
    rename(user=entry.user, first_name="Zoë", last_name="Ó Braonáin", by=an_officer())


def out_of_work(entry: Accreditation) -> None:
    Employment.objects.filter(user=entry.user).update(valid_until=clock.today())


def in_two_places(entry: Accreditation) -> None:
    EmploymentFactory(
        user=entry.user,
        organisation__code="another",
        valid_from=clock.today() - timedelta(days=1),
        valid_until=clock.today() + timedelta(days=5),
    )


@pytest.mark.parametrize("change", [restricted, stopped, ended, hidden, renamed, out_of_work, in_two_places])
def test_a3_one_statement_says_what_the_page_says(now: datetime, change: Callable[[Accreditation], None]) -> None:
    accreditation = accredited(conditions="Not alone.")
    change(accreditation)
    for days in (0, 1, 5, 2000):
        with clock.fixed(now + timedelta(days=days)):
            found = entry_for(accreditation.number)
            assert found
            assert read_said([accreditation.number]) == {accreditation.number: as_public(found)}


def test_a3_the_statement_finds_no_application_and_no_number_that_is_free(now: datetime) -> None:
    assert read_said([applied().number, make_number()]) == {}
    assert read_said([]) == {}


@ADDRESSES
def test_a3_asked_again_takes_one_query_and_no_session(client: Client, address: str, now: datetime) -> None:
    address = address.format(accredited().number)
    etag = client.get(address)["ETag"]
    for named in (etag, f'"other", {etag}', etag.removeprefix("W/")):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address, headers={"if-none-match": named})
        assert (response.status_code, response.content) == (304, b"")
        # On PostgreSQL it is a prepared statement, which Django does not see.
        assert len(captured) == (connection.vendor == "sqlite")
        assert response["ETag"] == etag
        assert "no-cache" in response["Cache-Control"]
        assert response["X-Request-ID"]
    assert not client.cookies


@ADDRESSES
def test_a3_who_keeps_asking_the_same_is_not_counted_and_who_guesses_is(
    client: Client, address: str, now: datetime
) -> None:
    address = address.format(accredited().number)
    etag = client.get(address)["ETag"]
    for _ in range(ALLOWED + 5):
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    for guess in ("*", '"guess"') * ((ALLOWED - 1) // 2):
        assert client.get(address, headers={"if-none-match": guess}).status_code == 200
    client.get(address)
    assert client.get(address, headers={"if-none-match": "*"}).status_code == 429


def test_a3_data_is_the_same_for_everybody_and_a_page_is_not(client: Client, now: datetime) -> None:
    number = accredited().number
    page, data = client.get(f"/register/{number}/"), client.get(f"/register/{number}.json")
    assert "Cookie" in page["Vary"]
    assert "Cookie" not in data.get("Vary", "")
    client.force_login(employed())
    assert client.get(f"/register/{number}.json", headers={"if-none-match": data["ETag"]}).status_code == 304
    own = client.get(f"/register/{number}/", headers={"if-none-match": page["ETag"]})
    assert own.status_code == 200
    assert "no-store" in own["Cache-Control"]


@ADDRESSES
def test_a3_only_reading_is_answered_early(client: Client, address: str, now: datetime) -> None:
    address = address.format(accredited().number)
    etag = client.get(address)["ETag"]
    assert client.post(address, headers={"if-none-match": etag}).status_code == 405
    assert client.head(address, headers={"if-none-match": etag}).status_code == 304
