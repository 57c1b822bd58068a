"""Who pays for a solution: the dated rules, what is known about one line, and the decisions (F1, F2, H5 to H9)."""

from django.db import models
from django.db.models import F, Q

from cases.constants.funding import (
    CareAct,
    HandOff,
    HandypersonBasis,
    PassportEvidence,
    Resources,
    Stream,
    Urgency,
    Works,
)
from cases.models.decision import LineRecord
from core.constraints import paired, period
from core.periods import PeriodQuerySet
from people.vocabulary import Nation, Tenure


class FundingRule(models.Model):
    """One rule of who pays. An empty condition asks nothing. A cost is above one limit, up to and including the other.

    A change of law or policy ends one rule and starts the next, so that what was decided stays explained.
    """

    nation = models.CharField(max_length=10, choices=Nation)
    works = models.CharField(max_length=12, choices=Works)
    tenure = models.CharField(max_length=20, choices=Tenure, blank=True, help_text="Empty for homes of every tenure.")
    above = models.DecimalField(
        "cost above", max_digits=9, decimal_places=2, null=True, blank=True, help_text="In pounds; empty for no limit."
    )
    up_to = models.DecimalField(
        "cost up to and including", max_digits=9, decimal_places=2, null=True, blank=True, help_text="In pounds."
    )
    care_act = models.CharField(max_length=12, choices=CareAct, blank=True)
    resources = models.CharField("preliminary test of resources", max_length=10, choices=Resources, blank=True)
    needs_right_told = models.BooleanField(
        default=False, help_text="The person must have been told of the right to apply formally."
    )
    needs_basis = models.BooleanField(default=False, help_text="A Housing MOT or an assessment must ask for it.")
    stream = models.CharField(max_length=20, choices=Stream)
    share = models.PositiveSmallIntegerField(default=100, help_text="What the stream pays, in per cent.")
    most = models.DecimalField("the most it pays", max_digits=9, decimal_places=2, null=True, blank=True)
    sentence = models.TextField(help_text="One sentence to the person, in plain words.")
    passport_share = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="What it pays, in per cent, where a benefit makes it more."
    )
    passport_sentence = models.TextField(blank=True)
    hand_off = models.CharField("what is done next", max_length=16, choices=HandOff, blank=True)
    send_to = models.CharField(max_length=160, help_text="To whom the person is sent, as it follows “to”.")
    source = models.CharField(max_length=250, help_text="The act and section, or the policy.")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["nation", "works", "tenure", "above", "care_act", "resources"]
        constraints = [
            period("funding_rule_ends_after_it_starts"),
            models.CheckConstraint(
                name="funding_rule_shares_are_per_cent",
                condition=Q(share__lte=100) & (Q(passport_share=None) | Q(passport_share__lte=100)),
            ),
            models.CheckConstraint(
                name="funding_rule_limits_in_order",
                condition=Q(above=None) | Q(up_to=None) | Q(above__lt=F("up_to")),
            ),
            models.CheckConstraint(
                name="funding_rule_tells_the_person", condition=~Q(sentence="") & ~Q(send_to="") & ~Q(source="")
            ),
            models.CheckConstraint(
                name="funding_rule_passport_is_whole",
                condition=Q(passport_share=None, passport_sentence="")
                | (Q(passport_share__isnull=False) & ~Q(passport_sentence="")),
            ),
            models.CheckConstraint(name="funding_rule_stream_is_known", condition=Q(stream__in=Stream.values)),
        ]

    def __str__(self) -> str:
        where = self.get_tenure_display().lower() or "any tenure"
        return f"{self.get_nation_display()}, {self.get_works_display().lower()}, {where}: {self.get_stream_display()}"


class PooledFund(models.Model):
    """That the partners put their money into one fund, without a grant process, for every tenure (protocol, Funding).

    While it holds it goes before every other rule of that nation.
    """

    nation = models.CharField(max_length=10, choices=Nation, default=Nation.SCOTLAND)
    sentence = models.TextField(
        default="The partnership pays for this out of one fund, whoever owns your home, and it costs you nothing."
    )
    send_to = models.CharField(max_length=160, default="the partnership’s adaptations team")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["nation", "-valid_from"]
        constraints = [
            period("pooled_fund_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["nation"], condition=Q(valid_until=None), name="one_open_pooled_fund_in_a_nation"
            ),
        ]

    def __str__(self) -> str:
        return f"Pooled fund, {self.get_nation_display()}, from {self.valid_from:%-d %B %Y}"


class PassportBenefit(models.Model):
    """A benefit that makes a grant pay all of the cost, while the rules say so."""

    nation = models.CharField(max_length=10, choices=Nation, default=Nation.SCOTLAND)
    name = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            period("passport_benefit_ends_after_it_starts"),
            models.UniqueConstraint(fields=["nation", "name", "valid_from"], name="one_passport_benefit_from_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class MoneyRecord(LineRecord):
    """What is known about money for one line, as somebody recorded it. A later row stands in place of an earlier one.

    Of a benefit only its name is kept, what kind of evidence was seen, when, and by whom (`by`): never its content.
    """

    estimate = models.DecimalField("likely cost", max_digits=9, decimal_places=2, null=True, blank=True)
    labour = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    materials = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    basis = models.CharField(max_length=15, choices=HandypersonBasis, blank=True)
    care_act = models.CharField(max_length=12, choices=CareAct, blank=True)
    resources = models.CharField(max_length=10, choices=Resources, blank=True)
    right_told = models.BooleanField("told of the right to apply formally", default=False)
    applies_formally = models.BooleanField("applies formally, whatever the test points to", default=False)
    passport = models.ForeignKey(PassportBenefit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    passport_evidence = models.CharField(max_length=15, choices=PassportEvidence, blank=True)
    passport_seen_on = models.DateField(null=True, blank=True)
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.ROUTINE)

    class Meta:
        verbose_name = "money record"
        constraints = [
            paired("funding_labour_with_materials", "labour", "materials"),
            models.CheckConstraint(
                name="funding_passport_was_seen",
                condition=Q(passport=None, passport_evidence="", passport_seen_on=None)
                | (Q(passport__isnull=False, passport_seen_on__isnull=False) & ~Q(passport_evidence="")),
            ),
            models.CheckConstraint(
                name="funding_costs_are_not_negative",
                condition=(Q(estimate=None) | Q(estimate__gt=0))
                & (Q(labour=None) | Q(labour__gte=0, materials__gte=0)),
            ),
            models.CheckConstraint(
                name="funding_test_comes_with_the_right_told",
                condition=Q(resources="", applies_formally=False) | Q(right_told=True),
            ),
        ]


class FundingDecision(LineRecord):
    """Which stream pays for a line, as the rules had it then, in the sentence that the person was told (F1).

    It never changes. A new one stands in its place and says why.
    """

    facts = models.ForeignKey(MoneyRecord, null=True, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(FundingRule, null=True, on_delete=models.PROTECT, related_name="+")
    stream = models.CharField(max_length=20, choices=Stream)
    share = models.PositiveSmallIntegerField()
    tenure = models.CharField(max_length=20, choices=Tenure, blank=True)
    sentence = models.TextField()
    send_to = models.CharField(max_length=160)
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by", editable=False
    )
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_new_funding_decision_says_why", condition=Q(supersedes=None) | ~Q(reason="")
            ),
            models.UniqueConstraint(
                fields=["line"], condition=Q(supersedes=None), name="one_first_funding_decision_for_a_line"
            ),
            models.CheckConstraint(name="funding_decision_stream_is_known", condition=Q(stream__in=Stream.values)),
        ]


class FundingHandOff(LineRecord):
    """That the person was passed to whoever pays: by a referral, an introduction or an offer (H7, H8).

    `spoke_with` is whoever took it over. A charge is what our support costs the person, who may say no to it.
    """

    kind = models.CharField(max_length=16, choices=HandOff)
    to = models.CharField(max_length=160)
    spoke_with = models.CharField(max_length=120, blank=True)
    charge = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    is_accepted = models.BooleanField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="funding_hand_off_is_to_somebody", condition=~Q(kind="") & ~Q(to="")),
            models.CheckConstraint(
                name="a_warm_transfer_names_who_took_it",
                condition=~Q(kind=HandOff.WARM_TRANSFER) | ~Q(spoke_with=""),
            ),
            models.CheckConstraint(
                name="charged_support_has_a_charge_and_an_answer",
                condition=~Q(kind=HandOff.CHARGED_SUPPORT) | Q(charge__isnull=False, is_accepted__isnull=False),
            ),
        ]


class OwnShare(LineRecord):
    """That the person agrees to pay a part, or all, of the cost: told beforehand how much it is."""

    amount = models.DecimalField(max_digits=9, decimal_places=2)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = "person’s own share"
        constraints = [models.CheckConstraint(name="own_share_is_of_money", condition=Q(amount__gt=0))]
