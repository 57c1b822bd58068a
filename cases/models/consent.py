"""Consent of landlords and of other owners, and building control: the dated law, what was asked, what was answered."""

from datetime import date

from django.db import models
from django.db.models import Q

from cases.consents import appeal_until, status_on
from cases.constants.consents import (
    TURNED_DOWN,
    AskedOf,
    BuildingControl,
    ConsentGiven,
    ConsentStatus,
    Silence,
)
from cases.models.decision import LineRecord
from core import clock
from core.constraints import period
from core.models import ImmutableModel
from core.periods import PeriodQuerySet
from people.models import User
from people.vocabulary import Nation, Tenure


class ConsentRule(models.Model):
    """Who is asked in which kind of tenancy, how long they have, what silence means, and where to appeal.

    Sources: Housing (Scotland) Act 2006, ss. 52, 53 and 66A; Housing (Scotland) Act 2001, s. 28 and sch. 5;
    SSI 2020/52 as amended by SSI 2021/459; Housing Act 1985, ss. 97 and 98; Equality Act 2010, s. 190.
    """

    nation = models.CharField(max_length=10, choices=Nation)
    asked_of = models.CharField(max_length=10, choices=AskedOf)
    tenure = models.CharField(max_length=20, choices=Tenure, blank=True, help_text="Empty for every tenure.")
    tenancy = models.CharField(max_length=60, help_text="What the law calls it.")
    months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Calendar months to answer.")
    days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Days to answer, in place of months.")
    on_silence = models.CharField("what silence means", max_length=10, choices=Silence)
    appeal_to = models.CharField(max_length=120)
    appeal_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty where none are set.")
    letter = models.TextField(help_text="What the letter says of the law.")
    source = models.CharField(max_length=250)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["nation", "asked_of", "tenure", "-valid_from"]
        constraints = [
            period("consent_rule_ends_after_it_starts"),
            models.CheckConstraint(
                name="consent_rule_counts_months_or_days",
                condition=Q(months__gt=0, days=None) | Q(months=None, days__gt=0),
            ),
            models.UniqueConstraint(
                fields=["nation", "asked_of", "tenure"],
                condition=Q(valid_until=None),
                name="one_open_consent_rule_for_a_tenancy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nation_display()}, {self.get_asked_of_display().lower()}, {self.tenancy}"


class ConsentRequest(LineRecord):
    """That a landlord or another owner was asked on a day. The last day for the answer is kept with the rule."""

    number = models.PositiveSmallIntegerField()
    asked_of = models.CharField(max_length=10, choices=AskedOf)
    asked = models.CharField("who was asked", max_length=120)
    address = models.TextField(blank=True)
    rule = models.ForeignKey(ConsentRule, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(help_text="The day on which they got the request.")
    due_on = models.DateField("last day for an answer")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["line", "number"], name="one_consent_request_for_a_number"),
            models.CheckConstraint(name="consent_is_asked_of_somebody", condition=~Q(asked="")),
        ]

    @property
    def answer(self) -> "ConsentAnswer | None":
        return getattr(self, "given", None)

    @property
    def status(self) -> ConsentStatus:
        """How it stands today."""
        return self.status_on(clock.today())

    def status_on(self, day: date) -> ConsentStatus:
        answer = self.answer
        return status_on(
            day,
            due_on=self.due_on,
            on_silence=Silence(self.rule.on_silence),
            given=ConsentGiven(answer.answer) if answer else None,
            given_on=answer.answered_on if answer else None,
        )

    @property
    def appeal_until(self) -> date | None:
        """The last day of an appeal against a refusal or a condition, if there is one to appeal against."""
        if self.status not in TURNED_DOWN | {ConsentStatus.CONDITIONS}:
            return None
        told_on = self.answer.answered_on if self.answer else self.due_on
        return appeal_until(told_on, self.rule.appeal_months)


class ConsentAnswer(ImmutableModel):
    """What whoever was asked answered, and when."""

    request = models.OneToOneField(ConsentRequest, on_delete=models.PROTECT, related_name="given")
    answer = models.CharField(max_length=12, choices=ConsentGiven)
    answered_on = models.DateField()
    words = models.TextField("conditions or reasons", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_refusal_or_condition_is_told", condition=Q(answer=ConsentGiven.CONSENTED) | ~Q(words="")
            )
        ]

    def __str__(self) -> str:
        return f"Answer to {self.request}"


class PermissionCheck(LineRecord):
    """What the works need besides the landlord's consent. A later row stands in place of an earlier one."""

    has_common_parts = models.BooleanField("the works touch common parts")
    owners = models.PositiveSmallIntegerField("how many owners there are, this home’s included", null=True)
    building_control = models.CharField(max_length=12, choices=BuildingControl)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="common_parts_have_owners",
                condition=Q(has_common_parts=False, owners=None) | Q(has_common_parts=True, owners__gte=1),
            )
        ]


class WarrantSeen(LineRecord):
    """That somebody saw the building warrant or approval, before the works."""

    reference = models.CharField(max_length=60)
    granted_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(name="warrant_has_a_reference", condition=~Q(reference=""))]
