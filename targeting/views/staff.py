"""Lists of staff with their names: a line manager's people, and an organisation's."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.spreadsheets import csv_response
from people.access import SignedInRequest
from people.constants import Role
from people.selectors import organisations_managed_by, roles_of
from targeting.access import organisation_or_refuse, organisations_with_names
from targeting.forms import NameForm, NarrowingForm
from targeting.selectors import Narrowing, Need, RulesInForce, manages_anybody, needs_in, page_of_needs, rows

ON_A_PAGE = 50
COLUMNS = ["Name", "Organisation", "Job", "Staff group", "Module", "State", "Date", "Last done", "Why"]


def _managed_by(request: SignedInRequest) -> Q:
    if not manages_anybody(request.user):
        raise PermissionDenied("This page is for people who manage somebody. Nobody has you as line manager today.")
    return Q(line_manager=request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: SignedInRequest) -> HttpResponse:
    who = _managed_by(request)
    return _list(request, who, without=(), context={"heading": "My people", "csv_name": "targeting:team_csv"})


@login_required
@require_safe
def team_csv(request: SignedInRequest) -> HttpResponse:
    return _download(request, _managed_by(request), name="my-people", without=())


@login_required
@require_safe
def organisations(request: SignedInRequest) -> HttpResponse:
    """The organisations whose staff somebody may see by name; a single one at once."""
    found = list(organisations_with_names(request.user))
    if len(found) == 1:
        return redirect("targeting:organisation", found[0].code)
    if not found:
        if Role.GOVERNANCE in roles_of(request.user):
            return redirect("targeting:partnership")
        raise PermissionDenied("This page is for people who manage an organisation’s staff.")
    return render(request, "targeting/organisations.html", {"organisations": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: SignedInRequest, code: str) -> HttpResponse:
    found = organisation_or_refuse(request.user, code)
    context = {
        "heading": str(found),
        "organisation": found,
        "csv_name": "targeting:organisation_csv",
        "keeps_records": found.pk in organisations_managed_by(request.user),
    }
    return _list(request, Q(organisation=found), without=("organisation",), context=context)


@login_required
@require_safe
def organisation_csv(request: SignedInRequest, code: str) -> HttpResponse:
    found = organisation_or_refuse(request.user, code)
    return _download(request, Q(organisation=found), name=f"training-{found.code}", without=("organisation",))


def _list(request: SignedInRequest, who: Q, *, without: tuple[str, ...], context: dict[str, Any]) -> HttpResponse:
    """The list, narrowed by what the address says; a name comes by POST and then the first page is shown alone."""
    rules = RulesInForce()
    form = NarrowingForm(request.GET, rules=rules, without=without)
    name_form = NameForm(request.POST) if request.method == "POST" else NameForm()
    searched = name_form.cleaned_data["name"] if name_form.is_valid() else ""
    narrowing = form.narrowing(name=searched)
    page = page_of_needs(rules, who, narrowing, number=None if searched else request.GET.get("page"), size=ON_A_PAGE)
    shown = {"page_obj": page, "narrowing_form": form, "form": name_form, "searched": searched, "today": rules.today}
    return render(request, "targeting/staff.html", context | shown)


def _download(request: SignedInRequest, who: Q, *, name: str, without: tuple[str, ...]) -> HttpResponse:
    rules = RulesInForce()
    narrowing = NarrowingForm(request.GET, rules=rules, without=without).narrowing()
    return csv_response(name, COLUMNS, _cells(rules, who, narrowing))


def _cells(rules: RulesInForce, who: Q, narrowing: Narrowing) -> Iterator[list[Any]]:
    for need in needs_in(list(rows(rules, who, narrowing)), rules):
        yield _row(need)


def _row(need: Need) -> list[Any]:
    job = need.job
    who = [str(need.user), str(job.organisation), job.job_title, str(job.profession)]
    return [*who, str(need.module), need.state.label, need.due_on, need.done_on, need.why_of_staff]
