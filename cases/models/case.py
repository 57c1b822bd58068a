from django.db import models
from django.db.models import Q

from cases.constants.intake import CaseState, ClosedReason, LawfulBasis
from cases.models.home import Home
from cases.models.person import Person
from cases.models.referral import Referral
from core.constraints import paired
from people.models import Organisation, User


class ReferenceCounter(models.Model):
    """The last number given to a case in a year. Locked by whoever takes the next one."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Case(models.Model):
    """One person's way from first conversation to outcome, on one pathway whatever the tenure (P1).

    A case holds several solution lines, each with a state of its own; the case itself is open or closed.
    Several people of one home have a case each; a person may have several cases, and a case may move home.
    """

    reference = models.CharField(max_length=20, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cases")
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="case")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="cases")
    lawful_basis = models.CharField(max_length=20, choices=LawfulBasis)
    consent_given = models.TextField(blank=True, help_text="How and when, where consent is the basis.")
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_reason = models.CharField(max_length=15, choices=ClosedReason, blank=True)
    closing_note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state", "-opened_at"], name="case_work_list"),
            models.Index(
                fields=["organisation", "owner"],
                include=["id"],
                condition=Q(state=CaseState.OPEN),
                name="case_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_consent_says_how", condition=~Q(lawful_basis=LawfulBasis.CONSENT) | ~Q(consent_given="")
            ),
            paired("case_closed_at_with_by", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="case_closed_says_why",
                condition=Q(state=CaseState.OPEN, closed_at=None, closed_reason="")
                | (Q(state=CaseState.CLOSED, closed_at__isnull=False) & ~Q(closed_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
