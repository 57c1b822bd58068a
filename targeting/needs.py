"""When somebody needs a module, said twice: for one person in Python, and for everybody in the database.

Both say the same (a test draws rules, jobs and completions and compares them). The database's form compares columns
with days that are worked out beforehand, so that an index can serve and nothing is computed for each row.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db.models import Case, DateField, DateTimeField, Exists, F, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate
from django.utils import timezone

from core.periods import DaysLater, MonthsLater, months_later
from people.models import Employment
from targeting.constants import EXPIRING_DAYS, NeedState
from targeting.models import TargetRule

NEVER = date(9999, 12, 31)
NOBODY = Q(pk__in=())
# What `targeting.selectors.queries` joins to each employment: its person's last completion of the module, and the last
# time that they passed its check again. Either way the module is done once more.
COMPLETED_AT = "done__completed_at"
PASSED_AGAIN_AT = "again__submitted_at"


def due_under(rule: TargetRule, *, employed_from: date, done_on: date | None) -> date | None:
    """The day by which this rule wants the module done (again), or None when once was enough."""
    first = max(employed_from, rule.valid_from) + timedelta(days=rule.within_days)
    if done_on is None:
        return first
    if rule.again_every_months is None:
        return None
    return max(first, months_later(done_on, rule.again_every_months))


def earliest_due(rules: Iterable[TargetRule], *, employed_from: date, done_on: date | None) -> date | None:
    dates = [due_under(rule, employed_from=employed_from, done_on=done_on) for rule in rules]
    return min((day for day in dates if day is not None), default=None)


def state_of(rules: Sequence[TargetRule], *, due_on: date | None, done_on: date | None, today: date) -> NeedState:
    """The state that follows from the rules that fit somebody, on a day."""
    if done_on is None:
        if not rules or due_on is None:
            return NeedState.NOT_NEEDED
        return NeedState.OVERDUE if due_on < today else NeedState.DUE
    if due_on is None or due_on > today + timedelta(days=EXPIRING_DAYS):
        return NeedState.COMPLETED
    return NeedState.EXPIRED if due_on < today else NeedState.EXPIRING


def fits(rule: TargetRule, job: Employment) -> bool:
    """Whether every criterion of the rule fits a job (its organisation and localities are loaded)."""
    return (
        rule.profession_id in {None, job.profession_id}
        and rule.service_setting_id in {None, job.service_setting_id}
        and rule.organisation_id in {None, job.organisation_id}
        and rule.organisation_kind in {"", job.organisation.kind}
        and (rule.locality_id is None or rule.locality_id in {locality.pk for locality in job.localities.all()})
    )


def fitting(rule: TargetRule) -> Q:
    """The employments that `fits` the rule."""
    wanted = Q(pk__isnull=False)
    for field in ("profession_id", "service_setting_id", "organisation_id"):
        if (value := getattr(rule, field)) is not None:
            wanted &= Q(**{field: value})
    if rule.organisation_kind:
        wanted &= Q(organisation__kind=rule.organisation_kind)
    if rule.locality_id is not None:
        covered = Employment.localities.through.objects.filter(employment=OuterRef("pk"), locality=rule.locality_id)
        wanted &= Q(Exists(covered))
    return wanted


def any_of(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, NOBODY)


def needed(rules: Iterable[TargetRule]) -> Q:
    return any_of(fitting(rule) for rule in rules)


def due_before(rules: Iterable[TargetRule], day: date) -> Q:
    """The employments by which the module is due (again) before a day."""
    return any_of(_due_before(rule, day) for rule in rules)


def _due_before(rule: TargetRule, day: date) -> Q:
    latest_start = day - timedelta(days=rule.within_days)
    if rule.valid_from >= latest_start:
        return NOBODY
    outstanding = ~is_done()
    if rule.again_every_months is not None:
        outstanding |= _done_before(_midnight(_months_before(day, rule.again_every_months)))
    return fitting(rule) & Q(valid_from__lt=latest_start) & outstanding


def _months_before(day: date, months: int) -> date:
    """The first day from which so many months reach `day` or later."""
    first = months_later(day, -months)
    while months_later(first, months) < day:
        first += timedelta(days=1)
    return first


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def is_done() -> Q:
    return Q(**{f"{COMPLETED_AT}__isnull": False})


def _done_before(moment: datetime) -> Q:
    passed_again = Q(**{f"{PASSED_AGAIN_AT}__isnull": False, f"{PASSED_AGAIN_AT}__gte": moment})
    return Q(**{f"{COMPLETED_AT}__lt": moment}) & ~passed_again


def done_at() -> Combinable:
    """When somebody last did the module, or nothing."""
    later = When(is_done() & Q(**{f"{PASSED_AGAIN_AT}__gt": F(COMPLETED_AT)}), then=F(PASSED_AGAIN_AT))
    return Case(later, default=F(COMPLETED_AT), output_field=DateTimeField())


def in_state(rules: Sequence[TargetRule], wanted: NeedState, today: date) -> Q:
    """`state` as a condition, which a filter can use."""
    late = due_before(rules, today)
    soon = due_before(rules, today + timedelta(days=EXPIRING_DAYS + 1))
    return {
        NeedState.EXPIRED: is_done() & late,
        NeedState.EXPIRING: is_done() & soon & ~late,
        NeedState.COMPLETED: is_done() & ~soon,
        NeedState.OVERDUE: ~is_done() & late,
        NeedState.DUE: ~is_done() & needed(rules) & ~late,
        NeedState.NOT_NEEDED: ~is_done() & ~needed(rules),
    }[wanted]


def to_do(rules: Sequence[TargetRule], today: date) -> Q:
    """Those who must do the module, or do it again soon."""
    return (~is_done() & needed(rules)) | due_before(rules, today + timedelta(days=EXPIRING_DAYS + 1))


def due_on(rules: Sequence[TargetRule]) -> Combinable:
    """`earliest_due` as a column to sort by; `NEVER` stands for no date."""
    never = Value(NEVER, DateField())
    dates = [
        Case(When(fitting(rule), then=Coalesce(_due(rule), never)), default=never, output_field=DateField())
        for rule in rules
    ]
    return Least(*dates) if len(dates) > 1 else dates[0]


def _due(rule: TargetRule) -> Combinable:
    first = DaysLater(Greatest(F("valid_from"), Value(rule.valid_from, DateField())), rule.within_days)
    outstanding = When(~is_done(), then=first)
    if rule.again_every_months is None:
        return Case(outstanding, default=Value(None, DateField()), output_field=DateField())
    again = Greatest(first, MonthsLater(TruncDate(done_at()), rule.again_every_months))
    return Case(outstanding, default=again, output_field=DateField())
