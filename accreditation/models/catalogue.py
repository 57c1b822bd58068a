"""What may be authorised, what needs nobody's authorisation, and what it takes to become an assessor."""

from django.db import models
from django.db.models import F, Q, Value

from core.constraints import period
from core.periods import PeriodQuerySet
from people.vocabulary import Tenure, Tier


class Adaptation(models.Model):
    """One item of the catalogue (P5). Its tier is the lowest: a situation may ask for more, never for less."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=160)
    category = models.SlugField(db_index=True, help_text="The kind of adaptation that scopes name: rails, bathroom.")
    tier = models.CharField(max_length=20, choices=Tier)
    typical_purpose = models.CharField(max_length=250)
    cost_low = models.DecimalField(max_digits=9, decimal_places=2)
    cost_high = models.DecimalField(max_digits=9, decimal_places=2)
    cost_note = models.CharField(max_length=120, blank=True)
    contraindications = models.TextField(blank=True, help_text="What to check first, separated by semicolons.")
    alternatives = models.TextField(blank=True, help_text="What to consider first, separated by semicolons.")
    structural = models.BooleanField(default=False)
    warrant_likely = models.BooleanField("building warrant likely", default=False)
    warrant_note = models.CharField(max_length=160, blank=True)
    grant_paragraphs = models.CharField(
        max_length=30, blank=True, help_text="A hint at the paragraphs of section 23(1) of the 1996 Act (England)."
    )
    registered_only = models.BooleanField(
        default=False, help_text="Restrains, locks in or lifts: never authorised by somebody who is not registered."
    )
    capacity_check = models.BooleanField(
        default=False, help_text="Watches or limits a person: ask about capacity and the least restrictive way."
    )
    source = models.CharField(max_length=250, blank=True, help_text="Why it has this tier.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="adaptation_cost_range", condition=Q(cost_low__gte=0, cost_high__gte=F("cost_low"))
            ),
            models.CheckConstraint(name="adaptation_tier_known", condition=Q(tier__in=Tier.values)),
        ]

    def __str__(self) -> str:
        return self.name


class DirectAccessList(models.Model):
    """The agreed items that anyone may arrange in homes of one tenure, without an assessor (P6).

    A change of policy ends one list and starts the next, so that a past answer can be explained.
    """

    tenure = models.CharField(max_length=20, choices=Tenure)
    items = models.ManyToManyField(Adaptation, related_name="direct_access_lists")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["tenure", "-valid_from"]
        constraints = [
            period("direct_access_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["tenure"], condition=Q(valid_until=None), name="one_open_direct_access_list_for_a_tenure"
            ),
        ]

    def __str__(self) -> str:
        return f"Direct access, {self.get_tenure_display().lower()}, from {self.valid_from:%-d %B %Y}"


class TogetherRule(models.Model):
    """From how many items for one need the need is of a higher tier (P5, design: tier belongs to the need).

    Items on the tenure's direct-access list are not counted. As with those lists, a change of policy ends one rule and
    starts the next. Before the first one, three items make a need complex.
    """

    items_from = models.PositiveSmallIntegerField(
        "from how many items", help_text="Items for one need that need an assessment; at least two."
    )
    tier = models.CharField("tier that they make", max_length=20, choices=Tier)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "rule about several items"
        verbose_name_plural = "rules about several items"
        ordering = ["-valid_from"]
        constraints = [
            period("together_rule_ends_after_it_starts"),
            models.UniqueConstraint(Value(1), name="one_open_together_rule", condition=Q(valid_until=None)),
            models.CheckConstraint(name="together_rule_is_about_several", condition=Q(items_from__gte=2)),
            models.CheckConstraint(name="together_rule_tier_known", condition=Q(tier__in=Tier.values)),
        ]

    def __str__(self) -> str:
        return f"{self.items_from} items or more: {self.get_tier_display().lower()}, from {self.valid_from:%-d %B %Y}"


class Scheme(models.Model):
    """A kind of accreditation: what it lets a person do, and what must be there before it is granted (A1, A9)."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)
    summary = models.TextField(blank=True)
    tier = models.CharField(
        max_length=20, choices=Tier, blank=True, help_text="The highest tier it covers; empty for a Housing MOT."
    )
    actions = models.JSONField(default=list, help_text="The actions of the register's questions that it covers.")
    module_codes = models.JSONField(default=list, help_text="Modules to complete.")
    competency_levels = models.JSONField(default=list, help_text="Levels of the framework to be signed off in.")
    competency_scope = models.SlugField(
        blank=True, help_text="Competencies that the framework marks for this scope are needed too."
    )
    needs_staff_check = models.BooleanField(default=False)
    needs_experience = models.BooleanField(
        "for experienced registered therapists",
        default=False,
        help_text="Asks for a registration as a therapist or other allied health professional, recorded experience in "
        "complex needs, and an accreditation for moderate needs. Every scheme up to complex needs asks for it.",
    )
    renewal_practice_count = models.PositiveSmallIntegerField(
        default=0, help_text="How many assessments or authorisations renewal asks for; 0 asks for none."
    )
    renewal_months = models.PositiveSmallIntegerField(
        default=12, help_text="The last months in which practice and refresher modules count."
    )
    renewal_module_codes = models.JSONField(
        default=list, blank=True, help_text="Refresher modules to complete in those months."
    )
    renewal_within_days = models.PositiveSmallIntegerField(
        default=90, help_text="For how many days after its end it can be renewed; later the person applies anew."
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="scheme_for_complex_needs_asks_experience",
                condition=~Q(tier=Tier.COMPLEX) | Q(needs_experience=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ComplexNeedsRule(models.Model):
    """Whether an occupational therapist's registration reaches complex needs by itself, or asks for experience that is
    recorded beside it (A8). Where no rule holds, registration is enough.

    A change of policy ends one rule and starts the next, so that a past answer can be explained.
    """

    asks_experience = models.BooleanField(
        "experience must be recorded",
        default=False,
        help_text="Ticked: a registered occupational therapist whose experience in complex needs is not recorded is "
        "refused at the complex tier.",
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            period("complex_needs_rule_ends_after_it_starts"),
            models.UniqueConstraint(fields=["valid_from"], name="one_complex_needs_rule_from_a_day"),
        ]

    def __str__(self) -> str:
        words = "Recorded experience" if self.asks_experience else "Registration alone"
        return f"{words} for complex needs, from {self.valid_from:%-d %B %Y}"
