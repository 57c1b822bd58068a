"""Money of the partners for a year, and what was done with it (F3, protocol, Integrated budget planning)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from cases.constants.budgets import NOTHING
from cases.constants.funding import Stream
from cases.models.line import SolutionLine
from core.models import ImmutableModel
from people.models import Organisation, User


class Budget(models.Model):
    """What an organisation has for one stream in a financial year, which begins on 1 April.

    A part may be earmarked for prevention: other solutions may not use it. `general`, `prevention` and `spent` are kept
    with every commitment, release and payment, under this row's lock, so that the database itself refuses to overspend.
    """

    reference = models.CharField(max_length=12, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="budgets")
    stream = models.CharField(max_length=20, choices=Stream)
    year = models.PositiveSmallIntegerField("financial year", help_text="The year in which it begins, on 1 April.")
    amount = models.DecimalField(max_digits=11, decimal_places=2)
    earmarked = models.DecimalField("earmarked for prevention", max_digits=11, decimal_places=2, default=NOTHING)
    holders = models.ManyToManyField(User, related_name="budgets", help_text="Who commits money from it.")
    serves = models.ManyToManyField(
        Organisation, blank=True, related_name="+", help_text="Whose cases it pays for, besides its own."
    )
    general = models.DecimalField("committed", max_digits=11, decimal_places=2, default=NOTHING)
    prevention = models.DecimalField("committed for prevention", max_digits=11, decimal_places=2, default=NOTHING)
    spent = models.DecimalField(max_digits=11, decimal_places=2, default=NOTHING)

    class Meta:
        ordering = ["-year", "organisation__name", "stream"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "stream", "year"], name="one_budget_for_a_stream_and_year"),
            models.CheckConstraint(
                name="budget_earmarks_a_part_of_itself", condition=Q(earmarked__gte=0, earmarked__lte=F("amount"))
            ),
            models.CheckConstraint(
                name="budget_is_never_overspent",
                condition=Q(general__gte=0, prevention__gte=0, spent__gte=0)
                & Q(amount__gte=F("general") + F("prevention"))
                & Q(amount__gte=F("general") + F("earmarked")),
            ),
            models.CheckConstraint(
                name="budget_spends_what_is_committed", condition=Q(spent__lte=F("general") + F("prevention"))
            ),
            models.CheckConstraint(name="budget_stream_is_known", condition=Q(stream__in=Stream.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_stream_display()}, {self.organisation}, {self.year_words}"

    @property
    def year_words(self) -> str:
        return f"{self.year}/{(self.year + 1) % 100:02}"

    @property
    def committed(self) -> Decimal:
        """All that is set aside, paid or not."""
        return self.general + self.prevention

    @property
    def left(self) -> Decimal:
        return self.amount - self.committed

    @property
    def left_for_general(self) -> Decimal:
        """What may still be committed to solutions that are not prevention."""
        return min(self.left, self.amount - self.earmarked - self.general)


class BudgetChange(ImmutableModel):
    """What a budget became, from when, why, and by whom."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="changes")
    amount = models.DecimalField(max_digits=11, decimal_places=2)
    earmarked = models.DecimalField(max_digits=11, decimal_places=2)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="budget_change_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.budget}: £{self.amount}"


class CommitmentRelease(ImmutableModel):
    """That what was left of a commitment went back into the budget, and why."""

    commitment = models.OneToOneField("Commitment", on_delete=models.PROTECT, related_name="release")
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="release_is_of_money_and_says_why", condition=Q(amount__gt=0) & ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Release of {self.commitment}"


class Spend(ImmutableModel):
    """What was paid for a line, by the invoice that asked for it (H6); less than nothing came back by a credit note.

    Without a commitment it is of direct access.
    """

    line = models.ForeignKey(SolutionLine, on_delete=models.PROTECT, related_name="spends")
    round = models.PositiveSmallIntegerField()
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="spends")
    commitment = models.ForeignKey("Commitment", null=True, blank=True, on_delete=models.PROTECT, related_name="spends")
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    invoice = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["budget", "-at"], name="spend_of_budget")]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "invoice"], name="an_invoice_is_paid_once_from_a_commitment"),
            models.UniqueConstraint(
                fields=["line", "round", "invoice"],
                condition=Q(commitment=None),
                name="an_invoice_is_paid_once_for_a_line",
            ),
            models.CheckConstraint(name="spend_is_of_money_by_invoice", condition=~Q(amount=0) & ~Q(invoice="")),
        ]

    def __str__(self) -> str:
        return f"Payment for line {self.line_id}"


class FundsWait(ImmutableModel):
    """That an approved line began to wait for money, how much, and why. It is not closed (design, 3.7)."""

    line = models.ForeignKey(SolutionLine, on_delete=models.PROTECT, related_name="waits")
    round = models.PositiveSmallIntegerField()
    budget = models.ForeignKey(Budget, null=True, blank=True, on_delete=models.PROTECT, related_name="waits")
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="a_wait_for_money_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"Line {self.line_id} waits for money"
