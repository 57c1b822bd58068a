"""An accreditation and the decisions from which its status follows (A1, A2)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accreditation.constants import TERM_DECISIONS, DecisionKind, LiftedAs
from accreditation.models.catalogue import Scheme
from core.constraints import different, period
from core.models import ImmutableModel
from core.working_days import Calendar
from people.vocabulary import Tier

TAKEN_BY_TWO = [DecisionKind.REINSTATED, DecisionKind.OVERTURNED]


class RegisterCounter(models.Model):
    """One row: the number of the register's last change.

    Each change locks it, takes the next number and commits, so numbers stand in the order of commits and without
    gaps. An answer says which number it has seen; nothing at or before that number was unknown to it.
    """

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="register_counter_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.number)


class Accreditation(ImmutableModel):
    """That somebody applied under a scheme, and for what. What became of it follows from the decisions.

    What was asked for is codes, as a scope holds them; no `asked_kinds` mean every kind.
    """

    number = models.CharField(max_length=12, unique=True, help_text="Such as TA-7K3M-3; the last is a check character.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accreditations")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="accreditations")
    applied_at = models.DateTimeField()
    asked_tenures = models.JSONField(default=list, blank=True)
    asked_localities = models.JSONField(default=list, blank=True)
    asked_kinds = models.JSONField(default=list, blank=True)
    # So that one statement can read the counter and the facts. No database constraint: it would lock the counter.
    register = models.ForeignKey(
        RegisterCounter,
        on_delete=models.PROTECT,
        default=1,
        db_constraint=False,
        db_index=False,
        editable=False,
        related_name="accreditations",
    )

    class Meta:
        indexes = [models.Index(fields=["user", "applied_at"], name="accreditation_of_person")]

    def __str__(self) -> str:
        return self.number


class AccreditationDecision(ImmutableModel):
    """One step in an accreditation's life: what was decided, why, by whom, from when, and when it was recorded.

    "What was true on that day" and "what did we believe on that day" are two filters, on `effective_from` and
    `recorded_at`. `person` and `line_manager` repeat who they were at the decision, so that the database itself can
    refuse somebody who decides about themselves or someone they manage. `reason` is never public; `conditions` are.
    """

    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20, choices=DecisionKind)
    reason = models.TextField()
    conditions = models.TextField(blank=True, help_text="Restrictions in words that the public register shows.")
    conditions_from = models.DateField(null=True, blank=True, help_text="Their first day; empty means at once.")
    conditions_until = models.DateField(null=True, blank=True, help_text="The first day on which they no longer hold.")
    lifted_as = models.CharField(max_length=15, choices=LiftedAs, blank=True, help_text="Only of a reinstatement.")
    review_on = models.DateField(null=True, blank=True, help_text="When a suspension is looked at again.")
    review_calendar = models.CharField(
        max_length=3, choices=Calendar, blank=True, help_text="Whose working days the day of review was counted in."
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    line_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The appeal that was upheld, and the decision that it overturns. Said twice, so that the register's answers read
    # it without another join.
    appeal = models.OneToOneField(
        "accreditation.Appeal", null=True, blank=True, on_delete=models.PROTECT, related_name="overturning"
    )
    overturns = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="overturned_by"
    )
    effective_from = models.DateTimeField()
    valid_until = models.DateField(null=True, blank=True, help_text="The first day on which the term no longer holds.")
    recorded_at = models.DateTimeField()
    register_number = models.PositiveBigIntegerField(unique=True)
    precaution = models.ForeignKey(
        "accreditation.Precaution",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="suspensions",
        help_text="Of a suspension: the precaution about a trainer’s signatures that it belongs to.",
    )

    class Meta:
        ordering = ["register_number"]
        constraints = [
            models.CheckConstraint(name="decision_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="decision_not_about_oneself",
                condition=Q(kind=DecisionKind.RELINQUISHED) | ~Q(actor=F("person")),
            ),
            models.CheckConstraint(
                name="giving_up_is_ones_own_act", condition=~Q(kind=DecisionKind.RELINQUISHED) | Q(actor=F("person"))
            ),
            models.CheckConstraint(
                name="decision_not_by_line_manager",
                condition=Q(line_manager=None)
                | (~Q(actor=F("line_manager")) & (Q(second_actor=None) | ~Q(second_actor=F("line_manager")))),
            ),
            models.CheckConstraint(
                name="lifting_and_overturning_take_two",
                condition=Q(kind__in=TAKEN_BY_TWO, second_actor__isnull=False)
                | (~Q(kind__in=TAKEN_BY_TWO) & Q(second_actor=None)),
            ),
            models.CheckConstraint(
                name="overturning_names_its_appeal",
                condition=Q(kind=DecisionKind.OVERTURNED, appeal__isnull=False, overturns__isnull=False)
                | (~Q(kind=DecisionKind.OVERTURNED) & Q(appeal=None, overturns=None)),
            ),
            different("decided_by_two_people", "actor", "second_actor"),
            different("second_actor_is_not_the_person", "person", "second_actor"),
            models.CheckConstraint(
                name="a_term_has_an_end",
                condition=Q(kind__in=sorted(TERM_DECISIONS), valid_until__isnull=False)
                | (~Q(kind__in=sorted(TERM_DECISIONS)) & Q(valid_until=None)),
            ),
            models.CheckConstraint(
                name="a_suspension_has_a_day_of_review",
                condition=(Q(kind=DecisionKind.SUSPENDED, review_on__isnull=False) & ~Q(review_calendar=""))
                | (~Q(kind=DecisionKind.SUSPENDED) & Q(review_on=None, review_calendar="")),
            ),
            models.CheckConstraint(
                name="a_reinstatement_says_why_it_ended",
                condition=Q(kind=DecisionKind.REINSTATED, lifted_as__in=LiftedAs.values)
                | (~Q(kind=DecisionKind.REINSTATED) & Q(lifted_as="")),
            ),
            models.CheckConstraint(
                name="no_conditions_no_days_of_theirs",
                condition=~Q(conditions="") | Q(conditions_from=None, conditions_until=None),
            ),
            period("conditions_end_after_they_start", "conditions_from", "conditions_until"),
            models.CheckConstraint(
                name="a_precaution_only_suspends", condition=Q(precaution=None) | Q(kind=DecisionKind.SUSPENDED)
            ),
            models.CheckConstraint(
                name="only_a_grant_lies_ahead",
                condition=Q(kind=DecisionKind.GRANTED) | Q(effective_from__lte=F("recorded_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accreditation.number} {self.get_kind_display().lower()}"


class Scope(ImmutableModel):
    """What a term covers: up to which tier, which kinds of adaptation, in which tenures and localities.

    It belongs to the decision that granted or renewed. Empty `kinds` mean every kind; `tier` is empty for a Housing
    MOT. Codes, not keys: the register's answers name them, and they must still be readable when a past answer is.
    """

    decision = models.ForeignKey(AccreditationDecision, on_delete=models.PROTECT, related_name="scopes")
    tier = models.CharField(max_length=20, choices=Tier, blank=True)
    kinds = models.JSONField(default=list, blank=True)
    tenures = models.JSONField()
    localities = models.JSONField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="scope_tier_known", condition=Q(tier__in=["", *Tier.values])),
            models.CheckConstraint(
                name="scope_ends_after_it_starts",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"Scope of {self.decision_id}"
