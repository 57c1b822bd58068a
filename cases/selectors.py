"""Reads about cases. Everything for a person at a screen starts from the cases of their own organisation (R1)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Prefetch, Q, QuerySet, Value
from django.urls import reverse

from accreditation.touched import Touched
from audit.selectors import history_of
from cases.constants import DECIDED, FINISHED, Basis, CaseState, LineState
from cases.models import (
    Authorisation,
    AuthorisationRefusal,
    Case,
    CaseAssessment,
    Commitment,
    Conversation,
    DirectAccessArrangement,
    Outcome,
    Provision,
    Recommendation,
    ReviewItem,
    SolutionLine,
)
from cases.pathway import FOR_CASEWORKERS
from people.constants import Role
from people.models import User
from people.selectors import current_employment, has_role
from people.vocabulary import Tenure

READ = "cases.read"
EVENTS_SHOWN = 100
HAPPENED = {
    "cases.referral_taken": "Referral taken",
    "cases.conversation_recorded": "Conversation recorded",
    "cases.person_marked": "Marked that the person died or moved away",
    "cases.relation_declared": "Declared a private tie to the person",
    "cases.line_proposed": "Proposed",
    "cases.line_assessed": "Case assessment recorded",
    "cases.line_recommended": "Recommended",
    "cases.line_sent_to_assessment": "Sent to a case assessment",
    "cases.line_authorised": "Authorised",
    "cases.authorisation_refused": "Authorisation refused by the register",
    "cases.line_arranged": "Arranged by direct access",
    "cases.direct_access_refused": "Not on the direct-access list",
    "cases.line_awaits_funds": "Approved, awaiting funds",
    "cases.funds_committed": "Money committed",
    "cases.provision_ordered": "Ordered",
    "cases.provision_handed_over": "Handed over",
    "cases.outcome_recorded": "Outcome recorded",
    "cases.line_stopped": "Stopped",
    "cases.review_raised": "Put on the review list",
    "cases.line_reviewed": "Reviewed",
    "cases.closed": "Closed",
}


def cases_of(user: User) -> QuerySet[Case]:
    """The cases of the organisation that somebody works for today; none when they work nowhere."""
    job = current_employment(user)
    if job is None:
        return Case.objects.none()
    return Case.objects.filter(organisation=job.organisation_id)


def with_everything(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with all that a case's page shows, in a fixed number of queries."""
    lines = SolutionLine.objects.select_related("adaptation", "proposed_by", "stopped_by").prefetch_related(
        Prefetch(
            "caseassessments",
            CaseAssessment.objects.select_related("by").prefetch_related("contraindications").order_by("round"),
        ),
        Prefetch("authorisations", Authorisation.objects.select_related("by").order_by("round")),
        Prefetch("provisions", Provision.objects.select_related("ordered_by", "handed_over_by").order_by("round")),
        Prefetch("review_items", ReviewItem.objects.select_related("authorised_by", "decided_by").order_by("id")),
        *[
            Prefetch(name, model.objects.select_related("by").order_by("id"))
            for name, model in {
                "recommendations": Recommendation,
                "authorisationrefusals": AuthorisationRefusal,
                "directaccessarrangements": DirectAccessArrangement,
                "commitments": Commitment,
                "outcomes": Outcome,
            }.items()
        ],
    )
    conversations = Conversation.objects.select_related("recorded_by").order_by("-recorded_at")
    return with_names(cases).prefetch_related(Prefetch("lines", lines), Prefetch("conversations", conversations))


def with_names(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with their person, home, owner and organisation."""
    return cases.select_related(
        "organisation", "owner", "closed_by", "referral__person", "referral__home__locality", "referral__received_by"
    )


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
        cases = cases.filter(Q(reference__icontains=search) | Q(referral__person__name__icontains=search))
    return cases.order_by("-opened_at", "-id")


def timeline(case: Case) -> list["Happening"]:
    """What happened in a case, newest first. Who read it is for those who look after records, not for the page."""
    titles = {line.number: line.title for line in case.lines.all()}
    events = history_of(case).exclude(verb=READ).order_by("-at", "-id")[:EVENTS_SHOWN]
    return [
        Happening(
            at=event.at,
            words=HAPPENED.get(event.verb, event.verb),
            about=titles.get(event.detail.get("line"), ""),
            who=event.actor_label or "Threshold",
        )
        for event in events
    ]


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of a case's history."""

    at: datetime
    words: str
    about: str
    who: str


def owners(user: User) -> QuerySet[User]:
    """The people of one's own organisation who own cases."""
    return User.objects.filter(pk__in=cases_of(user).values("owner")).order_by("first_name", "last_name")


def open_reviews(user: User) -> QuerySet[ReviewItem]:
    """What waits on the review list: of one's own organisation or, for an accreditation officer, of all (P12)."""
    waiting = ReviewItem.objects.filter(decided_at=None, line__state__in=DECIDED)
    if not has_role(user, Role.ACCREDITATION_OFFICER):
        waiting = waiting.filter(line__case__in=cases_of(user))
    return waiting.select_related("line__case__organisation", "line__adaptation", "authorised_by").order_by(
        "due_on", "id"
    )


@dataclass(frozen=True, kw_only=True)
class CaseSummary:
    """What waits for somebody: their own open cases, lines in them that a caseworker can move on, reviews."""

    open_cases: int
    lines_waiting: int
    reviews: int


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


def case_summary(user: User) -> CaseSummary:
    """For the dashboard. Three counts and no names."""
    mine = cases_of(user).filter(owner=user, state=CaseState.OPEN)
    return CaseSummary(
        open_cases=mine.count(),
        lines_waiting=SolutionLine.objects.filter(case__in=mine, state__in=FOR_CASEWORKERS).count(),
        reviews=open_reviews(user).count(),
    )


@dataclass(frozen=True, kw_only=True)
class AuthorisationCount:
    organisation: str
    tenure: Tenure
    basis: Basis
    count: int


def authorisation_counts() -> list[AuthorisationCount]:
    """How many solutions were authorised, on which basis, by organisation and tenure. Two queries however many."""
    place = ("line__case__organisation__name", "line__case__referral__home__tenure")
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


def stage_of(case: Case) -> str:
    """How far a case has come, as one word: closed, the state of its newest line, conversation or referral."""
    if case.state == CaseState.CLOSED:
        return str(case.state)
    lines = sorted(case.lines.all(), key=lambda line: line.number)
    if lines:
        return lines[-1].state
    return "conversation" if case.conversations.all() else "referral"


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
