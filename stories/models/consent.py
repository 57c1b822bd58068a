"""Who is in a story, and what each of them agreed to (S2)."""

from datetime import date
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.constraints import paired, period
from core.exceptions import ImmutableRecord
from core.models import ImmutableModel
from core.periods import PeriodQuerySet
from stories.constants import ConsentKind, How, Part, Use


class ConsentWording(ImmutableModel):
    """The words that are put to somebody who is asked. New words are a new version; what was said before stays."""

    version = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"Wording {self.version} of {self.made_at:%-d %B %Y}"


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def current(self) -> "AppearanceQuerySet":
        return self.filter(ended_at=None)


class Appearance(models.Model):
    """A person who is in a story: the teller, family who appear, whoever lives in the home on film.

    It ends when they are cut from the story, and is never deleted.
    """

    story = models.ForeignKey("stories.Story", on_delete=models.PROTECT, related_name="appearances")
    name = models.CharField(max_length=120)
    part = models.CharField(max_length=20, choices=Part)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        ordering = ["noted_at", "pk"]
        constraints = [
            paired("appearance_ended_at_with_by", "ended_at", "ended_by"),
            models.UniqueConstraint(
                fields=["story", "name", "part"], condition=Q(ended_at=None), name="one_appearance_in_one_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_part_display().lower()})"


class ConsentQuerySet(PeriodQuerySet):
    def holding(self, day: date) -> "ConsentQuerySet":
        return self.on(day).filter(withdrawn_at=None)

    def to_the_live_words(self) -> "ConsentQuerySet":
        """Those given to the story as it is shown now. Other words are another question (ADR 0018)."""
        return self.filter(content_digest=F("story__content_digest"))

    def taken_back_by_who_is_off_the_list(self, day: date) -> "ConsentQuerySet":
        """Those that hold no more, of people who are no longer listed as appearing."""
        over = Q(withdrawn_at__isnull=False) | Q(valid_until__lte=day)
        return self.filter(over, appearance__ended_at__isnull=False)

    def record_withdrawal(self, *, by_id: int) -> int:
        """The one change a consent knows. Returns how many were not withdrawn before."""
        still_open = models.QuerySet.filter(self, withdrawn_at=None)
        return models.QuerySet.update(still_open, withdrawn_at=clock.now(), withdrawn_by=by_id)

    def update(self, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("A consent never changes; it can only be withdrawn.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("A consent never changes; it can only be withdrawn.")

    def delete(self) -> NoReturn:
        raise ImmutableRecord("A consent is never deleted.")


class Consent(models.Model):
    """What one person agreed to: which words and pictures, for which uses, in which wording, and until when (S2).

    An invented story has a consent of its own kind, so that every story is shown by one rule.
    """

    story = models.ForeignKey("stories.Story", on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=20, choices=ConsentKind)
    appearance = models.ForeignKey(Appearance, null=True, blank=True, on_delete=models.PROTECT, related_name="consents")
    given_by = models.CharField(max_length=120, help_text="Who agreed: the person, or who may speak for them.")
    for_training = models.BooleanField(default=True)
    for_evaluation = models.BooleanField(default=False)
    for_public_web = models.BooleanField(default=False)
    wording = models.ForeignKey(ConsentWording, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=20, choices=How, blank=True)
    evidence = models.CharField(max_length=300, blank=True, help_text="Where the signed paper or recording is kept.")
    content_digest = models.CharField(max_length=64, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            period("consent_ends_after_it_starts"),
            paired("consent_withdrawn_at_with_by", "withdrawn_at", "withdrawn_by"),
            models.UniqueConstraint(
                fields=["story"],
                condition=Q(kind=ConsentKind.MADE_FOR_TRAINING, withdrawn_at=None),
                name="one_made_for_training_consent_for_a_story",
            ),
            models.CheckConstraint(
                name="a_persons_consent_says_who_how_and_in_which_words",
                condition=Q(kind=ConsentKind.MADE_FOR_TRAINING, appearance=None, wording=None)
                | (
                    Q(kind=ConsentKind.PERSON, appearance__isnull=False, wording__isnull=False)
                    & ~Q(how="")
                    & ~Q(evidence="")
                    & ~Q(content_digest="")
                ),
            ),
            models.CheckConstraint(
                name="consent_is_for_something",
                condition=Q(for_training=True) | Q(for_evaluation=True) | Q(for_public_web=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.given_by}"

    @property
    def uses(self) -> list[Use]:
        return [use for use in Use if getattr(self, f"for_{use.value}")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableRecord("A consent never changes; it can only be withdrawn.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("A consent is never deleted.")
