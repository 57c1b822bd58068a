"""Who reaches a case's page: staff of its own organisation, by role; for everybody else it is absent.

Whoever has no task in the case gives a reason first, and every reading is written down with why (R1).
"""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import Http404

from cases.constants.reading import ReadAs
from cases.exceptions import ReasonWanted
from cases.forms.reading import StatedReasonForm
from cases.models import Case, SolutionLine
from cases.selectors import cases_of, read_as, with_names
from cases.services import state_reason, write_reading
from people.access import SignedInRequest, role_required, roles_in
from people.constants import Role

# Managers come as budget holders; what each may do is for the services to say.
staff = role_required(Role.CASEWORKER, Role.MANAGER)


def case_or_404(request: SignedInRequest, reference: str, *, page: str, cases: QuerySet[Case] | None = None) -> Case:
    """The case for a page that shows somebody's record. That it was read is written down, and why (R1).

    Raises `ReasonWanted`, which leads to the page that asks, for a colleague who has no task in the case. A reason may
    come with a form that was on its way.
    """
    try:
        case = (with_names(cases_of(request.user)) if cases is None else cases).get(reference=reference)
    except Case.DoesNotExist:
        raise Http404("There is no such case here.") from None
    task = read_as(case, request.user, roles_in(request))
    if task is None:
        _take_reason(request, case)
        task = ReadAs.STATED
    write_reading(case=case, read_as=task, page=page, by=request.user)
    request.read_as = task  # type: ignore[attr-defined]
    return case


def _take_reason(request: SignedInRequest, case: Case) -> None:
    form = StatedReasonForm.sent_with(request.POST)
    if form is None or not form.is_valid():
        raise ReasonWanted(case.reference)
    state_reason(case=case, by=request.user, **form.details())


def _with_item(lines: QuerySet[SolutionLine]) -> QuerySet[SolutionLine]:
    return lines.select_related("adaptation")


def line_or_404(
    request: SignedInRequest,
    reference: str,
    number: int,
    *,
    page: str,
    fetched: Callable[[QuerySet[SolutionLine]], QuerySet[SolutionLine]] = _with_item,
) -> SolutionLine:
    """The solution line, through its case; `fetched` adds what the page shows of it."""
    case = case_or_404(request, reference, page=page)
    try:
        line = fetched(SolutionLine.objects.filter(case=case)).get(number=number)
    except SolutionLine.DoesNotExist:
        raise Http404("There is no such solution here.") from None
    line.case = case
    return line
