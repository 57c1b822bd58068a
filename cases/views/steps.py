"""What every page with a form does: show it, try the verb, say what came of it."""

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases.exceptions import AlreadyDecided
from cases.models import Case, SolutionLine
from core.exceptions import Refused, TransitionNotAllowed
from people.access import SignedInRequest


class Filled(Protocol):
    """A form that gives what was filled in as its verb takes it."""

    def is_valid(self) -> bool: ...
    def add_error(self, field: str | None, error: Any) -> None: ...
    def details(self) -> dict[str, Any]: ...


def status_of(refusal: Refused) -> int:
    """409 when somebody else was first, 200 when the form is to be put right."""
    return 409 if isinstance(refusal, AlreadyDecided | TransitionNotAllowed) else 200


def to_case(case: Case) -> HttpResponse:
    return redirect("cases:case", case.reference)


def step(
    request: SignedInRequest,
    case: Case,
    form: Filled,
    act: Callable[[dict[str, Any]], object],
    *,
    done: str,
    template: str = "cases/step.html",
    line: SolutionLine | None = None,
    **context: Any,
) -> HttpResponse:
    """Show the form; once it is filled in, do it and go back to the case. A refusal keeps what was typed."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            act(form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            messages.success(request, done)
            return to_case(case)
    return render(request, template, context | {"case": case, "line": line, "form": form}, status=status)
