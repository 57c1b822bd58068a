"""Officers withhold a name from public pages for somebody's safety, look at it again, and end it (A3)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accreditation.models import Accreditation
from accreditation.register_forms import KeepWithheldForm, ShowNameForm, WithholdNameForm
from accreditation.selectors import withheld_names
from accreditation.views.officers import A_PAGE, officers_only
from core import clock
from core.exceptions import Refused
from people.access import SignedInRequest
from people.models import NameWithholding, User
from people.naming import keep_name_withheld, show_name_again, withhold_name
from people.selectors import standing_withholding

FORMS = {"withhold": WithholdNameForm, "keep": KeepWithheldForm, "end": ShowNameForm}
SAID = {
    "withhold": "The name is withheld from now on. The person is told by e-mail.",
    "keep": "The name stays withheld.",
    "end": "The name is shown again. The person is told by e-mail.",
}


@officers_only
def withheld(request: SignedInRequest) -> HttpResponse:
    page = Paginator(withheld_names(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accreditation/withheld.html", {"page_obj": page, "today": clock.today()})


@officers_only
def name(request: SignedInRequest, number: str) -> HttpResponse:
    """Where one person's name is withheld, kept so, or shown again."""
    accreditation = get_object_or_404(Accreditation.objects.select_related("user"), number=number)
    standing = standing_withholding(accreditation.user)
    offered = ("keep", "end") if standing else ("withhold",)
    asked = request.POST.get("verb", "") if request.method == "POST" else ""
    shown = {verb: FORMS[verb](request.POST if verb == asked else None, prefix=verb) for verb in offered}
    if asked and asked not in shown:
        messages.error(request, "Somebody else has decided about this name. This is how it stands now.")
        return redirect("accreditation:name", number=number)
    if asked and shown[asked].is_valid():
        try:
            _act(asked, shown[asked], user=accreditation.user, standing=standing, by=request.user)
        except Refused as refusal:
            shown[asked].add_error(None, str(refusal))
        else:
            messages.success(request, SAID[asked])
            return redirect("accreditation:name", number=number)
    context = {
        "person": accreditation.user,
        "number": number,
        "standing": standing,
        "forms": shown,
        "form": shown.get(asked),
        "today": clock.today(),
    }
    return render(request, "accreditation/name.html", context)


def _act(verb: str, form: forms.Form, *, user: User, standing: NameWithholding | None, by: User) -> None:
    values: dict[str, Any] = form.cleaned_data
    if standing is None:
        withhold_name(user=user, **values, by=by)
    elif verb == "keep":
        keep_name_withheld(withholding=standing, **values, by=by)
    else:
        show_name_again(withholding=standing, **values, by=by)
