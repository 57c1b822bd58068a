"""Drafts read by people without an account: a link, their comments, and what was done about them (T13)."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from wagtail.models import Revision

from audit.services import record
from core import clock
from core.transitions import lock
from modules.constants import Voice
from modules.exceptions import LinkNotOpen, ReviewNotAllowed
from modules.models import CommentAnswer, ModulePage, ReviewComment, ReviewLink
from modules.services.publishing import WRITERS, digest_of
from people.models import User
from people.selectors import roles_of

SALT = "modules.review-link"
DAYS = 28
COMMENTS_AN_HOUR = 20


def token_of(link: ReviewLink) -> str:
    return signing.Signer(salt=SALT).sign(str(link.pk))


def link_for(token: str) -> ReviewLink:
    """The link of an address. Raises `LinkNotOpen` in words when it is forged, revoked, expired or of older words."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature as error:
        raise LinkNotOpen("This link is not complete. Copy the whole of it, or ask whoever sent it to you.") from error
    link = ReviewLink.objects.select_related("module").filter(pk=pk).first()
    if link is None or not link.is_open:
        raise LinkNotOpen("This link is closed. Thank you for reading; ask whoever sent it if you still want to.")
    return link


def draft_of(link: ReviewLink) -> Revision:
    """The very words the link was made for. Raises `LinkNotOpen` when they have changed since."""
    revision = Revision.objects.filter(pk=link.revision_id).first()
    if revision is None or digest_of(revision) != link.content_digest:
        raise LinkNotOpen("This text has been written anew since the link was made. Ask for a new link.")
    return revision


@transaction.atomic
def make_link(*, page: ModulePage, revision: Revision, label: str, by: User) -> ReviewLink:
    _require_writer(by)
    now = clock.now()
    link = ReviewLink.objects.create(
        module=page.module,
        revision_id=revision.pk,
        content_digest=digest_of(revision),
        label=label,
        made_at=now,
        made_by=by,
        expires_at=now + timedelta(days=DAYS),
    )
    record("modules.review_link_made", link, by=by, detail={"revision": revision.pk})
    return link


@transaction.atomic
def revoke_link(*, link: ReviewLink, by: User) -> None:
    _require_writer(by)
    link = lock(ReviewLink.objects, link.pk)
    if link.revoked_at:
        raise ReviewNotAllowed("This link has been revoked already.")
    link.revoked_at, link.revoked_by = clock.now(), by
    link.save(update_fields=["revoked_at", "revoked_by"])
    record("modules.review_link_revoked", link, by=by)


@transaction.atomic
def comment_by_link(*, token: str, voice: Voice, said_by: str, words: str) -> ReviewComment:
    """Keep what somebody without an account said about the draft. Sent twice, it is kept once."""
    link = lock(ReviewLink.objects, link_for(token).pk)
    if not link.is_open:
        raise LinkNotOpen("This link is closed.")
    revision = draft_of(link)
    said = ReviewComment.objects.filter(link=link)
    if same := said.filter(voice=voice, said_by=said_by, words=words).first():
        return same
    if said.filter(recorded_at__gt=clock.now() - timedelta(hours=1)).count() >= COMMENTS_AN_HOUR:
        raise LinkNotOpen("Many comments came by this link in the last hour. Send yours a little later.")
    comment = ReviewComment.objects.create(
        module=link.module,
        revision_id=revision.pk,
        content_digest=link.content_digest,
        voice=voice,
        said_by=said_by,
        words=words,
        recorded_at=clock.now(),
        link=link,
    )
    record("modules.draft_commented", comment, by=None, detail={"revision": revision.pk, "voice": voice})
    return comment


@transaction.atomic
def answer_comment(*, comment: ReviewComment, done: str, by: User) -> CommentAnswer:
    """Say what was done about a comment. It stays with the version."""
    _require_writer(by)
    answer = CommentAnswer.objects.create(comment=comment, done=done, answered_at=clock.now(), answered_by=by)
    record("modules.comment_answered", answer, by=by)
    return answer


def _require_writer(by: User) -> None:
    if roles_of(by).isdisjoint(WRITERS):
        raise ReviewNotAllowed("Only editors and the governance group look after the review of a draft.")
