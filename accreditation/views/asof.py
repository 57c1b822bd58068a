"""How an accreditation stood on a day, for officers and for the person themselves (A2)."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accreditation.asof import as_of
from accreditation.forms import AsOfForm
from accreditation.models import RegisterEntry
from people.access import SignedInRequest, role_required
from people.constants import Role

ENTRIES = RegisterEntry.objects.select_related("user", "scheme", "accreditation")


@role_required(Role.ACCREDITATION_OFFICER)
@require_safe
def for_officers(request: SignedInRequest, number: str) -> HttpResponse:
    return _page(request, get_object_or_404(ENTRIES, number=number), is_own=False)


@login_required
@require_safe
def for_oneself(request: SignedInRequest, number: str) -> HttpResponse:
    """One's own. Another person's number answers as absent."""
    return _page(request, get_object_or_404(ENTRIES, number=number, user=request.user), is_own=True)


def _page(request: SignedInRequest, entry: RegisterEntry, *, is_own: bool) -> HttpResponse:
    form = AsOfForm(request.GET if "on_day" in request.GET else None)
    found = None
    if form.is_valid():
        found = as_of(entry.accreditation, form.cleaned_data["on"], known_on=form.cleaned_data["known"])
    context = {"form": form, "entry": entry, "found": found, "is_own": is_own}
    return render(request, "accreditation/as_of.html", context)
