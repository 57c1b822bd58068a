import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from accreditation.models import Adaptation
from cases.constants.equipment import CheckKind, StockState
from cases.models.line import SolutionLine
from cases.models.provision import Provision
from core.constraints import paired, period
from core.models import ImmutableModel
from core.periods import PeriodQuerySet
from people.models import Organisation, User


class CheckRule(models.Model):
    """How often equipment is looked at: a rule of law or of the maker, dated, and never changed.

    Equipment that lifts people is thoroughly examined at least every six months (Lifting Operations and Lifting
    Equipment Regulations 1998, regulation 9).
    """

    kind = models.CharField(max_length=12, choices=CheckKind)
    is_for_lifting_only = models.BooleanField("only for equipment that lifts people", default=False)
    months = models.PositiveSmallIntegerField(help_text="At the latest so many months after the last one.")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "valid_from"]
        constraints = [
            period("check_rule_ends_after_it_starts"),
            models.CheckConstraint(name="check_rule_is_of_a_month_or_more", condition=Q(months__gte=1)),
            models.UniqueConstraint(
                fields=["kind", "is_for_lifting_only"], condition=Q(valid_until=None), name="one_open_rule_of_a_check"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, every {self.months} months"


class StockItem(models.Model):
    """One piece of equipment or technology that an organisation owns and lends, known by its serial number (P9)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    adaptation = models.ForeignKey(Adaptation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    serial_number = models.CharField(max_length=60)
    is_lifting = models.BooleanField("lifts people", default=False)
    value = models.DecimalField("what a new one costs", max_digits=9, decimal_places=2)
    state = models.CharField(max_length=12, choices=StockState, default=StockState.IN_STOCK)
    taken_in_on = models.DateField()
    taken_in_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    disposed_on = models.DateField(null=True, blank=True)
    disposed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    disposed_how = models.TextField(blank=True)

    class Meta:
        verbose_name = "item of equipment"
        ordering = ["name", "serial_number"]
        indexes = [models.Index(fields=["owner", "state", "name"], name="stock_of_owner")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "serial_number"], name="one_item_for_a_serial_number"),
            models.CheckConstraint(name="stock_state_is_known", condition=Q(state__in=StockState.values)),
            models.CheckConstraint(name="stock_value_is_no_less_than_nothing", condition=Q(value__gte=0)),
            paired("stock_disposed_on_with_by", "disposed_on", "disposed_by"),
            models.CheckConstraint(
                name="stock_disposed_says_how",
                condition=(Q(state=StockState.DISPOSED, disposed_on__isnull=False) & ~Q(disposed_how=""))
                | (~Q(state=StockState.DISPOSED) & Q(disposed_on=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.serial_number}"


class Loan(models.Model):
    """That an item is with a person, from its hand-over until it is brought back; while it is only put by, neither.

    `saved` is what a new one would have cost, less what fitting this one cost: nothing for an item's first loan (F5).
    """

    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="loans")
    provision = models.OneToOneField(Provision, on_delete=models.PROTECT, related_name="loan")
    line = models.ForeignKey(SolutionLine, on_delete=models.PROTECT, related_name="loans")
    saved = models.DecimalField(max_digits=9, decimal_places=2, default=Decimal(0))
    put_by_at = models.DateTimeField()
    lent_on = models.DateField(null=True, blank=True)
    asked_back_on = models.DateField(null=True, blank=True)
    asked_back_why = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="Brought back, or never lent.")

    class Meta:
        ordering = ["-put_by_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(ended_on=None), name="one_open_loan_of_an_item"),
            models.CheckConstraint(
                name="loan_ends_after_it_starts",
                condition=Q(ended_on=None) | Q(lent_on=None) | Q(ended_on__gte=F("lent_on")),
            ),
            models.CheckConstraint(
                name="loan_is_asked_back_with_a_reason", condition=Q(asked_back_on=None) | ~Q(asked_back_why="")
            ),
            models.CheckConstraint(name="loan_saves_no_less_than_nothing", condition=Q(saved__gte=0)),
        ]

    def __str__(self) -> str:
        return f"Loan of {self.item_id}"


class EquipmentCheck(ImmutableModel):
    """That an item was serviced, tested or thoroughly examined, and by when it is looked at again.

    The next day follows from the rule that held on the day, and stays what it was.
    """

    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=12, choices=CheckKind)
    done_on = models.DateField()
    has_passed = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    next_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-done_on", "-id"]
        constraints = [
            models.CheckConstraint(name="check_is_looked_at_again_later", condition=Q(next_on__gte=F("done_on")))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.item_id}"


class Fault(models.Model):
    """Something wrong with an item; it is lent to nobody until it is mended."""

    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="faults")
    words = models.CharField(max_length=300)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    mended_at = models.DateTimeField(null=True, blank=True)
    mended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    mended_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-reported_at", "-id"]
        constraints = [
            paired("fault_mended_at_with_by", "mended_at", "mended_by"),
            models.CheckConstraint(name="fault_says_what", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"Fault of {self.item_id}"
