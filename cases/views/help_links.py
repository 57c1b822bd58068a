"""The person's own page, and giving and ending its address (P10)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import forms, selectors, services
from cases.access import case_or_404, staff
from cases.constants.help_page import GivenHow
from core import qr
from core.exceptions import Refused
from core.forms import posted
from people.access import SignedInRequest

# Nobody finds it by searching, no machine keeps it, and no other site learns its address. Not “no-referrer”: a browser
# then hides where a form comes from, so that a colleague who looks at the page could not sign out on it.
HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "same-origin",
}


def _kept_apart(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response[name] = value
    return response


@require_safe
def help_page(request: HttpRequest, token: str) -> HttpResponse:
    """Where each thing stands, what happens next, whom to ring. A token that does not work is a page not found."""
    page = selectors.help_page(token)
    if page is None:
        raise Http404("There is no such page.")
    return _kept_apart(render(request, "cases/my_help/page.html", {"page": page}))


@staff
def help_link(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give the person the address of their page. On paper it is shown once, to print."""
    case = case_or_404(request, reference, page="help-link")
    form = forms.HelpLinkForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            link, token = services.give_help_link(case=case, by=request.user, **form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if link.given_how == GivenHow.EMAIL:
                messages.success(request, "The address is sent by e-mail.")
                return redirect("cases:help-link", case.reference)
            address = services.address_of(token)
            context = {"case": case, "link": link, "address": address, "qr_code": qr.data_address(address)}
            return _kept_apart(render(request, "cases/my_help/print.html", context))
    context = {
        "case": case,
        "form": form,
        "link": case.help_links.select_related("given_by").filter(ended_at=None).first(),
        "may_be_given": case.person.may_be_contacted,
    }
    return render(request, "cases/my_help/give.html", context)


@staff
@require_POST
def end_help_link(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="help-link-end")
    try:
        services.end_help_link(case=case, by=request.user)
        messages.success(request, "The address no longer works.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("cases:help-link", case.reference)
