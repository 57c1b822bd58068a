"""Where drafts of modules are read, commented on, decided about and made live (T13)."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from wagtail.models import Revision

from core.exceptions import Refused
from modules.constants import ALTERED_BY_ONE_PERSON, ReviewDecision
from modules.effects import effects_of_content
from modules.forms import CommentForm, DecisionForm, LinkForm, ProposalForm
from modules.lengths import minutes_in_doubt
from modules.models import ModulePage, ReviewComment, ReviewLink
from modules.models.module import lesson_heads_from
from modules.models.page import lessons_from, minutes_from, outcomes_from
from modules.notices import notices_for_editor
from modules.selectors import drafts_to_read, reviews_of
from modules.services import approve_draft, ask_for_changes, comment_on_draft, propose_content, publish_draft
from modules.services.publishing import digest_of
from modules.services.review_links import token_of
from modules.services.rules import is_confirmed, waits_for
from modules.views.learning import trail
from modules.views.rules import effects_shown
from people import drafts
from people.access import SignedInRequest, role_required
from people.constants import Role
from stories.selectors import hidden_among


@role_required(Role.EDITOR, Role.GOVERNANCE)
def review_list(request: SignedInRequest) -> HttpResponse:
    return render(request, "modules/review_list.html", {"pages": drafts_to_read(), "trail": trail()})


@role_required(Role.EDITOR, Role.GOVERNANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, page_id: int) -> HttpResponse:
    """One draft, whole. What is decided is bound to the words that were shown, by their fingerprint."""
    page = get_object_or_404(ModulePage.objects.select_related("module", "latest_revision__user"), pk=page_id)
    draft = page.latest_revision
    if draft is None:
        raise Http404
    action = request.POST.get("action", "")
    draft_key = f"review:{draft.pk}"
    typed = drafts.values(drafts.held(request.user, draft_key))
    comment = CommentForm(
        request.POST if action == "comment" else None,
        initial={name.removeprefix("comment-"): value for name, value in typed.items()},
        prefix="comment",
    )
    decision = DecisionForm(request.POST if action in {"approve", "ask"} else None, prefix="decision")
    proposal = ProposalForm(request.POST if action == "propose" else None, prefix="proposal")
    form = next((one for one in (decision, proposal) if one.is_bound), comment)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        said, did = _verbs(request, page, draft, form).get(action, ("", None))
        if did is None:
            raise Http404
        try:
            did()
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
            drafts.forget(request.user, draft_key)
        return redirect("modules:review", page_id)
    forms = {"comment_form": comment, "decision_form": decision, "proposal_form": proposal, "form": form}
    return render(request, "modules/review.html", _shown(page, draft) | forms | _altered(page, draft))


def _verbs(
    request: SignedInRequest, page: ModulePage, draft: Revision, form: Form
) -> dict[str, tuple[str, Callable[[], object]]]:
    """What can be done here: the words when it is done, and the service that does it."""
    facts = {"page": page, "revision": draft, "by": request.user}
    read = request.POST.get("read", "")
    return {
        "comment": ("The comment is recorded.", lambda: comment_on_draft(**facts, **form.cleaned_data)),
        "approve": ("The draft is approved.", lambda: approve_draft(**facts, read=read, **form.cleaned_data)),
        "ask": ("Changes are asked for.", lambda: ask_for_changes(**facts, read=read, **form.cleaned_data)),
        "propose": (
            "A second person is asked.",
            lambda: propose_content(**facts, read=read, **form.cleaned_data),
        ),
        "publish": ("The module is live.", lambda: publish_draft(**facts)),
    }


def _altered(page: ModulePage, draft: Revision) -> dict[str, object]:
    """Whose completions going live would change, when they are more than one person may change alone."""
    effects = effects_of_content(page.module, lesson_heads_from(draft.content))
    if effects.count <= ALTERED_BY_ONE_PERSON or is_confirmed(page.module, draft):
        return {}
    return {"effects": effects_shown(effects), "waits": waits_for(draft)}


def _shown(page: ModulePage, draft: Revision) -> dict[str, object]:
    digest = digest_of(draft)
    lessons = lessons_from(draft.content)
    stories = [part.value.pk for one in lessons for part in one.value["content"] if part.block_type == "story"]
    decisions = reviews_of(draft.pk)
    return {
        "page": page,
        "draft": draft,
        "content": draft.content,
        "digest": digest,
        "minutes": minutes_from(draft.content),
        "minutes_in_doubt": minutes_in_doubt(draft.content),
        "lessons": lessons,
        "outcomes": outcomes_from(draft.content),
        "hidden_stories": hidden_among(stories),
        "comments": ReviewComment.objects.filter(revision_id=draft.pk, content_digest=digest)
        .select_related("link")
        .prefetch_related("answers__answered_by"),
        "links": _links(page, draft),
        "link_form": LinkForm(),
        "decisions": decisions,
        "is_approved": any(
            one.decision == ReviewDecision.APPROVED and one.content_digest == digest for one in decisions
        ),
        "is_live": page.live and page.live_revision_id == draft.pk,
        "for_editor": True,
        "draft_key": f"review:{draft.pk}",
        "notices": notices_for_editor(page.module),
        "trail": trail((reverse("modules:reviews"), "Module reviews")),
    }


def _links(page: ModulePage, draft: Revision) -> list[dict[str, object]]:
    """The links made to these words, each with its address."""
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    return [
        {
            "pk": link.pk,
            "label": link.label,
            "is_open": link.is_open,
            "expires_at": link.expires_at,
            "address": base + reverse("modules:read_draft", args=[token_of(link)]),
        }
        for link in ReviewLink.objects.filter(module=page.module, revision_id=draft.pk)
    ]
