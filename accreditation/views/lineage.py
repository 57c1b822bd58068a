"""Whom a trainer signed off, what rests on it, and the precaution about all of it at once (A1)."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from accreditation.forms import FoundForm, LineageForm, PrecautionForm
from accreditation.lineage import Rested, as_rows, signed_between, touched_by, trainers_called
from accreditation.models import Precaution
from accreditation.services import close_precaution, suspend_as_precaution
from accreditation.services.suspending import default_review_day
from core.exceptions import Refused
from core.spreadsheets import csv_response
from people.access import SignedInRequest, role_required, roles_in
from people.constants import Role
from people.models import User

A_PAGE = 50
COLUMNS = [
    "Person",
    "Competency",
    "Signed on",
    "Other signer",
    "Other signer’s employer",
    "Sign-off",
    "Stands without this trainer",
    "Accreditation",
    "Scheme",
    "Status",
]
readers_only = role_required(Role.ACCREDITATION_OFFICER, Role.GOVERNANCE)
officers_only = role_required(Role.ACCREDITATION_OFFICER)


@dataclass(frozen=True, kw_only=True)
class Span:
    """The days asked about, both included, as the address carries them."""

    since: date
    until: date

    @property
    def query(self) -> str:
        return urlencode({"since": self.since.isoformat(), "until": self.until.isoformat()})


def _span(request: HttpRequest) -> Span:
    try:
        since, until = (parse_date(request.GET.get(name, "")) for name in ("since", "until"))
    except ValueError:
        since = until = None
    if since is None or until is None:
        raise Http404("Name the first and the last day.")
    return Span(since=since, until=until)


def _is_officer(request: HttpRequest) -> bool:
    return Role.ACCREDITATION_OFFICER in roles_in(request)


@readers_only
@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    form = LineageForm(request.GET if "who" in request.GET else None)
    found: list[User] = []
    query = ""
    if form.is_valid():
        span = Span(since=form.cleaned_data["since"], until=form.cleaned_data["until"])
        query = span.query
        found = list(trainers_called(form.cleaned_data["who"]))
        if len(found) == 1:
            return redirect(f"{reverse('accreditation:signed_by', args=[found[0].pk])}?{query}")
    precautions = Paginator(Precaution.objects.select_related("trainer", "closing"), A_PAGE)
    context = {
        "form": form,
        "found": found,
        "query": query,
        "page_obj": precautions.get_page(request.GET.get("page")),
        "asked": form.is_bound,
        "is_officer": _is_officer(request),
    }
    return render(request, "accreditation/lineage.html", context)


@readers_only
@require_safe
def signed_by(request: SignedInRequest, pk: int) -> HttpResponse:
    trainer, span = get_object_or_404(User, pk=pk), _span(request)
    rows = signed_between(trainer, span.since, span.until)
    if request.GET.get("format") == "csv":
        name = f"signed-{trainer.pk}-{span.since:%Y-%m-%d}-{span.until:%Y-%m-%d}"
        return csv_response(name, COLUMNS, [_cells(row) for row in as_rows(rows)])
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "trainer": trainer,
        "span": span,
        "page_obj": page,
        "rows": as_rows(page.object_list),
        "may_decide": _is_officer(request) and trainer != request.user,
        "is_officer": _is_officer(request),
    }
    return render(request, "accreditation/signed_by.html", context)


def _cells(row: Rested) -> list[str]:
    return [
        row.person,
        row.competency,
        row.signed_on.isoformat(),
        row.other_signer,
        row.other_employer,
        row.sign_off_words,
        "yes" if row.stands_without else "no",
        row.number,
        row.scheme,
        str(row.status.label) if row.status else "",
    ]


@officers_only
def suspend_all(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it touches is shown first; the officer unticks some, says why, and confirms all the others at once."""
    trainer, span = get_object_or_404(User, pk=pk), _span(request)
    touched = touched_by(trainer, span.since, span.until, officer=request.user)
    possible = [one for one in touched if one.may_be_suspended]
    choices = [(one.number, f"{one.person}, {one.number}, {one.scheme}") for one in possible]
    shown = [one.number for one in possible]
    initial = {"chosen": shown, "review_on": default_review_day()}
    form = PrecautionForm(request.POST if request.method == "POST" else None, choices=choices, initial=initial)
    if form.is_valid():
        # What the officer was shown comes back with the form, so that nobody is suspended unseen.
        seen = request.POST.getlist("seen")
        chosen = form.chosen_numbers()
        try:
            stopped = suspend_as_precaution(
                trainer=trainer,
                signed_from=span.since,
                signed_until=span.until,
                seen=seen,
                spared=[number for number in seen if number not in chosen],
                reason=form.cleaned_data["reason"],
                review_on=form.cleaned_data["review_on"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Suspended as a precaution: {len(stopped.suspended)}. Each person is told.")
            return redirect("accreditation:precaution", pk=stopped.precaution.pk)
    context = {
        "form": form,
        "trainer": trainer,
        "span": span,
        "shown": shown,
        "people": len({one.user_id for one in possible}),
        "only_here": sum(bool(one.only_here) for one in possible),
        "not_possible": [one for one in touched if not one.may_be_suspended],
    }
    return render(request, "accreditation/suspend_all.html", context)


@readers_only
def precaution(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one precaution did, who still holds on the same signatures, and closing it when it is looked into."""
    found = get_object_or_404(Precaution.objects.select_related("trainer", "decided_by", "closing__closed_by"), pk=pk)
    may_close = _is_officer(request) and not hasattr(found, "closing") and found.trainer != request.user
    form = FoundForm(request.POST if request.method == "POST" and may_close else None)
    if form.is_valid():
        try:
            close_precaution(precaution=found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The precaution is closed. Two officers lift each suspension.")
            return redirect("accreditation:precaution", pk=pk)
    touched = touched_by(found.trainer, found.signed_from, found.signed_until, officer=request.user)
    own = set(found.suspensions.values_list("accreditation_id", flat=True))
    # Those whom it suspended first, each part by person.
    rows = sorted(touched, key=lambda one: one.accreditation_id not in own)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    suspended = sum(one.accreditation_id in own for one in touched)
    context = {
        "precaution": found,
        "span": Span(since=found.signed_from, until=found.signed_until),
        "form": form,
        "may_close": may_close,
        "is_officer": _is_officer(request),
        "page_obj": page,
        "suspended": [one for one in page if one.accreditation_id in own],
        "suspended_count": suspended,
        "others": [one for one in page if one.accreditation_id not in own],
        "others_count": len(touched) - suspended,
        "still_hold": any(one.may_be_suspended or one.needs_another_officer for one in touched),
    }
    return render(request, "accreditation/precaution.html", context)
