"""A trainer's part: what waits, writing a view of one's own, signing it by a sign-in of its own."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from competencies.constants import SIGNABLE_STATES
from competencies.countersigning import in_order_for
from competencies.forms import ReasonForm, SigningForm
from competencies.models import SigningIntent, SignOff, SignOffRequest
from competencies.records import SigningRecord, hash_of
from competencies.selectors import waiting_requests, waiting_rows, who_could_sign
from competencies.services import keep_draft, prepare_to_sign, sign_intent, withdraw_sign_off
from core import clock
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.authentication import use_fresh_authentication
from people.constants import Role
from people.models import User
from people.selectors import roles_of

ON_A_PAGE = 25
OVERSEERS = frozenset({Role.GOVERNANCE, Role.ACCREDITATION_OFFICER})


@require_safe
@role_required(Role.TRAINER)
def waiting(request: SignedInRequest) -> HttpResponse:
    """Requests that wait for a signature, each with whether this trainer may sign it and, if not, why."""
    requests = in_order_for(request.user, waiting_requests(), clock.today())
    page = Paginator(requests, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = waiting_rows(list(page.object_list), request.user)
    return render(request, "competencies/waiting.html", {"rows": rows, "page_obj": page})


@role_required(Role.TRAINER)
def sign_form(request: SignedInRequest, pk: int) -> HttpResponse:
    """Evidence and criteria, with the trainer's own view. The other signer's record is never shown here."""
    asked = get_object_or_404(waiting_requests().prefetch_related("evidence", "competency__criteria"), pk=pk)
    [row] = waiting_rows([asked], request.user)
    if row.problem:
        return render(request, "competencies/may_not_sign.html", {"row": row, "others": who_could_sign(asked)})
    if request.method != "POST":
        return _show(request, asked, _empty_form(asked, request.user))
    form = SigningForm(asked, request.POST)
    try:
        if request.POST.get("action") == "save":
            keep_draft(request=asked, draft=form.draft(), by=request.user)
            messages.success(request, f"Saved. {asked.user} and the other signer do not see it.")
            return redirect("competencies:sign_offs")
        if form.is_valid():
            read_hash = form.cleaned_data["read_hash"]
            prepare_to_sign(request=asked, answers=form.answers(), read_hash=read_hash, by=request.user)
            return _to_authenticate(asked)
        keep_draft(request=asked, draft=form.draft(), by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
    return _show(request, asked, form)


@role_required(Role.TRAINER)
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is about to be signed, as bound before the sign-in; posting signs it with that sign-in, once."""
    intent = _bound_intent(request.user, pk)
    if intent is None or intent.shown_at is None:
        messages.info(request, "There is nothing ready to sign here. Start from the list.")
        return redirect("competencies:sign_offs")
    problem = ""
    if request.method == "POST":
        try:
            authenticated = use_fresh_authentication(request, shown_at=intent.shown_at)
            sign_intent(intent=intent, authenticated=authenticated)
        except Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, f"Signed: {intent.request.competency.code}, {intent.request.user}.")
            return redirect("competencies:sign_offs")
    return render(request, "competencies/confirm.html", _to_confirm(intent) | {"problem": problem})


@login_required
def sign_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """One sign-off with both signatures. For the person, its signers, governance and accreditation officers."""
    made = get_object_or_404(
        SignOff.objects.select_related("user", "competency__framework", "withdrawal__withdrawn_by", "request"), pk=pk
    )
    involved = {made.user_id, made.first_signer_id, made.second_signer_id}
    oversees = bool(roles_of(request.user) & OVERSEERS)
    if request.user.pk not in involved and not oversees:
        raise Http404
    may_withdraw = request.user.pk != made.user_id and not hasattr(made, "withdrawal")
    form = ReasonForm(request.POST if request.method == "POST" else None) if may_withdraw else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            withdraw_sign_off(sign_off=made, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The sign-off in {made.competency.code} is withdrawn. {made.user} is told.")
            return redirect("competencies:sign_off", pk=made.pk)
    signatures = made.request.signatures.filter(pk__in=[made.first_signature_id, made.second_signature_id])
    related = ["signer", "employer", "profession", "service_setting", "standing"]
    context = {
        "sign_off": made,
        "form": form,
        "signatures": signatures.select_related(*related).prefetch_related("criteria_seen__criterion"),
    }
    return render(request, "competencies/sign_off.html", context)


def _bound_intent(trainer: User, pk: int) -> SigningIntent | None:
    """What this trainer asked to sign in the present round of a request, if it can still be signed."""
    bound = SigningIntent.objects.filter(signer=trainer, request=pk, signature=None, shown_at__isnull=False)
    return (
        bound.filter(request__state__in=SIGNABLE_STATES, round=F("request__round"))
        .select_related("request__user", "request__competency")
        .first()
    )


def _empty_form(asked: SignOffRequest, trainer: User) -> SigningForm:
    """The form with what this trainer has typed before, if anything."""
    intent = SigningIntent.objects.filter(signer=trainer, request=asked, round=asked.round).first()
    initial = SigningForm.initial_from(intent.draft if intent else {}, list(asked.competency.criteria.all()))
    return SigningForm(asked, initial=initial)


def _show(request: SignedInRequest, asked: SignOffRequest, form: SigningForm) -> HttpResponse:
    """The page always shows what is there now, so its hash is that of now, whatever was posted."""
    context = {
        "asked": asked,
        "form": form,
        "read_hash": hash_of(asked),
        "criteria": [
            {"met": form[f"met_{row.pk}"], "seen": form[f"seen_{row.pk}"], "criterion": row} for row in form.criteria
        ],
    }
    return render(request, "competencies/sign.html", context)


def _to_authenticate(asked: SignOffRequest) -> HttpResponse:
    """Off to give the password (or second factor) once more, and back to confirm."""
    back = reverse("competencies:confirm", kwargs={"pk": asked.pk})
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")


def _to_confirm(intent: SigningIntent) -> dict[str, object]:
    record = SigningRecord.from_draft(intent.draft)
    criteria = [
        {"criterion": row, "is_met": record.criteria_met[row.code], "seen": record.seen[row.code]}
        for row in intent.request.competency.criteria.all()
    ]
    back = reverse("competencies:confirm", kwargs={"pk": intent.request_id})
    return {
        "intent": intent,
        "asked": intent.request,
        "answers": record,
        "criteria": criteria,
        "authenticate_again": f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}",
    }
