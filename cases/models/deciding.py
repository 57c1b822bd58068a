"""Who decides, for each decision, and who may speak or decide for somebody (P13); with whom a record is shared (R2)."""

from django.db import models
from django.db.models import Q

from cases.constants.conversation import Capacity
from cases.constants.intake import LawfulBasis
from cases.constants.people import SPEAKS_ONLY, HowGiven, PowerKind, SharingScope
from cases.models.person import Person
from core.constraints import paired, period
from core.models import ImmutableModel
from core.periods import PeriodQuerySet
from people.models import Organisation, User


class Power(models.Model):
    """By what somebody may decide or speak for a person: the papers, as they were seen, and for which decisions."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="powers")
    kind = models.CharField(max_length=20, choices=PowerKind)
    holder = models.CharField(max_length=120)
    reach = models.CharField("how to reach them", max_length=160, blank=True)
    decisions = models.TextField("which decisions it covers")
    document = models.CharField("which paper was seen", max_length=160)
    seen_on = models.DateField()
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["holder"]
        constraints = [
            period("power_period"),
            models.CheckConstraint(
                name="power_says_who_what_and_by_which_paper",
                condition=~(Q(holder="") | Q(decisions="") | Q(document="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Power {self.pk}"

    @property
    def may_decide(self) -> bool:
        """An advocate speaks for somebody and decides nothing."""
        return self.kind not in SPEAKS_ONLY


class CapacityRecord(ImmutableModel):
    """Whether a person could make one decision, on one day, and what was done to help them make it.

    Capacity is of a decision and a time, never of a person: an earlier record says nothing about the next decision.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="capacity_records")
    decision = models.CharField("which decision", max_length=200)
    finding = models.CharField(max_length=12, choices=Capacity)
    support_tried = models.TextField("what was done to help them decide", blank=True)
    power = models.ForeignKey(Power, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="capacity_is_for_a_decision", condition=~Q(decision="")),
            models.CheckConstraint(
                name="capacity_says_what_support_was_tried",
                condition=Q(finding=Capacity.DECIDES) | ~Q(support_tried=""),
            ),
            models.CheckConstraint(
                name="capacity_names_who_decides",
                condition=Q(finding=Capacity.REPRESENTED, power__isnull=False)
                | (~Q(finding=Capacity.REPRESENTED) & Q(power=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"Capacity {self.pk}"


class Sharing(models.Model):
    """That a partner may be told about somebody: how much, by what right, from when, and until it was taken back."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sharings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=10, choices=SharingScope)
    lawful_basis = models.CharField(max_length=20, choices=LawfulBasis)
    how_given = models.CharField(max_length=15, choices=HowGiven, blank=True)
    note = models.TextField(blank=True)
    given_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_how = models.CharField(max_length=15, choices=HowGiven, blank=True)

    class Meta:
        ordering = ["-given_on", "-id"]
        constraints = [
            paired("sharing_withdrawn_at_with_by", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                name="sharing_by_consent_says_how",
                condition=(Q(lawful_basis=LawfulBasis.CONSENT) & ~Q(how_given=""))
                | (~Q(lawful_basis=LawfulBasis.CONSENT) & Q(how_given="")),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(withdrawn_at=None),
                name="one_standing_sharing_with_a_partner",
            ),
        ]

    def __str__(self) -> str:
        return f"Sharing {self.pk}"
