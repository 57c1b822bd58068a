"""How often one address may ask the public register (A3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from core import clock
from tests.factories.accreditation import accredited
from tests.factories.machines import a_machine

pytestmark = pytest.mark.django_db

ALLOWED = 10


@pytest.fixture(autouse=True)
def nobody_has_asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """And ten requests are enough: the cache forgets by the wall clock, which sixty pages may outlast."""
    monkeypatch.setattr("accreditation.views.limits.ALLOWED", ALLOWED)
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize("address", ["/register/?text=able", "/register/{}/", "/register/{}.json"])
def test_a3_an_address_that_asks_too_often_is_told_so_and_may_ask_again(
    client: Client, address: str, now: datetime
) -> None:
    address = address.format(accredited().number)
    for _ in range(ALLOWED):
        assert client.get(address).status_code == 200
    refused = client.get(address)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert "inute" in refused.content.decode()
    assert client.get(address, REMOTE_ADDR="192.0.2.7").status_code == 200
    with clock.fixed(now + timedelta(seconds=int(refused["Retry-After"]))):
        assert client.get(address).status_code == 200


def test_a3_one_household_on_ipv6_counts_as_one(client: Client, now: datetime) -> None:
    for n in range(ALLOWED):
        assert client.get("/register/", REMOTE_ADDR=f"2001:db8::{n + 1:x}").status_code == 200
    assert client.get("/register/", REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert client.get("/register/", REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


def test_a3_behind_one_proxy_the_address_is_what_the_proxy_says(
    client: Client, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    """Whatever a client writes into the header itself stands before what nginx appends, and does not count."""
    monkeypatch.setattr("allauth.app_settings.AppSettings.TRUSTED_PROXY_COUNT", 1)
    for n in range(ALLOWED):
        assert client.get("/register/", headers={"x-forwarded-for": f"10.0.0.{n}, 192.0.2.1"}).status_code == 200
    assert client.get("/register/", headers={"x-forwarded-for": "10.9.9.9, 192.0.2.1"}).status_code == 429
    assert client.get("/register/", headers={"x-forwarded-for": "192.0.2.1, 192.0.2.2"}).status_code == 200


def test_a3_a_case_system_with_its_token_is_not_counted(now: datetime) -> None:
    number, machine = accredited().number, a_machine()
    token = machine.sign_in().token
    known, stranger = {"authorization": f"Bearer {token}"}, {"authorization": "Bearer made-up"}
    for _ in range(ALLOWED + 1):
        assert machine.browser.get(f"/register/{number}.json", headers=known).status_code == 200
    answers = [machine.browser.get(f"/register/{number}.json", headers=stranger) for _ in range(ALLOWED + 1)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["error"] == "too_many_requests"
