"""The modules and stories that come with the product, loaded through review and publication (T1, T2, T3, S1)."""

import random
import re
import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from core import clock
from demo import learning
from demo.partnership import Partnership, load_people
from modules.constants import ReviewState
from modules.exceptions import TeachingFileUnusable
from modules.lengths import minutes_in_doubt
from modules.models import Attempt, Certificate, Completion, Module, ModulePage, ModuleVersion, Question, StepDone
from modules.selectors import current_version
from modules.services import load_teaching
from modules.teaching_files import read_folder
from people.models import User
from stories.exceptions import StoryFileUnusable
from stories.models import Story
from stories.services import load_stories
from tests.factories.modules import editor, governor, publish, site_root
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TEACHING = Path(settings.BASE_DIR) / "modules" / "teaching"
STORIES = Path(settings.BASE_DIR) / "stories" / "teaching"


@pytest.fixture
def writer() -> User:
    site_root()
    return editor()


@pytest.fixture
def reviewer() -> User:
    return governor()


@pytest.fixture
def own_files(tmp_path: Path, writer: User) -> Path:
    """A small module's folder that a test may change."""
    load_stories(folder=STORIES, by=writer)
    shutil.copytree(Path(__file__).parent / "teaching", tmp_path / "teaching")
    return tmp_path / "teaching"


def test_the_four_modules_load_and_loading_again_changes_nothing(writer: User, reviewer: User) -> None:
    assert len(load_stories(folder=STORIES, by=writer)) >= 1
    made = load_teaching(folder=TEACHING, by=writer, reviewer=reviewer)
    assert [minutes_in_doubt(version.content) for version in ModuleVersion.objects.current()] == [[]] * len(made)
    assert [version.module.code for version in made] == ["module-1", "module-2", "module-3", "trainer"]
    assert all(version.review_state == ReviewState.DRAFT for version in made)
    assert len(current_version("module-1").lesson_heads) >= 4
    for version in made:
        assert version.outcomes
        assert Question.objects.filter(module=version.module).count() >= version.questions_drawn
    before = ModuleVersion.objects.count(), Question.objects.count(), Story.objects.count()
    assert load_stories(folder=STORIES, by=writer) == []
    assert load_teaching(folder=TEACHING, by=writer, reviewer=reviewer) == []
    assert (ModuleVersion.objects.count(), Question.objects.count(), Story.objects.count()) == before


def test_the_programmes_order_is_that_of_the_protocol(writer: User, reviewer: User) -> None:
    load_stories(folder=STORIES, by=writer)
    load_teaching(folder=TEACHING, by=writer, reviewer=reviewer)
    first = {
        module.code: [one.requires.code if one.requires else one.check_name for one in module.prerequisites.all()]
        for module in Module.objects.all()
    }
    assert first == {
        "module-1": [],
        "module-2": ["module-1"],
        "module-3": ["module-2"],
        "trainer": ["module-1", "signed_off_competency"],
    }


def test_t7_a_story_is_read_in_its_lesson(client: Client, writer: User, own_files: Path) -> None:
    load_teaching(folder=own_files, by=writer, reviewer=governor())
    client.force_login(employed())
    client.post("/learning/module-1/start/")
    pages = [
        client.get(f"/learning/module-1/lessons/{lesson.id}/").content.decode()
        for lesson in current_version("module-1").lesson_heads
    ]
    assert sum("Made for training, not a real person" in page for page in pages) == 1


def test_new_text_makes_a_new_version_and_keeps_the_steps(writer: User, reviewer: User, own_files: Path) -> None:
    first = load_teaching(folder=own_files, by=writer, reviewer=reviewer)[0]
    file = own_files / "module-1" / "lessons" / "01-asking.toml"
    file.write_text(file.read_text().replace("Six habits to work by", "Six habits", 1))
    second = load_teaching(folder=own_files, by=writer, reviewer=reviewer)[0]
    assert (second.number, second.module) == (2, first.module)
    assert [head.id for head in second.lesson_heads] == [head.id for head in first.lesson_heads]
    assert "Six habits to work by" not in str(second.content)


def test_loading_the_same_text_keeps_what_editors_changed(writer: User, reviewer: User, own_files: Path) -> None:
    load_teaching(folder=own_files, by=writer, reviewer=reviewer)
    page = ModulePage.objects.get()
    page.summary = "An editor's words."
    page.save_revision(user=writer)
    publish(page, reviewer=reviewer, by=writer)
    load_teaching(folder=own_files, by=writer, reviewer=reviewer)
    assert current_version("module-1").summary == "An editor's words."


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (
            "module.toml",
            'code = "module-1"',
            'code = "module-9"',
            "module-1/module.toml: .* no module of the programme",
        ),
        ("module.toml", "[[outcomes]]", "[[outcomes", "module-1/module.toml cannot be read"),
        ("module.toml", "summary =", "sumary =", "module-1/module.toml: “summary” is missing"),
        ("module.toml", "count = 2", "count = 3", "draws must come to “questions_drawn”"),
        ("lessons/01-asking.toml", '"marys-shower"', '"nobody"', "01-asking.toml, block 3: the story “nobody” is not"),
        ("lessons/01-asking.toml", '"M1-O1"', '"M1-O7"', "01-asking.toml: “M1-O7” is no outcome"),
        ("lessons/01-asking.toml", '"scotland"', '"wales"', "block 2: “wales” is no nation"),
        ("lessons/01-asking.toml", "2026-11-01", '"2026-11-01"', "block 2: “as_at” must be a date"),
        ("lessons/02-writing.toml", '"activity"', '"dance"', "02-writing.toml, block 1: “dance” is an unknown type"),
        ("lessons/02-writing.toml", "minutes = 4", 'minutes = "4"', "block 1: “minutes” must be a whole number"),
        ("lessons/02-writing.toml", "form.csv", "lost.csv", "block 2: there is no file “lost.csv”"),
        ("questions/asking.toml", "stem =", "words =", "asking.toml, question 1: “stem” is missing"),
        ("questions/asking.toml", "feedback =", "why =", "asking.toml, question 1, choice 1: “why” is not a key"),
    ],
)
def test_a_file_that_is_wrong_says_what_and_where_and_loads_nothing(
    writer: User, reviewer: User, own_files: Path, file: str, old: str, new: str, words: str
) -> None:
    path = own_files / "module-1" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(TeachingFileUnusable, match=words):
        load_teaching(folder=own_files, by=writer, reviewer=reviewer)
    assert not Module.objects.exists()


def test_every_file_of_the_folder_counts_for_its_fingerprint(own_files: Path) -> None:
    """A picture or a download that changed, or was renamed, makes a new version as much as words do."""
    folder = own_files / "module-1"
    seen = {read_folder(folder).digest}
    (folder / "files" / "form.csv").write_text("question,answer\n")
    seen.add(read_folder(folder).digest)
    (folder / "files" / "form.csv").rename(folder / "files" / "sheet.csv")
    seen.add(read_folder(folder).digest)
    (folder / "lessons" / "02-writing.toml").rename(folder / "lessons" / "00-writing.toml")
    seen.add(read_folder(folder).digest)
    assert len(seen) == 4


def test_a_folder_becomes_lessons_with_law_activity_download_and_picture(
    client: Client, writer: User, reviewer: User, own_files: Path
) -> None:
    version = load_teaching(folder=own_files, by=writer, reviewer=reviewer)[0]
    assert version.minutes == 5 + 5 + 5
    learner = employed()
    client.force_login(learner)
    client.post("/learning/module-1/start/")
    first, second = (
        client.get(f"/learning/module-1/lessons/{lesson.id}/").content.decode() for lesson in version.lesson_heads
    )
    assert "As the law stood in Scotland on 1 November 2026." in first
    assert "Ask each pair for an example" not in first
    assert re.search(r"A form to fill in \(CSV, [0-9]+\xa0bytes\)", second)
    assert 'alt="A blue front door with two steps"' in second
    load_teaching(folder=own_files, by=writer, reviewer=reviewer)
    assert get_document_model().objects.count() == get_image_model().objects.filter(title__contains="blue").count() == 1


def test_a_persons_story_does_not_come_from_a_file(writer: User, tmp_path: Path) -> None:
    source = (STORIES / "marys-shower.toml").read_text()
    (tmp_path / "story.toml").write_text(source.replace("made_for_training = true", "made_for_training = false"))
    with pytest.raises(StoryFileUnusable, match="consent"):
        load_stories(folder=tmp_path, by=writer)


def test_the_command_loads_and_says_what_it_did(writer: User, reviewer: User) -> None:
    said = StringIO()
    for _ in range(2):
        call_command("load_teaching", by=writer.email, reviewer=reviewer.email, stdout=said)
    assert "version 2026.1" in said.getvalue()
    assert said.getvalue().endswith("Nothing has changed.\n")
    with pytest.raises(CommandError, match="Nobody has"):
        call_command("load_teaching", by="nobody@example.org", reviewer=reviewer.email)


def test_the_demonstration_brings_each_to_their_state_and_twice_changes_nothing() -> None:
    site_root()
    partnership = Partnership(as_of=date(2027, 6, 4), random=random.Random(7))
    load_people(partnership)

    def counted() -> tuple[int, ...]:
        return tuple(model.objects.count() for model in (Completion, Attempt, Certificate, StepDone, ModuleVersion))

    learning.load(partnership)
    before = counted()
    for key, row in partnership.staff.items():
        completed = set(
            Completion.objects.filter(user=partnership.people[key]).values_list(
                "module_version__module__code", flat=True
            )
        )
        assert completed == set(learning.MODULES[row["learning"]]), key
        begun = StepDone.objects.filter(enrolment__user=partnership.people[key]).exists()
        assert begun == (row["learning"] != "none"), key
    assert Attempt.objects.filter(passed=False).exists()
    assert not Completion.objects.filter(completed_at__gt=clock.now()).exists()
    learning.load(partnership)
    assert counted() == before
