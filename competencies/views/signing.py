"""A trainer's part: what waits, writing a view of one's own, signing it by a sign-in of its own."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from competencies.comparing import side_by_side, with_records
from competencies.constants import SIGNABLE_STATES
from competencies.countersigning import in_order_for
from competencies.forms import SigningForm
from competencies.models import BlindView, Signature, SigningIntent, SignOffRequest
from competencies.moderators import requests_in_moderation
from competencies.observing import own_notes
from competencies.records import SigningRecord, hash_of
from competencies.selectors import STANDING_EVIDENCE, waiting_requests, waiting_rows, who_could_sign
from competencies.services import keep_draft, prepare_to_sign, sign_intent
from competencies.signers import signatures_of_round
from competencies.visiting import open_to
from core import clock
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.authentication import use_fresh_authentication
from people.constants import Role
from people.models import User

ON_A_PAGE = 25


@require_safe
@role_required(Role.TRAINER, Role.VISITING_SIGNER)
def waiting(request: SignedInRequest) -> HttpResponse:
    """Requests that wait for a signature, each with whether this trainer may sign it and, if not, why."""
    requests = in_order_for(request.user, open_to(request.user, waiting_requests(), clock.today()), clock.today())
    page = Paginator(requests, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = waiting_rows(list(page.object_list), request.user)
    context = {
        "rows": rows,
        "page_obj": page,
        "in_moderation": requests_in_moderation().count(),
    }
    return render(request, "competencies/waiting.html", context)


@role_required(Role.TRAINER, Role.VISITING_SIGNER)
def sign_form(request: SignedInRequest, pk: int) -> HttpResponse:
    """Evidence and criteria, with the trainer's own view. The first signer's record is never shown here."""
    requests = open_to(request.user, waiting_requests(), clock.today())
    asked = get_object_or_404(requests.prefetch_related(STANDING_EVIDENCE, "competency__criteria"), pk=pk)
    [row] = waiting_rows([asked], request.user)
    if row.problem:
        return render(
            request, "competencies/may_not_sign.html", {"row": row, "others": who_could_sign(asked), "act": "sign"}
        )
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


@role_required(Role.TRAINER, Role.VISITING_SIGNER)
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
            asked = intent.request
            asked.refresh_from_db(fields=["state"])
            messages.success(request, f"Signed: {asked.competency.code}, {asked.user}. {asked.get_state_display()}.")
            return redirect("competencies:sign_offs")
    return render(request, "competencies/confirm.html", _to_confirm(intent) | {"problem": problem})


def _bound_intent(trainer: User, pk: int) -> SigningIntent | None:
    """What this trainer asked to sign in the present round of a request, if it can still be signed."""
    bound = SigningIntent.objects.filter(signer=trainer, request=pk, signature=None, shown_at__isnull=False)
    return (
        bound.filter(request__state__in=SIGNABLE_STATES, round=F("request__round"))
        .select_related("request__user", "request__competency")
        .first()
    )


def _empty_form(asked: SignOffRequest, trainer: User) -> SigningForm:
    """The form with what this trainer has typed before, or what they wrote themselves when they watched the person."""
    intent = SigningIntent.objects.filter(signer=trainer, request=asked, round=asked.round).first()
    draft = intent.draft if intent else own_notes(asked, trainer)
    initial = SigningForm.initial_from(draft, list(asked.competency.criteria.all()))
    return SigningForm(asked, initial=initial)


def _show(request: SignedInRequest, asked: SignOffRequest, form: SigningForm) -> HttpResponse:
    """The page always shows what is there now, so its hash is that of now, whatever was posted."""
    context = {
        "asked": asked,
        "form": form,
        "read_hash": hash_of(asked),
        "has_read_first": BlindView.objects.filter(signer=request.user, first_signature__in=signatures_of_round(asked)),
        "criteria": [
            {"met": form[f"met_{row.pk}"], "seen": form[f"seen_{row.pk}"], "criterion": row} for row in form.criteria
        ],
    }
    return render(request, "competencies/sign.html", context)


def _to_authenticate(asked: SignOffRequest) -> HttpResponse:
    """Off to give the password (or second factor) once more, and back to confirm."""
    return redirect(_address_to_authenticate(asked))


def _address_to_authenticate(asked: SignOffRequest) -> str:
    back = reverse("competencies:confirm", kwargs={"pk": asked.pk})
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"


def _to_confirm(intent: SigningIntent) -> dict[str, object]:
    """The trainer's record; and beside it the first signer's, once the trainer has written their own blind."""
    asked, record = intent.request, SigningRecord.from_draft(intent.draft)
    records = [("You", record, None)]
    first = _first_signature_to_read(intent)
    if first:
        records.append((str(first.signer), SigningRecord.of(first), None))
    return {
        "intent": intent,
        "asked": asked,
        "answers": record,
        "first": first,
        "compared": side_by_side(list(asked.competency.criteria.all()), records),
        "authenticate_again": _address_to_authenticate(asked),
    }


def _first_signature_to_read(intent: SigningIntent) -> Signature | None:
    """The first signature of the round, for whoever's own view of it is kept as written blind; for nobody else."""
    readable = Signature.objects.filter(
        blind_views__signer=intent.signer, request=intent.request_id, round=intent.round
    )
    return with_records(readable).first()
