"""Complaints and compliments, and the procedures that a person is given in writing (H12)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.access import case_or_404, staff
from cases.constants.complaint import COMPLAINT_LIFE, Whose
from cases.forms.complaint import (
    AcknowledgeForm,
    AnswerForm,
    CloseComplaintForm,
    ExtendForm,
    FeedbackForm,
    FeedbackListForm,
    GiveProceduresForm,
    TakeFurtherForm,
)
from cases.models import Case, Complaint
from cases.selectors import cases_of
from cases.selectors.complaint import answered_before, both_procedures, complaints_of, ways_to_give
from cases.services import complaint as verbs
from cases.views.steps import Filled, form_page
from core import clock
from core.forms import posted
from core.pdf import render_pdf
from people.access import SignedInRequest

ON_A_PAGE = 20
NOBODY_TO_GIVE_IT_TO = "Nothing is given: the person has died, moved away, or may not be reached safely."


@dataclass(frozen=True, kw_only=True)
class StepPage:
    heading: str
    button: str
    form: Callable[..., Filled]
    act: Callable[..., object]
    done: str
    lead: str = ""


STEPS = {
    "acknowledge": StepPage(
        heading="Say that it came",
        button="Write it down",
        form=AcknowledgeForm,
        act=verbs.acknowledge,
        done="It is written down that they know it came.",
    ),
    "answer": StepPage(
        heading="Answer",
        button="Record the answer",
        form=AnswerForm,
        act=verbs.answer,
        done="The answer is recorded.",
        lead="Send the answer first, with how to take it further. Then write it down here.",
    ),
    "extend": StepPage(
        heading="Take more time",
        button="Take more time",
        form=ExtendForm,
        act=verbs.extend,
        done="It is due later now.",
        lead="Tell whoever complained before, and why.",
    ),
    "take-further": StepPage(
        heading="Take it further",
        button="Begin the next stage",
        form=TakeFurtherForm,
        act=verbs.take_further,
        done="The next stage has begun.",
        lead="Somebody who answered no earlier stage looks at it.",
    ),
    "close": StepPage(
        heading="Close",
        button="Close it",
        form=CloseComplaintForm,
        act=verbs.close_complaint,
        done="It is closed.",
    ),
}


@staff
@require_safe
def complaints(request: SignedInRequest) -> HttpResponse:
    """One's own organisation's, in the order in which they are due."""
    form = FeedbackListForm(request.GET)
    page = Paginator(complaints_of(request.user, **form.chosen()), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/complaint/list.html", {"form": form, "page_obj": page, "today": clock.today()})


@staff
def new_complaint(request: SignedInRequest) -> HttpResponse:
    """About no case, or none that is known."""
    return _receive(request, None)


@staff
def case_complaint(request: SignedInRequest, reference: str) -> HttpResponse:
    return _receive(request, case_or_404(request, reference, page="case-complaint"))


def _receive(request: SignedInRequest, case: Case | None) -> HttpResponse:
    return form_page(
        request,
        FeedbackForm(posted(request), case=case),
        lambda details: verbs.receive_feedback(case=case, by=request.user, **details),
        {"case": case},
        template="cases/complaint/new.html",
        done=lambda made: f"The {made.get_kind_display().lower()} is written down.",
        to=lambda made: reverse("cases:complaint", args=[made.token]),
    )


@staff
@require_safe
def complaint_page(request: SignedInRequest, token: str) -> HttpResponse:
    complaint = _complaint_or_404(request, token)
    possible = {name for name in STEPS if complaint.state in COMPLAINT_LIFE.steps[name.replace("-", "_")].allowed_from}
    is_for_another = "answer" in possible and answered_before(complaint, request.user)
    left = possible - {"answer"} if is_for_another else possible
    context = {
        "complaint": complaint,
        "case": complaint.case,
        "stages": complaint.stages.select_related("answered_by"),
        "steps": [(name, page) for name, page in STEPS.items() if name in left],
        "is_for_another": is_for_another,
    }
    return render(request, "cases/complaint/page.html", context)


@staff
def complaint_step(request: SignedInRequest, token: str, step: str) -> HttpResponse:
    complaint = _complaint_or_404(request, token)
    page = STEPS.get(step)
    if page is None:
        raise Http404("There is no such page.")
    return form_page(
        request,
        page.form(posted(request), stage=complaint.stages.order_by("-number").first()),
        lambda details: page.act(complaint=complaint, by=request.user, **details),
        {"complaint": complaint, "case": complaint.case, "page": page},
        template="cases/complaint/step.html",
        done=page.done,
        to=reverse("cases:complaint", args=[complaint.token]),
    )


def _complaint_or_404(request: SignedInRequest, token: str) -> Complaint:
    """One of the reader's own organisation. About a case, that its record was read is written down."""
    found = complaints_of(request.user, show="all").select_related("organisation", "case__organisation", "closed_by")
    complaint = found.filter(token=token).first()
    if complaint is None:
        raise Http404("There is no such complaint here.")
    if complaint.case:
        case_or_404(request, complaint.case.reference, page="complaint", cases=cases_of(request.user))
    return complaint


@staff
def procedures(request: SignedInRequest, reference: str) -> HttpResponse:
    """The letter with both complaints procedures, and the note that the person has it."""
    case = case_or_404(request, reference, page="procedures")
    return form_page(
        request,
        GiveProceduresForm(posted(request), ways=ways_to_give(case)),
        lambda details: verbs.give_procedures(case=case, by=request.user, **details),
        _letter(case),
        template="cases/complaint/procedures.html",
        done="It is written down that the person has both complaints procedures.",
        to=reverse("cases:alongside", args=[case.reference]),
    )


@staff
@require_safe
def procedures_pdf(request: SignedInRequest, reference: str) -> HttpResponse:
    """The letter as a PDF. None is made where the person may be reached in no way (R4)."""
    case = case_or_404(request, reference, page="procedures-pdf")
    if not ways_to_give(case):
        context = {"case": case, "why": NOBODY_TO_GIVE_IT_TO, "heading": "Complaints procedures"}
        return render(request, "cases/not_yet.html", context, status=409)
    pdf = render_pdf("pdf/complaint_letter.html", _letter(case))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="complaints-{case.reference}.pdf"'
    return response


def _letter(case: Case) -> dict[str, Any]:
    found = both_procedures(case)
    return {
        "case": case,
        "person": case.person,
        "home": case.home,
        "procedures": list(found.values()),
        "missing": [whose.label for whose in Whose if whose not in found],
        "today": clock.today(),
        "may_be_given": bool(ways_to_give(case)),
        "why_not": NOBODY_TO_GIVE_IT_TO,
    }
