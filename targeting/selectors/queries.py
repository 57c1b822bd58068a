"""The one query behind every list and figure: employments of today, each beside what its person did of a module."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import RowNumber
from django.db.models.lookups import In

from core import clock
from core.periods import holding_on
from modules.models import Attempt, Completion
from people.models import Employment
from targeting import needs
from targeting.constants import LATE_STATE, TO_DO_STATE, NeedState
from targeting.models import TargetRule

EVERYBODY = Q()


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """What a list is narrowed by; each is a code, and empty means all. A name is asked for apart (never in a URL)."""

    module: str = ""
    organisation: str = ""
    locality: str = ""
    staff_group: str = ""
    state: str = ""
    name: str = ""

    def people(self) -> Q:
        """The condition on the employments."""
        wanted = Q()
        if self.organisation:
            wanted &= Q(organisation__code=self.organisation)
        if self.locality:
            wanted &= Q(localities__code=self.locality)
        if self.staff_group:
            wanted &= Q(profession__code=self.staff_group)
        for part in self.name.split():
            wanted &= Q(user__first_name__icontains=part) | Q(user__last_name__icontains=part)
        return wanted


class RulesInForce:
    """The rules of a day, read once however much is asked of them."""

    def __init__(self, today: date | None = None) -> None:
        self.today = today or clock.today()

    @cached_property
    def by_module(self) -> dict[int, list[TargetRule]]:
        """By the module that they ask for, in the modules' order."""
        in_order = TargetRule.objects.in_force(self.today)
        return {module_id: list(some) for module_id, some in groupby(in_order, key=lambda rule: rule.module_id)}

    def of(self, narrowing: "Narrowing") -> dict[int, list[TargetRule]]:
        return {
            module_id: rules
            for module_id, rules in self.by_module.items()
            if narrowing.module in {"", rules[0].module.code}
        }


def employments(today: date, who: Q) -> QuerySet[Employment]:
    """The jobs that count today. A closed employment and a closed account ask nothing of anybody."""
    return Employment.objects.filter(holding_on(today)).filter(who, user__is_active=True)


def beside(jobs: QuerySet[Employment], module_id: int) -> QuerySet[Employment]:
    """Each job beside its person's last completion of the module, and their last pass of its check since."""
    people = jobs.order_by().values("user")
    completions = _last(
        Completion.objects.filter(module_version__module=module_id, user__in=people), "user", "completed_at"
    )
    passes = _last(
        Attempt.objects.filter(passed=True, enrolment__module=module_id, enrolment__user__in=people),
        "enrolment",
        "submitted_at",
    )
    return jobs.annotate(
        done=FilteredRelation("user__completions", condition=_among("user__completions", completions)),
        again=FilteredRelation("done__enrolment__attempts", condition=_among("done__enrolment__attempts", passes)),
    )


def _among(relation: str, rows: QuerySet[Any]) -> Q:
    """Whether the related row is one of these. Of a sum, not of the key: by the key SQLite would try each of the rows
    for each person, where this looks the person's own few up among them.
    """
    return Q(In(F(f"{relation}__pk") + 0, Subquery(rows)))


def _last(rows: QuerySet[Any], of_each: str, by: str) -> QuerySet[Any]:
    place = Window(RowNumber(), partition_by=[of_each], order_by=[F(by).desc(), F("pk").desc()])
    return rows.order_by().annotate(place=place).filter(place=1).values("pk")


def asked_for(rules: Sequence[TargetRule], narrowing: Narrowing, today: date) -> Q:
    """Those who need the module, in the state that is looked for; or those who do not need it, when that is."""
    if not narrowing.state:
        return needs.needed(rules)
    if narrowing.state == TO_DO_STATE:
        return needs.to_do(rules, today)
    if narrowing.state == LATE_STATE:
        return needs.due_before(rules, today)
    wanted = needs.in_state(rules, NeedState(narrowing.state), today)
    return wanted if narrowing.state == NeedState.NOT_NEEDED else needs.needed(rules) & wanted


def rows(
    rules_in_force: RulesInForce, who: Q, narrowing: Narrowing, *, due_before: date | None = None
) -> QuerySet[Any]:
    """One row for each person and module, the earliest date first: one query whatever the number of people.

    Each is a dictionary with `job`, `user`, `module`, `done_at` and `due`. `due_before` keeps what must be done before
    a day.
    """
    today = rules_in_force.today
    parts = [
        beside(employments(today, who & narrowing.people()), module_id)
        .filter(needs.due_before(rules, due_before) if due_before else asked_for(rules, narrowing, today))
        .annotate(
            job=F("pk"),
            module=Value(module_id),
            done_at=needs.done_at(),
            due=needs.due_on(rules),
            last_name=F("user__last_name"),
            first_name=F("user__first_name"),
        )
        .order_by()
        .values("job", "user", "module", "done_at", "due", "last_name", "first_name")
        for module_id, rules in rules_in_force.of(narrowing).items()
    ]
    if not parts:
        return Employment.objects.none().values()
    together = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return together.order_by("due", "last_name", "first_name", "job", "module")
