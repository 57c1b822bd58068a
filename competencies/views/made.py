"""A sign-off that was made: both records, and withdrawing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from competencies.comparing import read, with_records
from competencies.forms import ReasonForm
from competencies.models import SignOff
from competencies.services import withdraw_sign_off
from core.exceptions import Refused
from people.access import SignedInRequest
from people.constants import Role
from people.models import User
from people.selectors import roles_of

OVERSEERS = frozenset({Role.GOVERNANCE, Role.ACCREDITATION_OFFICER})


@require_safe
@login_required
def sign_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """One sign-off with both signatures. For the person, its signers, governance and accreditation officers."""
    made = _sign_off_for(request.user, pk)
    signatures = made.request.signatures.filter(pk__in=[made.first_signature_id, made.second_signature_id])
    context = {
        "sign_off": made,
        "may_withdraw": _may_withdraw(made, request.user),
        "records": [read(signature) for signature in with_records(signatures)],
    }
    return render(request, "competencies/sign_off.html", context)


@login_required
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """What withdrawing a sign-off means, and the reason; then it is done. Not for the person signed off."""
    made = _sign_off_for(request.user, pk)
    if not _may_withdraw(made, request.user):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_sign_off(sign_off=made, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The sign-off in {made.competency.code} is withdrawn. {made.user} is told.")
            return redirect("competencies:sign_off", pk=made.pk)
    return render(request, "competencies/withdraw_sign_off.html", {"sign_off": made, "form": form})


def _sign_off_for(user: User, pk: int) -> SignOff:
    """The sign-off, if this user may see it; to anybody else it is not there."""
    made = get_object_or_404(
        SignOff.objects.with_reassessment()
        .select_related("user", "competency__framework", "withdrawal__withdrawn_by", "request")
        .select_related("sample__moderation__moderator"),
        pk=pk,
    )
    if user.pk not in {made.user_id, made.first_signer_id, made.second_signer_id} and not roles_of(user) & OVERSEERS:
        raise Http404
    return made


def _may_withdraw(made: SignOff, user: User) -> bool:
    return user.pk != made.user_id and not hasattr(made, "withdrawal")
