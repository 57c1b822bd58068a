"""From a draft to a version: comments, a decision by somebody else, and going live (T13)."""

import hashlib
import json
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from wagtail.models import Revision

from audit.services import record
from core import clock
from modules.constants import VOICES_TO_HEAR, ReviewDecision, ReviewState, Voice
from modules.exceptions import NotReviewed, ReviewNotAllowed
from modules.models import Module, ModulePage, ModuleReview, ModuleVersion, ReviewComment
from modules.models.page import minutes_from, outcomes_from
from modules.services.scenarios import require_scenarios_published
from modules.signals import module_published
from people.constants import Role
from people.models import User
from people.selectors import roles_of

WRITERS = frozenset({Role.EDITOR, Role.GOVERNANCE})


def digest_of(revision: Revision) -> str:
    """The fingerprint of every word of a revision."""
    text = json.dumps(revision.content, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _latest(page: ModulePage, revision: Revision) -> Revision:
    """The revision as it stands now, locked. Raises `ReviewNotAllowed` unless it is the page's newest."""
    found = Revision.objects.select_for_update().filter(pk=revision.pk).first()
    newest = ModulePage.objects.filter(pk=page.pk).values_list("latest_revision_id", flat=True).first()
    if found is None or found.pk != newest:
        raise ReviewNotAllowed("There is a newer draft of this module. Read that one.")
    return found


@transaction.atomic
def comment_on_draft(
    *, page: ModulePage, revision: Revision, voice: Voice, said_by: str, words: str, by: User
) -> ReviewComment:
    """Record what somebody said about the newest draft."""
    if roles_of(by).isdisjoint(WRITERS):
        raise ReviewNotAllowed("Only editors and the governance group record comments on a draft.")
    revision = _latest(page, revision)
    comment = ReviewComment.objects.create(
        module=page.module,
        revision_id=revision.pk,
        content_digest=digest_of(revision),
        voice=voice,
        said_by=said_by,
        words=words,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    record("modules.draft_commented", comment, by=by, detail={"revision": revision.pk, "voice": voice})
    return comment


def _decide(
    page: ModulePage, revision: Revision, read: str, decision: ReviewDecision, note: str, by: User
) -> ModuleReview:
    if Role.GOVERNANCE not in roles_of(by):
        raise ReviewNotAllowed("Only a member of the governance group decides about a draft.")
    revision = _latest(page, revision)
    if revision.user is None:
        raise ReviewNotAllowed(
            "Nobody is named as the author of this draft, so nobody else can be found to approve it."
        )
    if revision.user_id == by.pk:
        raise ReviewNotAllowed("You wrote this draft. Somebody else must decide about it.")
    digest = digest_of(revision)
    if digest != read:
        raise ReviewNotAllowed("The draft changed while you were reading it. Read it again.")
    if approved := ModuleReview.objects.filter(
        revision_id=revision.pk, content_digest=digest, decision=ReviewDecision.APPROVED
    ).first():
        raise ReviewNotAllowed(f"{approved.decided_by} has already approved this draft.")
    review = ModuleReview.objects.create(
        module=page.module,
        revision_id=revision.pk,
        content_digest=digest,
        author=revision.user,
        decision=decision,
        note=note,
        decided_at=clock.now(),
        decided_by=by,
    )
    record(f"modules.draft_{decision}", review, by=by, detail={"revision": revision.pk})
    return review


@transaction.atomic
def approve_draft(*, page: ModulePage, revision: Revision, read: str, by: User, note: str = "") -> ModuleReview:
    """Approve exactly this revision, whose fingerprint when it was read was `read`. Not by its author."""
    return _decide(page, revision, read, ReviewDecision.APPROVED, note, by)


@transaction.atomic
def ask_for_changes(*, page: ModulePage, revision: Revision, read: str, by: User, note: str) -> ModuleReview:
    return _decide(page, revision, read, ReviewDecision.CHANGES_ASKED, note, by)


def publish_draft(*, page: ModulePage, revision: Revision, by: User) -> ModuleVersion:
    """Make an approved draft live. The rules are those of `ModulePage.publish`."""
    page.publish(revision, user=by)
    return ModuleVersion.objects.get(module=page.module, revision_id=revision.pk)


def require_approved(*, page: ModulePage, revision: Revision, by: User | None) -> Revision:
    """The revision as it stands in the database, locked, if it may go live now; raises `NotReviewed` if not."""
    if by is None or roles_of(by).isdisjoint(WRITERS):
        raise NotReviewed("Only an editor or a member of the governance group makes a module live.")
    current = Revision.objects.select_for_update().get(pk=revision.pk)
    review = (
        ModuleReview.objects.filter(
            module_id=page.module_id,
            revision_id=current.pk,
            content_digest=digest_of(current),
            decision=ReviewDecision.APPROVED,
        )
        .exclude(decided_by=current.user)
        .first()
    )
    if review is None:
        raise NotReviewed(
            "This draft has not been approved. It goes live when a member of the governance group who did not "
            "write it has approved exactly these words."
        )
    if current.content["module"] != page.module_id:
        raise NotReviewed("A page stays with its module. Write a page of its own for another module.")
    require_scenarios_published(current.content)
    go_live_at = current.content.get("go_live_at")
    if go_live_at and datetime.fromisoformat(go_live_at) > clock.now():
        raise NotReviewed("A module goes live when it is published; it cannot be scheduled. Clear the go-live time.")
    if ModuleVersion.objects.filter(module_id=page.module_id, revision_id__gt=current.pk).exists():
        raise NotReviewed("A newer draft has been live already. Bring the old text back as a new draft.")
    return current


def make_version(*, page: ModulePage, revision: Revision, by: User) -> ModuleVersion:
    """Keep what went live. Making the same revision live again after taking it down keeps the version it has."""
    module = Module.objects.select_for_update().get(pk=page.module_id)
    if existing := ModuleVersion.objects.filter(module=module, revision_id=revision.pk).first():
        return existing
    content = revision.content
    newest = ModuleVersion.objects.filter(module=module).order_by("-number").first()
    version = ModuleVersion.objects.create(
        module=module,
        number=newest.number + 1 if newest else 1,
        label=content["label"],
        title=content["title"],
        content=content,
        outcomes=outcomes_from(content),
        pass_mark=content["pass_mark"],
        questions_drawn=content["questions_drawn"],
        minutes=minutes_from(content),
        review_state=_review_state(revision),
        revision_id=revision.pk,
        published_at=clock.now(),
        published_by=by,
    )
    record("modules.published", version, by=by, detail={"revision": revision.pk, "number": version.number})
    module_published.send(sender=ModuleVersion, version=version)
    return version


def _review_state(revision: Revision) -> ReviewState:
    """Text stands as a draft until all who must be heard have spoken about exactly these words."""
    heard = ReviewComment.objects.filter(revision_id=revision.pk, content_digest=digest_of(revision))
    missing = VOICES_TO_HEAR - {Voice(voice) for voice in heard.values_list("voice", flat=True)}
    return ReviewState.DRAFT if missing else ReviewState.REVIEWED
