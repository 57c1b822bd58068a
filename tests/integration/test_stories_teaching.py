"""The stories that come with the product: invented, short, complete, and playable (S1)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from stories import webvtt
from stories.exceptions import StoryFileUnusable
from stories.models import Recording, Story
from stories.services import load_stories
from tests.factories.modules import editor, site_root
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

FOLDER = Path(settings.BASE_DIR) / "stories" / "teaching"
SLUGS = {
    "marys-shower",
    "kasias-stairs",
    "the-downstairs-room",
    "jamals-move",
    "ritas-alarm",
    "the-boy-who-grew",
    "quiet-doorbell",
}
FILMS = {"the-downstairs-room", "ritas-alarm"}


def test_s1_seven_stories_load_and_are_shown_and_loading_again_changes_nothing(client: Client) -> None:
    site_root()
    by = editor()
    assert {story.slug for story in load_stories(folder=FOLDER, by=by)} == SLUGS
    assert load_stories(folder=FOLDER, by=by) == []
    assert set(Story.objects.shown().values_list("slug", flat=True)) == SLUGS
    assert set(Story.objects.values_list("tenure", flat=True)) == {
        "owner",
        "private_rent",
        "council",
        "housing_association",
    }
    client.force_login(employed())
    for story in Story.objects.all():
        page = client.get(f"/stories/{story.slug}/").content.decode()
        assert "Made for training, not a real person" in page
        assert ("<video controls" in page) == (story.slug in FILMS)
        assert "autoplay" not in page
    assert set(Recording.objects.shown().values_list("slug", flat=True)) == FILMS


def test_s1_every_adaptation_of_a_story_is_in_the_catalogue() -> None:
    catalogue = (Path(settings.BASE_DIR) / "accreditation" / "catalogue" / "adaptations.csv").read_text()
    known = {line.split(",")[0] for line in catalogue.splitlines()}
    named = {code for path in FOLDER.glob("*.toml") for code in re.findall(r'"([A-Z][A-Z0-9-]+)"', path.read_text())}
    assert named <= known


@pytest.mark.parametrize("slug", sorted(FILMS))
def test_s1_the_captions_and_the_transcript_say_the_same(slug: str) -> None:
    captions = webvtt.read((FOLDER / f"{slug}.vtt").read_text())
    assert captions.faults == []
    said = " ".join(cue.text for cue in captions.cues)
    transcript = re.sub(r"\[[^]]*\]", "", (FOLDER / f"{slug}.txt").read_text())
    assert transcript.split() == said.split()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("00:07.041 -->", "00:7.041 -->", "Line 6: the times are not written"),
        ("WEBVTT", "WEBVT", "Line 1"),
    ],
)
def test_s1_a_film_whose_captions_have_a_fault_does_not_load(tmp_path: Path, old: str, new: str, words: str) -> None:
    site_root()
    for path in FOLDER.glob("ritas-alarm*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    captions = tmp_path / "ritas-alarm.vtt"
    captions.write_text(captions.read_text().replace(old, new))
    with pytest.raises(StoryFileUnusable, match=words):
        load_stories(folder=tmp_path, by=editor())
    assert not Story.objects.exists()
