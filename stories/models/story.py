"""Digital stories by people who use services and by carers (S1)."""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, Revision, RevisionMixin

from core import clock
from core.blocks import PictureBlock, TextBlock
from people.vocabulary import Tenure
from stories.blocks import RecordingBlock
from stories.constants import ConsentKind, Part, Use


class Word(models.Model):
    """A word by which stories are found again."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Theme(Word):
    """What a story is about: washing, acting early, dignity."""


class Need(Word):
    """What makes a home hard to live in: walking, hearing, memory."""


class StoryQuerySet(models.QuerySet["Story"]):
    def with_consent(self, day: date | None = None, use: Use = Use.TRAINING) -> "StoryQuerySet":
        """Each story says whether it may be shown on the day for a use, as `is_shown` (ADR 0018).

        An invented story asks for its own kind of consent. A person's story asks for a teller, and for a consent
        to these very words and pictures from everybody who appears in it. Whoever took their word back is in these
        words still, though they were taken off the list.
        """
        from stories.models.consent import Appearance, Consent

        day = day or clock.today()
        holding = Consent.objects.holding(day)
        invented = holding.filter(story=OuterRef("pk"), kind=ConsentKind.MADE_FOR_TRAINING, for_training=True)
        agreeing = holding.to_the_live_words().filter(appearance=OuterRef("pk"), **{f"for_{use.value}": True})
        taken_back = Consent.objects.taken_back_by_who_is_off_the_list(day).to_the_live_words()
        appearing = Appearance.objects.current().filter(story=OuterRef("pk"))
        told = (
            Exists(appearing.filter(part=Part.TELLER))
            & ~Exists(appearing.filter(~Exists(agreeing)))
            & ~Exists(taken_back.filter(story=OuterRef("pk")))
        )
        shown = Q(live=True) & ((Q(made_for_training=True) & Exists(invented)) | (Q(made_for_training=False) & told))
        return self.annotate(is_shown=ExpressionWrapper(shown, output_field=BooleanField()))

    def shown(self, day: date | None = None, use: Use = Use.TRAINING) -> "StoryQuerySet":
        return self.with_consent(day, use).filter(is_shown=True)


class ContentDigestField(models.CharField):
    """The digest of a story's words as they are saved, so that a query can compare it with what was agreed to."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        digest = model_instance.digest()  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, digest)
        return digest


class Story(PreviewableMixin, DraftStateMixin, RevisionMixin, ClusterableModel):
    """Somebody's account in words, pictures, film or sound. Shown only while everybody in it agrees.

    Editors write drafts; `publish()` refuses one that lacks consent, captions or a transcript, so what was agreed to
    stays on show while a new version is being asked about.
    """

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    summary = models.TextField(max_length=500)
    teller = models.CharField(max_length=80, help_text="The name the teller chose to be known by.")
    body = StreamField([("text", TextBlock()), ("picture", PictureBlock()), ("recording", RecordingBlock())])
    themes = ParentalManyToManyField(Theme, blank=True)
    needs = ParentalManyToManyField(Need, blank=True)
    tenure = models.CharField(max_length=30, choices=Tenure, blank=True)
    adaptations = models.CharField(
        max_length=300, blank=True, help_text="Codes from the adaptation catalogue, separated by spaces."
    )
    made_for_training = models.BooleanField(
        default=False, verbose_name="made for training", help_text="The story is invented; nobody in it is real."
    )
    content_digest = ContentDigestField(max_length=64, blank=True, editable=False)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = StoryQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("summary"),
        FieldPanel("teller"),
        FieldPanel("body"),
        FieldPanel("themes"),
        FieldPanel("needs"),
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

    @property
    def recording_ids(self) -> list[int]:
        """The recordings that stand in its words, without looking them up."""
        return [part["value"] for part in self.body.get_prep_value() if part["type"] == "recording" and part["value"]]

    def digest(self) -> str:
        """What somebody agrees to: the title, the summary, the teller's name, and everything in the body."""
        body = [[part["type"], part["value"]] for part in self.body.get_prep_value()]
        content = json.dumps([self.title, self.summary, self.teller, body], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    @transaction.atomic
    def publish(
        self,
        revision: Revision,
        user: Any = None,
        changed: bool = True,
        log_action: bool = True,
        previous_revision: Revision | None = None,
        skip_permission_checks: bool = False,
    ) -> None:
        """Make a draft the story that is shown, and keep its number. Raises `StoryNotReady` when anything is missing.

        There is no flag that skips this.
        """
        from stories.services.publishing import keep_version, require_ready

        require_ready(revision.as_object())
        super().publish(
            revision,
            user=user,
            changed=changed,
            log_action=log_action,
            previous_revision=previous_revision,
            skip_permission_checks=True,
        )
        keep_version(story=self, by=user)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "stories/story.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"story": self, "for_editor": True}
