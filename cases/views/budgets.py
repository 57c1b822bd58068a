"""The budget holder's pages: what there is, what was done with it, and what waits for it (F3)."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import forms, selectors, services
from cases.access import staff
from cases.constants.budgets import NOTHING, PENNY
from cases.models import Budget, SolutionLine
from cases.seen import mark_of_budget
from cases.selectors.budgets import financial_year
from cases.views.steps import form_page
from core.exceptions import Refused
from core.forms import posted
from core.spreadsheets import csv_response
from people.access import SignedInRequest
from people.models import Organisation
from people.selectors import current_employment, organisations_managed_by

ON_A_PAGE = 20


def _budget_or_404(request: SignedInRequest, reference: str) -> Budget:
    """A budget of one's own organisation; for everybody else it is absent."""
    try:
        return selectors.budgets_of(request.user).get(reference=reference)
    except Budget.DoesNotExist:
        raise Http404("There is no such budget here.") from None


def _address_of(budget: Budget) -> str:
    return reverse("cases:budget", args=[budget.reference])


def _own_organisation(request: SignedInRequest) -> Organisation | None:
    """Where the reader works, if they manage it and so may open budgets."""
    job = current_employment(request.user)
    manages = job and job.organisation_id in organisations_managed_by(request.user)
    return job.organisation if job and manages else None


def _year(request: SignedInRequest) -> int:
    typed = request.GET.get("year", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else financial_year()


@staff
@require_safe
def budgets(request: SignedInRequest) -> HttpResponse:
    """The year's budgets of one's own organisation, and what each stream amounts to."""
    year = _year(request)
    all_years = selectors.budgets_of(request.user)
    chosen = all_years.filter(year=year)
    page = Paginator(chosen.order_by("stream"), ON_A_PAGE).get_page(request.GET.get("page"))
    years = {financial_year(), year, *all_years.values_list("year", flat=True)}
    context = {
        "page_obj": page,
        "totals": selectors.totals_by_stream(chosen),
        "year": year,
        "years": [(one, f"{one}/{(one + 1) % 100:02}") for one in sorted(years, reverse=True)],
        "may_open": _own_organisation(request) is not None,
    }
    return render(request, "cases/budgets/list.html", context)


@staff
@require_safe
def budgets_csv(request: SignedInRequest) -> HttpResponse:
    year = _year(request)
    columns = ["Organisation", "Stream", "Year", "Budget", "Earmarked for prevention", "Committed", "Spent", "Left"]
    rows = (
        [
            one.organisation,
            one.get_stream_display(),
            one.year_words,
            one.amount,
            one.earmarked,
            one.committed,
            one.spent,
            one.left,
        ]
        for one in selectors.budgets_of(request.user).filter(year=year).order_by("stream")
    )
    return csv_response(f"budgets-{year}", columns, rows)


@staff
def open_budget(request: SignedInRequest) -> HttpResponse:
    organisation = _own_organisation(request)
    if organisation is None:
        return render(request, "cases/budgets/not_yours.html", status=403)
    form = forms.BudgetForm(posted(request), organisation=organisation)
    return form_page(
        request,
        form,
        lambda details: services.open_budget(by=request.user, **details),
        {"organisation": organisation},
        template="cases/budgets/new.html",
        done="The budget is open.",
        to=_address_of,
    )


@staff
@require_safe
def budget_page(request: SignedInRequest, budget: str) -> HttpResponse:
    """One budget: its figures, what was committed from it, and how it came to be what it is."""
    shown = _budget_or_404(request, budget)
    stopped = list(selectors.stopped_with_money(shown))
    page = Paginator(selectors.commitments_of(shown), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "budget": shown,
        "page_obj": page,
        "changes": shown.changes.select_related("by").order_by("-id"),
        "holders": shown.holders.order_by("first_name", "last_name"),
        "serves": shown.serves.order_by("name"),
        "stopped": stopped,
        "waiting": len(selectors.waiting_for(shown)),
        "is_holder": shown.holders.filter(pk=request.user.pk).exists(),
        "own": _own_cases(request, {one.line.case_id for one in [*page.object_list, *stopped]}),
    }
    return render(request, "cases/budgets/budget.html", context)


@staff
def change_budget(request: SignedInRequest, budget: str) -> HttpResponse:
    shown = _budget_or_404(request, budget)
    initial = {
        "amount": shown.amount,
        "earmarked": shown.earmarked,
        "holders": shown.holders.all(),
        "serves": shown.serves.all(),
        "seen": mark_of_budget(shown),
    }
    form = forms.ChangeBudgetForm(posted(request), organisation=shown.organisation, initial=initial)
    return form_page(
        request,
        form,
        lambda details: services.change_budget(budget=shown, by=request.user, **details),
        {"budget": shown},
        template="cases/budgets/change.html",
        done="The budget is changed.",
        to=_address_of(shown),
    )


@staff
def budget_waiting(request: SignedInRequest, budget: str) -> HttpResponse:
    """The queue: what is approved and waits for this budget, and committing it, one by one or in order."""
    shown = _budget_or_404(request, budget)
    queue = selectors.waiting_for(shown)
    if request.method == "POST":
        chosen = request.POST.get("line")
        picked = [one for one in queue if str(one.line.pk) == chosen] if chosen else queue
        try:
            came_of_it = services.commit_waiting(
                budget=shown, waiting=[(one.line, one.amount) for one in picked], by=request.user
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            _say_what_came_of_it(request, came_of_it)
        return redirect("cases:budget-waiting", shown.reference)
    page = Paginator(queue, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "budget": shown,
        "page_obj": page,
        "needed": sum(one.amount for one in queue if one.amount),
        "is_holder": shown.holders.filter(pk=request.user.pk).exists(),
        "own": _own_cases(request, {one.line.case_id for one in page.object_list}),
    }
    return render(request, "cases/budgets/waiting.html", context)


def _own_cases(request: SignedInRequest, cases: set[int]) -> set[int]:
    """Which of these cases the reader may open."""
    return set(selectors.cases_of(request.user).filter(pk__in=cases).values_list("pk", flat=True))


def _say_what_came_of_it(request: SignedInRequest, came: Any) -> None:
    if came.committed:
        messages.success(request, f"Money is committed to: {_named(came.committed)}.")
    for line, why in came.passed_over:
        messages.warning(request, f"{_named([line])}: {why}")
    if came.stopped_at:
        messages.warning(request, f"There is not enough money for {_named([came.stopped_at])}. It waits on.")


def _named(lines: Iterable[SolutionLine]) -> str:
    return ", ".join(f"{line.case.reference} {line.title}" for line in lines)


@staff
@require_safe
def budget_commitments_csv(request: SignedInRequest, budget: str) -> HttpResponse:
    """What was committed from a budget. Nobody is named but by the case's reference."""
    shown = _budget_or_404(request, budget)
    columns = ["Case", "Solution", "Date", "Committed", "Prevention", "Paid", "Released", "Committed by"]
    rows = (
        [
            one.line.case.reference,
            one.line.title,
            one.at.date().isoformat(),
            one.amount,
            "yes" if one.is_prevention else "no",
            (one.paid or NOTHING).quantize(PENNY),  # type: ignore[attr-defined]
            one.release.amount if hasattr(one, "release") else NOTHING,
            one.by,
        ]
        for one in selectors.commitments_of(shown)
    )
    return csv_response(f"budget-{shown.reference}", columns, rows)
