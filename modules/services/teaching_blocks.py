"""The lessons, outcomes and draws of a module's folder, as the page's streams hold them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.utils.file import hash_filelike

from modules.constants import Nation, QuestionUse
from modules.models import ModulePage, Scenario
from modules.teaching_files import Keys, ModuleFiles, Part
from stories.models import Recording, Story

LESSON_NAMESPACE = uuid.UUID("0b1d6a0e-8a43-4b60-8d0a-5c1fb5c7e402")


def outcomes(files: ModuleFiles) -> Any:
    rows = files.module.parts("outcomes", "outcome")
    keys = ("code", "text", "criteria")
    return _stream("outcomes", "outcome", [(_id(files.code, row["code"]), {k: row[k] for k in keys}) for row in rows])


def draws(files: ModuleFiles) -> Any:
    rows = files.module.parts("draws", "draw")
    keys = ("tag", "count")
    return _stream("draws", "draw", [(_id(files.code, "draw", row["tag"]), {k: row[k] for k in keys}) for row in rows])


def lessons(files: ModuleFiles) -> Any:
    """A lesson's id follows from its title, so that steps done stay done when its words change."""
    rows = []
    for lesson in files.lessons:
        title = lesson["title"]
        content = [
            {"type": part["type"], "id": _id(files.code, title, str(place)), "value": value}
            for place, (part, value) in enumerate(_blocks(files, lesson))
        ]
        facts = {"title": title, "minutes": lesson["minutes"], "outcomes": lesson["outcomes"]}
        rows.append((_id(files.code, title), facts | {"content": content, "notes": lesson.get("notes")}))
    return _stream("lessons", "lesson", rows)


def _stream(field: str, name: str, rows: list[tuple[str, dict[str, Any]]]) -> Any:
    raw = [{"type": name, "id": block_id, "value": value} for block_id, value in rows]
    return ModulePage._meta.get_field(field).stream_block.to_python(raw)


def _blocks(files: ModuleFiles, lesson: Part) -> list[tuple[Part, Any]]:
    made = []
    for part in lesson.parts("blocks", "block"):
        format_ = BLOCKS.get(part.get("type"))
        if format_ is None:
            raise part.wrong(f"“{part.get('type')}” is an unknown type of block")
        part.check({"type": str, **format_.required}, format_.optional)
        made.append((part, format_.value(files, part)))
    return made


def _text(files: ModuleFiles, block: Part) -> dict[str, Any]:
    return {"heading": block.get("heading"), "text": block["html"]}


def _law(files: ModuleFiles, block: Part) -> dict[str, Any]:
    if block["nation"] not in Nation.values:
        raise block.wrong(f"“{block['nation']}” is no nation; write {', '.join(Nation.values)}")
    return _text(files, block) | {"nation": block["nation"], "as_at": block["as_at"].isoformat()}


def _activity(files: ModuleFiles, block: Part) -> dict[str, Any]:
    return _text(files, block) | {"minutes": block["minutes"]}


def _reflection(files: ModuleFiles, block: Part) -> dict[str, Any]:
    return {"prompt": block["prompt"]}


def _story(files: ModuleFiles, block: Part) -> int:
    story = Story.objects.filter(slug=block["slug"]).first()
    if story is None:
        raise block.wrong(f"the story “{block['slug']}” is not loaded")
    return story.pk


def _scenario(files: ModuleFiles, block: Part) -> int:
    scenario = Scenario.objects.filter(slug=block["slug"]).first()
    if scenario is None:
        raise block.wrong(f"the scenario “{block['slug']}” is not loaded")
    return scenario.pk


def _recording(files: ModuleFiles, block: Part) -> int:
    recording = Recording.objects.filter(slug=block["slug"]).first()
    if recording is None:
        raise block.wrong(f"the recording “{block['slug']}” is not loaded")
    return recording.pk


def _picture(files: ModuleFiles, block: Part) -> dict[str, Any]:
    held = _held(get_image_model(), files, block, title=block["alt"])
    return {"picture": held.pk, "alternative": block["alt"], "caption": block.get("caption")}


def _download(files: ModuleFiles, block: Part) -> dict[str, Any]:
    return {"document": _held(get_document_model(), files, block, title=block["title"]).pk, "title": block["title"]}


def _practice(files: ModuleFiles, block: Part) -> dict[str, Any]:
    known = {question.get("code") for question in files.questions if question.get("use") == QuestionUse.PRACTICE}
    for code in block["questions"]:
        if code not in known:
            raise block.wrong(f"“{code}” is no question of this module with use = “practice”")
    return {"questions": block["questions"]}


def _held(model: Any, files: ModuleFiles, block: Part, *, title: str) -> Any:
    """The image or document with this file's bytes, brought into the library the first time it is named."""
    path = files.folder / "files" / Path(block["file"]).name
    if not path.is_file():
        raise block.wrong(f"there is no file “{block['file']}” in the folder “files”")
    with path.open("rb") as opened:
        file_hash = hash_filelike(opened)
        if held := model.objects.filter(file_hash=file_hash).first():
            return held
        made = model(title=title[:120], file_hash=file_hash, file_size=path.stat().st_size)
        made.file = ImageFile(opened, name=f"{files.code}-{path.name}")
        try:
            made.full_clean()
        except ValidationError as error:
            raise block.wrong(f"the file “{block['file']}” is refused: {' '.join(error.messages)}") from error
        made.save()
    return made


@dataclass(frozen=True, kw_only=True)
class BlockFormat:
    """The keys of one type of block, and how its value is made."""

    required: Keys
    optional: Keys = field(default_factory=dict)
    value: Callable[[ModuleFiles, Part], Any]


TEXT: Keys = {"html": str}
HEADING: Keys = {"heading": str}
BLOCKS: dict[str, BlockFormat] = {
    "text": BlockFormat(required=TEXT, optional=HEADING, value=_text),
    "law": BlockFormat(required=TEXT | HEADING | {"nation": str, "as_at": date}, value=_law),
    "activity": BlockFormat(required=TEXT | {"minutes": int}, optional=HEADING, value=_activity),
    "reflection": BlockFormat(required={"prompt": str}, value=_reflection),
    "practice": BlockFormat(required={"questions": list}, value=_practice),
    "story": BlockFormat(required={"slug": str}, value=_story),
    "scenario": BlockFormat(required={"slug": str}, value=_scenario),
    "recording": BlockFormat(required={"slug": str}, value=_recording),
    "picture": BlockFormat(required={"file": str, "alt": str}, optional={"caption": str}, value=_picture),
    "download": BlockFormat(required={"file": str, "title": str}, value=_download),
}


def _id(*parts: str) -> str:
    return str(uuid.uuid5(LESSON_NAMESPACE, "/".join(parts)))
