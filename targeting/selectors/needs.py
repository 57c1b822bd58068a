"""What people need, as the pages show it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localdate

from modules.models import Attempt, Completion, Module
from people.models import Employment, User
from targeting.constants import LATE, REMIND_DAYS_BEFORE, TO_DO, NeedState
from targeting.models import TargetRule
from targeting.needs import due_under, earliest_due, fits, state_of
from targeting.selectors.queries import EVERYBODY, Narrowing, RulesInForce, employments, rows

A_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Need:
    """One person and one module: where they stand, by when, and why."""

    job: Employment
    module: Module
    rules: list[TargetRule]
    done_on: date | None
    due_on: date | None
    state: NeedState

    @property
    def user(self) -> User:
        return self.job.user

    @property
    def is_to_do(self) -> bool:
        return self.state in TO_DO

    @property
    def is_late(self) -> bool:
        return self.state in LATE

    @property
    def due_in_words(self) -> str:
        return _day(self.due_on)

    @property
    def in_words(self) -> str:
        """The state with its date, as a sentence."""
        due = self.due_in_words
        return {
            NeedState.OVERDUE: f"It was due by {due}.",
            NeedState.EXPIRED: f"Last done on {_day(self.done_on)}. It was to be done again by {due}.",
            NeedState.DUE: f"Due by {due}.",
            NeedState.EXPIRING: f"Last done on {_day(self.done_on)}. Do it again by {due}.",
            NeedState.COMPLETED: f"Done on {_day(self.done_on)}." + (f" Again by {due}." if due else ""),
            NeedState.NOT_NEEDED: "No rule asks for it.",
        }[self.state]

    @property
    def why(self) -> str:
        """Why it is needed, and why by then; the rule whose date counts comes first."""
        if not self.rules:
            return ""
        dated = sorted(((self._due_under(rule) or date.max, rule.pk, rule) for rule in self.rules), key=lambda d: d[:2])
        reasons = [f"{rule.because()} (rule since {_day(rule.valid_from)})" for _, _, rule in dated]
        if len(reasons) == 1:
            return f"Because you are {reasons[0]}."
        others = "; ".join(
            f"{reason}, {f'by {_day(due)}' if due != date.max else 'once'}"
            for (due, _, _), reason in zip(dated[1:], reasons[1:], strict=True)
        )
        return f"Because you are {reasons[0]}. Another rule asks for it too ({others}); the earliest date counts."

    @property
    def why_of_staff(self) -> str:
        """The same about somebody else."""
        return self.why.replace("Because you are", "They are", 1)

    def _due_under(self, rule: TargetRule) -> date | None:
        return due_under(rule, employed_from=self.job.valid_from, done_on=self.done_on)

    def days_left(self, today: date) -> int:
        return ((self.due_on or date.max) - today).days


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def needs_in(found: Sequence[dict[str, Any]], rules: RulesInForce) -> list[Need]:
    """The rows of `queries.rows` as needs, in their order: two queries, however many rows."""
    if not found:
        return []
    jobs = _shown(Employment.objects.all()).in_bulk({row["job"] for row in found})
    return [_need(jobs[row["job"]], rules.by_module[row["module"]], row["done_at"], rules.today) for row in found]


def _need(job: Employment, rules: list[TargetRule], done_at: Any, today: date) -> Need:
    module = rules[0].module
    fitting = [rule for rule in rules if fits(rule, job)]
    done_on = localdate(done_at) if done_at else None
    due_on = earliest_due(fitting, employed_from=job.valid_from, done_on=done_on)
    state = state_of(fitting, due_on=due_on, done_on=done_on, today=today)
    return Need(job=job, module=module, rules=fitting, done_on=done_on, due_on=due_on, state=state)


def needs_of(user: User, rules: RulesInForce | None = None) -> list[Need]:
    """Everything that one person needs or has done of what they need, the most pressing first; a few small queries."""
    rules = rules or RulesInForce()
    jobs = _shown(employments(rules.today, Q(user=user))) if rules.by_module else []
    done_at = _done_at(user) if jobs else {}
    found = [
        _need(job, some, done_at.get(module_id), rules.today)
        for job in jobs
        for module_id, some in rules.by_module.items()
    ]
    asked = [need for need in found if need.rules]
    return sorted(asked, key=lambda need: (list(NeedState).index(need.state), need.due_on or date.max))


def _done_at(user: User) -> dict[int, datetime]:
    """When somebody last completed each module, or passed its check again since."""
    done: dict[int, datetime] = {}
    for module_id, at in Completion.objects.filter(user=user).values_list("module_version__module", "completed_at"):
        done[module_id] = max(at, done.get(module_id, at))
    passes = Attempt.objects.filter(enrolment__user=user, passed=True).values_list("enrolment__module", "submitted_at")
    for module_id, at in passes:
        if module_id in done and at:
            done[module_id] = max(at, done[module_id])
    return done


def _shown(jobs: QuerySet[Employment]) -> QuerySet[Employment]:
    """Jobs with what a need says of them."""
    return jobs.select_related("user", "organisation", "profession", "service_setting").prefetch_related("localities")


def page_of_needs(rules: RulesInForce, who: Q, narrowing: Narrowing, *, number: Any, size: int) -> Page:
    """One page of a list of needs. Its rows are read, dated and explained in a fixed number of queries."""
    page = Paginator(rows(rules, who, narrowing), size).get_page(number)
    page.object_list = needs_in(list(page.object_list), rules)
    return page


def needs_to_remind_of() -> Iterator[list[Need]]:
    """Person by person, what is late or due within the first reminder's time; some hundreds of people at once."""
    rules = RulesInForce()
    until = rules.today + timedelta(days=max(REMIND_DAYS_BEFORE) + 1)
    found = sorted(rows(rules, EVERYBODY, Narrowing(), due_before=until), key=itemgetter("user"))
    people = [list(some) for _, some in groupby(found, key=itemgetter("user"))]
    for start in range(0, len(people), A_BATCH):
        needs = needs_in([row for some in people[start : start + A_BATCH] for row in some], rules)
        for _, some in groupby(needs, key=lambda need: need.user.pk):
            yield list(some)
