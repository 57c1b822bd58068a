"""Reading a draft before it goes live (T13)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.constraints import different, paired
from core.models import ImmutableModel
from modules.constants import ReviewDecision, Voice
from modules.models.module import Module


class ReviewLink(models.Model):
    """A link by which people without an account read one draft and say what they think of it (T13).

    It is bound to one revision, expires, and can be revoked. Its address is signed; the row holds no secret.
    """

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="review_links")
    revision_id = models.PositiveBigIntegerField()
    content_digest = models.CharField(max_length=64)
    label = models.CharField(max_length=120, help_text="Who it is for.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            paired("a_link_is_revoked_by_somebody", "revoked_at", "revoked_by"),
            models.CheckConstraint(name="a_link_expires_later", condition=Q(expires_at__gt=models.F("made_at"))),
        ]

    def __str__(self) -> str:
        return f"Link for {self.label}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and clock.now() < self.expires_at


class ReviewComment(ImmutableModel):
    """What a service user, a carer or a practitioner said about one draft, in their words."""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="review_comments")
    revision_id = models.PositiveBigIntegerField()
    content_digest = models.CharField(max_length=64)
    voice = models.CharField(max_length=30, choices=Voice)
    said_by = models.CharField(max_length=120, help_text="A name or a group, such as the carers' forum.")
    words = models.TextField(max_length=4000)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who wrote it down; nobody when it came by a link.",
    )
    link = models.ForeignKey(ReviewLink, null=True, on_delete=models.PROTECT, related_name="comments")

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_comment_came_by_a_person_or_a_link",
                condition=Q(recorded_by__isnull=True) ^ Q(link__isnull=True),
            )
        ]
        indexes = [models.Index(fields=["module", "revision_id"], name="comments_on_a_draft")]

    def __str__(self) -> str:
        return f"{self.get_voice_display()} on {self.module}"


class CommentAnswer(ImmutableModel):
    """What was done about a comment, by an editor. A later answer stands beside the earlier one (T13)."""

    comment = models.ForeignKey(ReviewComment, on_delete=models.PROTECT, related_name="answers")
    done = models.TextField(max_length=2000)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["answered_at", "pk"]

    def __str__(self) -> str:
        return f"Answer to: {self.comment}"


class ModuleReview(ImmutableModel):
    """The decision about exactly one revision of a module's page, by somebody who did not write it.

    The editor may overwrite a revision in place while somebody types, so the review holds a fingerprint of what
    was read: other words under the same number are not approved.
    """

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="reviews")
    revision_id = models.PositiveBigIntegerField()
    content_digest = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=20, choices=ReviewDecision)
    note = models.TextField(blank=True, max_length=2000)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            different("reviewer_is_not_the_author", "author", "decided_by"),
            models.UniqueConstraint(
                fields=["revision_id", "content_digest"],
                condition=Q(decision=ReviewDecision.APPROVED),
                name="one_approval_for_a_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.module}"
