"""What somebody was told about a person who needs help, and what became of it (H1, H19, P11, R2)."""

from django.db import models
from django.db.models import Q

from cases.constants.intake import LawfulBasis, ReferralRoute
from cases.constants.people import AccessibleFormat
from cases.constants.referrals import DECISIONS, DeclineReason, Door, ReferralState, Urgency
from core.constraints import period
from core.models import ImmutableModel
from core.periods import PeriodQuerySet
from people.models import Locality, Organisation, User
from people.vocabulary import Tenure


class Referral(ImmutableModel):
    """How somebody came to the service: by whom, why, and on which lawful basis (H1, R2).

    It holds what was told, as it was told. What comes from outside waits until somebody of the organisation accepts
    it, adds it to an open case or declines it; only then is there a person, a home or a case.
    `lawful_basis` is the sender's for telling; somebody who asks for help on the website needs none.
    """

    reference = models.CharField(max_length=12, unique=True, help_text="Random: it says nothing about the person.")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    door = models.CharField(max_length=12, choices=Door, default=Door.CASEWORKER)
    sent_from = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=15, choices=ReferralRoute)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    name = models.CharField(max_length=120)
    date_of_birth = models.DateField(null=True, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    safe_contact = models.TextField(blank=True)
    communication_needs = models.TextField(blank=True)
    accessible_format = models.CharField(
        max_length=15, choices=AccessibleFormat, default=AccessibleFormat.STANDARD, blank=True
    )
    address = models.TextField()
    postcode = models.CharField(max_length=10)
    tenure = models.CharField(max_length=20, choices=[("", "To confirm"), *Tenure.choices], blank=True)
    locality = models.ForeignKey(Locality, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    uprn = models.CharField(max_length=12, blank=True)

    reason = models.TextField(help_text="What is difficult at home, in the words it was told in.")
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.ROUTINE)
    urgency_reason = models.TextField(blank=True)
    lawful_basis = models.CharField(max_length=20, choices=LawfulBasis, blank=True)
    consent_given = models.TextField(blank=True, help_text="How and when, where consent is the basis.")
    asked_by = models.CharField("who asks for the person", max_length=120, blank=True)
    asked_by_tie = models.CharField("what they are to the person", max_length=120, blank=True)
    asked_by_contact = models.CharField("how to reach them", max_length=160, blank=True)
    care_setting = models.CharField("hospital or other place of care", max_length=160, blank=True)
    discharge_on = models.DateField("expected to go home on", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "received_at"], name="referral_waiting")]
        constraints = [
            models.CheckConstraint(name="referral_route_is_one_of_eight", condition=Q(route__in=ReferralRoute.values)),
            models.CheckConstraint(name="referral_says_why", condition=~Q(reason="") & ~Q(name="")),
            models.CheckConstraint(
                name="referral_that_presses_says_why", condition=Q(urgency=Urgency.ROUTINE) | ~Q(urgency_reason="")
            ),
            models.CheckConstraint(
                name="referral_consent_says_how", condition=~Q(lawful_basis=LawfulBasis.CONSENT) | ~Q(consent_given="")
            ),
            models.CheckConstraint(
                name="referral_comes_by_one_door",
                condition=Q(door=Door.PUBLIC, received_by=None, sent_from=None)
                | (Q(door=Door.CASEWORKER, received_by__isnull=False, sent_from=None) & ~Q(lawful_basis=""))
                | (Q(door=Door.PARTNER, received_by__isnull=False, sent_from__isnull=False) & ~Q(lawful_basis="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Referral {self.reference}"

    @property
    def made_decision(self) -> "ReferralDecision | None":
        return getattr(self, "decision", None)

    @property
    def state(self) -> ReferralState:
        made = self.made_decision
        return ReferralState(made.kind) if made else ReferralState.WAITING


class ReferralDecision(ImmutableModel):
    """What became of a referral. One for each: of two who decide at once only one can."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="decision")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.label) for kind in DECISIONS])
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referral_declined_says_why_or_names_the_case",
                condition=(Q(kind=ReferralState.DECLINED, case=None) & ~Q(reason=""))
                | Q(kind__in=[ReferralState.ACCEPTED, ReferralState.JOINED], case__isnull=False, reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.referral_id}"


class FrontDoor(models.Model):
    """Which organisation reads what the public asks for, in a locality or, where none is named, everywhere else."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    locality = models.ForeignKey(
        Locality,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Leave empty for every locality without one of its own.",
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "front door"
        ordering = ["locality__name", "valid_from"]
        constraints = [
            period("front_door_period"),
            models.UniqueConstraint(fields=["locality", "valid_from"], name="one_front_door_of_a_locality"),
        ]

    def __str__(self) -> str:
        return f"{self.locality or 'Everywhere else'}: {self.organisation}"
