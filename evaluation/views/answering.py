"""Answering a questionnaire: by the link in an e-mail, or signed in."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.forms import posted
from evaluation.exceptions import AlreadyAnswered, AnsweringClosed
from evaluation.forms import AnswerForm
from evaluation.links import invitation_id
from evaluation.models import Invitation
from evaluation.selectors.invitations import modules_to_ask_about, waiting_for_answer
from evaluation.services import answer, ask_trainer
from modules.selectors import current_version
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.models import User
from people.selectors import roles_of

INVITATIONS = Invitation.objects.select_related("about", "module_version", "questionnaire_version")


@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    """What somebody is asked and has not answered; for a trainer also the modules to speak about."""
    is_trainer = Role.TRAINER in roles_of(request.user)
    context = {
        "invitations": waiting_for_answer(request.user),
        "modules": modules_to_ask_about(request.user) if is_trainer else [],
    }
    return render(request, "evaluation/mine.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_mine(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    return _answer(request, get_object_or_404(INVITATIONS, pk=pk, asked=request.user), request.user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link is the key: whoever was sent it may answer, once, without signing in."""
    pk = invitation_id(token)
    if pk is None:
        raise Http404
    response = _answer(request, get_object_or_404(INVITATIONS, pk=pk), None)
    response["X-Robots-Tag"] = "noindex"
    return response


@role_required(Role.TRAINER)
@require_POST
def trainer(request: SignedInRequest, code: str) -> HttpResponse:
    """A trainer asks to be asked about a module as it is now."""
    version = current_version(code)
    if version is None:
        raise Http404
    invitation = ask_trainer(user=request.user, version=version, by=request.user)
    if invitation is None:
        messages.error(request, "There is no questionnaire for trainers yet.")
        return redirect("evaluation:mine")
    return redirect("evaluation:answer_mine", invitation.pk)


def _answer(request: HttpRequest, invitation: Invitation, by: User | None) -> HttpResponse:
    if invitation.is_answered:
        return _over(request, invitation)
    if clock.today() >= invitation.closes_on:
        return _over(request, invitation, is_closed=True)
    form = AnswerForm(invitation, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            answer(invitation=invitation, answers=form.given, by=by)
        except AlreadyAnswered:
            return _over(request, invitation)
        except AnsweringClosed:
            return _over(request, invitation, is_closed=True)
        return redirect(request.path)
    return render(request, "evaluation/answer.html", {"invitation": invitation, "form": form})


def _over(request: HttpRequest, invitation: Invitation, *, is_closed: bool = False) -> HttpResponse:
    """Answered or closed: a page that says so, also after a second hand-in from another tab."""
    status = 410 if is_closed else 409 if request.method == "POST" else 200
    context = {"invitation": invitation, "is_closed": is_closed}
    return render(request, "evaluation/answered.html", context, status=status)
