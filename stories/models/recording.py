"""Film and sound, with captions and a transcript (S1)."""

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from wagtailmedia.models import AbstractMedia, MediaQuerySet, MediaType

from stories.constants import Use
from stories.models.story import Story


def recordings_storage() -> Storage:
    """Where film and sound are kept: never in the public media folder."""
    return storages["recordings"]


class RecordingQuerySet(MediaQuerySet):
    def playable(self) -> "RecordingQuerySet":
        """Those with everything that somebody needs who cannot see or hear them."""
        captioned = Q(type=MediaType.AUDIO) | ~Q(captions="")
        return self.filter(captioned).exclude(transcript="")

    def shown(self, use: Use = Use.TRAINING) -> "RecordingQuerySet":
        """Those that may be played now: everybody in their story agrees today to this use."""
        return self.playable().filter(story__in=Story.objects.shown(use=use))


class Recording(AbstractMedia):
    """A film or a sound recording, told as part of a story whose consent covers it.

    Its file never changes, since people agreed to that file; captions and transcript may be put right. Nothing but
    the product's own view gives out what it holds.
    """

    story = models.ForeignKey(
        Story,
        on_delete=models.PROTECT,
        related_name="recordings",
        help_text="The consent of everybody in this story covers the recording.",
    )
    slug = models.SlugField(unique=True, help_text="A short name for its address, such as ritas-alarm.")
    file = models.FileField(upload_to="recordings", storage=recordings_storage)
    thumbnail = models.FileField("poster", upload_to="posters", storage=recordings_storage, blank=True)
    content_type = models.CharField(max_length=40, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    captions = models.TextField(blank=True, help_text="WebVTT. A video needs them.")
    transcript = models.TextField(
        blank=True, help_text="All that is said, and what can be seen where it matters. An empty line ends a paragraph."
    )

    objects = RecordingQuerySet.as_manager()

    admin_form_fields = (
        "title",
        "slug",
        "story",
        "file",
        "duration",
        "width",
        "height",
        "thumbnail",
        "captions",
        "transcript",
        "collection",
        "tags",
    )

    class Meta:
        ordering = ["title"]
        verbose_name = "recording"
        verbose_name_plural = "recordings"

    @property
    def is_video(self) -> bool:
        return self.type == MediaType.VIDEO

    @property
    def url(self) -> str:
        return reverse("stories:recording", args=[self.slug])

    @property
    def minutes_and_seconds(self) -> tuple[int, int]:
        return divmod(round(self.duration), 60)
