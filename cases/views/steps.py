"""What every page with a form does: show it, try the verb, say what came of it."""

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.constants.lines import ALLOWED_FROM
from cases.exceptions import AlreadyDecided
from cases.models import Case, SolutionLine
from core.exceptions import Refused, TransitionNotAllowed
from core.transitions import require_state
from people.access import SignedInRequest

# The pages of one line to which a step may go back.
OF_LINE = frozenset({"line", "consents"})


class Filled(Protocol):
    """A form that gives what was filled in as its verb takes it."""

    def is_valid(self) -> bool: ...
    def add_error(self, field: str | None, error: Any) -> None: ...
    def details(self) -> dict[str, Any]: ...


def status_of(refusal: Refused) -> int:
    """409 when somebody else was first, 200 when the form is to be put right."""
    return 409 if isinstance(refusal, AlreadyDecided | TransitionNotAllowed) else 200


def out_of_turn(request: SignedInRequest, line: SolutionLine, verb: str) -> HttpResponse | None:
    """The page that says it is not this step's turn, before a form is filled in for nothing; None when it is."""
    if request.method == "POST":
        return None
    try:
        require_state(line, verb, allowed=ALLOWED_FROM[verb])
    except TransitionNotAllowed as refusal:
        return say(request, line, str(refusal), heading="Not now")
    return None


def say(request: SignedInRequest, line: SolutionLine, why: str, *, heading: str, status: int = 200) -> HttpResponse:
    """A page with one sentence and the way back to the case."""
    context = {"case": line.case, "line": line, "why": why, "heading": heading}
    return render(request, "cases/not_yet.html", context, status=status)


def to_case(case: Case) -> HttpResponse:
    return redirect("cases:case", case.reference)


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
    """Show the form; once it is filled in, do it and go back to the case, or to the page of it or of its line that
    `back` names.

    A refusal keeps what was typed. `done` is what is said then, or says it of what came of it.
    """
    if line and (page := out_of_turn(request, line, verb)):
        return page
    way_back = reverse(f"cases:{back}", args=[case.reference, *([line.number] if line and back in OF_LINE else [])])
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            came_of_it = act(form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            messages.success(request, done if isinstance(done, str) else done(came_of_it))
            return redirect(way_back)
    context["way_back"] = way_back
    return render(request, template, context | {"case": case, "line": line, "form": form}, status=status)
