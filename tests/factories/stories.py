"""Stories as tests need them."""

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from people.models import User
from stories.constants import ConsentKind, How, Part, Use
from stories.exceptions import StoryNotReady
from stories.models import Appearance, Consent, ConsentWording, Recording, Story
from stories.services import make_wording, note_appearance, publish_story, record_consent
from tests.factories.modules import site_root

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:04.000\nGood morning.\n"
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(256)) * 40


def make_story(*, slug: str = "a-story", made_for_training: bool = False, **facts: Any) -> Story:
    """A draft that nobody has consented to yet."""
    return Story.objects.create(
        slug=slug,
        live=False,
        title=f"The {slug}",
        summary="What happened.",
        teller="Nan",
        made_for_training=made_for_training,
        **({"body": [("text", {"heading": "", "text": f"<p>Words of {slug}.</p>"})]} | facts),
    )


def agreed(story: Story, by: User, *, valid_from: date = date(2027, 1, 1), valid_until: date | None = None) -> Consent:
    """The teller agrees, and the story is published where nobody else must agree first."""
    if story.made_for_training:
        consent = record_consent(
            story=story,
            kind=ConsentKind.MADE_FOR_TRAINING,
            given_by="The partnership",
            uses=[Use.TRAINING],
            valid_from=valid_from,
            valid_until=valid_until,
            by=by,
        )
    else:
        nan = note_appearance(story=story, name="Nan Ross", part=Part.TELLER, by=by)
        consent = agrees(nan, by, valid_from=valid_from, valid_until=valid_until)
    try:
        publish_story(story=story, by=by)
    except StoryNotReady:
        return consent
    return consent


def agrees(
    person: Appearance,
    by: User,
    *,
    uses: tuple[Use, ...] = (Use.TRAINING,),
    valid_from: date = date(2027, 1, 1),
    valid_until: date | None = None,
) -> Consent:
    return record_consent(
        story=person.story,
        kind=ConsentKind.PERSON,
        appearance=person,
        given_by=person.name,
        uses=uses,
        wording=ConsentWording.objects.first() or make_wording(text="I agree that this is used.", by=by),
        how=How.PAPER,
        evidence="Locked cabinet, file 12",
        valid_from=valid_from,
        valid_until=valid_until,
        by=by,
    )


def make_recording(story: Story, *, slug: str = "a-film", kind: str = "video", **facts: Any) -> Recording:
    """A film with captions and transcript."""
    site_root()
    defaults = {
        "title": f"Film {slug}",
        "file": ContentFile(FILM, name=f"{slug}.mp4"),
        "content_type": "video/mp4",
        "digest": "d" * 64,
        "duration": 4,
        "captions": CAPTIONS,
        "transcript": "Good morning.",
    }
    return Recording.objects.create(story=story, slug=slug, type=kind, **(defaults | facts))
