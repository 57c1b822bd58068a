"""Whom rules fit today, whether they are saved or only proposed."""

from collections.abc import Sequence

from django.db.models import Count, F, QuerySet

from core import clock
from people.models import Employment, Organisation
from targeting import needs
from targeting.models import TargetRule
from targeting.selectors.queries import EVERYBODY, employments

NAMES_SHOWN = 100


def fitted(rules: Sequence[TargetRule]) -> QuerySet[Employment]:
    """The jobs that at least one of the rules fits."""
    return employments(clock.today(), needs.needed(rules)).order_by()


def people_touched(*rules: TargetRule) -> int:
    return fitted(rules).values("user").distinct().count()


def reach_by(column: str, rules: Sequence[TargetRule]) -> list[tuple[str, int]]:
    """How many people the rules fit, by a column of their jobs."""
    counted = fitted(rules).values(name=F(column)).annotate(people=Count("user", distinct=True))
    return list(counted.order_by("name").values_list("name", "people"))


def reach_named(rules: Sequence[TargetRule], organisations: QuerySet[Organisation]) -> list[Employment]:
    """The first of them by name, in the organisations whose staff the reader may see."""
    jobs = fitted(rules).filter(organisation__in=organisations).select_related("user", "organisation", "profession")
    return list(jobs.order_by("user__last_name", "user__first_name", "pk")[:NAMES_SHOWN])


def reach_of(rules: Sequence[TargetRule]) -> dict[int, int]:
    """How many people each rule fits; one query."""
    if not rules:
        return {}
    counts = {f"rule_{rule.pk}": Count("user", filter=needs.fitting(rule), distinct=True) for rule in rules}
    found = employments(clock.today(), EVERYBODY).aggregate(**counts)
    return {rule.pk: found[f"rule_{rule.pk}"] for rule in rules}
