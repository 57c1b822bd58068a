"""How use is counted from the log, what is unusual about it, and what a quota promises (A4)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accreditation import quotas, usage
from accreditation.anomalies import acknowledge, look_at, open_anomalies
from accreditation.answers import ask
from accreditation.case_systems import set_quota
from accreditation.client_life import AnomalyKind, CaseSystemVerb
from accreditation.exceptions import NotAnOfficer, ReasonNeeded
from accreditation.models import Anomaly, CaseSystem, CaseSystemStep, CaseSystemUse
from accreditation.sandbox import number_of
from core import clock
from core.models import OutboxEntry
from tests.factories.accreditation import AdaptationFactory, a_question, accredited, an_officer
from tests.factories.machines import Machine, a_machine, a_request
from tests.factories.people import employed

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 6, 4, 12, 30, tzinfo=UTC)
HOUR = NOON.replace(minute=0)
LONG_BEFORE = NOON - timedelta(days=2)


@pytest.fixture
def system() -> CaseSystem:
    with clock.fixed(NOON - timedelta(days=60)):
        return a_machine().case_system


def asked(system: CaseSystem | None, *subjects: str, at: datetime = NOON) -> None:
    with clock.fixed(at):
        ask([a_question(subject) for subject in subjects], asker="A test", case_system=system)


def count(at: datetime = NOON) -> int:
    with clock.fixed(at):
        return usage.count_new_answers()


# Counting


def test_a4_use_is_added_up_from_the_log_by_the_hour(system: CaseSystem) -> None:
    AdaptationFactory()
    with clock.fixed(NOON - timedelta(days=1)):
        good = accredited().number
    asked(system, good, good, "TA-0000-0")
    asked(system, good, at=NOON + timedelta(hours=1))
    asked(None, good)
    assert count(NOON + timedelta(hours=1)) == 3
    rows = CaseSystemUse.objects.order_by("starts_at").values_list("starts_at", "asked", "permitted", "unknown")
    assert list(rows) == [(HOUR, 3, 2, 1), (HOUR + timedelta(hours=1), 1, 1, 0)]
    with clock.fixed(NOON + timedelta(hours=2)):
        assert usage.last_asked(system) == NOON + timedelta(hours=1)
        today = usage.use_by_day(system)[0]
    assert (today["asked"], today["permitted"], today["refused"]) == (4, 3, 1)


def test_a4_nothing_is_counted_twice(system: CaseSystem) -> None:
    asked(system, "TA-0000-0")
    assert [count(), count()] == [1, 0]
    asked(system, "TA-0000-0")
    assert count() == 1
    assert CaseSystemUse.objects.get().asked == 2


def test_a4_a_long_log_is_counted_in_pieces(system: CaseSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "BATCHES_AT_ONCE", 2)
    for _ in range(5):
        asked(system, "TA-0000-0")
    assert count() == 5
    assert CaseSystemUse.objects.get().asked == 5


def test_a4_a_month_has_thirty_days_of_which_most_are_nothing(system: CaseSystem) -> None:
    with clock.fixed(NOON):
        days = usage.use_by_day(system)
    assert len(days) == 30
    assert days[0]["day"] == NOON.date()
    assert sum(day["asked"] for day in days) == 0


def test_a4_old_use_is_forgotten(system: CaseSystem) -> None:
    asked(system, "TA-0000-0")
    count()
    with clock.fixed(NOON + usage.KEPT - timedelta(days=1)):
        assert usage.forget_old_use() == 0
    with clock.fixed(NOON + usage.KEPT + timedelta(days=1)):
        assert usage.forget_old_use() == 1


# What is unusual


def use(system: CaseSystem, *, hours_ago: int = 0, **numbers: int) -> CaseSystemUse:
    return CaseSystemUse.objects.create(case_system=system, starts_at=HOUR - timedelta(hours=hours_ago), **numbers)


def seen(row: CaseSystemUse) -> list[str]:
    with clock.fixed(NOON):
        return [anomaly.kind for anomaly in look_at(row)]


def test_a4_a_burst_of_unknown_numbers_in_the_log_is_seen_told_and_kept_once(system: CaseSystem) -> None:
    officer = an_officer()
    asked(system, *[number_of(f"9Q{n:02}") for n in range(25)])
    count()
    anomaly = Anomaly.objects.get()
    assert anomaly.kind == AnomalyKind.UNKNOWN_NUMBERS
    assert "25 of 25 questions" in anomaly.words
    mails = OutboxEntry.objects.filter(
        payload__user_id=officer.pk, payload__template="accreditation/emails/case_system_anomaly.txt"
    )
    assert mails.count() == 1
    assert CaseSystemStep.objects.latest("id").verb == CaseSystemVerb.ANOMALY_SEEN
    asked(system, "TA-0000-0", at=NOON + timedelta(minutes=5))
    count(NOON + timedelta(minutes=5))
    asked(system, *[number_of(f"9R{n:02}") for n in range(25)], at=NOON + timedelta(hours=1))
    count(NOON + timedelta(hours=1))
    assert Anomaly.objects.count() == 1
    assert mails.count() == 1


def test_a4_a_sudden_rate_of_refusals_is_seen(system: CaseSystem) -> None:
    use(system, hours_ago=24, asked=400, permitted=360)
    assert seen(use(system, asked=50, permitted=20)) == [AnomalyKind.REFUSALS]


def test_a4_wrong_assertions_again_and_again_are_seen(system: CaseSystem) -> None:
    assert seen(use(system, wrong_sign_ins=10)) == [AnomalyKind.WRONG_SIGN_INS]


def test_a4_use_after_a_long_silence_is_seen(system: CaseSystem) -> None:
    use(system, hours_ago=30 * 24, asked=5)
    assert seen(use(system, asked=1, permitted=1)) == [AnomalyKind.LONG_SILENT]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        # A morning's work with a few mistypes; a first day; a night's list with some people who have left.
        ({"asked": 300, "permitted": 270, "unknown": 6}, {"asked": 60, "permitted": 50, "unknown": 5}),
        ({}, {"asked": 24, "unknown": 24}),
        ({}, {"asked": 100, "permitted": 5}),
        ({"asked": 500, "permitted": 450}, {"asked": 2000, "permitted": 1900, "unknown": 90}),
        # It is always refused much: that is nothing new. Or it asks too little to tell.
        ({"asked": 500, "permitted": 200}, {"asked": 100, "permitted": 35}),
        ({"asked": 500, "permitted": 450}, {"asked": 49, "permitted": 0}),
        ({"asked": 199, "permitted": 199}, {"asked": 100, "permitted": 0}),
        ({"asked": 10, "permitted": 10}, {"wrong_sign_ins": 9}),
        ({"asked": 0, "wrong_sign_ins": 1}, {"asked": 1, "permitted": 1}),
    ],
)
def test_a4_ordinary_use_is_no_alarm(system: CaseSystem, before: dict[str, int], now: dict[str, int]) -> None:
    if before:
        use(system, hours_ago=20, **before)
    assert seen(use(system, **now)) == []


def test_a4_a_holiday_is_no_long_silence(system: CaseSystem) -> None:
    use(system, hours_ago=29 * 24, asked=5)
    assert seen(use(system, asked=1)) == []


def test_a4_an_officer_says_what_it_was_and_then_it_may_be_seen_again(system: CaseSystem) -> None:
    officer = an_officer()
    seen(use(system, wrong_sign_ins=10))
    anomaly = open_anomalies().get()
    with pytest.raises(NotAnOfficer):
        acknowledge(anomaly=anomaly, note="It was us.", by=employed())
    with pytest.raises(ReasonNeeded):
        acknowledge(anomaly=anomaly, note=" ", by=officer)
    acknowledge(anomaly=anomaly, note="They were changing keys.", by=officer)
    with pytest.raises(ReasonNeeded):
        acknowledge(anomaly=anomaly, note="Again.", by=officer)
    assert not open_anomalies().exists()
    assert CaseSystemStep.objects.latest("id").reason == "They were changing keys."
    assert seen(CaseSystemUse.objects.get()) == []
    assert seen(use(system, hours_ago=-1, wrong_sign_ins=10)) == [AnomalyKind.WRONG_SIGN_INS]


def test_a4_counting_costs_the_same_however_much_was_asked(system: CaseSystem) -> None:
    asked(system, "TA-0000-0", at=LONG_BEFORE)
    count()
    costs = []
    for questions in (2, 40):
        asked(system, *["TA-0000-0"] * questions, at=LONG_BEFORE)
        with CaptureQueriesContext(connection) as captured:
            count()
        costs.append(len(captured))
    assert costs[0] == costs[1]


# Quotas


@pytest.fixture
def machine() -> Machine:
    machine = a_machine().sign_in()
    quotas._minutes.clear()
    return machine


def test_a4_beyond_the_quota_a_minute_it_is_told_to_wait(machine: Machine) -> None:
    set_quota(case_system=machine.case_system, a_minute=2, a_day=1000, by=an_officer())
    now = clock.now().replace(second=20, microsecond=0)
    with clock.fixed(now):
        responses = [machine.ask(a_request("TA-0000-0")) for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert responses[-1].json()["error"] == "too_many_requests"
    assert responses[-1]["Retry-After"] == "41"
    with clock.fixed(now + timedelta(seconds=41)):
        assert machine.ask(a_request("TA-0000-0")).status_code == 200


def test_a4_one_systems_quota_is_not_anothers(machine: Machine) -> None:
    other = a_machine(name="Other").sign_in()
    for system in (machine.case_system, other.case_system):
        set_quota(case_system=system, a_minute=1, a_day=1000, by=an_officer())
    with clock.fixed(clock.now()):
        assert [one.ask(a_request("TA-0000-0")).status_code for one in (machine, other, machine)] == [200, 200, 429]


def test_a4_a_batch_counts_for_what_it_holds(machine: Machine) -> None:
    system = machine.case_system
    set_quota(case_system=system, a_minute=10, a_day=1000, by=an_officer())
    system.refresh_from_db()
    with clock.fixed(clock.now()):
        quotas.take(system, questions=9)
        with pytest.raises(quotas.OverQuota):
            quotas.take(system, questions=2)
        quotas.take(system)


def test_a4_beyond_the_quota_a_day_it_is_told_to_wait_until_the_next(machine: Machine) -> None:
    set_quota(case_system=machine.case_system, a_minute=1000, a_day=3, by=an_officer())
    noon = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    with clock.fixed(noon):
        assert [machine.ask(a_request("TA-0000-0")).status_code for _ in range(4)] == [200] * 4
        usage.count_new_answers()
        refused = machine.ask(a_request("TA-0000-0"))
        assert refused.status_code == 429
        assert 11 * 3600 <= int(refused["Retry-After"]) <= 13 * 3600
    with clock.fixed(noon + timedelta(hours=13)):
        assert machine.ask(a_request("TA-0000-0")).status_code == 200


def test_a4_a_larger_quota_lets_it_ask_again_at_once(machine: Machine) -> None:
    noon = clock.now().replace(hour=12)
    with clock.fixed(noon):
        CaseSystem.objects.filter(pk=machine.case_system.pk).update(over_quota_until=noon + timedelta(hours=1))
        assert machine.ask(a_request("TA-0000-0")).status_code == 429
        set_quota(case_system=machine.case_system, a_minute=1000, a_day=1000, by=an_officer())
        assert machine.ask(a_request("TA-0000-0")).status_code == 200


def test_a4_a_quota_costs_no_query(machine: Machine, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        quotas.take(machine.case_system)
