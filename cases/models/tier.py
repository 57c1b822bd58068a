"""How complex a need is: the dated rules that raise it, what was recorded, and who lowered it (P5)."""

from django.db import models
from django.db.models import Q

from accreditation.models import Adaptation
from cases.constants.tier import RECORDED_OF_CASE, RECORDED_OF_LINE, Situation
from cases.models.case import Case
from cases.models.decision import LineRecord
from cases.models.line import SolutionLine
from core.constraints import period
from core.models import ImmutableModel
from core.periods import PeriodQuerySet
from people.models import ProfessionalRegistration, User
from people.vocabulary import Tier


class TierEscalator(models.Model):
    """To which tier a situation raises a need, and for which items. A change of policy ends one and starts the next."""

    situation = models.CharField(max_length=15, choices=Situation)
    tier = models.CharField("raises to", max_length=15, choices=Tier)
    items = models.ManyToManyField(
        Adaptation, blank=True, related_name="+", help_text="The items that it raises. None chosen: every item."
    )
    under_age = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Only for “for a child”: whoever is younger than this is one."
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "rule that raises a tier"
        verbose_name_plural = "rules that raise a tier"
        ordering = ["situation", "-valid_from"]
        constraints = [
            period("tier_escalator_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["situation"], condition=Q(valid_until=None), name="one_open_tier_escalator_for_a_situation"
            ),
            models.CheckConstraint(
                name="tier_escalator_for_a_child_says_the_age",
                condition=Q(situation=Situation.CHILD, under_age__isnull=False)
                | (~Q(situation=Situation.CHILD) & Q(under_age=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_situation_display()}: {self.get_tier_display().lower()}, from {self.valid_from:%-d %B %Y}"


class Circumstance(ImmutableModel):
    """That a situation was found in a case, or in one solution of it. Once recorded it stays: a tier is lowered by
    somebody registered, never by taking a fact away.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="circumstances")
    line = models.ForeignKey(
        SolutionLine, null=True, blank=True, on_delete=models.PROTECT, related_name="circumstances"
    )
    situation = models.CharField(max_length=15, choices=Situation)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "situation"], condition=Q(line=None), name="one_circumstance_of_a_case"
            ),
            models.UniqueConstraint(fields=["line", "situation"], name="one_circumstance_of_a_line"),
            models.CheckConstraint(
                name="circumstance_is_of_a_case_or_of_a_line",
                condition=Q(line=None, situation__in=RECORDED_OF_CASE)
                | Q(line__isnull=False, situation__in=RECORDED_OF_LINE),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_situation_display())


class TierLowering(LineRecord):
    """That a registered occupational therapist or other AHP, who had no part in the case, lowered a tier, and why."""

    was = models.CharField(max_length=15, choices=Tier)
    tier = models.CharField(max_length=15, choices=Tier)
    reason = models.TextField()
    registration = models.ForeignKey(ProfessionalRegistration, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="tier_lowering_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="tier_lowering_changes_the_tier", condition=~Q(was=models.F("tier"))),
        ]
