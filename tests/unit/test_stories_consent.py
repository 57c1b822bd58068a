"""Everybody who appears agrees, to these words, for this use, until they no longer do (S2)."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock, daily, outbox
from core.exceptions import ImmutableRecord
from people.constants import Role
from people.models import User
from stories.constants import ConsentKind, How, Part, Use
from stories.exceptions import (
    AppearanceNotCurrent,
    ConsentAlreadyWithdrawn,
    ConsentKindDoesNotFit,
    ConsentNotWhole,
    StoryNotReady,
)
from stories.models import Consent, ConsentWording, Story, StoryVersion, Viewing
from stories.selectors import gaps_of, uses_of
from stories.services import (
    end_appearance,
    make_wording,
    note_appearance,
    note_viewings,
    publish_story,
    record_consent,
    tell_of_endings,
    withdraw_consent,
)
from tests.conftest import NOON
from tests.factories.modules import draft_module, editor, publish_module
from tests.factories.people import employed
from tests.factories.stories import agreed, agrees, make_recording, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def writer() -> User:
    return editor()


def is_shown(story: Story) -> bool:
    return Story.objects.shown().filter(pk=story.pk).exists()


def rewrite(story: Story, words: str, by: User) -> Story:
    """A new draft with other words, not published."""
    draft = story.get_latest_revision_as_object()
    draft.body = [("text", {"heading": "", "text": f"<p>{words}</p>"})]
    draft.save_revision(user=by)
    return draft


def test_s2_each_person_in_it_is_asked(writer: User) -> None:
    story = make_story()
    nan = note_appearance(story=story, name="Nan Ross", part=Part.TELLER, by=writer)
    tom = note_appearance(story=story, name="Tom Ross", part=Part.HOME, by=writer)
    agrees(nan, writer)
    assert gaps_of(story) == ["Tom Ross has not agreed."]
    with pytest.raises(StoryNotReady, match="Tom Ross has not agreed"):
        publish_story(story=story, by=writer)
    consent = agrees(tom, writer)
    assert is_shown(publish_story(story=story, by=writer))
    withdraw_consent(consent=consent, by=writer)
    assert not is_shown(story)
    end_appearance(appearance=tom, by=writer)
    assert not is_shown(story), "he is off the list, and still in these words"
    assert gaps_of(story) == ["Tom Ross is still in these words and no longer agrees. Change the story."]
    rewrite(story, "Words without Tom.", writer)
    agrees(nan, writer)
    assert is_shown(publish_story(story=story, by=writer)), "he was cut from it"
    with pytest.raises(AppearanceNotCurrent):
        end_appearance(appearance=tom, by=writer)
    with pytest.raises(AppearanceNotCurrent):
        agrees(tom, writer)


def test_s2_a_story_has_a_teller(writer: User) -> None:
    story = make_story()
    agrees(note_appearance(story=story, name="Tom Ross", part=Part.FAMILY, by=writer), writer)
    assert gaps_of(story) == ["Nobody is named as telling the story."]


def test_s2_an_edited_story_asks_again_and_the_old_words_stay_meanwhile(client: Client, writer: User) -> None:
    story = make_story()
    agreed(story, writer)
    rewrite(story, "Other words.", writer)
    assert gaps_of(story.get_latest_revision_as_object()) == ["Nan Ross agreed to an earlier version; ask again."]
    with pytest.raises(StoryNotReady):
        publish_story(story=story, by=writer)
    client.force_login(employed())
    assert "Words of a-story." in client.get("/stories/a-story/").content.decode()
    agrees(story.appearances.get(), writer)
    publish_story(story=story, by=writer)
    assert "Other words." in client.get("/stories/a-story/").content.decode()
    assert list(story.versions.values_list("number", flat=True)) == [2, 1]


def test_s2_words_changed_past_the_services_are_not_shown(writer: User) -> None:
    story = make_story()
    agreed(story, writer)
    live = Story.objects.get()
    live.title = "Another title"
    live.save()
    assert not is_shown(story)


def test_s2_publishing_around_the_services_is_refused(writer: User) -> None:
    story = make_story()
    revision = story.save_revision(user=writer)
    with pytest.raises(StoryNotReady):
        revision.publish(user=writer, skip_permission_checks=True)
    assert not Story.objects.get().live


def test_s2_consent_for_another_use_is_not_consent_for_training(writer: User) -> None:
    story = make_story()
    nan = note_appearance(story=story, name="Nan Ross", part=Part.TELLER, by=writer)
    consent = agrees(nan, writer, uses=(Use.EVALUATION, Use.PUBLIC_WEB))
    assert consent.uses == [Use.EVALUATION, Use.PUBLIC_WEB]
    assert gaps_of(story) == ["Nan Ross has not agreed."]


def test_s2_a_consent_names_its_wording_and_a_wording_never_changes(writer: User) -> None:
    first, second = (make_wording(text=text, by=writer) for text in ("I agree.", "I agree, until I say stop."))
    assert (first.version, second.version) == (1, 2)
    for change in (first.save, first.delete, ConsentWording.objects.all().delete):
        with pytest.raises(ImmutableRecord):
            change()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"uses": []}, ConsentNotWhole),
        ({"wording": None}, ConsentNotWhole),
        ({"how": None}, ConsentNotWhole),
        ({"evidence": "  "}, ConsentNotWhole),
        ({"appearance": None}, AppearanceNotCurrent),
        ({"kind": ConsentKind.MADE_FOR_TRAINING}, ConsentKindDoesNotFit),
    ],
)
def test_s2_a_consent_is_whole(writer: User, wrong: dict[str, object], refusal: type[Exception]) -> None:
    story = make_story()
    facts = {
        "story": story,
        "kind": ConsentKind.PERSON,
        "appearance": note_appearance(story=story, name="Nan", part=Part.TELLER, by=writer),
        "given_by": "Nan",
        "uses": [Use.TRAINING],
        "wording": make_wording(text="I agree.", by=writer),
        "how": How.RECORDED,
        "evidence": "File 12",
        "valid_from": date(2027, 1, 1),
        "by": writer,
    }
    with pytest.raises(refusal):
        record_consent(**facts | wrong)  # type: ignore[arg-type]
    assert not Consent.objects.exists()


def test_s2_somebody_elses_appearance_does_not_count(writer: User) -> None:
    other = note_appearance(story=make_story(slug="other"), name="Nan", part=Part.TELLER, by=writer)
    other.story = make_story()
    with pytest.raises(AppearanceNotCurrent):
        agrees(other, writer)


def test_s2_the_database_wants_a_persons_consent_whole(writer: User) -> None:
    facts = {"story": make_story(), "given_by": "Nan", "recorded_at": NOON, "recorded_by": writer}
    for wrong in ({"kind": ConsentKind.PERSON}, {"kind": ConsentKind.MADE_FOR_TRAINING, "for_training": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(valid_from=date(2027, 1, 1), **facts, **wrong)


def test_s2_saying_no_ends_every_consent_that_they_gave_and_a_new_one_undoes_it(writer: User) -> None:
    story = make_story()
    first = agreed(story, writer)
    nan = story.appearances.get()
    second = agrees(nan, writer)
    withdraw_consent(consent=first, by=writer)
    assert not is_shown(story)
    with pytest.raises(ConsentAlreadyWithdrawn):
        withdraw_consent(consent=second, by=writer)
    agrees(nan, writer)
    assert is_shown(story)
    assert Consent.objects.count() == 3


def test_s2_the_editors_of_what_used_it_are_told(writer: User, django_capture_on_commit_callbacks: object) -> None:
    story = make_story()
    consent = agreed(story, writer)
    film = make_recording(make_story(slug="film-story"))
    draft_module(by=writer, story=story, title="The first module")
    colleague, governor = employed(roles=(Role.EDITOR,)), employed(roles=(Role.GOVERNANCE,))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        withdraw_consent(consent=consent, by=writer)
    assert sorted(address for message in mail.outbox for address in message.to) == sorted(
        [writer.email, colleague.email]
    )
    assert governor.email not in str([message.to for message in mail.outbox])
    message = mail.outbox[0]
    assert message.subject == "The story “The a-story” is no longer shown"
    assert "- The first module" in message.body
    assert "/stories/a-story/consent/" in message.body
    assert uses_of(film.story) == []


def test_s2_a_story_in_a_lesson_is_known_to_the_reference_index_once_live(writer: User) -> None:
    story = make_story()
    agreed(story, writer)
    publish_module(story=story)
    assert [page.title for page in uses_of(story)] == ["The first module"]


def test_s2_a_recording_in_a_lesson_is_known_too(writer: User) -> None:
    story = make_story()
    film = make_recording(story)
    page = draft_module(by=writer)
    content = page.lessons[0].value["content"]
    content.append(("recording", film))
    page.save()
    assert [used.title for used in uses_of(story)] == ["The first module"]


def test_s2_a_consent_that_ends_soon_is_told_once(writer: User, django_capture_on_commit_callbacks: object) -> None:
    for slug, until in (("soon", date(2027, 7, 4)), ("later", date(2027, 7, 5)), ("gone", date(2027, 6, 3))):
        agreed(make_story(slug=slug), writer, valid_until=until)
    renewed = make_story(slug="renewed")
    agreed(renewed, writer, valid_until=date(2027, 6, 20))
    agrees(renewed.appearances.get(), writer)
    withdraw_consent(consent=agreed(make_story(slug="withdrawn"), writer, valid_until=date(2027, 6, 20)), by=writer)
    outbox.run_due()
    mail.outbox.clear()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            tell_of_endings()
    assert [message.subject for message in mail.outbox] == ["A consent for “The soon” ends on 4 July 2027"]
    assert "stories.endings" in daily._jobs


def test_s2_who_saw_which_version_stays_known(client: Client, writer: User) -> None:
    story = make_story()
    agreed(story, writer)
    learner = employed()
    client.force_login(learner)
    for _ in range(2):
        client.get("/stories/a-story/")
    rewrite(story, "Other words.", writer)
    agrees(story.appearances.get(), writer)
    publish_story(story=story, by=writer)
    with clock.fixed(NOON + timedelta(days=1)):
        note_viewings(user=learner, stories=[story.pk])
    seen = list(Viewing.objects.values_list("version__number", "user", "first_on"))
    assert seen == [(1, learner.pk, date(2027, 6, 4)), (2, learner.pk, date(2027, 6, 5))]
    withdraw_consent(consent=Consent.objects.first(), by=writer)
    assert Viewing.objects.count() == 2
    client.force_login(writer)
    assert "seen by 1 person" in client.get("/stories/a-story/consent/").content.decode()


def test_s2_a_story_in_a_lesson_counts_as_seen(client: Client, writer: User) -> None:
    story = make_story()
    consent = agreed(story, writer)
    version = publish_module(story=story)
    learner = employed()
    client.force_login(learner)
    client.post("/learning/module-1/start/")
    lesson = f"/learning/module-1/lessons/{version.lessons[0].id}/"
    assert client.get(lesson).status_code == 200
    assert list(Viewing.objects.values_list("user", "version__story")) == [(learner.pk, story.pk)]
    withdraw_consent(consent=consent, by=writer)
    other = employed()
    client.force_login(other)
    client.post("/learning/module-1/start/")
    client.get(lesson)
    assert not Viewing.objects.filter(user=other).exists(), "nothing was shown"


def test_s2_an_invented_story_asks_nobody(writer: User) -> None:
    story = make_story(made_for_training=True)
    assert gaps_of(story) == ["Nobody has confirmed yet that the story was made for training."]
    agreed(story, writer)
    rewrite(story, "Better words.", writer)
    assert is_shown(publish_story(story=story, by=writer))
    with pytest.raises(ConsentKindDoesNotFit):
        note_appearance(story=story, name="Nan", part=Part.TELLER, by=writer)
    with pytest.raises(ConsentKindDoesNotFit):
        agreed(story, writer)


def test_a_version_is_numbered_once(writer: User) -> None:
    story = make_story()
    agreed(story, writer)
    publish_story(story=story, by=writer)
    assert StoryVersion.objects.count() == 1
