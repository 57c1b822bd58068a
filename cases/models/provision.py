"""From an order to what it changed."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from cases.constants.outcome import Met, ServiceOutcome
from cases.constants.provision import CALLED_OFF, ProvisionState
from cases.models.decision import LineRecord
from cases.models.line import SolutionLine
from cases.models.price_list import Price
from core import clock
from core.constraints import different, paired
from core.models import ImmutableModel
from people.models import Organisation, User

if TYPE_CHECKING:
    from cases.models.visit import Visit


class Provision(models.Model):
    """An order to a provider, its works, their inspection and the hand-over to the person (P9).

    It carries who assessed and who authorised the line, so that a constraint can say that neither inspected it
    (design: separation of duties). One that was declined or cancelled stays, and another may follow in the round.
    """

    line = models.ForeignKey(SolutionLine, on_delete=models.PROTECT, related_name="provisions")
    round = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=40, unique=True, help_text="By which the provider knows it.")
    state = models.CharField(max_length=20, choices=ProvisionState, default=ProvisionState.PLACED)
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="provisions")
    billed_to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    instructions = models.TextField(blank=True)
    wanted_by = models.DateField(null=True, blank=True)
    needs_inspection = models.BooleanField(default=False)
    assessed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    authorised_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(null=True, blank=True, help_text="When the works were first completed.")
    completed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    passed_at = models.DateTimeField(null=True, blank=True)
    passed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handed_over_at = models.DateTimeField(null=True, blank=True)
    handed_over_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    was_demonstrated = models.BooleanField(default=False)
    was_tried = models.BooleanField("the person tried it", default=False)
    not_tried_reason = models.TextField(blank=True)
    contacts_left = models.TextField(blank=True)
    documents_left = models.TextField(blank=True)
    hand_over_note = models.TextField(blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    called_off_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "order"
        indexes = [models.Index(fields=["provider", "state", "-ordered_at"], name="provision_of_provider")]
        constraints = [
            models.CheckConstraint(name="provision_state_is_known", condition=Q(state__in=ProvisionState.values)),
            models.UniqueConstraint(
                fields=["line", "round"], condition=~Q(state__in=CALLED_OFF), name="one_live_provision_in_a_round"
            ),
            paired("provision_accepted_at_with_by", "accepted_at", "accepted_by"),
            paired("provision_started_at_with_by", "started_at", "started_by"),
            paired("provision_completed_at_with_by", "completed_at", "completed_by"),
            paired("provision_passed_at_with_by", "passed_at", "passed_by"),
            paired("provision_handed_over_at_with_by", "handed_over_at", "handed_over_by"),
            paired("provision_called_off_at_with_by", "called_off_at", "called_off_by"),
            models.CheckConstraint(
                name="provision_called_off_says_why",
                condition=(Q(state__in=CALLED_OFF, called_off_at__isnull=False) & ~Q(called_off_reason=""))
                | (~Q(state__in=CALLED_OFF) & Q(called_off_at=None)),
            ),
            models.CheckConstraint(
                name="provision_works_completed_after_they_started",
                condition=Q(completed_at=None) | Q(completed_at__gte=F("started_at"), started_at__gte=F("ordered_at")),
            ),
            models.CheckConstraint(
                name="provision_handed_over_after_it_was_ordered",
                condition=Q(handed_over_at=None) | Q(handed_over_at__gte=F("ordered_at")),
            ),
            models.CheckConstraint(
                name="provision_handed_over_whole",
                condition=Q(handed_over_at=None)
                | (
                    Q(completed_at__isnull=False, was_demonstrated=True)
                    & (Q(was_tried=True) | ~Q(not_tried_reason=""))
                    & ~Q(contacts_left="")
                    & (Q(needs_inspection=False) | Q(passed_at__isnull=False))
                ),
            ),
            different("provision_not_passed_by_the_assessor", "passed_by", "assessed_by"),
            different("provision_not_passed_by_the_authoriser", "passed_by", "authorised_by"),
            different("provision_not_passed_by_the_fitter", "passed_by", "completed_by"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_called_off(self) -> bool:
        return self.state in CALLED_OFF

    @property
    def next_visit(self) -> "Visit | None":
        """The first visit that is still to come. Reads what was prefetched."""
        ahead = [one for one in self.visits.all() if one.cancelled_at is None and one.ends_at > clock.now()]
        return min(ahead, key=lambda one: one.starts_at, default=None)


class OrderItem(ImmutableModel):
    """One item of an order at the price of the order's day, or one outside the list at the price agreed (HIA 8.3)."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="items")
    price = models.ForeignKey(Price, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    quantity = models.PositiveSmallIntegerField(default=1)
    unit_price = models.DecimalField(max_digits=9, decimal_places=2)
    reason = models.TextField(blank=True, help_text="Why it is needed although the list does not have it.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="order_item_is_at_least_one", condition=Q(quantity__gte=1)),
            models.CheckConstraint(name="order_item_costs_no_less_than_nothing", condition=Q(unit_price__gte=0)),
            models.CheckConstraint(
                name="order_item_outside_the_list_says_why", condition=Q(price__isnull=False) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def amount(self) -> Decimal:
        return self.unit_price * self.quantity


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
