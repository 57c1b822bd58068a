"""The scenario part of a module's folder."""

import hashlib
import json
import re
import uuid
from typing import Any, cast

from django.db import transaction
from wagtail.fields import StreamField

from audit.services import record
from core import clock
from modules.constants import Ending, Mark, Marked, Nation
from modules.exceptions import ScenarioNotPublishable
from modules.models import Scenario, ScenarioVersion
from modules.services.scenarios import publish_scenario
from modules.teaching_files import Keys, Part
from people.models import User
from people.vocabulary import Tenure

TEXTS = ("title", "summary", "setting", "tenure", "nation", "competency", "start")
SCENARIO_KEYS: Keys = {
    "slug": str,
    **dict.fromkeys(TEXTS, str),
    "minutes": int,
    "criteria": list,
    "adaptations": list,
    "sources": list,
    "nodes": list,
}
OPTIONAL_KEYS: Keys = {"several_good_ways": bool}
NODE_KEYS: Keys = {"id": str, "title": str, "html": str}
OPTIONAL_NODE_KEYS: Keys = {"ending": str, "debrief": str, "choices": list}
CHOICE_KEYS: Keys = {"id": str, "text": str, "to": str, "feedback": str, "is_good": bool}
OPTIONAL_CHOICE_KEYS: Keys = {"asks_reason": bool, "marks": dict}
MARKUP = re.compile(r"</?[a-z]")
SCENARIO_NAMESPACE = uuid.UUID("5b0f9d52-8a0e-4a57-9b6d-b9b3c1b57d0e")


@transaction.atomic
def load_scenario(*, scenario: Part, by: User, reviewer: User) -> ScenarioVersion | None:
    """Bring one scenario from its file: `by` writes it, `reviewer` publishes it.

    A file that was loaded as it stands changes nothing, so what editors changed since is kept. Raises
    `TeachingFileUnusable`, naming the file, for what a scenario cannot be.
    """
    told = scenario.check(SCENARIO_KEYS, OPTIONAL_KEYS)
    digest = hashlib.sha256(json.dumps(told.values, sort_keys=True).encode()).hexdigest()
    held = Scenario.objects.filter(slug=told["slug"]).first() or Scenario(slug=told["slug"])
    if held.loaded_digest == digest:
        return None
    _fill(held, told)
    held.edited_by, held.edited_at, held.loaded_digest = by, clock.now(), digest
    held.save()
    record("modules.scenario_loaded", held, by=by)
    try:
        return publish_scenario(scenario=held, read=held.digest, by=reviewer)
    except ScenarioNotPublishable as refusal:
        raise told.wrong(str(refusal).rstrip(".")) from refusal


def _fill(scenario: Scenario, told: Part) -> None:
    _one_of(told, "tenure", told["tenure"], Tenure.values)
    _one_of(told, "nation", told["nation"], Nation.values)
    for name in TEXTS:
        setattr(scenario, name, told[name].strip())
    scenario.minutes = told["minutes"]
    scenario.criteria, scenario.adaptations = " ".join(told["criteria"]), " ".join(told["adaptations"])
    scenario.sources = "\n".join(told["sources"])
    scenario.several_good_ways = told.get("several_good_ways", False)
    stream = cast("StreamField", Scenario._meta.get_field("nodes")).stream_block
    scenario.nodes = stream.to_python([_node(told["slug"], node) for node in told.parts("nodes", "node")])


def _node(slug: str, node: Part) -> dict[str, Any]:
    """A node as Wagtail stores it. Block ids follow from the names, so that loading again keeps them."""
    node.check(NODE_KEYS, OPTIONAL_NODE_KEYS)
    _one_of(node, "ending", node.get("ending"), ["", *Ending.values])
    choices = [
        {"type": "item", "id": _id(slug, node["id"], choice["id"]), "value": _choice(choice)}
        for choice in (part.check(CHOICE_KEYS, OPTIONAL_CHOICE_KEYS) for part in node.parts("choices", "choice"))
    ]
    value = {
        "id": node["id"],
        "title": node["title"],
        "html": node["html"].strip(),
        "ending": node.get("ending"),
        "debrief": node.get("debrief").strip(),
        "choices": choices,
    }
    return {"type": "node", "id": _id(slug, node["id"]), "value": value}


def _choice(choice: Part) -> dict[str, Any]:
    marks = choice.get("marks", {})
    for mark, value in marks.items():
        _one_of(choice, "mark", mark, Mark.values)
        _one_of(choice, mark, value, Marked.values)
    for key in ("text", "feedback"):
        if MARKUP.search(choice[key]):
            raise choice.wrong(f"“{key}” is plain text and cannot hold HTML")
    return {key: choice[key] for key in CHOICE_KEYS} | {
        "asks_reason": choice.get("asks_reason", False),
        "marks": {mark: marks.get(mark, "") for mark in Mark.values},
    }


def _one_of(part: Part, key: str, word: str, allowed: list[str]) -> None:
    if word not in allowed:
        raise part.wrong(f"“{key}” cannot be “{word}”; write {', '.join(one for one in allowed if one)}")


def _id(*names: str) -> str:
    return str(uuid.uuid5(SCENARIO_NAMESPACE, "/".join(names)))
