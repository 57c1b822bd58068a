"""The Complex Cases Panel as the case's own organisation sees it: refer, keep safe, be heard, send the letter (P8)."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import forms, panel_pathway, services
from cases.access import case_or_404, staff
from cases.constants.intake import CaseState
from cases.models import Case, PanelReferral
from cases.selectors.panel import panel_referrals_of
from cases.selectors.panel_pack import pack_of
from cases.views.steps import Filled, form_page
from core.forms import posted
from core.pdf import render_pdf
from people.access import SignedInRequest


def panel_step(
    request: SignedInRequest,
    form: Filled,
    act: Callable[[dict[str, Any]], object],
    *,
    back: str,
    done: str,
    status: int = 200,
    template: str = "cases/panel/step.html",
    **context: Any,
) -> HttpResponse:
    """A step before or at the panel: it leads back to where it was begun."""
    return form_page(request, form, act, context | {"back": back}, template=template, done=done, to=back, status=status)


def _referral(case: Case, token: str) -> PanelReferral:
    try:
        referral = panel_referrals_of(case).get(token=token)
    except PanelReferral.DoesNotExist:
        raise Http404("There is no such referral here.") from None
    referral.case = case
    return referral


def _back(case: Case) -> str:
    return reverse("cases:panel", args=[case.reference])


@staff
@require_safe
def panel_of_case(request: SignedInRequest, reference: str) -> HttpResponse:
    """What went to the panel in this case, and what came of it."""
    case = case_or_404(request, reference, page="panel")
    referrals = list(panel_referrals_of(case))
    for referral in referrals:
        referral.case = case
    newest = referrals[0] if referrals else None
    context = {
        "case": case,
        "newest": newest,
        "pack": pack_of(newest) if newest else None,
        "actions": panel_pathway.for_colleagues(newest) if newest else [],
        "earlier": referrals[1:],
        "may_refer": case.state == CaseState.OPEN,
    }
    return render(request, "cases/panel/case.html", context)


@staff
def panel_refer(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="panel-refer")
    return panel_step(
        request,
        forms.ReferToPanelForm(posted(request), case=case),
        lambda details: services.refer_to_panel(case=case, by=request.user, **details),
        back=_back(case),
        done="The case is referred to the panel. Record now what keeps the person safe meanwhile.",
        case=case,
        heading="Refer to the Complex Cases Panel",
        lead="The panel is for the rare case in which no straightforward solution can be found. Its members come "
        "from several organisations; they see no name, no address and no date of birth.",
        button="Refer it",
    )


@staff
def panel_plan(request: SignedInRequest, reference: str, token: str) -> HttpResponse:
    case = case_or_404(request, reference, page="panel-plan")
    referral = _referral(case, token)
    return panel_step(
        request,
        forms.InterimPlanForm(posted(request), case=case),
        lambda details: services.record_interim_plan(referral=referral, by=request.user, **details),
        back=_back(case),
        done="The plan for safety is recorded.",
        case=case,
        heading="Plan for safety",
        lead="Nothing goes on the panel’s agenda without it.",
        button="Record the plan",
    )


@staff
def panel_heard(request: SignedInRequest, reference: str, token: str) -> HttpResponse:
    case = case_or_404(request, reference, page="panel-heard")
    referral = _referral(case, token)
    return panel_step(
        request,
        forms.PersonHeardForm(posted(request)),
        lambda details: services.record_person_heard(referral=referral, by=request.user, **details),
        back=_back(case),
        done="What the person said is recorded.",
        case=case,
        heading="What the person says to the panel",
        lead="Offer them an advocate, time alone, and whatever helps them to understand and be understood.",
        button="Record it",
    )


@staff
def panel_withdraw(request: SignedInRequest, reference: str, token: str) -> HttpResponse:
    case = case_or_404(request, reference, page="panel-withdraw")
    referral = _referral(case, token)
    return panel_step(
        request,
        forms.ReasonForm(posted(request), label="Why it is withdrawn"),
        lambda details: services.withdraw_from_panel(referral=referral, by=request.user, **details),
        back=_back(case),
        done="The referral is withdrawn. The case goes on as before.",
        case=case,
        heading="Withdraw from the panel",
        lead="What was recorded stays.",
        button="Withdraw it",
    )


def _decided(request: SignedInRequest, reference: str, token: str, page: str) -> PanelReferral:
    referral = _referral(case_or_404(request, reference, page=page), token)
    if not hasattr(referral, "decision"):
        raise Http404("Nothing has been decided here yet.")
    return referral


@staff
def panel_letter(request: SignedInRequest, reference: str, token: str) -> HttpResponse:
    """Read the letter, put it right, and go on to sending it. Once it is sent it can only be read."""
    referral = _decided(request, reference, token, "panel-letter")
    case, decision = referral.case, referral.decision
    letter = decision.letter
    return panel_step(
        request,
        forms.LetterForm(posted(request), initial={"words": letter.words}),
        lambda details: services.look_at_letter(decision=decision, by=request.user, **details),
        back=reverse("cases:panel-letter", args=[case.reference, referral.token]),
        done="The letter is read and saved. Print it, and record that it went.",
        template="cases/panel/letter.html",
        case=case,
        referral=referral,
        letter=letter,
        person=case.person,
    )


@staff
def panel_sent(request: SignedInRequest, reference: str, token: str) -> HttpResponse:
    referral = _decided(request, reference, token, "panel-sent")
    return panel_step(
        request,
        forms.SentForm(posted(request)),
        lambda details: services.send_letter(decision=referral.decision, by=request.user, **details),
        back=_back(referral.case),
        done="The letter is recorded as sent.",
        case=referral.case,
        heading="Record that the letter went",
        lead=_safely(referral.case),
        button="Record it",
    )


def _safely(case: Case) -> str:
    """How to get in touch safely, said where the letter goes out."""
    safe = case.person.safe_contact
    return f"How to get in touch safely: {safe}" if safe else "Send it in the form that the person can use."


@staff
@require_safe
def panel_letter_print(request: SignedInRequest, reference: str, token: str) -> HttpResponse:
    """The letter on a page of its own, ready to be printed."""
    return _letter(request, _decided(request, reference, token, "panel-letter-print"), "cases/panel/letter_print.html")


@staff
@require_safe
def panel_letter_pdf(request: SignedInRequest, reference: str, token: str) -> HttpResponse:
    referral = _decided(request, reference, token, "panel-letter-pdf")
    return _letter(request, referral, "pdf/panel_letter.html", is_pdf=True)


def _letter(request: SignedInRequest, referral: PanelReferral, template: str, *, is_pdf: bool = False) -> HttpResponse:
    """Refused where the person may not be contacted, and before a person has looked at it."""
    case, letter = referral.case, referral.decision.letter
    why = ""
    if letter.looked_at_at is None:
        why = "Read the letter first, and put right what is not. It was drafted by Threshold."
    elif letter.sent_at is None and not case.person.may_be_contacted:
        why = "The person has died or moved away. Nothing is sent to them; the decision stands."
    if why:
        refusal = {"case": case, "line": None, "why": why, "heading": "The letter"}
        return render(request, "cases/not_yet.html", refusal, status=409)
    context = {"case": case, "person": case.person, "home": case.home, "letter": letter}
    if is_pdf:
        return pdf_response(render_pdf(template, context), f"letter-{case.reference}")
    return render(request, template, context)


def pdf_response(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
