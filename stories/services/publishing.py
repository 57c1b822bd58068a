"""A draft becomes the story that is shown only when nothing is missing."""

from django.db import transaction
from django.db.models import Max

from audit.services import record
from core import clock
from core.transitions import lock
from people.models import User
from stories.exceptions import StoryNotReady
from stories.models import Story, StoryVersion
from stories.selectors import gaps_of


@transaction.atomic
def publish_story(*, story: Story, by: User) -> Story:
    """Show the newest draft. Raises `StoryNotReady` with every gap."""
    story = lock(Story.objects, story.pk)
    revision = story.latest_revision or story.save_revision(user=by)
    revision.publish(user=by)
    story.refresh_from_db()
    return story


def require_ready(story: Story) -> None:
    if gaps := gaps_of(story):
        raise StoryNotReady(" ".join(gaps))


def keep_version(*, story: Story, by: User) -> StoryVersion:
    """Number the words that are now shown; words that were shown before keep their number."""
    live = Story.objects.get(pk=story.pk)
    held = StoryVersion.objects.filter(story=live, content_digest=live.content_digest).first()
    if held:
        return held
    latest = live.versions.aggregate(latest=Max("number"))["latest"] or 0
    version = StoryVersion.objects.create(
        story=live,
        number=latest + 1,
        content_digest=live.content_digest,
        revision_id=live.live_revision_id,
        published_at=clock.now(),
        published_by=by,
    )
    record("stories.published", live, by=by, detail={"version": version.number})
    return version
