"""Who reaches a case's page: staff of its own organisation, by role; for everybody else it is absent."""

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from audit.services import record
from cases.models import Case, SolutionLine
from cases.selectors import READ, cases_of, with_names
from people.access import SignedInRequest, role_required
from people.constants import Role

# Managers come as budget holders; what each may do is for the services to say.
staff = role_required(Role.CASEWORKER, Role.MANAGER)


def case_or_404(request: SignedInRequest, reference: str, *, page: str, cases: QuerySet[Case] | None = None) -> Case:
    """The case for a page that shows somebody's record. That it was read is written down (R1)."""
    try:
        case = (with_names(cases_of(request.user)) if cases is None else cases).get(reference=reference)
    except Case.DoesNotExist:
        raise Http404("There is no such case here.") from None
    with transaction.atomic():
        record(READ, case, by=request.user, detail={"page": page})
    return case


def line_or_404(request: SignedInRequest, reference: str, number: int, *, page: str) -> SolutionLine:
    """The solution line, through its case."""
    case = case_or_404(request, reference, page=page)
    try:
        line = case.lines.select_related("adaptation").get(number=number)
    except SolutionLine.DoesNotExist:
        raise Http404("There is no such solution here.") from None
    line.case = case
    return line
