"""Who was shown which version of a story (S2)."""

from collections.abc import Collection

from django.db.models import F

from core import clock
from people.models import User
from stories.models import StoryVersion, Viewing


def note_viewings(*, user: User, stories: Collection[int]) -> None:
    """Keep, once for each version, that somebody was shown these stories. One query when nothing is new."""
    if not stories:
        return
    new = StoryVersion.objects.filter(story__in=stories, content_digest=F("story__content_digest")).exclude(
        viewings__user=user
    )
    today = clock.today()
    if rows := [Viewing(user=user, version=version, first_on=today) for version in new]:
        Viewing.objects.bulk_create(rows, ignore_conflicts=True)
