"""Homes, who lives in them from when, and what whoever goes there must know first."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from cases.constants.people import FlagKind
from cases.exceptions import TenureToConfirm
from cases.models.person import Person
from core.constraints import paired, period
from core.periods import PeriodQuerySet
from people.models import Locality, Organisation, User
from people.vocabulary import Tenure

UPRN = RegexValidator(r"^[0-9]{1,12}$", "Enter up to 12 digits, or leave it empty")


class Home(models.Model):
    """Where somebody lives. The tenure decides what is on offer by direct access and who pays, never who is heard.

    The tenure may be still to confirm: what depends on it says so and guesses nothing.
    """

    address = models.TextField(help_text="One line for each part of the address.")
    postcode = models.CharField(max_length=10)
    tenure = models.CharField(max_length=20, choices=[("", "To confirm"), *Tenure.choices], blank=True)
    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="+")
    uprn = models.CharField(
        "unique property reference number",
        max_length=12,
        blank=True,
        validators=[UPRN],
        help_text="Up to 12 digits, if you know it.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="home_tenure_is_known", condition=Q(tenure__in=["", *Tenure.values])),
            models.CheckConstraint(name="home_uprn_is_digits", condition=Q(uprn="") | Q(uprn__regex=r"^[0-9]+$")),
        ]

    def __str__(self) -> str:
        return f"Home {self.pk}"

    @property
    def known_tenure(self) -> Tenure:
        """The tenure, for what depends on it. Raises `TenureToConfirm` while nobody knows."""
        if not self.tenure:
            raise TenureToConfirm(
                "How this home is held is still to confirm. What can be arranged, and who pays, depends on it: "
                "confirm it under “Person and home”."
            )
        return Tenure(self.tenure)

    @property
    def in_one_line(self) -> str:
        return ", ".join([*self.address.split("\n"), self.postcode])


class Residence(models.Model):
    """That a person lives in a home, from when, as an organisation was told."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="residences")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="residences")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            period("residence_period"),
            models.UniqueConstraint(fields=["person"], condition=Q(valid_until=None), name="one_home_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"Residence {self.pk}"


class Caring(models.Model):
    """That one person looks after another. A carer is a person with needs of their own, and may have a case."""

    carer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cares_for")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="carers")
    tie = models.CharField("what they are to each other", max_length=120)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            period("caring_period"),
            models.CheckConstraint(name="nobody_is_their_own_carer", condition=~Q(carer=F("person"))),
            models.UniqueConstraint(
                fields=["carer", "person"], condition=Q(valid_until=None), name="one_caring_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Caring {self.pk}"


class HomeFlag(models.Model):
    """A hazard at an address, or that nobody visits it alone: dated, with a reason and a day of review.

    A day of review that has passed ends nothing: the warning stands until somebody takes it down.
    """

    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=12, choices=FlagKind)
    words = models.CharField("what to know and do", max_length=200)
    reason = models.TextField("how this is known")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            paired("flag_ended_at_with_by", "ended_at", "ended_by"),
            models.CheckConstraint(name="flag_says_what_and_why", condition=~Q(words="") & ~Q(reason="")),
            models.CheckConstraint(
                name="flag_ended_says_why", condition=Q(ended_at=None, ended_reason="") | ~Q(ended_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"Flag {self.pk}"
