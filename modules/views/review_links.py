"""Where people without an account read a draft and say what they think; and where its links are looked after (T13)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.exceptions import Refused
from core.forms import posted
from modules.exceptions import LinkNotOpen
from modules.forms import AnswerForm, LinkForm, PublicCommentForm
from modules.models import ModulePage, ReviewComment, ReviewLink
from modules.models.page import lessons_from, outcomes_from
from modules.services.review_links import (
    answer_comment,
    comment_by_link,
    draft_of,
    link_for,
    make_link,
    revoke_link,
)
from people.access import SignedInRequest, role_required
from people.constants import Role


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def read_draft(request: HttpRequest, token: str) -> HttpResponse:
    form = PublicCommentForm(posted(request))
    try:
        link = link_for(token)
        draft = draft_of(link)
        if request.method == "POST" and form.is_valid():
            comment_by_link(token=token, **form.cleaned_data)
            messages.success(request, "Thank you. What you said is with the editors.")
            return redirect("modules:read_draft", token)
    except LinkNotOpen as refusal:
        response = render(request, "modules/link_closed.html", {"words": str(refusal)}, status=410)
    else:
        context = {
            "content": draft.content,
            "lessons": lessons_from(draft.content),
            "outcomes": outcomes_from(draft.content),
            "form": form,
            "is_public": True,
        }
        response = render(request, "modules/read_draft.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@role_required(Role.EDITOR, Role.GOVERNANCE)
@require_POST
def links(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Make a link to the newest draft, or revoke one."""
    page = get_object_or_404(ModulePage.objects.select_related("module", "latest_revision"), pk=page_id)
    form = LinkForm(request.POST)
    try:
        if revoked := request.POST.get("revoke"):
            revoke_link(link=get_object_or_404(ReviewLink, pk=revoked, module=page.module), by=request.user)
            messages.success(request, "The link is revoked.")
        elif form.is_valid() and page.latest_revision:
            make_link(page=page, revision=page.latest_revision, by=request.user, **form.cleaned_data)
            messages.success(request, "The link is made. It is open for four weeks.")
        else:
            messages.error(request, "Say who the link is for.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("modules:review", page_id)


@role_required(Role.EDITOR, Role.GOVERNANCE)
@require_POST
def answer(request: SignedInRequest, page_id: int, pk: int) -> HttpResponse:
    """Say what was done about a comment."""
    page = get_object_or_404(ModulePage, pk=page_id)
    comment = get_object_or_404(ReviewComment, pk=pk, module=page.module)
    form = AnswerForm(request.POST)
    if form.is_valid():
        answer_comment(comment=comment, by=request.user, **form.cleaned_data)
        messages.success(request, "What was done is recorded.")
    else:
        messages.error(request, "Say what was done about it.")
    return redirect("modules:review", page_id)
