"""Signatures and sign-offs (C3, C4): two people, each alone, each by a sign-in of their own; then one row for both."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from competencies.constants import FrameworkState, HoldingBasis
from competencies.models.acting import TrainerAct, rules_of_acting
from competencies.models.evidence import SignOffRequest
from competencies.models.framework import Competency, PerformanceCriterion, Reassessment
from core.constraints import different, nothing_shared, paired, period
from core.models import ImmutableModel, ImmutableQuerySet
from core.periods import holding_on
from people.authentication import DEMONSTRATION
from people.models import Employment, Organisation, Profession, ServiceSetting


class BlindView(ImmutableModel):
    """What a second signer had written, whole, before they were shown the first signer's record (C3).

    From here on they may read that record, and what they write may be led by it. So this stays as it was: a signature
    that says something else says so, with both texts.
    """

    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_signature = models.ForeignKey("competencies.Signature", on_delete=models.PROTECT, related_name="blind_views")
    first_signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    record = models.JSONField(help_text="The signer's own view, as `competencies.records.SigningRecord` holds it.")
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of what was shown and what the signer wrote.")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signer", "first_signature"], name="one_view_written_blind"),
            different("nobody_is_blind_to_their_own_record", "signer", "first_signer"),
        ]

    def __str__(self) -> str:
        return f"{self.signer}, before reading {self.first_signer}"


class Signature(TrainerAct):
    """That one trainer judged what was offered, alone, and what they saw. It agrees, or it says why not.

    Where the signer worked, and as what, is copied as it was at signing. `holding` says why they counted as holding
    the competency themselves, if they did. A second signer may have read the first's record before signing, once
    their own view was written: `blind_view` is that view.
    """

    request = models.ForeignKey(SignOffRequest, on_delete=models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField(help_text="1 for the first signature of the round, 2 for the second.")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures")
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="+")
    service_setting = models.ForeignKey(ServiceSetting, on_delete=models.PROTECT, related_name="+")
    holding = models.CharField(max_length=12, choices=HoldingBasis, blank=True)
    agrees = models.BooleanField()
    feedback = models.TextField(blank=True, help_text="From a signer who does not agree: what to do next.")
    blind_view = models.OneToOneField(
        BlindView, null=True, blank=True, on_delete=models.PROTECT, related_name="signature"
    )
    changed_after_reading = models.BooleanField(
        default=False, help_text="Whether the second signer changed their view after reading the first's record."
    )
    method = models.CharField(max_length=20, help_text="How the signer proved who they are.")
    authenticated_at = models.DateTimeField()
    shown_at = models.DateTimeField(help_text="When what is signed was last shown to the signer.")
    shown_hash = models.CharField(max_length=64, help_text="SHA-256 of what was shown and what the signer wrote.")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            *rules_of_acting("signature", "signer"),
            models.UniqueConstraint(fields=["request", "round", "signer"], name="one_signature_of_a_signer_in_a_round"),
            models.UniqueConstraint(fields=["request", "round", "position"], name="two_signatures_in_a_round_at_most"),
            models.UniqueConstraint(
                fields=["signer", "authenticated_at"],
                condition=~Q(method=DEMONSTRATION),
                name="one_fresh_authentication_for_one_signature",
            ),
            models.CheckConstraint(name="signature_is_first_or_second", condition=Q(position__in=[1, 2])),
            models.CheckConstraint(
                name="signature_authenticated_after_it_was_shown",
                condition=Q(method=DEMONSTRATION) | Q(authenticated_at__gte=F("shown_at")),
            ),
            models.CheckConstraint(name="disagreement_says_why", condition=Q(agrees=True) | ~Q(feedback="")),
            models.CheckConstraint(
                name="only_a_second_signer_reads_the_first_record",
                condition=Q(position=2) | Q(blind_view__isnull=True),
            ),
            models.CheckConstraint(
                name="a_changed_view_keeps_the_one_before_it",
                condition=Q(changed_after_reading=False) | Q(blind_view__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signer}, {self.request}"

    def as_employment(self) -> Employment:
        """The signer's place of work as at signing, for the rules about pairs."""
        return Employment(
            user_id=self.signer_id,
            organisation=self.employer,
            seconded_from=self.seconded_from,
            profession=self.profession,
            service_setting=self.service_setting,
        )


class CriterionSeen(ImmutableModel):
    """What one signer saw for one performance criterion, and whether it was met."""

    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="criteria_seen")
    criterion = models.ForeignKey(PerformanceCriterion, on_delete=models.PROTECT, related_name="+")
    is_met = models.BooleanField()
    seen = models.TextField()

    class Meta:
        ordering = ["criterion__position"]
        verbose_name_plural = "criteria seen"
        constraints = [
            models.UniqueConstraint(fields=["signature", "criterion"], name="one_answer_to_a_criterion_in_a_signature"),
            models.CheckConstraint(name="criterion_says_what_was_seen", condition=~Q(seen="")),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {'met' if self.is_met else 'not met'}"


class SignOffQuerySet(ImmutableQuerySet):
    def current_on(self, day: date) -> Self:
        """Those that hold on a day: begun, not expired, not withdrawn, of a framework that was approved.

        What a newer version asks to be assessed again holds up to the day that it gave, and not after (C5).
        """
        overdue = Reassessment.objects.filter(competency=OuterRef("competency"), reassess_by__lt=day)
        return self.filter(
            ~Exists(overdue),
            holding_on(day),
            withdrawal__isnull=True,
            competency__framework__state=FrameworkState.APPROVED,
        )

    def with_reassessment(self) -> Self:
        """Each with `reassess_by`: the last day on which it holds because a newer version asks again, or None."""
        asked = Reassessment.objects.filter(competency=OuterRef("competency")).order_by("reassess_by", "pk")
        return self.annotate(reassess_by=Subquery(asked.values("reassess_by")[:1]))

    def to_be_reassessed(self) -> Self:
        """Those that a newer version ends before their time, with the day."""
        return self.with_reassessment().filter(Q(reassess_by__isnull=False, reassess_by__lt=F("valid_until")))

    def ending_by(self, day: date) -> Self:
        """Those that hold on no day after this one, by their own term or because a newer version asks again."""
        return self.with_reassessment().filter(Q(reassess_by__lte=day) | Q(valid_until__lte=day + timedelta(days=1)))


class SignOff(ImmutableModel):
    """That two independent trainers agreed: the person has the competency from one day until another.

    The row carries both signers, employers, professions and settings as at signing, so that the database itself
    refuses a pair that breaks a rule. It is never edited; withdrawing it is a row of its own.
    """

    request = models.OneToOneField(SignOffRequest, on_delete=models.PROTECT, related_name="sign_off")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_offs")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="sign_offs")
    first_signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")
    first_signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    first_seconded_from = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="+")
    first_setting = models.ForeignKey(ServiceSetting, on_delete=models.PROTECT, related_name="+")
    second_signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")
    second_signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    second_seconded_from = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="+")
    second_setting = models.ForeignKey(ServiceSetting, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The signer who held the competency at this level.",
    )
    holding = models.CharField(max_length=12, choices=HoldingBasis)
    made_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(help_text="Exclusive: the first day on which it no longer holds.")
    reassess_by: date | None  # Only on rows from `with_reassessment()`.

    objects = SignOffQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-valid_from", "-id"]
        verbose_name = "sign-off"
        constraints = [
            different("sign_off_has_two_signers", "first_signer", "second_signer"),
            nothing_shared(
                "sign_off_has_two_employers",
                ["first_employer", "first_seconded_from"],
                ["second_employer", "second_seconded_from"],
            ),
            models.CheckConstraint(
                name="sign_off_has_two_professions_or_settings",
                condition=~Q(first_profession=F("second_profession")) | ~Q(first_setting=F("second_setting")),
            ),
            different("sign_off_not_by_oneself_first", "user", "first_signer"),
            different("sign_off_not_by_oneself_second", "user", "second_signer"),
            different("sign_off_has_two_signatures", "first_signature", "second_signature"),
            models.CheckConstraint(
                name="sign_off_held_by_one_of_its_signers",
                condition=Q(holder=F("first_signer")) | Q(holder=F("second_signer")),
            ),
            models.CheckConstraint(name="sign_off_says_how_it_was_held", condition=~Q(holding="")),
            period("sign_off_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["user", "valid_until"], name="competencies_sign_off_of")]

    def __str__(self) -> str:
        return f"{self.user}, {self.competency}"

    @property
    def last_day(self) -> date:
        """The last day of its term, as people are told it."""
        return self.valid_until - timedelta(days=1)

    @property
    def holds_until(self) -> date:
        """The first day on which it no longer holds, by its term or by a reassessment. From `with_reassessment()`."""
        if self.reassess_by is None:
            return self.valid_until
        return min(self.valid_until, self.reassess_by + timedelta(days=1))

    @property
    def ends_on(self) -> date:
        """The last day on which it holds, as people are told it. From `with_reassessment()`."""
        return self.holds_until - timedelta(days=1)


class SigningIntent(models.Model):
    """What a trainer has written and means to sign: a draft until they ask to sign, then bound to what was shown.

    Between asking and signing the browser goes to the sign-in page and back. The row keeps the words, so that a
    session that ends loses nothing, and the hash of what was shown, so that nothing else can be signed by it.
    """

    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="signing_intents")
    request = models.ForeignKey(SignOffRequest, on_delete=models.CASCADE, related_name="intents")
    round = models.PositiveSmallIntegerField()
    draft = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - paired with shown_at
    signature = models.OneToOneField(Signature, null=True, blank=True, on_delete=models.PROTECT, related_name="intent")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signer", "request", "round"], name="one_intent_for_a_signer_in_a_round"),
            paired("intent_to_sign_is_bound_to_what_was_shown", "shown_at", "content_hash"),
            models.CheckConstraint(
                name="only_a_bound_intent_is_signed", condition=Q(signature__isnull=True) | Q(shown_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signer} on {self.request}"
