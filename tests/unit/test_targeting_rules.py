"""T9: who needs which module, by when and why. The rule in Python and the rule in the database say the same."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from modules.models import Module
from people.constants import OrganisationKind
from people.models import Employment, User
from targeting.constants import TO_DO, NeedState
from targeting.models import TargetRule
from targeting.needs import due_under
from targeting.selectors import Narrowing, RulesInForce, needs_in, needs_of, rows
from tests.factories.people import (
    EmploymentFactory,
    LocalityFactory,
    OrganisationFactory,
    ProfessionFactory,
    ServiceSettingFactory,
    employed,
)
from tests.factories.targeting import RuleFactory, a_module, done, passed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TODAY = date(2027, 6, 4)
SOMETIME = st.dates(date(2026, 1, 1), date(2028, 1, 1))


def only_need(user: User) -> Any:
    (need,) = needs_of(user)
    return need


def test_t9_a_module_is_due_so_many_days_after_the_later_of_job_and_rule() -> None:
    module = a_module()
    RuleFactory(module=module, within_days=180, valid_from=date(2027, 1, 4))
    old_hand = employed(valid_from=date(2020, 1, 1))
    newcomer = employed(valid_from=date(2027, 5, 1))
    assert only_need(old_hand).due_on == date(2027, 7, 3)
    assert only_need(newcomer).due_on == date(2027, 10, 28)
    assert {only_need(old_hand).state, only_need(newcomer).state} == {NeedState.DUE}


@pytest.mark.parametrize(
    ("within_days", "state"), [(151, NeedState.DUE), (150, NeedState.OVERDUE), (0, NeedState.OVERDUE)]
)
def test_t9_the_due_day_itself_is_in_time(within_days: int, state: NeedState) -> None:
    """4 January and 151 days is 4 June, which is today."""
    RuleFactory(within_days=within_days)
    assert only_need(employed()).state == state


@pytest.mark.parametrize(
    ("done_on", "state"),
    [
        (date(2027, 6, 1), NeedState.COMPLETED),
        (date(2026, 9, 4), NeedState.COMPLETED),
        (date(2026, 9, 2), NeedState.EXPIRING),
        (date(2026, 6, 4), NeedState.EXPIRING),
        (date(2026, 6, 3), NeedState.EXPIRED),
    ],
)
def test_t9_a_completion_expires_where_the_rule_comes_round(done_on: date, state: NeedState) -> None:
    rule = RuleFactory(within_days=30, again_every_months=12)
    user = employed()
    done(user, rule.module, done_on)
    assert only_need(user).state == state


def test_t9_passing_the_check_again_does_it_again() -> None:
    """One completion stands for each version, so a learner renews it by its check."""
    rule = RuleFactory(within_days=30, again_every_months=12)
    user = employed()
    completion = done(user, rule.module, date(2025, 1, 1))
    assert only_need(user).state == NeedState.EXPIRED
    passed(completion.enrolment, date(2027, 6, 1))
    need = only_need(user)
    assert (need.state, need.done_on, need.due_on) == (NeedState.COMPLETED, date(2027, 6, 1), date(2028, 6, 1))


def test_t9_who_comes_under_a_rule_after_it_expired_has_the_rules_own_time() -> None:
    rule = RuleFactory(within_days=180, again_every_months=12)
    user = employed()
    done(user, rule.module, date(2020, 1, 1))
    assert (only_need(user).state, only_need(user).due_on) == (NeedState.EXPIRING, date(2027, 7, 3))


def test_t9_of_overlapping_rules_the_earliest_date_counts_and_is_explained() -> None:
    module = a_module()
    RuleFactory(module=module, within_days=300)
    RuleFactory(module=module, within_days=180, profession=ProfessionFactory())
    user = employed(organisation__code="lantern-homes")
    need = only_need(user)
    assert need.due_on == date(2027, 7, 3)
    assert need.why == (
        "Because you are a housing officer (rule since 4 January 2027). Another rule asks for it too "
        "(a member of staff (rule since 4 January 2027), by 31 October 2027); the earliest date counts."
    )


def test_t9_why_names_what_the_rule_is_for() -> None:
    RuleFactory(
        profession=ProfessionFactory(code="occupational-therapist"),
        service_setting=ServiceSettingFactory(code="hospital"),
        organisation=OrganisationFactory(code="lantern-homes"),
        organisation_kind=OrganisationKind.HOUSING_ASSOCIATION,
        locality=LocalityFactory(code="harbour"),
    )
    job = EmploymentFactory(
        organisation=OrganisationFactory(code="lantern-homes"),
        profession=ProfessionFactory(code="occupational-therapist"),
        service_setting=ServiceSettingFactory(code="hospital"),
    )
    assert needs_of(job.user) == []
    job.localities.add(LocalityFactory(code="harbour"))
    assert only_need(job.user).why == (
        "Because you are an occupational therapist in the service setting “Hospital” at Lantern homes at a housing "
        "association in Harbour (rule since 4 January 2027)."
    )


def test_t9_what_no_rule_asks_for_is_not_needed() -> None:
    module = a_module()
    RuleFactory(module=module, profession=ProfessionFactory(code="nurse"))
    officer, nurse = employed(), employed(profession=ProfessionFactory(code="nurse"))
    rules, narrowing = RulesInForce(), Narrowing(state=NeedState.NOT_NEEDED, name=officer.last_name)
    others = needs_in(list(rows(rules, Q(), narrowing)), rules)
    assert [(need.user, need.state) for need in others] == [(officer, NeedState.NOT_NEEDED)]
    assert [need.user for need in needs_in(list(rows(rules, Q(), Narrowing())), rules)] == [nurse]


@pytest.mark.parametrize(
    "job", [{"valid_until": date(2027, 6, 4)}, {"valid_from": date(2027, 6, 5)}, {"user__is_active": False}]
)
def test_t9_nothing_is_asked_of_who_does_not_work_here_today(job: dict[str, Any]) -> None:
    RuleFactory()
    assert needs_of(EmploymentFactory(**job).user) == []


@pytest.mark.parametrize("rule", [{"valid_until": date(2027, 6, 4)}, {"valid_from": date(2027, 6, 5)}])
def test_t9_only_rules_in_force_ask(rule: dict[str, Any]) -> None:
    RuleFactory(**rule)
    assert needs_of(employed()) == []


def test_t9_a_module_that_is_not_published_is_asked_of_nobody() -> None:
    rule = RuleFactory()
    rule.module.page.unpublish()
    assert needs_of(employed()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_until": date(2027, 1, 3)},
        {"again_every_months": 0},
        {"organisation_kind": "unheard-of"},
    ],
)
def test_t9_the_database_refuses_a_rule_that_cannot_be(wrong: dict[str, Any]) -> None:
    module = a_module()
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleFactory(module=module, **wrong)


A_RULE = st.fixed_dictionaries(
    {
        "within_days": st.integers(0, 400),
        "valid_from": SOMETIME,
        "again_every_months": st.none() | st.integers(1, 30),
        "profession": st.none() | st.sampled_from(["housing-officer", "nurse"]),
        "organisation": st.none() | st.sampled_from(["one", "two"]),
        "kind": st.sampled_from(["", OrganisationKind.HOUSING_ASSOCIATION, OrganisationKind.COUNCIL]),
        "locality": st.none() | st.sampled_from(["harbour", "islands"]),
    }
)
A_LIFE = st.fixed_dictionaries(
    {
        "employed_from": SOMETIME,
        "done_on": st.none() | SOMETIME,
        "again_on": st.none() | SOMETIME,
        "localities": st.sets(st.sampled_from(["harbour", "islands"])),
    }
)


@pytest.fixture
def module() -> Module:
    return a_module()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rules=st.lists(A_RULE, min_size=1, max_size=4), life=A_LIFE, today=SOMETIME)
def test_t9_the_database_and_the_rule_agree(
    module: Module, rules: list[dict[str, Any]], life: dict[str, Any], today: date
) -> None:
    with transaction.atomic():
        for rule in rules:
            _save(module, rule)
        job = EmploymentFactory(organisation=OrganisationFactory(code="one"), valid_from=life["employed_from"])
        job.localities.set([LocalityFactory(code=code) for code in life["localities"]])
        if life["done_on"]:
            completion = done(job.user, module, life["done_on"])
            if life["again_on"]:
                passed(completion.enrolment, life["again_on"])
        _agree(job, today)
        transaction.set_rollback(True)


def _save(module: Module, rule: dict[str, Any]) -> TargetRule:
    return RuleFactory(
        module=module,
        within_days=rule["within_days"],
        valid_from=rule["valid_from"],
        again_every_months=rule["again_every_months"],
        profession=rule["profession"] and ProfessionFactory(code=rule["profession"]),
        organisation=rule["organisation"] and OrganisationFactory(code=rule["organisation"]),
        organisation_kind=rule["kind"],
        locality=rule["locality"] and LocalityFactory(code=rule["locality"]),
    )


def _agree(job: Employment, today: date) -> None:
    """Exactly one state's list holds the person, and it is the state and the date that Python works out."""
    if job.valid_from > today:
        return
    mine, rules = Q(user=job.user), RulesInForce(today)
    found = {state: list(rows(rules, mine, Narrowing(state=state))) for state in NeedState}
    held = {state: some for state, some in found.items() if some}
    assert sum(len(some) for some in held.values()) <= 1
    for state, some in held.items():
        (need,) = needs_in(some, rules)
        assert need.state == state
        assert needs_of(job.user, rules) == ([need] if state != NeedState.NOT_NEEDED and need.rules else [])
        assert some[0]["due"] == (need.due_on or date(9999, 12, 31))
        in_time = list(rows(rules, mine, Narrowing(), due_before=today + timedelta(days=30)))
        assert bool(in_time) == (need.due_on is not None and need.days_left(today) < 30)
        assert bool(list(rows(rules, mine, Narrowing(state="to_do")))) == (state in TO_DO)


def test_t9_once_is_enough_where_the_rule_says_so() -> None:
    rule = RuleFactory()
    assert due_under(rule, employed_from=TODAY, done_on=clock.today()) is None
