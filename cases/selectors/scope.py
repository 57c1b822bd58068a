"""Which cases somebody may see, and what every list and page of them needs (R1)."""

from django.db.models import Q, QuerySet

from cases.constants.intake import CaseState
from cases.models import Case
from people.models import User
from people.selectors import current_employment


def cases_of(user: User) -> QuerySet[Case]:
    """The cases of the organisation that somebody works for today; none when they work nowhere."""
    job = current_employment(user)
    if job is None:
        return Case.objects.none()
    return Case.objects.filter(organisation=job.organisation_id)


def cases_met_by(user: User) -> QuerySet[Case]:
    """The cases of somebody's organisation, and those in which it has an order: whose people they meet."""
    job = current_employment(user)
    if job is None:
        return Case.objects.none()
    theirs = Q(organisation=job.organisation_id) | Q(lines__provisions__provider=job.organisation_id)
    return Case.objects.filter(theirs).distinct()


def with_names(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with their person, home, owner and organisation."""
    return cases.select_related(
        "organisation", "owner", "closed_by", "person", "home__locality", "referral__received_by"
    )


def stage_of(case: Case) -> str:
    """How far a case has come, as one word: closed, the state of its newest line, conversation or referral."""
    if case.state == CaseState.CLOSED:
        return str(case.state)
    lines = sorted(case.lines.all(), key=lambda line: line.number)
    if lines:
        return lines[-1].state
    return "conversation" if case.conversations.all() else "referral"
