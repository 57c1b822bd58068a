"""What somebody authorised and nobody has handed over yet (P12)."""

from django.db.models import F, QuerySet
from django.urls import reverse

from accreditation.touched import Touched
from cases.constants.decisions import Basis
from cases.constants.intake import CaseState
from cases.constants.lines import DECIDED, FINISHED
from cases.models import (
    Authorisation,
    Case,
    ReviewItem,
    SolutionLine,
)
from cases.selectors.scope import cases_of
from people.constants import Role
from people.models import User
from people.selectors import has_role


def open_reviews(user: User) -> QuerySet[ReviewItem]:
    """What waits on the review list: of one's own organisation or, for an accreditation officer, of all (P12)."""
    waiting = ReviewItem.objects.filter(decided_at=None, line__state__in=DECIDED)
    if not has_role(user, Role.ACCREDITATION_OFFICER):
        waiting = waiting.filter(line__case__in=cases_of(user))
    return waiting.select_related("line__case__organisation", "line__adaptation", "authorised_by").order_by(
        "due_on", "id"
    )


def undelivered_by(person: User) -> QuerySet[Authorisation]:
    """What somebody authorised as an accredited assessor and nobody has handed over yet."""
    return Authorisation.objects.filter(
        by=person, basis=Basis.ACCREDITED, line__round=F("round"), line__state__in=DECIDED
    )


def what_stopping_touches(person: User, viewer: User) -> list[Touched]:
    """For the preview of a suspension: counts of everything, links to the cases that the viewer may open."""
    authorised = SolutionLine.objects.filter(pk__in=undelivered_by(person).values("line"))
    waiting = SolutionLine.objects.filter(case__owner=person, case__state=CaseState.OPEN).exclude(
        state__in=FINISHED | DECIDED
    )
    return [
        _touched("authorised and not yet delivered, to be reviewed", authorised, viewer),
        _touched("in the person’s open cases, not yet decided", waiting, viewer),
    ]


def _touched(words: str, lines: QuerySet[SolutionLine], viewer: User) -> Touched:
    count = lines.count()
    references = Case.objects.filter(pk__in=cases_of(viewer), lines__in=lines).distinct().order_by("reference")
    return Touched(
        words=f"{count} solution{'' if count == 1 else 's'} {words}",
        count=count,
        links=[
            (reverse("cases:case", args=[reference]), reference)
            for reference in references.values_list("reference", flat=True)
        ],
    )
