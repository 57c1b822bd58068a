"""After a Housing MOT: its page and letter, sharing, the plan, and danger told to an authority (H4)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import services
from cases.access import case_or_404, staff
from cases.constants.intake import CaseState
from cases.forms import mot as forms
from cases.forms.contact import WhyForm
from cases.models import Case, HousingMot, UrgentNotice
from cases.selectors.mot import mots_of, notices_of
from cases.views.steps import step
from core.exceptions import Refused
from core.forms import posted
from core.pdf import render_pdf
from people.access import SignedInRequest


@staff
@require_safe
def mot_record(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """A finished Housing MOT: what was found, the plan and what came of it, and with whom it was shared."""
    case, mot = _mot(request, reference, number, page="mot-record")
    is_open = case.state == CaseState.OPEN
    return render(request, "cases/mot/record.html", {"case": case, "mot": mot, "is_open": is_open})


@staff
@require_safe
def mot_letter(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """The letter to the person, as a page to read or print. None for somebody who may not be contacted (R4)."""
    case, mot = _mot(request, reference, number, page="mot-letter")
    try:
        services.require_contact(case)
    except Refused as refusal:
        return _no_letter(request, case, refusal)
    return render(request, "cases/mot/letter.html", {"case": case, "mot": mot})


@staff
@require_safe
def mot_letter_pdf(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """The same letter as PDF. The page is the accessible original."""
    case, mot = _mot(request, reference, number, page="mot-letter")
    try:
        services.require_contact(case)
    except Refused as refusal:
        return _no_letter(request, case, refusal)
    pdf = render_pdf("pdf/mot_letter.html", {"case": case, "mot": mot})
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="housing-mot-{case.reference}-{mot.number}.pdf"'
    return response


def _no_letter(request: SignedInRequest, case: Case, refusal: Refused) -> HttpResponse:
    context = {"case": case, "why": str(refusal), "heading": "There is no letter"}
    return render(request, "cases/not_yet.html", context, status=409)


@staff
def share_mot(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    case, mot = _mot(request, reference, number, page="mot-share")
    return step(
        request,
        case,
        forms.ShareForm(posted(request), mot=mot),
        lambda details: services.share_mot(mot=mot, by=request.user, **details),
        done="It is recorded that the results were given.",
        back="mot",
        heading="The results were given",
        lead="To the person, or to somebody with whom the person agreed to share them.",
        button="Record it",
    )


@staff
def mot_action(request: SignedInRequest, reference: str, number: int, pk: int) -> HttpResponse:
    case, mot = _mot(request, reference, number, page="mot-action")
    hazard = next((hazard for hazard in mot.hazards.all() if hazard.action.pk == pk), None)
    if hazard is None:
        raise Http404("There is no such action here.")
    return step(
        request,
        case,
        forms.ActionForm(posted(request)),
        lambda details: services.follow_up_action(action=hazard.action, by=request.user, **details),
        done="What came of it is recorded.",
        back="mot",
        heading=f"What came of it: {hazard.what}",
        button="Record it",
    )


@staff
def danger_told(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case, notice = _notice(request, reference, pk, page="danger-told")
    return step(
        request,
        case,
        forms.ToldForm(posted(request)),
        lambda details: services.tell_authority(notice=notice, by=request.user, **details),
        done="It is recorded that the authority was told.",
        back="mot",
        template="cases/mot/danger.html",
        heading="Tell an authority of the danger",
        notice=notice,
        button="Record that they were told",
    )


@staff
def danger_untold(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case, notice = _notice(request, reference, pk, page="danger-untold")
    return step(
        request,
        case,
        WhyForm(posted(request)),
        lambda details: services.leave_untold(notice=notice, by=request.user, **details),
        done="The reason is recorded.",
        back="mot",
        template="cases/mot/danger.html",
        heading="No authority needs to be told",
        notice=notice,
        is_untold=True,
        button="Record why",
    )


def _mot(request: SignedInRequest, reference: str, number: int, *, page: str) -> tuple[Case, HousingMot]:
    case = case_or_404(request, reference, page=page)
    mot = mots_of(case).filter(number=number).first()
    if mot is None:
        raise Http404("There is no such Housing MOT here.")
    mot.case = case
    return case, mot


def _notice(request: SignedInRequest, reference: str, pk: int, *, page: str) -> tuple[Case, UrgentNotice]:
    case = case_or_404(request, reference, page=page)
    notice = notices_of(case).filter(pk=pk).first()
    if notice is None:
        raise Http404("There is no such danger here.")
    notice.case = case
    return case, notice
