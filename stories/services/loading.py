"""Brings invented stories from files, with their pictures, films, captions and transcripts."""

import hashlib
import tomllib
import uuid
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtailmedia.models import MediaType

from audit.services import record
from core import clock
from core.models import PlatformImage
from core.uploads import UnfitFile, read_text
from people.models import User
from people.vocabulary import Tenure
from stories.constants import ConsentKind, Use
from stories.exceptions import RecordingUnfit, StoryFileUnusable
from stories.models import Need, Recording, Story, Theme
from stories.services.consent import record_consent
from stories.services.publishing import publish_story
from stories.services.recordings import content_type_of, digest_of, require_captions

STORY_NAMESPACE = uuid.UUID("6f1a2f4e-5a55-4f0c-9d53-0c6f0f0f7a01")


def load_stories(*, folder: Path, by: User) -> list[Story]:
    """Bring in the stories of a folder of TOML files. A file that was loaded as it stands changes nothing.

    Returns the stories that were added or changed.
    """
    changed = [_load_story(path, by) for path in sorted(folder.glob("*.toml"))]
    return [story for story in changed if story is not None]


@transaction.atomic
def _load_story(path: Path, by: User) -> Story | None:
    text = path.read_bytes()
    digest = hashlib.sha256(text).hexdigest()
    try:
        told = tomllib.loads(text.decode())
        held = Story.objects.filter(slug=told["slug"]).first()
        if held and held.loaded_digest == digest:
            return None
        _require_usable(told, path)
        story = held.get_latest_revision_as_object() if held else Story(slug=told["slug"], live=False)
        story.title, story.summary, story.teller = told["title"], told["summary"], told["teller"]
        story.tenure, story.adaptations = told["tenure"], " ".join(told["adaptations"])
        story.made_for_training, story.loaded_digest = True, digest
        if held is None:
            story.body = []
            story.save()
        story.body = _body(told, story, path, by)
        story.themes.set([Theme.objects.get_or_create(name=name)[0] for name in told["themes"]])
        story.needs.set([Need.objects.get_or_create(name=name)[0] for name in told["needs"]])
    except (KeyError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StoryFileUnusable(f"{path.name} cannot be read: {error}") from error
    story.save_revision(user=by)
    record("stories.loaded", story, by=by)
    if not story.consents.exists():
        record_consent(
            story=story,
            kind=ConsentKind.MADE_FOR_TRAINING,
            given_by="The partnership",
            uses=[Use.TRAINING],
            valid_from=clock.today(),
            by=by,
        )
    return publish_story(story=story, by=by)


def _require_usable(told: dict[str, Any], path: Path) -> None:
    if not told["made_for_training"]:
        raise StoryFileUnusable(f"{path.name}: a person’s story comes with that person’s consent, not from a file.")
    if told["tenure"] not in Tenure.values:
        raise StoryFileUnusable(f"{path.name}: “{told['tenure']}” is no tenure.")


def _body(told: dict[str, Any], story: Story, path: Path, by: User) -> Any:
    """The stream of text, pictures and recordings. Block ids follow from the place, so loading again keeps them."""
    blocks: list[dict[str, Any]] = []

    def add(kind: str, value: Any) -> None:
        block_id = str(uuid.uuid5(STORY_NAMESPACE, f"{told['slug']}/{len(blocks)}"))
        blocks.append({"type": kind, "id": block_id, "value": value})

    for paragraph in told["paragraphs"]:
        add("text", {"heading": "", "text": paragraph["html"]})
        if paragraph.get("picture"):
            picture = _picture(path.parent / paragraph["picture"], told["title"], by)
            add("picture", {"picture": picture.pk, "alternative": paragraph["alt"], "caption": ""})
        if paragraph.get("recording"):
            add("recording", _recording(path.parent, paragraph["recording"], story, by).pk)
    return Story._meta.get_field("body").stream_block.to_python(blocks)


def _recording(folder: Path, facts: dict[str, Any], story: Story, by: User) -> Recording:
    """The film with what stands beside it: captions, transcript and poster share its name. The same is kept once."""
    slug = facts["slug"]
    film, poster = _file(folder / f"{slug}.mp4"), _file(folder / f"{slug}-poster.png")
    captions, transcript = _file(folder / f"{slug}.vtt"), _file(folder / f"{slug}.txt")
    recording = Recording.objects.filter(slug=slug).first() or Recording(slug=slug, story=story, uploaded_by_user=by)
    try:
        digest = digest_of(film)
        if recording.digest != digest:
            recording.content_type, recording.digest = content_type_of(film, is_video=True), digest
            recording.file, recording.thumbnail = film, poster
        recording.title, recording.type, recording.duration = facts["title"], MediaType.VIDEO, facts["seconds"]
        recording.width, recording.height = facts["width"], facts["height"]
        recording.captions, recording.transcript = read_text(captions), read_text(transcript)
        require_captions(recording.captions, duration=recording.duration)
    except (UnfitFile, RecordingUnfit) as error:
        raise StoryFileUnusable(f"{slug}: {error}") from error
    recording.save()
    return recording


def _file(path: Path) -> ContentFile:
    if not path.is_file():
        raise StoryFileUnusable(f"The file {path.name} is not beside the story.")
    return ContentFile(path.read_bytes(), name=path.name)


def _picture(path: Path, title: str, by: User) -> PlatformImage:
    """The picture in Wagtail's library; the same file is brought in once."""
    picture = _file(path)
    digest = hashlib.sha1(picture.read(), usedforsecurity=False).hexdigest()
    if held := PlatformImage.objects.filter(file_hash=digest).first():
        return held
    picture.seek(0)
    return PlatformImage.objects.create(
        title=f"{title}: {path.stem}", file=picture, file_hash=digest, file_size=picture.size, uploaded_by_user=by
    )
