"""What a term rests on, and the precaution that stops everything resting on one trainer's signatures (A1, A2)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate

from accreditation.models.accreditation import AccreditationDecision
from competencies.models import SignOff
from competencies.models.signing import SignOffQuerySet
from core.constraints import different, period
from core.models import ImmutableModel, ImmutableQuerySet


class DecisionBasis(ImmutableModel):
    """That a grant or a renewal rests on one sign-off: for each competency asked for, the one it was decided on.

    `decided_by` and both signers are copied, so that the database itself refuses an officer who signed any of it.
    """

    decision = models.ForeignKey(AccreditationDecision, on_delete=models.PROTECT, related_name="basis")
    sign_off = models.ForeignKey(SignOff, on_delete=models.PROTECT, related_name="supports")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "bases of decisions"
        constraints = [
            models.UniqueConstraint(fields=["decision", "sign_off"], name="a_decision_rests_on_a_sign_off_once"),
            different("granter_did_not_sign_first", "decided_by", "first_signer"),
            different("granter_did_not_sign_second", "decided_by", "second_signer"),
        ]

    def __str__(self) -> str:
        return f"{self.decision} rests on {self.sign_off}"


class PrecautionQuerySet(ImmutableQuerySet):
    def open(self) -> Self:
        return self.filter(closing__isnull=True)

    def about_sign_off(self) -> Self:
        """Inside a subquery on sign-offs: those that cover a signature of the outer sign-off."""
        first = Q(
            trainer=OuterRef("first_signer"),
            signed_from__lte=OuterRef("first_day"),
            signed_until__gte=OuterRef("first_day"),
        )
        second = Q(
            trainer=OuterRef("second_signer"),
            signed_from__lte=OuterRef("second_day"),
            signed_until__gte=OuterRef("second_day"),
        )
        return self.filter(first | second)


class Precaution(ImmutableModel):
    """That everything signed by one trainer between two days (both included) is looked at again.

    What was accredited on it is suspended with this act, each by a decision of its own. Until the act is closed,
    nothing more is granted or renewed on those signatures. It says nothing against the people who were signed off.
    """

    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_from = models.DateField()
    signed_until = models.DateField(help_text="The last day that counts.")
    reason = models.TextField()
    review_on = models.DateField(help_text="When the officers look at it again.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = PrecautionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.CheckConstraint(name="precaution_has_a_reason", condition=~Q(reason="")),
            period("precaution_covers_days", "signed_from", "signed_until"),
            different("precaution_not_about_ones_own_signatures", "trainer", "decided_by"),
        ]

    def __str__(self) -> str:
        return f"Precaution {self.pk}"


class PrecautionClosing(ImmutableModel):
    """That the signatures have been looked into: accreditations may rest on those that still stand."""

    precaution = models.OneToOneField(Precaution, on_delete=models.PROTECT, related_name="closing")
    reason = models.TextField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="closing_a_precaution_has_a_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"Closed: {self.precaution}"


def with_questions(sign_offs: SignOffQuerySet, *, taken_after: datetime | None = None) -> SignOffQuerySet:
    """Sign-offs with `is_questioned`: whether an open precaution covers one of their signatures.

    With `taken_after` only precautions later than that count.
    """
    precautions = Precaution.objects.open()
    if taken_after:
        precautions = precautions.filter(decided_at__gt=taken_after)
    return sign_offs.annotate(
        first_day=TruncDate("first_signature__signed_at"), second_day=TruncDate("second_signature__signed_at")
    ).annotate(is_questioned=Exists(precautions.about_sign_off()))
