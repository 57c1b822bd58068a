"""A2: what was true on that day, and what was believed on that day, on the officers' page and on one's own."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accreditation.asof import as_of, end_of
from accreditation.constants import AppealOutcome, Status
from accreditation.models import Accreditation
from accreditation.services import add_conditions, revoke, suspend
from core import clock
from people.constants import Role
from tests.conftest import NOON
from tests.factories.accreditation import accredited, an_officer, applied
from tests.factories.lives import MAKE, hear, to_be_heard
from tests.factories.people import employed

pytestmark = pytest.mark.django_db


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def asked(on: date, known: date | None = None) -> dict[str, str]:
    query = {"on_day": str(on.day), "on_month": str(on.month), "on_year": str(on.year)}
    if known:
        query |= {"known_day": str(known.day), "known_month": str(known.month), "known_year": str(known.year)}
    return query


@pytest.fixture
def found_late(now: datetime) -> Accreditation:
    """Granted on 5 May; a suspension of 4 June that holds from 1 June."""
    with clock.fixed(now - timedelta(days=30)):
        accreditation = accredited(user=employed())
    suspend(accreditation=accreditation, reason="Found late.", by=an_officer(), effective_from=now - timedelta(days=3))
    return accreditation


@pytest.mark.parametrize(
    ("on", "known", "status", "now_known"),
    [
        (date(2027, 6, 2), None, Status.SUSPENDED, Status.SUSPENDED),
        (date(2027, 6, 2), date(2027, 6, 2), Status.ACCREDITED, Status.SUSPENDED),
        (date(2027, 6, 2), date(2027, 6, 4), Status.SUSPENDED, Status.SUSPENDED),
        (date(2027, 5, 31), None, Status.ACCREDITED, Status.ACCREDITED),
        (date(2027, 5, 4), None, Status.NOT_STARTED, Status.NOT_STARTED),
        (date(2027, 5, 4), date(2027, 5, 4), Status.APPLIED, Status.NOT_STARTED),
    ],
)
def test_a2_true_on_that_day_and_believed_on_that_day(
    found_late: Accreditation, on: date, known: date | None, status: Status, now_known: Status
) -> None:
    found = as_of(found_late, on, known_on=known)
    assert (found.status, found.known_now) == (status, now_known)
    assert found.has_been_learned_since == (status is not now_known)


def test_a2_the_page_says_it_in_words_with_the_trace(client: Client, found_late: Accreditation) -> None:
    client.force_login(an_officer())
    address = f"/accreditation/{found_late.number}/as-of/"
    assert address in text_of(client.get(f"/accreditation/{found_late.number}/"))
    assert "Choose a day" in text_of(client.get(address))
    page = text_of(client.get(address, asked(date(2027, 6, 2), date(2027, 6, 2))))
    for words in (
        "At the end of 2 June 2027, as known at the end of 2 June 2027",
        "it was “suspended” on that day",
        "Granted by",
        "Not recorded yet",
        "Later than it was in force",
        "Up to simple needs",
    ):
        assert words in page
    page = text_of(client.get(address, asked(date(2027, 6, 2))))
    assert "Suspended by" in page
    assert "With what has been recorded since" not in page
    assert "Enter today or a day in the past" in text_of(client.get(address, asked(date(2027, 6, 5))))
    assert "Enter a real date" in text_of(client.get(address, asked(date(2027, 6, 4)) | {"on_day": "31"}))


def test_a2_the_decision_that_made_it_so(now: datetime) -> None:
    with clock.fixed(now - timedelta(days=30)):
        accreditation = accredited()
    with clock.fixed(now - timedelta(days=20)):
        add_conditions(accreditation=accreditation, conditions="Not alone.", reason="New.", by=an_officer())
    with clock.fixed(now - timedelta(days=10)):
        revoke(accreditation=accreditation, reason="Ended.", by=an_officer())
    kinds = {
        days: as_of(accreditation, (now - timedelta(days=days)).date()).made_by.kind  # type: ignore[union-attr]
        for days in (25, 15, 5)
    }
    assert kinds == {25: "granted", 15: "granted", 5: "revoked"}
    assert as_of(accreditation, (now - timedelta(days=15)).date()).conditions == "Not alone."
    assert as_of(accreditation, (now - timedelta(days=25)).date()).conditions == ""
    assert as_of(applied(), clock.today()).made_by is None


@given(day=st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 6, 4)))
def test_a2_the_end_of_a_day_is_its_last_moment_also_where_the_clocks_change(day: date) -> None:
    with clock.fixed(NOON):
        last = end_of(day)
        assert timezone.localdate(last) == day
        assert last == NOON or timezone.localdate(last + timedelta(microseconds=1)) == day + timedelta(days=1)


def test_r1_a_past_day_is_for_officers_and_for_oneself(client: Client, found_late: Accreditation) -> None:
    officers = f"/accreditation/{found_late.number}/as-of/"
    own = f"/accreditation/mine/{found_late.number}/as-of/"
    assert client.get(officers)["Location"].startswith("/accounts/login/")
    for role in Role:
        client.force_login(employed(roles=(role,)))
        assert client.get(officers).status_code == (200 if role is Role.ACCREDITATION_OFFICER else 403)
        assert client.get(own).status_code == 404
    client.force_login(found_late.user)
    assert own in text_of(client.get("/accreditation/mine/"))
    assert "Suspended by" in text_of(client.get(own, asked(date(2027, 6, 2))))


def test_a2_a_long_life_takes_the_same_queries(client: Client, found_late: Accreditation, now: datetime) -> None:
    client.force_login(an_officer())

    def count(accreditation: Accreditation) -> int:
        address = f"/accreditation/{accreditation.number}/as-of/"
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, asked(clock.today())).status_code == 200
        return len(captured)

    long = accredited()
    for number in range(10):
        add_conditions(accreditation=long, conditions=f"Condition {number}.", reason="Again.", by=an_officer())
    count(long)
    assert count(found_late) == count(long)


def test_a2_what_an_appeal_overturned_does_not_count_from_then_on(now: datetime) -> None:
    with clock.fixed(now - timedelta(days=10)):
        accreditation = MAKE[Status.REVOKED]()
    with clock.fixed(now - timedelta(days=5)):
        hear(to_be_heard(accreditation), AppealOutcome.UPHELD)
    before, after = (as_of(accreditation, (now - timedelta(days=days)).date()) for days in (7, 3))
    assert (before.status, after.status) == (Status.REVOKED, Status.ACCREDITED)
    assert [row.why_not for row in after.trace] == ["", "Overturned on appeal", ""]
    assert before.made_by is not None
    assert before.made_by.kind == "revoked"
