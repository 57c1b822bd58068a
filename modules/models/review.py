"""Reading a draft before it goes live (T13)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.constraints import different
from core.models import ImmutableModel
from modules.constants import ReviewDecision, Voice
from modules.models.module import Module


class ReviewComment(ImmutableModel):
    """What a service user, a carer or a practitioner said about one draft, in their words."""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="review_comments")
    revision_id = models.PositiveBigIntegerField()
    content_digest = models.CharField(max_length=64)
    voice = models.CharField(max_length=30, choices=Voice)
    said_by = models.CharField(max_length=120, help_text="A name or a group, such as the carers' forum.")
    words = models.TextField(max_length=4000)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["recorded_at", "pk"]
        indexes = [models.Index(fields=["module", "revision_id"], name="comments_on_a_draft")]

    def __str__(self) -> str:
        return f"{self.get_voice_display()} on {self.module}"


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
