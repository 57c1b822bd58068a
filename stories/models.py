"""Digital stories by people who use services and by carers, and the consent that each rests on (S1, S2)."""

from datetime import date
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from core import clock
from core.blocks import PictureBlock, TextBlock
from core.constraints import paired, period
from core.exceptions import ImmutableRecord
from core.periods import PeriodQuerySet
from people.vocabulary import Tenure
from stories.constants import ConsentKind


class Theme(models.Model):
    """What a story is about, so that it can be found again: washing, acting early, dignity."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StoryQuerySet(models.QuerySet["Story"]):
    def with_consent(self, day: date | None = None) -> "StoryQuerySet":
        """Each story says whether it may be shown on the day, as `is_shown`."""
        holding = Consent.objects.holding(day or clock.today()).filter(story=OuterRef("pk"))
        return self.annotate(is_shown=Exists(holding))

    def shown(self, day: date | None = None) -> "StoryQuerySet":
        return self.with_consent(day).filter(is_shown=True)


class Story(ClusterableModel):
    """Somebody's account in text and pictures. It is shown only while a consent holds."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    summary = models.TextField(max_length=500)
    teller = models.CharField(max_length=80, help_text="The name the teller chose to be known by.")
    body = StreamField([("text", TextBlock()), ("picture", PictureBlock())])
    themes = ParentalManyToManyField(Theme, blank=True)
    tenure = models.CharField(max_length=30, choices=Tenure, blank=True)
    adaptations = models.CharField(
        max_length=300, blank=True, help_text="Codes from the adaptation catalogue, separated by spaces."
    )
    made_for_training = models.BooleanField(
        default=False, verbose_name="made for training", help_text="The story is invented; nobody in it is real."
    )
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = StoryQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("summary"),
        FieldPanel("teller"),
        FieldPanel("body"),
        FieldPanel("themes"),
        FieldPanel("tenure"),
        FieldPanel("adaptations"),
        FieldPanel("made_for_training"),
    ]

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.title

    @property
    def adaptation_codes(self) -> list[str]:
        return self.adaptations.split()


class ConsentQuerySet(PeriodQuerySet):
    def holding(self, day: date) -> "ConsentQuerySet":
        return self.on(day).filter(withdrawn_at=None)

    def record_withdrawal(self, pk: int, *, by_id: int) -> bool:
        """The one change a consent knows. False when it was withdrawn before."""
        open_consent = models.QuerySet.filter(self, pk=pk, withdrawn_at=None)
        return bool(models.QuerySet.update(open_consent, withdrawn_at=clock.now(), withdrawn_by=by_id))

    def update(self, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("A consent never changes; it can only be withdrawn.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("A consent never changes; it can only be withdrawn.")

    def delete(self) -> NoReturn:
        raise ImmutableRecord("A consent is never deleted.")


class Consent(models.Model):
    """What the teller agreed to, in the wording that was put to them, and until when (S2).

    An invented story has a consent of its own kind, so that every story is shown by one rule.
    """

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=20, choices=ConsentKind)
    given_by = models.CharField(max_length=120, help_text="Who agreed: the teller, or who may speak for them.")
    agreed_to = models.CharField(max_length=300, help_text="What it may be used for and who may see it.")
    wording = models.TextField(help_text="The words that were put to the person.")
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
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.given_by}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableRecord("A consent never changes; it can only be withdrawn.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("A consent is never deleted.")
