"""Who reads the answers to the red-flag questions for an organisation: its managers name them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cases import forms
from cases.models import DirectAccessReader
from cases.selectors.direct_access import may_read
from cases.services import policies
from core import clock
from core.exceptions import Refused
from core.forms import posted
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.selectors import current_employment


@role_required(Role.MANAGER)
def readers(request: SignedInRequest) -> HttpResponse:
    """Who reads the answers now, and another to name."""
    job = current_employment(request.user)
    if job is None:
        raise Http404("You do not work for an organisation today.")
    form = forms.ReaderForm(posted(request), colleagues=may_read(job.organisation))
    if request.method == "POST" and form.is_valid():
        try:
            policies.name_reader(
                organisation=job.organisation, valid_from=clock.today(), by=request.user, **form.details()
            )
        except Refused as refusal:
            form.add_error("user", str(refusal))
        else:
            messages.success(request, f"{form.cleaned_data['user']} reads the answers from today.")
            return redirect("cases:readers")
    held = DirectAccessReader.objects.on(clock.today()).filter(organisation=job.organisation).select_related("user")
    context = {"form": form, "readers": held.order_by("user__last_name", "pk"), "organisation": job.organisation}
    return render(request, "cases/readers.html", context)


@role_required(Role.MANAGER)
@require_POST
def end_reader(request: SignedInRequest, pk: int) -> HttpResponse:
    job = current_employment(request.user)
    reader = DirectAccessReader.objects.filter(pk=pk, organisation=job.organisation if job else None).first()
    if reader is None:
        raise Http404("There is no such reader here.")
    policies.end_reader(reader=reader, by=request.user)
    messages.success(request, f"{reader.user} no longer reads the answers.")
    return redirect("cases:readers")
