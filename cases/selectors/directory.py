"""Reads about other services: the directory, what was suggested in a case, and what came of it (H10)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from cases.constants.directory import (
    CONFIRMED_FOR_MONTHS,
    Answered,
    GotThere,
    ListingState,
    Topic,
    Wanted,
)
from cases.models import Case, ListedService, ServiceTopic, Suggestion, SuggestionFollowUp
from cases.selectors.scope import cases_of
from core import clock
from core.periods import MonthsLater
from people.models import User

SHOWN = {
    "active": "In use",
    "unconfirmed": "Not confirmed for twelve months",
    "inactive": "Out of use",
}


def with_terms(services: QuerySet[ListedService]) -> QuerySet[ListedService]:
    """Services with who offers them, what they help with and where, in three queries."""
    return services.select_related("organisation", "assured_by").prefetch_related("topics", "localities")


def listed_services(wanted: Wanted) -> QuerySet[ListedService]:
    """The services of the directory that fit, by name. Each word must be found somewhere in the entry."""
    services = _shown(wanted.shown)
    for word in wanted.search.split():
        services = services.filter(
            Q(name__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(description__icontains=word)
            | Q(eligibility__icontains=word)
            | Q(places__icontains=word)
        )
    if wanted.topic:
        services = services.filter(Exists(ServiceTopic.objects.filter(service=OuterRef("pk"), topic=wanted.topic)))
    if wanted.locality:
        here = ListedService.localities.through.objects.filter(listedservice=OuterRef("pk"))
        services = services.filter(~Exists(here) | Exists(here.filter(locality=wanted.locality)))
    if wanted.age is not None:
        services = services.filter(Q(minimum_age=None) | Q(minimum_age__lte=wanted.age))
        services = services.filter(Q(maximum_age=None) | Q(maximum_age__gte=wanted.age))
    return with_terms(services).order_by("name", "pk")


def _shown(shown: str) -> QuerySet[ListedService]:
    if shown == "inactive":
        return ListedService.objects.filter(state=ListingState.INACTIVE)
    in_use = ListedService.objects.filter(state=ListingState.ACTIVE)
    if shown == "unconfirmed":
        return in_use.alias(until=MonthsLater("assured_on", CONFIRMED_FOR_MONTHS)).filter(until__lt=clock.today())
    return in_use


def suggestions_in(case: Case) -> QuerySet[Suggestion]:
    """What was suggested to the person of a case, newest first, with what came of it. Two queries."""
    follow_ups = Prefetch("follow_ups", SuggestionFollowUp.objects.select_related("by"))
    return case.suggestions.select_related("service", "by").prefetch_related(follow_ups)


@dataclass(frozen=True, kw_only=True)
class Told:
    """How often a service was suggested, or services for a topic, and what came of it."""

    name: str
    suggested: int
    wanted: int
    got_there: int
    turned_away: int
    waiting: int


CAME_OF_IT = {
    "suggested": Count("pk"),
    "wanted": Count("pk", filter=~Q(answered=Answered.DECLINES)),
    "got_there": Count("pk", filter=Q(newest=GotThere.YES)),
    "turned_away": Count("pk", filter=Q(newest=GotThere.TURNED_AWAY)),
    "waiting": Count("pk", filter=Q(ask_again_on__isnull=False)),
}


def suggested_by_service(user: User, *, since: date) -> list[Told]:
    """What one's own organisation suggested since a day, by service, most often first. One query; nobody is named."""
    return _counted(_since(user, since), "service__name", "service__organisation__name")


def suggested_by_topic(user: User, *, since: date) -> list[Told]:
    """The same by what it was for."""
    return [replace(told, name=Topic(told.name).label) for told in _counted(_since(user, since), "topic")]


# Counted in the database by field name, so its rows are of no declared type.
def _since(user: User, since: date) -> "QuerySet[Any, Any]":
    newest = SuggestionFollowUp.objects.filter(suggestion=OuterRef("pk")).order_by("-at", "-pk").values("got_there")[:1]
    own = Suggestion.objects.filter(case__in=cases_of(user), at__date__gte=since)
    return own.order_by().annotate(newest=Subquery(newest))


def _counted(suggestions: "QuerySet[Any, Any]", *named: str) -> list[Told]:
    rows = suggestions.values(*named).annotate(**CAME_OF_IT).order_by("-suggested", *named)
    return [
        Told(name=", ".join(row[field] for field in named), **{name: row[name] for name in CAME_OF_IT}) for row in rows
    ]
