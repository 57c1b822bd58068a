"""The folders that modules come from: read whole, every key known, every mistake named with its file.

module.toml            the module's facts, outcomes and draws
lessons/NN-slug.toml   one lesson each, in the order of their names
questions/*.toml       the question bank, a file for each topic
scenarios/*.toml       one scenario each
files/                 pictures and downloads that lessons name
"""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from modules.exceptions import TeachingFileUnusable

Keys = dict[str, type]

MODULE_KEYS: Keys = {
    "code": str,
    "title": str,
    "summary": str,
    "audience": str,
    "version": str,
    "pass_mark": int,
    "check_minutes": int,
    "questions_drawn": int,
    "sources": list,
    "outcomes": list,
}
OUTCOME_KEYS: Keys = {"code": str, "text": str, "criteria": list}
DRAW_KEYS: Keys = {"tag": str, "count": int}
LESSON_KEYS: Keys = {"title": str, "minutes": int, "outcomes": list, "blocks": list}
NOTHING: Keys = {}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A table of a file and where it stands, in words such as `module-1/lessons/02-ask.toml, block 3`."""

    place: str
    values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str, default: Any = "") -> Any:
        return self.values.get(key, default)

    def parts(self, key: str, noun: str) -> list["Part"]:
        """The tables under a key, each with its own place; a table that has none gives none."""
        rows = self.values.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.wrong(f"“{key}” must be tables, each headed [[{key}]]")
        return [Part(place=f"{self.place}, {noun} {number}", values=row) for number, row in enumerate(rows, start=1)]

    def check(self, required: Keys, optional: Keys = NOTHING) -> "Part":
        """Raise `TeachingFileUnusable`, naming place and key, for a key that lacks, is unknown or of another type."""
        for key in required:
            if key not in self.values:
                raise self.wrong(f"“{key}” is missing")
        known = {**required, **optional}
        for key, value in self.values.items():
            if key not in known:
                raise self.wrong(f"“{key}” is not a key that belongs here")
            if type(value) is not known[key]:
                raise self.wrong(f"“{key}” must be {_WORDS[known[key]]}")
        return self

    def wrong(self, problem: str) -> TeachingFileUnusable:
        return TeachingFileUnusable(f"{self.place}: {problem}.")


_WORDS: dict[type, str] = {
    str: "text",
    int: "a whole number",
    list: "a list",
    bool: "true or false",
    dict: "a table",
    date: "a date",
}


@dataclass(frozen=True, kw_only=True)
class ModuleFiles:
    """Everything in one module's folder, and the fingerprint of it all."""

    folder: Path
    module: Part
    lessons: list[Part]
    questions: list[Part]
    scenarios: list[Part]
    digest: str

    @property
    def code(self) -> str:
        return self.module["code"]


def read_folders(folder: Path) -> list[ModuleFiles]:
    """Each module's folder in a folder. Raises `TeachingFileUnusable` for the first thing that is wrong."""
    return [read_folder(path.parent) for path in sorted(folder.glob("*/module.toml"))]


def read_folder(folder: Path) -> ModuleFiles:
    module = _read(folder, folder / "module.toml").check(MODULE_KEYS, {"draws": list})
    for outcome in module.parts("outcomes", "outcome"):
        outcome.check(OUTCOME_KEYS)
    for draw in module.parts("draws", "draw"):
        draw.check(DRAW_KEYS)
    _check_draws(module)
    lessons = [_lesson(part, module) for part in _all(folder, "lessons")]
    questions = [row for part in _all(folder, "questions") for row in _questions(part)]
    return ModuleFiles(
        folder=folder,
        module=module,
        lessons=lessons,
        questions=questions,
        scenarios=_all(folder, "scenarios"),
        digest=_digest(folder),
    )


def _all(folder: Path, under: str) -> list[Part]:
    return [_read(folder, path) for path in sorted((folder / under).glob("*.toml"))]


def _read(folder: Path, path: Path) -> Part:
    place = f"{folder.name}/{path.relative_to(folder)}"
    try:
        return Part(place=place, values=tomllib.loads(path.read_bytes().decode()))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TeachingFileUnusable(f"{place} cannot be read: {error}") from error


def _lesson(part: Part, module: Part) -> Part:
    part.check(LESSON_KEYS, {"notes": str})
    known = {outcome["code"] for outcome in module["outcomes"]}
    for code in part["outcomes"]:
        if code not in known:
            raise part.wrong(f"“{code}” is no outcome of the module")
    return part


def _questions(part: Part) -> list[Part]:
    part.check({"questions": list})
    return part.parts("questions", "question")


def _check_draws(module: Part) -> None:
    draws = module.get("draws", [])
    if draws and sum(draw["count"] for draw in draws) != module["questions_drawn"]:
        raise module.wrong("the counts of the draws must come to “questions_drawn”")


def _digest(folder: Path) -> str:
    """Changes with any byte or name in the folder."""
    fingerprint = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        fingerprint.update(str(path.relative_to(folder)).encode() + b"\0")
        fingerprint.update(hashlib.sha256(path.read_bytes()).digest())
    return fingerprint.hexdigest()
