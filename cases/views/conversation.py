"""The housing conversation of a case: what was said, how goals turned out, what an occupational therapist says."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases import forms, selectors, services
from cases.access import case_or_404, staff
from cases.constants.intake import CaseState
from cases.models import Goal, TherapistQuestion
from cases.services.questions import is_therapist
from cases.views.steps import status_of, step
from core.exceptions import Refused
from core.forms import posted
from core.paging import CappedPaginator
from people import drafts
from people.access import SignedInRequest

QUESTIONS_ON_A_PAGE = 20


@staff
@require_safe
def conversations(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everything that was said, newest first, with each goal and how it turned out."""
    cases = selectors.with_conversations(selectors.cases_of(request.user))
    case = case_or_404(request, reference, page="conversations", cases=cases)
    context = {
        "case": case,
        "conversations": case.conversations.all(),
        "questions": case.questions.all(),
        "is_open": case.state == CaseState.OPEN,
    }
    return render(request, "cases/conversation/page.html", context)


@staff
def record_conversation(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="conversation")
    key = f"conversation:{case.reference}"
    draft = drafts.held(request.user, key) if request.method == "GET" else None
    form = forms.ConversationForm(posted(request), case=case, initial=drafts.values(draft))

    def act(details: dict) -> None:
        services.record_conversation(case=case, by=request.user, **details)
        drafts.forget(request.user, key)

    return step(
        request,
        case,
        form,
        act,
        done="The conversation is recorded.",
        template="cases/conversation/record.html",
        draft=draft,
        draft_key=key,
        back="conversations",
    )


@staff
def measure_goal(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="measure")
    goal = Goal.objects.filter(conversation__case=case, pk=pk).select_related("conversation__case").first()
    if goal is None:
        raise Http404("There is no such goal here.")
    return step(
        request,
        case,
        forms.MeasureForm(posted(request)),
        lambda details: services.measure_goal(goal=goal, by=request.user, **details),
        done="This is written down.",
        heading="How a goal turned out",
        lead=f"“{goal.words}”",
        button="Write it down",
        back="conversations",
    )


@staff
def ask_a_therapist(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="ask")
    return step(
        request,
        case,
        forms.QuestionForm(posted(request)),
        lambda details: services.ask_a_therapist(case=case, by=request.user, **details),
        done="The question is sent. You are told by e-mail when it is answered.",
        heading="Ask an occupational therapist",
        lead="Occupational therapists of every partner can read it. Whoever is free answers, often the same day.",
        button="Ask",
        back="conversations",
    )


@login_required
@require_safe
def questions(request: SignedInRequest) -> HttpResponse:
    """What caseworkers ask of occupational therapists: for them alone, and without the person's name."""
    _require_therapist(request)
    page = CappedPaginator(selectors.answered_questions(), QUESTIONS_ON_A_PAGE).get_page(request.GET.get("page"))
    waiting = list(selectors.open_questions()[:100])
    return render(request, "cases/questions/list.html", {"waiting": waiting, "page_obj": page})


@login_required
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    _require_therapist(request)
    # Whoever was answering reads what came between, and keeps their words.
    asked = TherapistQuestion.objects if request.method == "POST" else selectors.open_questions()
    question = get_object_or_404(asked, pk=pk)
    form = forms.AnswerForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_question(question=question, by=request.user, **form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            messages.success(request, "Your answer is sent.")
            return redirect("cases:questions")
    facts = facts_about(question)
    context = {"question": question, "form": form, "facts": facts}
    return render(request, "cases/questions/answer.html", context, status=status)


def facts_about(question: TherapistQuestion) -> list[tuple[str, str]]:
    """What the case says that names and places nobody."""
    solutions = [line.title for line in question.case.lines.all()]
    return [
        ("Asked by", f"{question.asked_by}, {question.case.organisation}"),
        ("Case", question.case.reference),
        ("How the home is held", question.case.home.get_tenure_display()),
        ("Solutions proposed", "; ".join(solutions) or "None yet"),
    ]


def _require_therapist(request: SignedInRequest) -> None:
    if not is_therapist(request.user):
        raise PermissionDenied("This page is for registered occupational therapists who work for a partner.")
