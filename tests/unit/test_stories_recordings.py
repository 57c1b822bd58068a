"""Film and sound are given out by one view: to people who are signed in, while everybody agrees (S1, S2)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client

from core import clock
from people.models import User
from stories.constants import Part
from stories.models import Consent, Recording, Story
from stories.ranges import NotSatisfiable, wanted
from stories.services import note_appearance, publish_story, withdraw_consent
from tests.conftest import NOON
from tests.factories.modules import editor
from tests.factories.people import employed
from tests.factories.stories import FILM, agreed, agrees, make_recording, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

ADDRESS = "/stories/recordings/a-film/file"
PARTS = [ADDRESS, "/stories/recordings/a-film/captions.vtt", "/stories/recordings/a-film/transcript.txt"]


@pytest.fixture
def writer() -> User:
    return editor()


@pytest.fixture
def film(writer: User) -> Recording:
    story = make_story()
    recording = make_recording(story)
    story.body = [("recording", recording)]
    story.save()
    agreed(story, writer)
    return recording


@pytest.fixture
def learner(client: Client) -> Client:
    client.force_login(employed())
    return client


def content(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


@pytest.mark.usefixtures("film")
def test_s1_a_signed_in_person_plays_it_and_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    for address in PARTS:
        assert client.get(address)["Location"].startswith("/accounts/login/")
    client.force_login(employed())
    whole = client.get(ADDRESS)
    assert (whole.status_code, content(whole)) == (200, FILM)
    assert whole["Content-Type"] == "video/mp4"
    assert whole["Accept-Ranges"] == "bytes"
    for address in PARTS:
        answer = client.get(address)
        assert {part.strip() for part in answer["Cache-Control"].split(",")} == {"private", "no-cache"}
        assert answer["X-Content-Type-Options"] == "nosniff"
        content(answer)
    assert client.get(PARTS[1])["Content-Type"] == "text/vtt; charset=utf-8"
    assert client.get(PARTS[2])["Content-Disposition"].startswith("attachment")
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=0-0", 0, 0),
        ("bytes=100-", 100, None),
        ("bytes=-5", -5, None),
        ("bytes=5-999999999", 5, None),
        ("bytes=-999999999", 0, None),
    ],
)
@pytest.mark.usefixtures("film")
def test_s1_part_of_it_is_given_out(learner: Client, header: str, start: int, end: int | None) -> None:
    size = len(FILM)
    answer = learner.get(ADDRESS, headers={"range": header})
    expected = FILM[start:] if end is None else FILM[start : end + 1]
    assert (answer.status_code, content(answer)) == (206, expected)
    first = start % size
    assert answer["Content-Range"] == f"bytes {first}-{first + len(expected) - 1}/{size}"
    assert answer["Content-Length"] == str(len(expected))


@pytest.mark.parametrize(
    "header", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-1", "bytes=x", "bytes=-", "bytes=" + "9" * 30 + "-"]
)
@pytest.mark.usefixtures("film")
def test_s1_a_range_that_cannot_be_read_gives_the_whole(learner: Client, header: str) -> None:
    answer = learner.get(ADDRESS, headers={"range": header})
    assert (answer.status_code, content(answer)) == (200, FILM)


@pytest.mark.parametrize("header", [f"bytes={len(FILM)}-", "bytes=99999999-", "bytes=-0"])
@pytest.mark.usefixtures("film")
def test_s1_a_range_outside_the_file_is_416(learner: Client, header: str) -> None:
    answer = learner.get(ADDRESS, headers={"range": header})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(FILM)}")


@pytest.mark.parametrize("size", [0, 1, 10])
def test_s1_no_range_leaves_the_file(size: int) -> None:
    for header in ["bytes=0-", "bytes=-1", "bytes=3-20", "bytes=9-9"]:
        try:
            part = wanted(header, size)
        except NotSatisfiable:
            continue
        assert part is not None
        assert 0 <= part[0] <= part[1] < size


@pytest.mark.usefixtures("film")
def test_s1_validators_head_and_if_range(learner: Client) -> None:
    head = learner.head(ADDRESS)
    assert (head["Content-Length"], content(head)) == (str(len(FILM)), b"")
    etag, modified = head["ETag"], head["Last-Modified"]
    for headers in ({"if-none-match": etag}, {"if-modified-since": modified}):
        again = learner.get(ADDRESS, headers=headers)
        assert (again.status_code, again["ETag"]) == (304, etag)
        assert "no-cache" in again["Cache-Control"]
    asked = {"range": "bytes=0-4"}
    for name, status in ((etag, 206), (modified, 206), ('"other"', 200), ("Fri, 01 Jan 2027 00:00:00 GMT", 200)):
        answer = learner.get(ADDRESS, headers=asked | {"if-range": name})
        assert answer.status_code == status
        content(answer)


def test_s2_a_withdrawn_film_is_gone_whatever_a_browser_holds(learner: Client, film: Recording, writer: User) -> None:
    held = learner.head(ADDRESS)
    with clock.fixed(NOON + timedelta(minutes=1)):
        withdraw_consent(consent=Consent.objects.get(), by=writer)
    holding = {"if-none-match": held["ETag"], "if-modified-since": held["Last-Modified"], "range": "bytes=0-4"}
    for client in (learner, signed_in(writer)):
        for address in PARTS:
            assert client.get(address, headers=holding).status_code == 404
    with clock.fixed(NOON + timedelta(minutes=2)):
        agreed(film.story, writer)
        again = learner.get(ADDRESS, headers={"if-none-match": held["ETag"]})
        assert again.status_code == 200, "a new consent is another state"
        content(again)
        later = learner.get(ADDRESS, headers={"if-modified-since": held["Last-Modified"]})
        assert later.status_code == 200
        content(later)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_s2_a_film_goes_on_the_day_that_its_consent_ends(learner: Client, writer: User) -> None:
    story = make_story()
    recording = make_recording(story)
    agreed(story, writer, valid_until=date(2027, 6, 5))
    assert learner.head(recording.url).status_code == 200
    with clock.fixed(NOON + timedelta(days=1)):
        learner.force_login(employed())
        assert learner.head(recording.url).status_code == 404


def test_s2_a_film_waits_for_everybody_who_appears(learner: Client, film: Recording, writer: User) -> None:
    tom = note_appearance(story=film.story, name="Tom Ross", part=Part.HOME, by=writer)
    assert learner.head(ADDRESS).status_code == 404
    agrees(tom, writer)
    assert learner.head(ADDRESS).status_code == 200


@pytest.mark.parametrize("lacking", [{"captions": ""}, {"transcript": ""}])
def test_s1_a_video_without_captions_or_transcript_is_neither_published_nor_played(
    learner: Client, film: Recording, writer: User, lacking: dict[str, str]
) -> None:
    from stories.exceptions import StoryNotReady

    Recording.objects.filter(pk=film.pk).update(**lacking)
    assert learner.get(ADDRESS).status_code == 404
    with pytest.raises(StoryNotReady, match="has no "):
        publish_story(story=film.story, by=writer)
    assert "<video" not in learner.get("/stories/a-story/").content.decode()


def test_s1_sound_needs_a_transcript_and_no_captions(learner: Client, writer: User) -> None:
    story = make_story()
    sound = make_recording(story, kind="audio", captions="", content_type="audio/mpeg")
    story.body = [("recording", sound)]
    story.save()
    agreed(story, writer)
    assert learner.head(sound.url)["Content-Type"] == "audio/mpeg"
    page = learner.get("/stories/a-story/").content.decode()
    assert "<audio controls" in page
    assert "Good morning." in page


def test_s1_the_player_brings_captions_transcript_and_poster(learner: Client, film: Recording) -> None:
    film.thumbnail.save("poster.png", ContentFile(b"\x89PNG\r\n\x1a\n"))
    page = learner.get("/stories/a-story/").content.decode()
    for piece in (
        "<video controls",
        '<track kind="captions"',
        "captions.vtt",
        "transcript.txt",
        "a-film/poster",
        "<details",
    ):
        assert piece in page
    assert "autoplay" not in page
    assert learner.get("/stories/recordings/a-film/poster")["Content-Type"] == "image/png"


def test_s2_the_files_lie_outside_the_media_folder_and_have_no_address(learner: Client, film: Recording) -> None:
    assert not Path(film.file.path).is_relative_to(settings.MEDIA_ROOT)
    assert film.file.url == "#"
    assert learner.get(f"/media/{film.file.name}").status_code == 404
    Path(film.file.path).unlink()
    assert learner.get(ADDRESS).status_code == 404


def test_s2_a_recording_of_another_story_is_not_told(writer: User) -> None:
    from stories.selectors import gaps_of

    other = make_recording(make_story(slug="other"))
    story = make_story(body=[("recording", other)])
    assert any("belongs to another story" in gap for gap in gaps_of(story))
    assert not Story.objects.shown().exists()
