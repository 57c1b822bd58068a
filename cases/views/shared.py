"""What partners see of each other's cases, as far as the person agreed or another lawful basis goes (P10)."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cases.access import staff
from cases.constants.reading import ReadAs
from cases.selectors.funding import rules_on
from cases.selectors.shared import SHOWN, as_shared, done_for_solutions, shared_with
from cases.services import write_reading
from core import clock
from people.access import SignedInRequest
from people.selectors import current_employment

CASES_ON_A_PAGE = 20


@staff
@require_safe
def shared(request: SignedInRequest) -> HttpResponse:
    """The cases of others of which one's own organisation may be told, with how far each is."""
    shown, search = request.GET.get("shown", "open"), request.GET.get("search", "").strip()
    found = shared_with(request.user, shown=shown, search=search)
    page = Paginator(found, CASES_ON_A_PAGE).get_page(request.GET.get("page"))
    rules = rules_on(clock.today())
    job = current_employment(request.user)
    context = {
        "page_obj": page,
        "rows": [as_shared(case, rules) for case in page.object_list],
        "choices": list(SHOWN.items()),
        "shown": shown if shown in SHOWN else "all",
        "search": search,
        "organisation": job.organisation if job else None,
    }
    return render(request, "cases/shared/list.html", context)


@staff
@require_safe
def shared_case(request: SignedInRequest, reference: str) -> HttpResponse:
    """One of them: as much as may be told, and whom to ask for more. That it may be told is why it is read."""
    found = get_object_or_404(shared_with(request.user), reference=reference)
    write_reading(case=found, read_as=ReadAs.PARTNER, page="shared", by=request.user)
    told = as_shared(found, rules_on(clock.today()))
    context = {"shared": told, "found": found, "happened": done_for_solutions(found) if told.shows_record else []}
    return render(request, "cases/shared/case.html", context)
