"""Brings the modules' text from files, through the same review and publication that editors use."""

import hashlib
import tomllib
import uuid
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import Site

from audit.services import record
from modules.constants import Level
from modules.exceptions import TeachingFileUnusable
from modules.models import Module, ModuleIndexPage, ModulePage, ModulePrerequisite, ModuleVersion
from modules.services.publishing import approve_draft, digest_of, publish_draft
from modules.services.questions import ChoiceText, save_question
from people.models import User
from stories.models import Story

LESSON_NAMESPACE = uuid.UUID("0b1d6a0e-8a43-4b60-8d0a-5c1fb5c7e402")

# The programme's order, and what comes before what (T1, T2, T3). The text of each module is in its file.
PROGRAMME: dict[str, tuple[int, Level, list[str], list[str]]] = {
    "module-1": (1, Level.FOUNDATION, [], []),
    "module-2": (2, Level.SIMPLE, ["module-1"], []),
    "module-3": (3, Level.MODERATE, ["module-2"], []),
    "trainer": (4, Level.TRAINER, ["module-1"], ["signed_off_competency"]),
}


def load_teaching(*, folder: Path, by: User, reviewer: User) -> list[ModuleVersion]:
    """Load every module's file in the folder: `by` writes the draft and publishes it, `reviewer` approves it.

    A file that was loaded as it stands changes nothing, so what editors changed since is kept. New text makes a
    new draft and a new version. Stories come first: a lesson names them. Returns the versions made.
    """
    read = [_read(path) for path in folder.glob("*.toml")]
    read.sort(key=lambda pair: PROGRAMME[pair[0]["code"]][0])
    made = [_load_module(taught, digest, by, reviewer) for taught, digest in read]
    return [version for version in made if version is not None]


def _read(path: Path) -> tuple[dict[str, Any], str]:
    content = path.read_bytes()
    try:
        taught = tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TeachingFileUnusable(f"{path.name} cannot be read: {error}") from error
    if taught.get("code") not in PROGRAMME:
        raise TeachingFileUnusable(f"{path.name}: “{taught.get('code')}” is no module of the programme.")
    return taught, hashlib.sha256(content).hexdigest()


@transaction.atomic
def _load_module(taught: dict[str, Any], digest: str, by: User, reviewer: User) -> ModuleVersion | None:
    code = taught["code"]
    position, level, modules_first, checks_first = PROGRAMME[code]
    module = Module.objects.filter(code=code).first() or Module(code=code, position=position, level=level)
    if module.loaded_digest == digest:
        return None
    is_new = module.pk is None
    module.title, module.loaded_digest = taught["title"], digest
    if is_new:
        module.save()
        required = Module.objects.filter(code__in=modules_first)
        module.prerequisites = [
            *(ModulePrerequisite(requires=one) for one in required),
            *(ModulePrerequisite(check_name=name) for name in checks_first),
        ]
    module.save()
    record("modules.loaded", module, by=by)
    try:
        page = _draft(module, taught, by)
        for question in taught.get("questions", []):
            _question(module, question, by)
    except KeyError as error:
        raise TeachingFileUnusable(f"The file of “{code}” lacks {error}.") from error
    revision = page.latest_revision
    note = "Approved for use as draft teaching text."
    approve_draft(page=page, revision=revision, read=digest_of(revision), by=reviewer, note=note)
    return publish_draft(page=page, revision=revision, by=by)


def _draft(module: Module, taught: dict[str, Any], by: User) -> ModulePage:
    held = ModulePage.objects.filter(module=module).first()
    page = held.get_latest_revision_as_object() if held else ModulePage(module=module, slug=module.code, live=False)
    page.title, page.summary, page.audience = taught["title"], taught["summary"], taught["audience"]
    page.label, page.minutes, page.pass_mark = taught["version"], taught["minutes"], taught["pass_mark"]
    page.questions_drawn = taught["questions_drawn"]
    page.sources = "\n".join(taught["sources"])
    page.planned_lessons = "\n".join(lesson["title"] for lesson in taught.get("planned_lessons", []))
    page.outcomes = _stream("outcomes", _outcomes(taught))
    page.lessons = _stream("lessons", [_lesson(module.code, lesson) for lesson in taught["lessons"]])
    if held is None:
        page.owner = by
        index_page().add_child(instance=page)
    page.save_revision(user=by, log_action=True)
    return page


def index_page() -> ModuleIndexPage:
    """The page under which modules are written, made when it is missing."""
    held = ModuleIndexPage.objects.first()
    if held:
        return held
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        raise TeachingFileUnusable("Wagtail has no default site yet. Make one under Settings, Sites.")
    return site.root_page.add_child(instance=ModuleIndexPage(title="Learning", slug="learning"))


def _stream(field: str, blocks: list[dict[str, Any]]) -> Any:
    return ModulePage._meta.get_field(field).stream_block.to_python(blocks)


def _outcomes(taught: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "type": "outcome",
            "id": _id(taught["code"], outcome["code"]),
            "value": {"code": outcome["code"], "text": outcome["text"], "criteria": outcome["criteria"]},
        }
        for outcome in taught["outcomes"]
    ]


def _lesson(code: str, lesson: dict[str, Any]) -> dict[str, Any]:
    """A lesson's id follows from its title, so that steps done stay done when its words change."""
    title = lesson["title"]
    content = [
        {"type": block["type"], "id": _id(code, title, str(place)), "value": _block(code, block)}
        for place, block in enumerate(lesson["blocks"])
    ]
    value = {"title": title, "minutes": lesson["minutes"], "content": content}
    return {"type": "lesson", "id": _id(code, title), "value": value}


def _block(code: str, block: dict[str, Any]) -> Any:
    match block["type"]:
        case "text" | "activity":
            return {"heading": block.get("heading", ""), "text": block["html"]}
        case "reflection":
            return {"prompt": block["prompt"]}
        case "story":
            story = Story.objects.filter(slug=block["slug"]).first()
            if story is None:
                raise TeachingFileUnusable(f"“{code}” uses the story “{block['slug']}”, which is not loaded.")
            return story.pk
        case other:
            raise TeachingFileUnusable(f"“{code}” has a block of the unknown type “{other}”.")


def _question(module: Module, question: dict[str, Any], by: User) -> None:
    save_question(
        module=module,
        code=question["code"],
        kind=question["kind"],
        stem=question["stem"],
        criterion=question["criterion"],
        source=question["source"],
        choices=[
            ChoiceText(text=choice["text"], is_correct=choice["correct"], feedback=choice["feedback"])
            for choice in question["choices"]
        ],
        by=by,
    )


def _id(*parts: str) -> str:
    return str(uuid.uuid5(LESSON_NAMESPACE, "/".join(parts)))
