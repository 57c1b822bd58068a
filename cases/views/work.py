"""The work list: what waits for oneself and for the team (P1, P10)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.access import staff
from cases.forms.work import WorkForm
from cases.selectors import work as selectors
from core.paging import CappedPaginator
from people.access import SignedInRequest

THINGS_ON_A_PAGE = 25
# What the page counts above the list.
SOON = (selectors.When.OVERDUE, selectors.When.TODAY, selectors.When.WEEK)


@staff
@require_safe
def work(request: SignedInRequest) -> HttpResponse:
    """What waits, the earliest due first."""
    form = WorkForm(request.GET, user=request.user)
    wanted = form.wanted()
    waiting = selectors.Work(request.user, wanted)
    page = CappedPaginator(waiting.rows, THINGS_ON_A_PAGE, found=waiting.found).get_page(request.GET.get("page"))
    return render(
        request,
        "cases/work.html",
        {
            "form": form,
            "page_obj": page,
            "items": selectors.shown(page),
            "counts": [(when, when.label, waiting.counts[when]) for when in SOON],
            "is_mine": wanted.is_mine,
        },
    )
