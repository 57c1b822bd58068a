"""Who reads a record: the reason asked first, who has read it, and the managers' list (R1)."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import forms, selectors, services
from cases.access import case_or_404, staff
from cases.forms.reading import WITH_A_FORM
from core import clock
from core.exceptions import Refused
from core.forms import posted
from core.paging import CappedPaginator
from people.access import SignedInRequest, role_required
from people.constants import Role

READINGS_ON_A_PAGE = 50


@staff
def state_reason(request: SignedInRequest, reference: str) -> HttpResponse:
    """Asked of whoever has no task in the case. It shows nothing of the person, so it is not a reading."""
    case = selectors.with_names(selectors.cases_of(request.user)).filter(reference=reference).first()
    if case is None:
        raise Http404("There is no such case here.")
    form = forms.StatedReasonForm(posted(request))
    wanted = _inside(request.GET.get("next", ""), reference)
    if request.method == "POST" and form.is_valid():
        try:
            services.state_reason(case=case, by=request.user, **form.details())
            return redirect(wanted)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    # `case` stays out of the context: nothing of the record stands on this page, its banners and tabs included.
    context = {"form": form, "reference": reference, "owner": case.owner}
    return render(request, "cases/reading/reason.html", context)


def ask_before_sending(request: SignedInRequest, reference: str) -> HttpResponse:
    """The same page in answer to a form, for instance when somebody's task ended while they wrote.

    What was typed goes along in the page and in nothing else: no address, log or session holds it. With a reason it is
    sent to where it was going. A file cannot be taken along, and the page says so.
    """
    case = get_object_or_404(selectors.cases_of(request.user).select_related("owner"), reference=reference)
    names = [name for name in request.POST if name != "csrfmiddlewaretoken" and not name.startswith(f"{WITH_A_FORM}-")]
    context = {
        "form": forms.StatedReasonForm.sent_with(request.POST) or forms.StatedReasonForm(prefix=WITH_A_FORM),
        "reference": reference,
        "owner": case.owner,
        "address": request.get_full_path(),
        "carried": [(name, value) for name in names for value in request.POST.getlist(name)],
        "has_files": bool(request.FILES),
    }
    return render(request, "cases/reading/reason.html", context, status=403)


def _inside(address: str, reference: str) -> str:
    """Where they were going, if that is a page about cases, as a complaint's; else the case itself."""
    is_inside = address.startswith(reverse("cases:list")) and not any(odd in address for odd in ("//", "\\", ".."))
    return address if is_inside else reverse("cases:case", args=[reference])


@staff
@require_safe
def readings(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who has read this record, when and why, as the person may ask to see it."""
    case = case_or_404(request, reference, page="readings")
    page = Paginator(selectors.readings_of(case), READINGS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "case": case,
        "page_obj": page,
        "readings": [selectors.in_words(event) for event in page],
        "stated": case.stated_reasons.select_related("by").order_by("-at"),
    }
    return render(request, "cases/reading/case.html", context)


@role_required(Role.MANAGER)
@require_safe
def read_log(request: SignedInRequest) -> HttpResponse:
    """Every reading of the organisation's records, by case, reader and day. What is unusual stands out."""
    form = forms.ReadingsForm(request.GET, user=request.user)
    chosen = form.chosen()
    found = selectors.readings_by_staff(request.user, **chosen)
    page = CappedPaginator(found, READINGS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "readings": [selectors.in_words(event) for event in page],
        "many": selectors.readers_of_many(request.user, chosen["day"] or clock.today()),
        "stated": selectors.stated_lately(request.user)[:READINGS_ON_A_PAGE],
    }
    return render(request, "cases/reading/log.html", context)
