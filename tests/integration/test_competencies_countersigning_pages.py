"""The pages of the second signature: what trainers, the person and governance see of it (C3)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competencies.models import Countersigning, CountersignReminder
from competencies.services import ask_to_countersign, send_countersign_reminders
from core import clock
from core.models import OutboxEntry
from people.constants import Role
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def waiting(pair: tuple[User, User], code: str = "lantern") -> Countersigning:
    request = factory.request_of(employed(organisation__code=code))
    factory.signed(request, pair[0])
    return Countersigning.objects.get(request=request)


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_c3_a_trainer_sees_first_what_they_are_asked_then_what_is_overdue() -> None:
    pair = factory.trainer_pair()
    first = waiting(pair, "one")
    with clock.fixed(NOON + timedelta(days=3)):
        second = waiting(pair, "two")
    with clock.fixed(NOON + timedelta(days=18)):
        third = waiting(pair, "three")
        ask_to_countersign(countersigning=third, trainer=pair[1], by=pair[0])
        page = text(browser(pair[1]).get(reverse("competencies:sign_offs")))
    places = [page.index(f"<b>{row.request.user}</b>") for row in (third, first, second)]
    assert places == sorted(places)
    assert page.count("Overdue") == 2
    assert page.count("You are asked to sign") == 1
    assert "Second signature due by 18 June 2027." in page


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_c3_the_person_is_told_by_when_and_that_it_is_late() -> None:
    row = waiting(factory.trainer_pair())
    client = browser(row.request.user)
    assert "will look at it alone, by 18 June 2027." in text(client.get(reverse("competencies:mine")))
    with clock.fixed(NOON + timedelta(days=15)):
        assert "that was due by 18 June 2027" in text(client.get(reverse("competencies:mine")))


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_c3_the_first_signer_asks_takes_back_and_reads_why_somebody_declined() -> None:
    pair = factory.trainer_pair()
    row = waiting(pair)
    client, address = browser(pair[0]), reverse("competencies:countersign", args=[row.request_id])
    assert "Ask a trainer to sign second" in text(client.get(reverse("competencies:sign_offs")))
    page = client.get(address)
    assert "Nobody in particular is asked" in text(page)
    assert f"{pair[1]}, Surveyor, Glen (Founding trainer)" in text(page)
    assert "Choose a trainer" in text(client.post(address, {}))
    assert "is asked, and told by e-mail" in text(client.post(address, {"trainer_id": pair[1].pk}, follow=True))
    ask = row.asks.get()
    decline = reverse("competencies:decline_countersign", args=[ask.pk])
    assert client.get(decline).status_code == 404
    other = browser(pair[1])
    assert decline in text(other.get(reverse("competencies:sign_offs")))
    assert "Say why" in text(other.post(decline, {"reason": ""}))
    other.post(decline, {"reason": "I saw the visit with the first signer."})
    page = text(client.get(address))
    assert "declined, “I saw the visit with the first signer.”" in page
    client.post(address, {"trainer_id": pair[1].pk})
    taken_back = reverse("competencies:take_back_countersign", args=[row.asks.last().pk])
    assert "asked no longer" in text(client.post(taken_back, follow=True))
    assert "cannot decline this request" in text(
        other.post(reverse("competencies:decline_countersign", args=[row.asks.last().pk]), {"reason": "Late."})
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_c3_only_the_first_signer_and_governance_reach_a_second_signature() -> None:
    pair = factory.trainer_pair()
    row = waiting(pair)
    ask = ask_to_countersign(countersigning=row, trainer=pair[1], by=pair[0])
    address = reverse("competencies:countersign", args=[row.request_id])
    take_back = reverse("competencies:take_back_countersign", args=[ask.pk])
    assert browser(pair[0]).get(address).status_code == 200
    assert browser(employed(roles=(Role.GOVERNANCE,))).get(address).status_code == 200
    for user in (pair[1], row.request.user, employed(roles=(Role.MANAGER,))):
        assert browser(user).get(address).status_code == 404
        assert browser(user).post(take_back).status_code == 404
    assert Client().get(address).status_code == 302
    overview = reverse("competencies:second_signatures")
    assert browser(pair[0]).get(overview).status_code == 403


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_c3_governance_sees_what_is_overdue_with_the_same_queries_for_two_and_for_twenty() -> None:
    client = browser(employed(roles=(Role.GOVERNANCE,)))
    overview = reverse("competencies:second_signatures")
    assert "Nobody is waiting for a second signature." in text(client.get(overview))
    assert overview in text(client.get(reverse("competencies:trainers")))
    pair = factory.trainer_pair()
    trainer = browser(pair[1])

    def queries(number: int) -> tuple[int, int]:
        for place in range(number):
            waiting(pair, f"o{place}")
        with clock.fixed(NOON + timedelta(days=20)):
            with CaptureQueriesContext(connection) as lists:
                page = client.get(overview)
            with CaptureQueriesContext(connection) as mine:
                trainer.get(reverse("competencies:sign_offs"))
        assert "overdue.</b>" in text(page)
        return len(lists), len(mine)

    assert queries(2) == queries(18)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite runs writers one by one")
def test_c3_two_runs_at_once_remind_once() -> None:
    with clock.fixed(NOON):
        pair = factory.trainer_pair()
        for number in range(5):
            waiting(pair, f"o{number}")

    def run(_: int) -> int:
        try:
            with clock.fixed(NOON + timedelta(days=14)):
                return send_countersign_reminders()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(run, range(4))) == [0, 0, 0, 1]
    assert CountersignReminder.objects.count() == 5
    assert OutboxEntry.objects.filter(key__startswith="competencies.countersign-reminder").count() == 1
