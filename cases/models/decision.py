"""What was recommended and decided about a line: written once, one of each in a round."""

from django.db import models
from django.db.models import F, Q

from cases.constants.decisions import Basis, Sought
from cases.constants.reviews import WHY_REVIEWED, ReviewDecision
from cases.models.budget import Budget
from cases.models.line import SolutionLine
from core.constraints import different
from core.models import ImmutableModel
from core.working_days import Calendar
from people.models import User
from people.vocabulary import Tier


class LineRecord(ImmutableModel):
    """Something that somebody did to a line, in one round of it."""

    line = models.ForeignKey(SolutionLine, on_delete=models.PROTECT, related_name="%(class)ss")
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} of line {self.line_id}"


class RegisterAnswer(models.Model):
    """What the register answered, as far as the case keeps it; the answer itself is proved there (A5)."""

    answer_id = models.CharField(max_length=64)
    register_number = models.PositiveBigIntegerField()

    class Meta:
        abstract = True


class Recommendation(LineRecord):
    """What the assessor proposes to whoever authorises. Its tier is never lower than the catalogue's (P5)."""

    tier = models.CharField(max_length=15, choices=Tier)
    tier_reason = models.TextField(blank=True)
    summary = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "round"], name="one_recommendation_in_a_round"),
            models.CheckConstraint(name="recommendation_says_what", condition=~Q(summary="")),
        ]


class Authorisation(LineRecord, RegisterAnswer):
    """That the provision is right, decided by somebody whom the register permitted (P7).

    It commits no money. One for a line in a round: the constraint decides between two who authorise at once.
    """

    subject = models.CharField(max_length=40, help_text="The number under which the register knew them.")
    basis = models.CharField(max_length=15, choices=Basis)
    tier = models.CharField(max_length=15, choices=Tier)

    class Meta:
        indexes = [models.Index(fields=["by", "line"], name="authorisation_by")]
        constraints = [
            models.UniqueConstraint(fields=["line", "round"], name="one_live_authorisation_for_a_line"),
            models.UniqueConstraint(fields=["answer_id"], name="one_authorisation_for_an_answer"),
            models.CheckConstraint(name="authorisation_stands_on_an_answer", condition=~Q(answer_id="")),
        ]


class AuthorisationRefusal(LineRecord, RegisterAnswer):
    """That somebody tried to authorise and the register said no. Kept, because the answer is."""

    sought = models.CharField(max_length=15, choices=Sought)
    subject = models.CharField(max_length=40, blank=True)
    tier = models.CharField(max_length=15, choices=Tier)
    reasons = models.JSONField(default=list, help_text="The register's reason codes.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer_id"], name="one_refusal_for_an_answer")]


class DirectAccessArrangement(LineRecord, RegisterAnswer):
    """That an item on the tenure's list was arranged without assessment: who read the answers, and when (P6).

    It is to be fitted by `due_on`, counted in the working days of the home's nation.
    """

    due_on = models.DateField(null=True)
    calendar = models.CharField(max_length=3, choices=Calendar, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "round"], name="one_direct_access_arrangement_in_a_round"),
            models.CheckConstraint(
                name="direct_access_due_by_a_calendar",
                condition=Q(due_on=None, calendar="") | (Q(due_on__isnull=False) & ~Q(calendar="")),
            ),
        ]


class Commitment(LineRecord):
    """Money set aside for a line: the budget holder's act, never the authoriser's (design: separation of duties).

    What is committed later to the same round, after a release or for a dearer job, is the next by `number`.
    """

    number = models.PositiveSmallIntegerField(default=1)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="commitments")
    is_prevention = models.BooleanField("prevention or early intervention", default=False)
    reason = models.TextField("why more is committed", blank=True)
    authorised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["budget", "-at"], name="commitment_of_budget")]
        constraints = [
            models.UniqueConstraint(fields=["line", "round", "number"], name="one_commitment_for_a_number"),
            models.CheckConstraint(name="commitment_is_of_money", condition=Q(amount__gt=0)),
            different("commitment_not_by_the_authoriser", "by", "authorised_by"),
        ]


class ReviewItem(models.Model):
    """A line whose authoriser has since been suspended or revoked, or that the register elsewhere would not have
    allowed while it was away, to be looked at before it is fitted (P12).

    The authorisation stays valid when made. Somebody else confirms, changes or stops the line by the due day.
    """

    authorisation = models.ForeignKey(Authorisation, on_delete=models.PROTECT, related_name="review_items")
    line = models.ForeignKey(SolutionLine, on_delete=models.PROTECT, related_name="review_items")
    authorised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=20, choices=WHY_REVIEWED)
    raised_at = models.DateTimeField()
    due_on = models.DateField()
    calendar = models.CharField(
        max_length=3, choices=Calendar, default=Calendar.SCOTLAND, help_text="Whose working days it was counted in."
    )
    decision = models.CharField(max_length=10, choices=ReviewDecision, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    answer_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "review"
        constraints = [
            models.UniqueConstraint(
                fields=["authorisation"], condition=Q(decided_at=None), name="one_open_review_of_an_authorisation"
            ),
            models.CheckConstraint(
                name="review_decided_whole",
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (~Q(decision="") & ~Q(note="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="review_not_by_the_authoriser",
                condition=Q(decided_by=None) | ~Q(decided_by=F("authorised_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"Review of line {self.line_id}"
