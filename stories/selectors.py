"""Questions about stories."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, ReferenceIndex

from core import clock
from people.constants import Role
from people.models import RoleGrant, User
from stories import webvtt
from stories.constants import ConsentKind, Part
from stories.models import Consent, Recording, Story


def uses_of(story: Story) -> list[Page]:
    """The pages that show a story or a recording of it. Wagtail's reference index knows them (S2)."""
    page_type = ContentType.objects.get_for_model(Page)
    used = {
        int(reference.object_id)
        for shown in (story, *story.recordings.all())
        for reference in ReferenceIndex.get_references_to(shown).filter(base_content_type=page_type)
    }
    return list(Page.objects.filter(pk__in=used).order_by("title"))


def editors_of(story: Story) -> list[User]:
    """Who is told when a story goes: those who wrote what shows it, and everybody who edits today."""
    pages = [page.pk for page in uses_of(story)]
    wrote = Q(pk__in=Page.objects.filter(pk__in=pages).values("owner"))
    changed = Q(pk__in=Page.objects.filter(pk__in=pages).values("latest_revision__user"))
    edits = Q(role_grants__in=RoleGrant.objects.on(clock.today()).filter(role=Role.EDITOR).values("pk"))
    return list(User.objects.filter(wrote | changed | edits, is_active=True).distinct().order_by("pk"))


def hidden_among(story_ids: Iterable[int]) -> list[Story]:
    """Those of the stories that may not be shown today."""
    return list(Story.objects.filter(pk__in=list(story_ids)).with_consent().filter(is_shown=False))


def stories_in(blocks: Iterable[Any]) -> set[int]:
    """The stories that a lesson's blocks show, as such or by a recording, and that may be shown now."""
    used = set()
    for block in blocks:
        if block.block_type == "story" and block.value and block.value.is_shown:
            used.add(block.value.pk)
        elif block.block_type == "recording" and block.value:
            used.add(block.value.story_id)
    return used


def gaps_of(draft: Story) -> list[str]:
    """What a draft lacks before it may be shown, in sentences; empty when nothing is missing."""
    gaps = [] if draft.body else ["The story has no words yet."]
    gaps += [gap for recording in _recordings_in(draft) for gap in _gaps_of_recording(recording, draft)]
    return gaps + (_gaps_of_invented(draft) if draft.made_for_training else _gaps_of_people(draft))


def _recordings_in(draft: Story) -> list[Recording]:
    return list(Recording.objects.filter(pk__in=draft.recording_ids).order_by("pk"))


def _gaps_of_recording(recording: Recording, draft: Story) -> list[str]:
    gaps = []
    if recording.story_id != draft.pk:
        gaps.append(f"The recording “{recording}” belongs to another story, whose people did not agree to this one.")
    if recording.is_video and not recording.captions:
        gaps.append(f"The video “{recording}” has no captions.")
    if not recording.transcript.strip():
        gaps.append(f"The recording “{recording}” has no transcript.")
    if recording.captions and webvtt.read(recording.captions, duration=recording.duration).faults:
        gaps.append(f"The captions of “{recording}” have faults.")
    return gaps


def _gaps_of_invented(draft: Story) -> list[str]:
    held = Consent.objects.holding(clock.today()).filter(story=draft, kind=ConsentKind.MADE_FOR_TRAINING)
    return [] if held.exists() else ["Nobody has confirmed yet that the story was made for training."]


def _gaps_of_people(draft: Story) -> list[str]:
    """Everybody who appears agreed to these very words, for training, and it has not ended."""
    agreed = Consent.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=clock.today()),
        appearance=OuterRef("pk"),
        withdrawn_at=None,
        for_training=True,
    )
    to_this = agreed.filter(content_digest=draft.digest())
    taken_back = Consent.objects.taken_back_by_who_is_off_the_list(clock.today()).filter(story=draft)
    taken_back = taken_back.filter(content_digest=draft.digest())
    appearing = list(draft.appearances.current().annotate(agrees=Exists(to_this), agreed_before=Exists(agreed)))
    gaps = [] if any(one.part == Part.TELLER for one in appearing) else ["Nobody is named as telling the story."]
    for one in appearing:
        if not one.agrees:
            why = "agreed to an earlier version; ask again" if one.agreed_before else "has not agreed"
            gaps.append(f"{one.name} {why}.")
    names = taken_back.order_by("appearance__name").values_list("appearance__name", flat=True).distinct()
    return gaps + [f"{name} is still in these words and no longer agrees. Change the story." for name in names]


def consents_ending(first: date, last: date) -> list[Consent]:
    """Consents to what is shown now that end in these days, where the same person has given no later one."""
    later = Consent.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until")),
        story=OuterRef("story"),
        withdrawn_at=None,
        given_by=OuterRef("given_by"),
    )
    ending = Consent.objects.filter(~Exists(later), withdrawn_at=None, valid_until__range=(first, last))
    return list(ending.select_related("story").order_by("valid_until", "pk"))
