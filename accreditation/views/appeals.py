"""Appeals: the person lodges one and follows it, officers and governance see them, two people hear each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accreditation.constants import HEARERS
from accreditation.forms import AppealForm, HearersForm, OpinionForm
from accreditation.hearing import appeal_for, appeals_for
from accreditation.models import AccreditationDecision, Appeal
from accreditation.services import give_opinion, lodge_appeal, name_hearers, withdraw_appeal
from accreditation.services.appealing import last_day_to_appeal, may_change_hearers
from core.exceptions import Refused
from people.access import SignedInRequest, role_required, roles_in
from people.constants import Role

A_PAGE = 25
NAMES_HEARERS = frozenset({Role.ACCREDITATION_OFFICER, Role.GOVERNANCE})


@role_required(Role.ACCREDITATION_OFFICER, Role.GOVERNANCE)
def appeals(request: SignedInRequest) -> HttpResponse:
    page = Paginator(appeals_for(request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "is_officer": Role.ACCREDITATION_OFFICER in roles_in(request)}
    return render(request, "accreditation/appeals.html", context)


@login_required
def lodge(request: SignedInRequest, number: str, decision: int) -> HttpResponse:
    """Another person's decision answers as absent."""
    about = get_object_or_404(
        AccreditationDecision.objects.select_related("accreditation__scheme"),
        pk=decision,
        accreditation__number=number,
        person=request.user,
    )
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = lodge_appeal(decision=about, grounds=form.cleaned_data["grounds"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your appeal is lodged. You are told who will hear it.")
            return redirect("accreditation:appeal", pk=made.pk)
    context = {"form": form, "decision": about, "last_day": last_day_to_appeal(about)}
    return render(request, "accreditation/lodge_appeal.html", context)


def _appeal(request: SignedInRequest, pk: int) -> Appeal:
    found = appeal_for(request.user, pk)
    if found is None:
        raise Http404("No such appeal.")
    return found


@login_required
def appeal(request: SignedInRequest, pk: int) -> HttpResponse:
    """The appeal as each may see it. What the hearers wrote is theirs alone until it is decided."""
    found = _appeal(request, pk)
    hearers = [row for row in found.participants.all() if row.part in HEARERS]
    is_hearer = request.user.pk in {row.user_id for row in hearers}
    has_part = request.user.pk in {row.user_id for row in found.participants.all() if row.part not in HEARERS}
    context = {
        "appeal": found,
        "hearers": hearers,
        "is_own": found.decision.person_id == request.user.pk,
        "is_hearer": is_hearer,
        "opinions": found.opinions.all() if is_hearer or not found.is_open else [],
        "may_name": found.is_open
        and not has_part
        and not roles_in(request).isdisjoint(NAMES_HEARERS)
        and may_change_hearers(found),
    }
    return render(request, "accreditation/appeal.html", context)


@role_required(Role.ACCREDITATION_OFFICER, Role.GOVERNANCE)
def hearers(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _appeal(request, pk)
    form = HearersForm(request.POST if request.method == "POST" else None, appeal=found)
    if form.is_valid():
        try:
            name_hearers(appeal=found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The two are named and told, and so is the person.")
            return redirect("accreditation:appeal", pk=pk)
    return _form_page(request, found, form, "Who hears the appeal", "Name these two")


@login_required
def opinion(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _appeal(request, pk)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            after = give_opinion(appeal=found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            decided = f"The appeal is {after.get_state_display().lower()}. The person is told."
            messages.success(request, "Your word is kept. The other hearer writes too." if after.is_open else decided)
            return redirect("accreditation:appeal", pk=pk)
    return _form_page(request, found, form, "Your decision on the appeal", "Record my decision")


def _form_page(request: SignedInRequest, found: Appeal, form: Form, title: str, button: str) -> HttpResponse:
    context = {"appeal": found, "form": form, "title": title, "button": button}
    return render(request, "accreditation/appeal_form.html", context)


@login_required
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        withdraw_appeal(appeal=_appeal(request, pk), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "You have taken the appeal back. The decision stands.")
    return redirect("accreditation:appeal", pk=pk)
