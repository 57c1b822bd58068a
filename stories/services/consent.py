"""Who is in a story, what each of them agreed to, and what follows when they no longer agree (S2)."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from audit.services import record
from core import clock
from core.transitions import lock
from people.models import User
from people.notices import notify
from stories.constants import WARNING_DAYS, ConsentKind, How, Part, Use
from stories.exceptions import AppearanceNotCurrent, ConsentAlreadyWithdrawn, ConsentKindDoesNotFit, ConsentNotWhole
from stories.models import Appearance, Consent, ConsentWording, Story
from stories.selectors import consents_ending, editors_of, uses_of


@transaction.atomic
def make_wording(*, text: str, by: User) -> ConsentWording:
    """New words to put to people who are asked; the words used so far stay as they were."""
    latest = ConsentWording.objects.select_for_update().aggregate(latest=Max("version"))["latest"] or 0
    wording = ConsentWording.objects.create(version=latest + 1, text=text, made_at=clock.now(), made_by=by)
    record("stories.wording_made", wording, by=by)
    return wording


@transaction.atomic
def note_appearance(*, story: Story, name: str, part: Part, by: User) -> Appearance:
    """Somebody is in the story, so they are asked too. Noting the same twice changes nothing."""
    story = lock(Story.objects, story.pk)
    if story.made_for_training:
        raise ConsentKindDoesNotFit("This story is marked as made for training. Nobody in it is real.")
    facts = {"noted_at": clock.now(), "noted_by": by}
    appearance, is_new = Appearance.objects.current().get_or_create(
        story=story, name=name.strip(), part=part, defaults=facts
    )
    if is_new:
        record("stories.appearance_noted", appearance, by=by, detail={"story": story.slug})
    return appearance


@transaction.atomic
def end_appearance(*, appearance: Appearance, by: User) -> Appearance:
    """They are cut from the story and need not be asked."""
    appearance = lock(Appearance.objects, appearance.pk)
    if appearance.ended_at:
        raise AppearanceNotCurrent("They were taken off the list already.")
    appearance.ended_at, appearance.ended_by = clock.now(), by
    appearance.save(update_fields=["ended_at", "ended_by"])
    record("stories.appearance_ended", appearance, by=by, detail={"story": appearance.story.slug})
    return appearance


@transaction.atomic
def record_consent(
    *,
    story: Story,
    kind: ConsentKind,
    given_by: str,
    uses: Collection[Use],
    appearance: Appearance | None = None,
    wording: ConsentWording | None = None,
    how: How | None = None,
    evidence: str = "",
    valid_from: date,
    valid_until: date | None = None,
    by: User,
) -> Consent:
    """Record what somebody agreed to: the newest draft, word for word. The story is shown once all have agreed."""
    story = lock(Story.objects, story.pk)
    if (kind == ConsentKind.MADE_FOR_TRAINING) != story.made_for_training:
        raise ConsentKindDoesNotFit(
            "An invented story is marked as made for training."
            if story.made_for_training
            else "This story is told by a person, so a person must have agreed."
        )
    if not uses:
        raise ConsentNotWhole("Say what the story may be used for.")
    if kind == ConsentKind.PERSON:
        if appearance is None or not story.appearances.current().filter(pk=appearance.pk).exists():
            raise AppearanceNotCurrent("Say who in this story agreed. Note them as appearing first.")
        if wording is None or how is None or not evidence.strip():
            raise ConsentNotWhole("Say which words were put to them, how they agreed, and where the proof is kept.")
    elif story.consents.filter(withdrawn_at=None).exists():
        raise ConsentKindDoesNotFit("It is on record already that this story was made for training.")
    consent = Consent.objects.create(
        story=story,
        kind=kind,
        given_by=given_by,
        appearance=appearance,
        wording=wording,
        how=how or "",
        evidence=evidence,
        content_digest=story.get_latest_revision_as_object().digest(),
        valid_from=valid_from,
        valid_until=valid_until,
        recorded_at=clock.now(),
        recorded_by=by,
        **{f"for_{use.value}": use in uses for use in Use},
    )
    record("stories.consent_recorded", consent, by=by, detail={"story": story.slug})
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User) -> Consent:
    """They no longer agree: every consent they gave to this story ends now, and its editors are told (S2).

    From this moment it is shown nowhere. What follows, if they change their mind, is a new consent.
    """
    story = lock(Story.objects, consent.story_id)
    consent.refresh_from_db()
    if consent.withdrawn_at:
        raise ConsentAlreadyWithdrawn("This consent has been withdrawn already.")
    theirs = Consent.objects.filter(story=story, appearance=consent.appearance_id, withdrawn_at=None)
    for one in theirs:
        record("stories.consent_withdrawn", one, by=by, detail={"story": story.slug})
    theirs.record_withdrawal(by_id=by.pk)
    consent.refresh_from_db()
    pages = [page.title for page in uses_of(story)]
    for user in editors_of(story):
        notify(
            user=user,
            template="stories/mail/withdrawn.txt",
            key=f"stories.withdrawn:{consent.pk}:{user.pk}",
            context={"story": story.title, "pages": pages, "path": reverse("stories:consent", args=[story.slug])},
        )
    return consent


def tell_of_endings() -> None:
    """Once for each consent that ends within thirty days: the editors can ask again in time."""
    today = clock.today()
    for consent in consents_ending(today, today + timedelta(days=WARNING_DAYS)):
        for user in editors_of(consent.story):
            notify(
                user=user,
                template="stories/mail/ending.txt",
                key=f"stories.consent_ends:{consent.pk}:{user.pk}",
                context={
                    "story": consent.story.title,
                    "given_by": consent.given_by,
                    "until": f"{consent.valid_until:%-d %B %Y}",
                    "path": reverse("stories:consent", args=[consent.story.slug]),
                },
            )
