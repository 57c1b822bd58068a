"""Stories come with consent, and go with it."""

import hashlib
import tomllib
import uuid
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from audit.services import record
from core import clock
from core.models import PlatformImage
from core.transitions import lock
from people.models import User
from people.vocabulary import Tenure
from stories.constants import ConsentKind
from stories.exceptions import ConsentAlreadyWithdrawn, ConsentKindDoesNotFit, StoryFileUnusable
from stories.models import Consent, Story, Theme

STORY_NAMESPACE = uuid.UUID("6f1a2f4e-5a55-4f0c-9d53-0c6f0f0f7a01")


@transaction.atomic
def record_consent(
    *,
    story: Story,
    kind: ConsentKind,
    given_by: str,
    agreed_to: str,
    wording: str,
    valid_from: date,
    valid_until: date | None = None,
    by: User,
) -> Consent:
    """Record what somebody agreed to; from `valid_from` the story is shown."""
    story = lock(Story.objects, story.pk)
    if (kind == ConsentKind.MADE_FOR_TRAINING) != story.made_for_training:
        raise ConsentKindDoesNotFit(
            "An invented story is marked as made for training."
            if story.made_for_training
            else "This story is told by a person, so a person must have agreed."
        )
    consent = Consent.objects.create(
        story=story,
        kind=kind,
        given_by=given_by,
        agreed_to=agreed_to,
        wording=wording,
        valid_from=valid_from,
        valid_until=valid_until,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    record("stories.consent_recorded", consent, by=by, detail={"story": story.slug})
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User) -> Consent:
    """The teller no longer agrees: from this moment the story is shown nowhere, unless another consent holds (S2)."""
    if not Consent.objects.record_withdrawal(consent.pk, by_id=by.pk):
        raise ConsentAlreadyWithdrawn("This consent has been withdrawn already.")
    consent.refresh_from_db()
    record("stories.consent_withdrawn", consent, by=by, detail={"story": consent.story.slug})
    return consent


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
        story = Story.objects.filter(slug=told["slug"]).first() or Story(slug=told["slug"])
        if story.loaded_digest == digest:
            return None
        if not told["made_for_training"]:
            raise StoryFileUnusable(f"{path.name}: a person’s story comes with that person’s consent, not from a file.")
        if told["tenure"] not in Tenure.values:
            raise StoryFileUnusable(f"{path.name}: “{told['tenure']}” is no tenure.")
        story.title, story.summary, story.teller = told["title"], told["summary"], told["teller"]
        story.tenure, story.adaptations = told["tenure"], " ".join(told["adaptations"])
        story.made_for_training, story.loaded_digest = True, digest
        story.body = _body(told, path, by)
    except (KeyError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StoryFileUnusable(f"{path.name} cannot be read: {error}") from error
    story.save()
    story.themes.set([Theme.objects.get_or_create(name=name)[0] for name in told["themes"]])
    story.save()
    record("stories.loaded", story, by=by)
    if not story.consents.exists():
        record_consent(
            story=story,
            kind=ConsentKind.MADE_FOR_TRAINING,
            given_by="The partnership",
            agreed_to="Use in the partnership’s modules.",
            wording="This story was made for training. Nobody in it is a real person.",
            valid_from=clock.today(),
            by=by,
        )
    return story


def _body(told: dict[str, Any], path: Path, by: User) -> Any:
    """The stream of text and pictures. Block ids follow from the place, so that loading again keeps them."""
    blocks: list[dict[str, Any]] = []

    def add(kind: str, value: dict[str, Any]) -> None:
        block_id = str(uuid.uuid5(STORY_NAMESPACE, f"{told['slug']}/{len(blocks)}"))
        blocks.append({"type": kind, "id": block_id, "value": value})

    for paragraph in told["paragraphs"]:
        add("text", {"heading": "", "text": paragraph["html"]})
        if paragraph.get("picture"):
            picture = _picture(path.parent / paragraph["picture"], told["title"], by)
            add("picture", {"picture": picture.pk, "alternative": paragraph["alt"], "caption": ""})
    return Story._meta.get_field("body").stream_block.to_python(blocks)


def _picture(path: Path, title: str, by: User) -> PlatformImage:
    """The picture in Wagtail's library; the same file is brought in once."""
    if not path.is_file():
        raise StoryFileUnusable(f"The picture {path.name} is not beside the story.")
    content = path.read_bytes()
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    if held := PlatformImage.objects.filter(file_hash=digest).first():
        return held
    return PlatformImage.objects.create(
        title=f"{title}: {path.stem}",
        file=ContentFile(content, name=path.name),
        file_hash=digest,
        file_size=len(content),
        uploaded_by_user=by,
    )
