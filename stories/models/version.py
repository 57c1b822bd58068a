"""Which versions of a story there were, and who read which (S2)."""

from django.conf import settings
from django.db import models

from core.models import ImmutableModel
from stories.models.story import Story


class StoryVersion(ImmutableModel):
    """A story's words as they were published, known by their digest."""

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content_digest = models.CharField(max_length=64)
    revision_id = models.PositiveBigIntegerField(help_text="The revision that holds the words.")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["story", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="one_story_version_for_a_number"),
            models.UniqueConstraint(fields=["story", "content_digest"], name="one_story_version_for_its_words"),
        ]

    def __str__(self) -> str:
        return f"{self.story}, version {self.number}"


class Viewing(ImmutableModel):
    """That somebody was shown a version of a story, and on which day first."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="story_viewings")
    version = models.ForeignKey(StoryVersion, on_delete=models.PROTECT, related_name="viewings")
    first_on = models.DateField()

    class Meta:
        ordering = ["first_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="one_viewing_of_a_story_version")]

    def __str__(self) -> str:
        return f"{self.user}: {self.version}"
