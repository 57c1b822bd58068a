"""How long a lesson takes, estimated from what it holds, so that the minutes a learner is told are honest (T7)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags

from modules.models import Scenario
from stories.models import Recording, Story

WORDS_A_MINUTE = 160
A_REFLECTION = 2
A_PRACTICE_QUESTION = 1
# What an activity takes that was written without its minutes, as in the editor's form.
AN_ACTIVITY = 5
# Stated minutes further from the estimate than this part of it are put to the editor.
TOLERANCE = 0.25


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A lesson whose stated minutes are far from what its content takes."""

    title: str
    stated: int
    estimate: int


def minutes_in_doubt(content: dict[str, Any]) -> list[Doubt]:
    """The lessons of a revision's content whose minutes are more than a quarter off. Three queries at most."""
    lessons = [block["value"] for block in json.loads(content["lessons"])]
    lengths = _lengths([part for lesson in lessons for part in lesson["content"]])
    doubts = []
    for lesson in lessons:
        estimate = sum(_minutes(part, lengths) for part in lesson["content"])
        if abs(lesson["minutes"] - estimate) > TOLERANCE * estimate:
            doubts.append(Doubt(title=lesson["title"], stated=lesson["minutes"], estimate=max(1, round(estimate))))
    return doubts


def _minutes(part: dict[str, Any], lengths: dict[tuple[str, int], float]) -> float:
    kind, value = part["type"], part["value"]
    if kind in {"story", "recording", "scenario"}:
        return lengths.get((kind, value), 0)
    if kind == "reflection":
        return A_REFLECTION
    if kind == "practice":
        return A_PRACTICE_QUESTION * len(value["questions"])
    if kind in {"text", "law"}:
        return _reading(value["text"])
    return _reading(value["text"]) + value.get("minutes", AN_ACTIVITY) if kind == "activity" else 0


def _lengths(parts: Iterable[dict[str, Any]]) -> dict[tuple[str, int], float]:
    """The minutes of the stories, recordings and scenarios that stand in lessons, by type and id."""
    used: dict[str, set[int]] = {"story": set(), "recording": set(), "scenario": set()}
    for part in parts:
        if part["type"] in used and part["value"]:
            used[part["type"]].add(part["value"])
    return {
        **{("story", story.pk): _reading(_words_of(story)) for story in Story.objects.filter(pk__in=used["story"])},
        **{("recording", one.pk): one.duration / 60 for one in Recording.objects.filter(pk__in=used["recording"])},
        **{("scenario", one.pk): one.minutes for one in Scenario.objects.filter(pk__in=used["scenario"])},
    }


def _words_of(story: Story) -> str:
    return " ".join(part["value"]["text"] for part in story.body.raw_data if part["type"] == "text")


def _reading(html: str) -> float:
    return len(strip_tags(html.replace("<", " <")).split()) / WORDS_A_MINUTE
