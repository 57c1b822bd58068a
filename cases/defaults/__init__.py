"""What holds in the case module until a partnership decides otherwise: written once, as rows that it then edits."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from people.vocabulary import Tenure

HERE = Path(__file__).parent
ASSESSMENT = HERE / "assessment.toml"
PROTECTION = HERE / "protection_routes.toml"
COMPLAINTS = HERE / "complaint_procedures.toml"
CHECKS = HERE / "equipment_checks.toml"


def load_assessment(get_model: Callable[[str, str], Any]) -> None:
    """The red-flag questions, a policy for each tenure, the terms of fast track and what raises a tier, where there are
    none yet.

    `get_model` is that of the apps as they are, or as they were for a migration.
    """
    defaults = tomllib.loads(ASSESSMENT.read_text())
    _direct_access(get_model, defaults["direct_access"], defaults["valid_from"])
    for name, rows in (("FastTrackTerm", defaults["fast_track"]), ("TierEscalator", defaults["escalators"])):
        model = get_model("cases", name)
        if not model.objects.exists():
            model.objects.bulk_create(model(valid_from=defaults["valid_from"], **row) for row in rows)


def load_protection_routes(route: Any) -> None:
    """What each nation calls its protection of adults and children, where there is nothing yet."""
    if not route.objects.exists():
        route.objects.bulk_create(route(**row) for row in tomllib.loads(PROTECTION.read_text())["routes"])


def load_complaint_procedures(procedure: Any, stage: Any) -> None:
    """How complaints are made and answered in each nation, with the days that each stage may take."""
    if procedure.objects.exists():
        return
    for row in tomllib.loads(COMPLAINTS.read_text())["procedures"]:
        made = procedure.objects.create(**{name: value for name, value in row.items() if name != "stages"})
        stage.objects.bulk_create(
            stage(procedure=made, sort_order=number, **facts) for number, facts in enumerate(row["stages"])
        )


def load_check_rules(rule: Any) -> None:
    """How often equipment is serviced, tested and thoroughly examined, where there is nothing yet."""
    if not rule.objects.exists():
        rule.objects.bulk_create(rule(**row) for row in tomllib.loads(CHECKS.read_text())["checks"])


def _direct_access(get_model: Callable[[str, str], Any], said: dict[str, Any], valid_from: object) -> None:
    questions = get_model("cases", "RedFlagQuestion").objects
    policies = get_model("cases", "DirectAccessPolicy").objects
    asked = [
        questions.get_or_create(code=one["code"], defaults={"words": one["words"], "valid_from": valid_from})[0]
        for one in said["questions"]
    ]
    for tenure in Tenure.values:
        if not policies.filter(tenure=tenure).exists():
            policy = policies.create(tenure=tenure, version=1, working_days=said["working_days"], valid_from=valid_from)
            policy.questions.set(asked)
