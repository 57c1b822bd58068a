"""Daily jobs: once a day, tried again when they fail, safe under two workers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections

from core import clock, daily
from core.models import DailyRun
from people.models import Organisation
from tests.factories.people import OrganisationFactory

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
WORKERS = 6


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> dict[str, daily.Job]:
    registered: dict[str, daily.Job] = {}
    monkeypatch.setattr(daily, "_jobs", registered)
    return registered


@pytest.mark.django_db
def test_a_daily_job_runs_once_a_day(jobs: dict[str, daily.Job], now: datetime) -> None:
    days = []
    daily.register("core.test", lambda: days.append(clock.today()))
    assert (daily.run_due(), daily.run_due()) == (1, 0)
    with clock.fixed(now + timedelta(days=1)):
        assert (daily.run_due(), daily.run_due()) == (1, 0)
    assert [day.isoformat() for day in days] == ["2027-06-04", "2027-06-05"]


@pytest.mark.django_db
def test_a_job_that_fails_leaves_no_trace_is_tried_again_and_holds_up_no_other(
    jobs: dict[str, daily.Job], now: datetime
) -> None:
    def half() -> None:
        OrganisationFactory(code="half-made")
        raise RuntimeError

    daily.register("core.broken", half)
    daily.register("core.other", lambda: None)
    assert daily.run_due() == 1
    assert DailyRun.objects.get(name="core.broken").last_on is None
    assert not Organisation.objects.exists()
    jobs["core.broken"] = lambda: None
    assert daily.run_due() == 1


@pytest.mark.django_db
def test_the_command_does_the_days_work_and_what_waits(jobs: dict[str, daily.Job], now: datetime) -> None:
    daily.register("core.test", lambda: None)
    said = StringIO()
    call_command("run_due", stdout=said)
    assert said.getvalue() == "1 daily jobs and 0 effects done.\n"


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_do_the_days_work_once(jobs: dict[str, daily.Job]) -> None:
    ran = []
    daily.register("core.test", lambda: ran.append(1))

    def work(_: int) -> int:
        try:
            with clock.fixed(NOON):
                return daily.run_due()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        assert sum(pool.map(work, range(WORKERS))) == 1
    assert ran == [1]
