"""What is kept with a suspension: the person's replies, the reviews, and the words of who would lift it (A2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accreditation.constants import LiftedAs
from accreditation.models.accreditation import AccreditationDecision
from core.models import ImmutableModel
from core.working_days import Calendar


class SuspensionReply(ImmutableModel):
    """What the person wrote about their suspension. The officers read it; the public never does."""

    suspension = models.ForeignKey(AccreditationDecision, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "suspension replies"
        ordering = ["written_at", "id"]
        constraints = [models.CheckConstraint(name="suspension_reply_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"Reply to {self.suspension}"


class SuspensionReview(ImmutableModel):
    """That an officer looked at a suspension again and kept it, why, and when it is looked at next."""

    suspension = models.ForeignKey(AccreditationDecision, on_delete=models.PROTECT, related_name="reviews")
    reason = models.TextField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    next_review_on = models.DateField()
    review_calendar = models.CharField(max_length=3, choices=Calendar)

    class Meta:
        ordering = ["reviewed_at", "id"]
        constraints = [models.CheckConstraint(name="suspension_review_has_a_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"Review of {self.suspension}"


class ReinstatementProposal(ImmutableModel):
    """The first officer's word that a suspension be lifted; a second officer's word decides."""

    suspension = models.ForeignKey(AccreditationDecision, on_delete=models.PROTECT, related_name="proposals")
    reason = models.TextField()
    lifted_as = models.CharField(max_length=15, choices=LiftedAs)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["suspension", "proposed_by"], name="one_proposal_by_an_officer"),
            models.CheckConstraint(name="proposal_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="proposal_says_why_it_ends", condition=Q(lifted_as__in=LiftedAs.values)),
        ]

    def __str__(self) -> str:
        return f"Proposal to lift {self.suspension}"
