"""Under which numbers a register elsewhere knows an organisation's staff: its managers record them."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from cases import forms
from cases.models import RegisterNumber
from cases.selectors.direct_access import may_read
from cases.services.numbers import set_register_number
from core.exceptions import Refused
from core.forms import posted
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.selectors import current_employment


@role_required(Role.MANAGER)
def numbers(request: SignedInRequest) -> HttpResponse:
    """Whose number is recorded, and another to record."""
    job = current_employment(request.user)
    if job is None:
        raise Http404("You do not work for an organisation today.")
    colleagues = may_read(job.organisation)
    form = forms.RegisterNumberForm(posted(request), colleagues=[one for one in colleagues if one != request.user])
    if request.method == "POST" and form.is_valid():
        try:
            set_register_number(by=request.user, **form.details())
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, f"The number of {form.cleaned_data['user']} is recorded.")
            return redirect("cases:numbers")
    recorded = RegisterNumber.objects.filter(user__in=colleagues).select_related("user", "set_by")
    context = {
        "form": form,
        "numbers": recorded.order_by("user__last_name", "pk"),
        "organisation": job.organisation,
        "register": settings.REGISTER_ELSEWHERE,
    }
    return render(request, "cases/numbers.html", context)
