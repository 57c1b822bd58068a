from django.db import models
from django.db.models import F, Q

from cases.constants.outcome import Met, ServiceOutcome
from cases.models.decision import LineRecord
from cases.models.line import SolutionLine
from core.constraints import paired
from people.models import User


class Provision(models.Model):
    """An order to a provider and its hand-over to the person (P9)."""

    line = models.ForeignKey(SolutionLine, on_delete=models.PROTECT, related_name="provisions")
    round = models.PositiveSmallIntegerField()
    provider = models.CharField(max_length=120)
    instructions = models.TextField(blank=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handed_over_at = models.DateTimeField(null=True, blank=True)
    handed_over_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hand_over_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "round"], name="one_provision_in_a_round"),
            paired("provision_handed_over_at_with_by", "handed_over_at", "handed_over_by"),
            models.CheckConstraint(
                name="provision_handed_over_after_it_was_ordered",
                condition=Q(handed_over_at=None) | Q(handed_over_at__gte=F("ordered_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Provision of line {self.line_id} by {self.provider}"


class Outcome(LineRecord):
    """What changed for the person: against their goals, and by the protocol's four service outcomes (P3, M4)."""

    goals_met = models.CharField(max_length=10, choices=Met)
    difference = models.TextField("what is different now")
    stay_at_home = models.CharField(max_length=15, choices=ServiceOutcome)
    avoid_hospital = models.CharField(max_length=15, choices=ServiceOutcome)
    home_from_hospital = models.CharField(max_length=15, choices=ServiceOutcome)
    right_housing = models.CharField(max_length=15, choices=ServiceOutcome)
    own_words = models.TextField("in the person's own words", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "round"], name="one_outcome_in_a_round"),
            models.CheckConstraint(name="outcome_says_what_changed", condition=~Q(difference="")),
        ]
