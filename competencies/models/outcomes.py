"""What ends a round or a sign-off otherwise: moderation, referral back, withdrawal (C4). Rows, never edits."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from competencies.constants import ModerationOutcome
from competencies.models.acting import TrainerAct, rules_of_acting
from competencies.models.evidence import SignOffRequest
from competencies.models.signing import Signature, SignOff
from core.constraints import different, nothing_shared
from core.models import ImmutableModel
from people.models import Organisation


class Moderation(TrainerAct):
    """How a third trainer ended a disagreement between two: referred back, or to be signed afresh by two others.

    The row carries both signers with their employers, so that the database itself refuses a moderator who signed, or
    who belongs with one of them. It is never a sign-off.
    """

    request = models.ForeignKey(SignOffRequest, on_delete=models.PROTECT, related_name="moderations")
    round = models.PositiveSmallIntegerField(help_text="The round that it ends.")
    first_signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")
    first_signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    first_seconded_from = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")
    second_signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    second_seconded_from = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="moderations")
    outcome = models.CharField(max_length=15, choices=ModerationOutcome)
    reason = models.TextField(help_text="For both signers and the person.")
    moderated_at = models.DateTimeField()

    class Meta:
        ordering = ["moderated_at", "id"]
        constraints = [
            *rules_of_acting("moderation", "moderator"),
            models.UniqueConstraint(fields=["request", "round"], name="one_moderation_in_a_round"),
            different("moderation_is_between_two_signers", "first_signer", "second_signer"),
            nothing_shared("moderator_signed_nothing", ["moderator"], ["first_signer", "second_signer"]),
            nothing_shared(
                "moderator_shares_no_employer_with_a_signer",
                ["employer", "seconded_from"],
                ["first_employer", "first_seconded_from", "second_employer", "second_seconded_from"],
            ),
            models.CheckConstraint(name="moderation_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="moderation_outcome_is_known", condition=Q(outcome__in=ModerationOutcome.values)
            ),
        ]

    def __str__(self) -> str:
        return f"Moderated: {self.request}"


class SignOffReferral(ImmutableModel):
    """What the person should do next, since a first signer, or a moderator, did not agree (C4). It ends the round."""

    request = models.ForeignKey(SignOffRequest, on_delete=models.PROTECT, related_name="referrals")
    round = models.PositiveSmallIntegerField()
    signature = models.OneToOneField(
        Signature, null=True, blank=True, on_delete=models.PROTECT, related_name="referral"
    )
    moderation = models.OneToOneField(
        Moderation, null=True, blank=True, on_delete=models.PROTECT, related_name="referral"
    )
    feedback = models.TextField()
    referred_at = models.DateTimeField()
    referred_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["referred_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "round"], name="one_referral_back_in_a_round"),
            models.CheckConstraint(name="referral_back_says_why", condition=~Q(feedback="")),
            models.CheckConstraint(
                name="referral_back_by_a_signer_or_a_moderator",
                condition=Q(signature__isnull=False, moderation__isnull=True)
                | Q(signature__isnull=True, moderation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Referred back: {self.request}"


class SignOffWithdrawal(ImmutableModel):
    """That a sign-off no longer counts, from when and why (C4)."""

    sign_off = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="withdrawal")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="withdrawal_says_why", condition=~Q(reason="")),
            different("nobody_withdraws_their_own_sign_off", "person", "withdrawn_by"),
        ]

    def __str__(self) -> str:
        return f"Withdrawn: {self.sign_off}"
