"""What every page with a form does: show it, try the verb, say what came of it."""

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.forms import Field
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from cases.constants.lines import allowed_from
from cases.exceptions import AlreadyDecided, ChangedUnseen
from cases.forms.fields import EditForm
from cases.models import Case, SolutionLine
from core.exceptions import Refused, TransitionNotAllowed
from core.transitions import require_state
from people import drafts
from people.access import SignedInRequest

# The pages of one line to which a step may go back.
OF_LINE = frozenset({"line", "consents"})


class Filled(Protocol):
    """A form that gives what was filled in as its verb takes it."""

    fields: dict[str, Field]
    initial: Any

    def is_valid(self) -> bool: ...
    def add_error(self, field: str | None, error: Any) -> None: ...
    def details(self) -> dict[str, Any]: ...


def status_of(refusal: Refused) -> int:
    """409 when somebody else was first, 200 when the form is to be put right."""
    return 409 if isinstance(refusal, AlreadyDecided | ChangedUnseen | TransitionNotAllowed) else 200


def refuse(form: Filled, refusal: Refused) -> int:
    """Say on the form why it was refused, with what is kept now where another was first. Gives the answer's status."""
    form.add_error(None, str(refusal))
    if isinstance(refusal, ChangedUnseen) and isinstance(form, EditForm):
        form.show_kept()
    return status_of(refusal)


def out_of_turn(request: SignedInRequest, line: SolutionLine, verb: str) -> HttpResponse | None:
    """The page that says it is not this step's turn, before a form is filled in for nothing; None when it is."""
    if request.method == "POST":
        return None
    try:
        require_state(line, verb, allowed=allowed_from(verb, line.route))
    except TransitionNotAllowed as refusal:
        return say(request, line, str(refusal), heading="Not now")
    return None


def say(request: SignedInRequest, line: SolutionLine, why: str, *, heading: str, status: int = 200) -> HttpResponse:
    """A page with one sentence and the way back to the case."""
    context = {"case": line.case, "line": line, "why": why, "heading": heading}
    return render(request, "cases/not_yet.html", context, status=status)


def to_case(case: Case) -> HttpResponse:
    return redirect("cases:case", case.reference)


def form_page(
    request: SignedInRequest,
    form: Filled,
    act: Callable[[dict[str, Any]], Any],
    context: dict[str, Any],
    *,
    template: str,
    done: str | Callable[[Any], str],
    to: str | Callable[[Any], str],
    status: int = 200,
) -> HttpResponse:
    """Show the form; once it is filled in, do it, say so, and go on. A refusal keeps what was typed.

    What is sent after the sign-in has expired is offered again afterwards.
    `done` is what is said then and `to` is the address gone to, or each gives it for what came of it.
    """
    if "draft_key" not in context:
        context |= kept_draft(request, form, f"step:{request.path}")
    if request.method == "POST" and form.is_valid():
        try:
            came_of_it = act(form.details())
        except Refused as refusal:
            status = refuse(form, refusal)
        else:
            drafts.forget(request.user, context["draft_key"])
            messages.success(request, done if isinstance(done, str) else done(came_of_it))
            return redirect(to if isinstance(to, str) else to(came_of_it))
    return render(request, template, context | {"form": form}, status=status)


def step(
    request: SignedInRequest,
    case: Case,
    form: Filled,
    act: Callable[[dict[str, Any]], Any],
    *,
    done: str | Callable[[Any], str],
    template: str = "cases/step.html",
    line: SolutionLine | None = None,
    verb: str = "",
    back: str = "case",
    **context: Any,
) -> HttpResponse:
    """A step in a case: it leads back to the case, or to the page of it or of its line that `back` names."""
    if line and (page := out_of_turn(request, line, verb)):
        return page
    way_back = reverse(f"cases:{back}", args=[case.reference, *([line.number] if line and back in OF_LINE else [])])
    context |= {"case": case, "line": line, "way_back": way_back}
    return form_page(request, form, act, context, template=template, done=done, to=way_back)


def kept_draft(request: SignedInRequest, form: Filled, key: str) -> dict[str, Any]:
    """What was typed into the form of this key when the sign-in expired, filled in again: nobody has sent it yet."""
    draft = drafts.held(request.user, key) if request.method == "GET" else None
    if draft:
        typed = drafts.data(draft)
        for name, field in form.fields.items():
            if not field.widget.value_omitted_from_data(typed, MultiValueDict(), name):
                form.initial[name] = field.widget.value_from_datadict(typed, MultiValueDict(), name)
    return {"draft_key": key, "draft": draft}
