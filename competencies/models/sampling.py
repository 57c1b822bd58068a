"""Which sign-offs are looked at once more, and what the moderator found (C3, C4)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from competencies.constants import PAIR_RUN, SampleOutcome, SampleReason
from competencies.models.signing import SignOff
from competencies.models.standing import TrainerStanding
from core.constraints import different
from core.models import ImmutableModel
from core.working_days import Calendar
from people.models import Organisation


class SamplingShare(ImmutableModel):
    """Of how many sign-offs one is drawn by chance, from a day. The row with the latest such day holds."""

    one_in = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)])
    valid_from = models.DateField()
    reason = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(name="share_is_one_in_1_to_100", condition=Q(one_in__gte=1, one_in__lte=100)),
            models.CheckConstraint(name="share_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"1 in {self.one_in}"


class SigningPair(models.Model):
    """Two trainers who have signed together: how often, and the hidden place of the sample in their run of ten.

    The row is locked while a sign-off of theirs is made, so that each has its own number. `one` has the lower id.
    """

    one = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed = models.PositiveIntegerField(default=0)
    place = models.PositiveSmallIntegerField(help_text="Which of the present run of ten is sampled, from 1.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_row_for_a_signing_pair"),
            models.CheckConstraint(name="signing_pair_in_order", condition=Q(one__lt=F("other"))),
            models.CheckConstraint(name="sampled_place_is_in_the_run", condition=Q(place__gte=1, place__lte=PAIR_RUN)),
        ]

    def __str__(self) -> str:
        return f"{self.one} and {self.other}"


class SampledSignOff(ImmutableModel):
    """That a sign-off is to be moderated, drawn in the transaction that made it, by a day."""

    sign_off = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="sample")
    why = models.CharField(max_length=20, choices=SampleReason)
    one_in = models.PositiveSmallIntegerField(help_text="The share that held then.")
    chosen_at = models.DateTimeField()
    due_on = models.DateField()
    calendar = models.CharField(max_length=3, choices=Calendar)

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = "sampled sign-off"
        indexes = [models.Index(fields=["due_on"], name="competencies_sample_due")]

    def __str__(self) -> str:
        return str(self.sign_off)


class SampleModeration(ImmutableModel):
    """What a moderator found in a sampled sign-off. It carries who is who, so that the database compares them."""

    sample = models.OneToOneField(SampledSignOff, on_delete=models.PROTECT, related_name="moderation")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    second_employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    standing = models.ForeignKey(TrainerStanding, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=SampleOutcome)
    reasons = models.TextField()
    moderated_at = models.DateTimeField()

    class Meta:
        ordering = ["-moderated_at", "-id"]
        constraints = [
            different("nobody_moderates_their_own_sign_off", "person", "moderator"),
            different("moderator_is_not_the_first_signer", "first_signer", "moderator"),
            different("moderator_is_not_the_second_signer", "second_signer", "moderator"),
            different("moderator_is_not_of_the_first_employer", "first_employer", "employer"),
            different("moderator_is_not_of_the_second_employer", "second_employer", "employer"),
            models.CheckConstraint(name="sample_moderation_says_why", condition=~Q(reasons="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.sample}"

    @property
    def is_not_sound(self) -> bool:
        return self.outcome == SampleOutcome.NOT_SOUND
