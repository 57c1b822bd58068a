"""Work lists and counts of cases. Everything for a person at a screen starts from their own organisation's (R1)."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Value
from django.urls import reverse

from cases.constants.decisions import Basis
from cases.constants.intake import CaseState
from cases.constants.lines import LineState
from cases.models import (
    Authorisation,
    Case,
    DirectAccessArrangement,
    SolutionLine,
)
from cases.pathway import FOR_CASEWORKERS
from cases.selectors.reviews import open_reviews
from cases.selectors.scope import cases_of, stage_of, with_names
from people.models import User
from people.vocabulary import Tenure


def work_list(user: User, *, state: str = CaseState.OPEN, owner: int | None = None, search: str = "") -> QuerySet[Case]:
    """The cases somebody may see, newest first. `state` is a case's, or that of one of its lines, or empty for all."""
    cases = with_names(cases_of(user)).prefetch_related("lines")
    if state in CaseState.values:
        cases = cases.filter(state=state)
    elif state in LineState.values:
        cases = cases.filter(pk__in=SolutionLine.objects.filter(state=state).values("case"))
    if owner:
        cases = cases.filter(owner=owner)
    if search:
        cases = cases.filter(Q(reference__icontains=search) | Q(person__name__icontains=search))
    return cases.order_by("-opened_at", "-id")


def owners(user: User) -> QuerySet[User]:
    """The people of one's own organisation who own cases."""
    return User.objects.filter(pk__in=cases_of(user).values("owner")).order_by("first_name", "last_name")


@dataclass(frozen=True, kw_only=True)
class CaseSummary:
    """What waits for somebody: their own open cases, lines in them that a caseworker can move on, reviews."""

    open_cases: int
    lines_waiting: int
    reviews: int


def case_summary(user: User) -> CaseSummary:
    """For the dashboard. Two queries and no names."""
    counts = (
        cases_of(user)
        .filter(owner=user, state=CaseState.OPEN)
        .aggregate(
            open_cases=Count("pk", distinct=True),
            lines_waiting=Count("lines", filter=Q(lines__state__in=FOR_CASEWORKERS)),
        )
    )
    return CaseSummary(**counts, reviews=open_reviews(user).count())


@dataclass(frozen=True, kw_only=True)
class AuthorisationCount:
    organisation: str
    tenure: Tenure
    basis: Basis
    count: int


def authorisation_counts() -> list[AuthorisationCount]:
    """How many solutions were authorised, on which basis, by organisation and tenure. Two queries however many."""
    place = ("line__case__organisation__name", "line__case__home__tenure")
    authorised = Authorisation.objects.values_list(*place, "basis", Count("id")).order_by()
    arranged = DirectAccessArrangement.objects.values_list(
        *place, Value(str(Basis.DIRECT_ACCESS)), Count("id")
    ).order_by()
    counts: Counter[tuple[str, str, str]] = Counter()
    for organisation, tenure, basis, count in [*authorised, *arranged]:
        counts[organisation, tenure, basis] += count
    return [
        AuthorisationCount(organisation=organisation, tenure=Tenure(tenure), basis=Basis(basis), count=count)
        for (organisation, tenure, basis), count in sorted(counts.items())
    ]


def demo_cases() -> list[dict[str, str]]:
    """Every case by reference, with its address and how far it has come."""
    cases = Case.objects.select_related("organisation", "owner").prefetch_related("lines", "conversations")
    return [
        {
            "reference": case.reference,
            "path": reverse("cases:case", args=[case.reference]),
            "state": stage_of(case),
            "organisation": case.organisation.code,
            "owner": case.owner.email,
        }
        for case in cases.order_by("id")
    ]
