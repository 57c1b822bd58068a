"""Load a framework as a draft, and approve it. Approved, it is fixed (C1)."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from audit.services import record
from competencies.constants import FrameworkState, Level
from competencies.exceptions import AuthorApproves, FrameworkIsFixed, FrameworkNotAccepted, NotGovernance
from competencies.models import Competency, Domain, Framework, OutcomeCriterion, PerformanceCriterion
from core import clock
from core.transitions import lock, require_state
from modules.models import Module, ModuleVersion
from modules.selectors import outcomes
from people.constants import Role
from people.models import User
from people.selectors import has_role


@transaction.atomic
def load_framework(*, path: Path, by: User) -> Framework:
    """Write the framework of this file as a draft, whose author is `by`.

    The same file again changes nothing. A changed file replaces a draft. Raises `FrameworkIsFixed` when the file of
    an approved version has changed, and `FrameworkNotAccepted`, naming the place, when it cannot be used.
    """
    content = _read(path)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    framework = Framework.objects.select_for_update().filter(version=content["version"]).first()
    if framework and framework.content_hash == digest:
        return framework
    if framework and framework.state == FrameworkState.APPROVED:
        raise FrameworkIsFixed(
            f"Version {framework.version} is approved, so it cannot change. Give the changed framework a new version."
        )
    if framework is None:
        framework = Framework(version=content["version"])
    framework.title = content["title"]
    framework.introduction = content.get("introduction", "")
    framework.content_hash = digest
    framework.author = by
    framework.loaded_at = clock.now()
    framework.save()
    framework.domains.all().delete()
    _write_domains(framework, content["domains"])
    _map_outcomes(framework)
    record("competencies.framework_loaded", framework, by=by, detail={"content_hash": digest})
    return framework


@transaction.atomic
def approve_framework(*, framework: Framework, by: User) -> Framework:
    """Approve a draft. A member of the governance group does it, and not the one who wrote it."""
    framework = lock(Framework.objects, framework.pk)
    require_state(framework, "approve", allowed={FrameworkState.DRAFT})
    if not has_role(by, Role.GOVERNANCE):
        raise NotGovernance("A framework is approved by a member of the governance group.")
    if framework.author_id == by.pk:
        raise AuthorApproves("You wrote this framework. Somebody else must approve it.")
    framework.state = FrameworkState.APPROVED
    framework.approved_at = clock.now()
    framework.approved_by = by
    framework.save(update_fields=["state", "approved_at", "approved_by"])
    record("competencies.framework_approved", framework, by=by)
    return framework


def _read(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise FrameworkNotAccepted(f"{path.name} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise FrameworkNotAccepted(f"{path.name} is not valid TOML: {error}") from error
    _require(content, "the framework", "version", "title", "domains")
    for domain in content["domains"]:
        _require(domain, "a domain", "code", "title", "competencies")
        for competency in domain["competencies"]:
            _require(competency, f"domain {domain['code']}", "code", "title", "level", "module", "source", "criteria")
            _require_sound(competency)
    _require_unique([row["code"] for domain in content["domains"] for row in domain["competencies"]])
    _require_unique([domain["code"] for domain in content["domains"]])
    return content


def _require(table: dict[str, Any], where: str, *keys: str) -> None:
    lacking = [key for key in keys if not table.get(key)]
    if lacking:
        raise FrameworkNotAccepted(f"In {where}, {', '.join(lacking)} is missing.")


def _require_sound(competency: dict[str, Any]) -> None:
    code = competency["code"]
    if competency["level"] not in Level.values:
        raise FrameworkNotAccepted(f"{code} has the level “{competency['level']}”. Use {', '.join(Level.values)}.")
    months = competency.get("valid_months")
    if not isinstance(months, int) or months < 1:
        raise FrameworkNotAccepted(f"{code} needs valid_months, a whole number of at least 1.")
    for criterion in competency["criteria"]:
        _require(criterion, code, "code", "text")
    _require_unique([criterion["code"] for criterion in competency["criteria"]])


def _require_unique(codes: list[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise FrameworkNotAccepted(f"The code {code} is used twice.")


def _write_domains(framework: Framework, domains: list[dict[str, Any]]) -> None:
    modules = {module.code: module for module in Module.objects.all()}
    place = 0
    for number, row in enumerate(domains):
        domain = Domain.objects.create(
            framework=framework, code=row["code"], title=row["title"], summary=row.get("summary", ""), position=number
        )
        for competency in row["competencies"]:
            place += 1
            _write_competency(domain, competency, modules, place)


def _write_competency(domain: Domain, row: dict[str, Any], modules: dict[str, Module], place: int) -> None:
    if row["module"] not in modules:
        raise FrameworkNotAccepted(
            f"{row['code']} names the module “{row['module']}”, which is not there. Load it first."
        )
    competency = Competency.objects.create(
        framework=domain.framework,
        domain=domain,
        code=row["code"],
        title=row["title"],
        level=row["level"],
        module=modules[row["module"]],
        scope=row.get("scope", ""),
        source=row["source"],
        valid_months=row["valid_months"],
        position=place,
    )
    PerformanceCriterion.objects.bulk_create(
        PerformanceCriterion(competency=competency, code=item["code"], text=item["text"], position=position)
        for position, item in enumerate(row["criteria"])
    )


def _map_outcomes(framework: Framework) -> None:
    """Join each outcome of the modules as they are taught today to the criteria that it names (C1)."""
    criteria = {row.code: row for row in PerformanceCriterion.objects.filter(competency__framework=framework)}
    codes = Competency.objects.filter(framework=framework).values("module")
    versions = ModuleVersion.objects.current().filter(module__in=codes).select_related("module").order_by("module_id")
    OutcomeCriterion.objects.bulk_create(
        OutcomeCriterion(
            criterion=criteria[code],
            module_code=version.module.code,
            outcome_code=outcome["code"],
            outcome_text=outcome["text"],
        )
        for version in versions
        for outcome in outcomes(version)
        for code in outcome.get("criteria", [])
        if code in criteria
    )
