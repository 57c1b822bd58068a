from decimal import Decimal

from django.db import models
from django.db.models import Q

from accreditation.models import Adaptation
from core.constraints import period
from core.periods import PeriodQuerySet
from people.models import Organisation, User


class PriceList(models.Model):
    """What one provider charges to supply and fit, at a flat rate an item (H5; HIA specification 8.1).

    Partners buy together: one list may hold for several of them (F5; protocol, joint procurement).
    """

    name = models.CharField(max_length=120, unique=True)
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="price_lists")
    partners = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="+",
        help_text="Whose staff may order by this list. Choose none, and every partner may.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """The flat rate for an item of the catalogue, or for a named extra, from a day until the next price.

    The price of an order's day holds for the order.
    """

    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="prices")
    adaptation = models.ForeignKey(
        Adaptation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="item of the catalogue",
    )
    extra = models.CharField(max_length=120, blank=True, help_text="What it is, when the catalogue does not have it.")
    amount = models.DecimalField(
        max_digits=9, decimal_places=2, help_text="In pounds, without VAT, to supply and fit one."
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["price_list", "adaptation__name", "extra", "valid_from"]
        constraints = [
            period("price_ends_after_it_starts"),
            models.CheckConstraint(name="price_is_no_less_than_nothing", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="price_is_of_an_item_or_an_extra",
                condition=(Q(adaptation__isnull=False, extra="")) | (Q(adaptation=None) & ~Q(extra="")),
            ),
            models.UniqueConstraint(
                fields=["price_list", "adaptation"],
                condition=Q(valid_until=None, adaptation__isnull=False),
                name="one_open_price_of_an_item",
            ),
            models.UniqueConstraint(
                fields=["price_list", "extra"],
                condition=Q(valid_until=None, adaptation=None),
                name="one_open_price_of_an_extra",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_name}: £{self.amount}"

    @property
    def item_name(self) -> str:
        return self.adaptation.name if self.adaptation else self.extra

    def of(self, quantity: int) -> Decimal:
        return self.amount * quantity
