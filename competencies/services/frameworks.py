"""Write a framework as a draft: from a file, from the version in force, or step by step (C1).

Every way in ends in `_write`: the whole content replaces what the draft said, under one lock, with its writer noted.
"""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from django.db import transaction

from audit.services import record
from competencies.constants import FrameworkState
from competencies.exceptions import DraftChanged, FrameworkIsFixed, FrameworkNotAccepted, NotAnEditor, NotTheAuthor
from competencies.framework_content import FrameworkContent, as_data, content_of
from competencies.framework_files import gaps_in, problems_of, read_framework
from competencies.lives import FRAMEWORK_LIFE
from competencies.models import (
    Competency,
    Domain,
    Framework,
    FrameworkEdit,
    OutcomeCriterion,
    PerformanceCriterion,
)
from competencies.selectors import framework_in_force
from competencies.versions import may_edit_framework
from core import clock
from core.transitions import lock
from modules.models import Module, ModuleVersion
from modules.selectors import outcomes
from people.models import User


@transaction.atomic
def load_framework(*, path: Path, by: User) -> Framework:
    """Write the framework of this file as a draft, whose author is `by`.

    The same file again changes nothing. A changed file replaces what a draft says. Raises `FrameworkIsFixed` when the
    file of an approved version has changed, and `FrameworkNotAccepted`, naming the place, when it cannot be used.
    """
    try:
        content = read_framework(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise FrameworkNotAccepted(f"{path.name} cannot be read: {error}") from error
    if gaps := gaps_in(content):
        raise FrameworkNotAccepted(*gaps)
    framework = Framework.objects.select_for_update().filter(version=content.version).first()
    if framework and framework.content_hash == _hash(content):
        return framework
    if framework and framework.state == FrameworkState.APPROVED:
        raise FrameworkIsFixed(
            f"Version {framework.version} is approved, so it cannot change. Give the changed framework a new version."
        )
    if framework is None:
        framework = Framework(author=by)
    else:
        FRAMEWORK_LIFE.require(framework, "edit")
    _write(framework, content, by=by, what=f"Loaded {path.name}"[:200])
    record("competencies.framework_loaded", framework, by=by, detail={"content_hash": framework.content_hash})
    return framework


@transaction.atomic
def start_draft(*, version: str, by: User) -> Framework:
    """Begin a new version as a copy of the one in force, with nothing changed yet."""
    _require_editor(by)
    version = version.strip()
    if Framework.objects.filter(version=version).exists():
        raise FrameworkNotAccepted(f"There is a version {version} already. Give this one another.")
    base = framework_in_force()
    empty = FrameworkContent(version=version, title="Competency framework")
    content = replace(content_of(base), version=version) if base else empty
    _require_sound(content)
    framework = Framework(author=by)
    _write(framework, content, by=by, what=f"Started from version {base.version}" if base else "Started")
    record("competencies.framework_started", framework, by=by)
    return framework


@transaction.atomic
def write_draft(*, framework: Framework, content: FrameworkContent, revision: int, what: str, by: User) -> Framework:
    """Replace what a draft says. `revision` is the one that the writer was shown; `what` says what they did.

    Raises `DraftChanged` when somebody wrote it since, so that neither undoes the other unseen.
    """
    framework = lock(Framework.objects, framework.pk)
    FRAMEWORK_LIFE.require(framework, "edit")
    _require_editor(by)
    if framework.revision != revision:
        latest = framework.edits.select_related("edited_by")[0]
        raise DraftChanged(
            f"{latest.edited_by} changed this draft after you opened it ({latest.what}). Nothing of yours is saved "
            "yet. Look at the draft as it is now, then save again to keep what you typed."
        )
    _require_sound(content)
    if Framework.objects.filter(version=content.version).exclude(pk=framework.pk).exists():
        raise FrameworkNotAccepted(f"There is a version {content.version} already. Give this one another.")
    _write(framework, content, by=by, what=what[:200])
    record("competencies.framework_edited", framework, by=by, detail={"revision": framework.revision})
    return framework


@transaction.atomic
def delete_draft(*, framework: Framework, by: User) -> None:
    """Throw a draft away. Only its author does, and only before it is handed in."""
    framework = lock(Framework.objects, framework.pk)
    FRAMEWORK_LIFE.require(framework, "delete")
    if framework.author_id != by.pk:
        raise NotTheAuthor(f"{framework.author} started this draft, and only they delete it.")
    record("competencies.framework_deleted", framework, by=by, detail={"version": framework.version})
    framework.delete()


def map_outcomes(framework: Framework) -> None:
    """Join each outcome of the modules as they are taught today to the criteria that it names (C1)."""
    criteria = {row.code: row for row in PerformanceCriterion.objects.filter(competency__framework=framework)}
    modules = Competency.objects.filter(framework=framework).values("module")
    versions = ModuleVersion.objects.current().filter(module__in=modules).select_related("module").order_by("module_id")
    OutcomeCriterion.objects.filter(criterion__competency__framework=framework).delete()
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


def _require_editor(by: User) -> None:
    if not may_edit_framework(by):
        raise NotAnEditor("Drafts of the framework are written by governance group members and editors.")


def _require_sound(content: FrameworkContent) -> None:
    if problems := list(problems_of(content)):
        raise FrameworkNotAccepted(*problems)


def _hash(content: FrameworkContent) -> str:
    canonical = json.dumps(as_data(content), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _write(framework: Framework, content: FrameworkContent, *, by: User, what: str) -> None:
    """The draft says this from now on, and nothing else; who wrote it is noted."""
    now = clock.now()
    framework.version, framework.title, framework.introduction = content.version, content.title, content.introduction
    framework.content_hash = _hash(content)
    framework.revision += 1
    framework.loaded_at = now
    framework.save()
    framework.domains.all().delete()
    _write_domains(framework, content)
    map_outcomes(framework)
    FrameworkEdit.objects.create(
        framework=framework, revision=framework.revision, what=what, edited_at=now, edited_by=by
    )


def _write_domains(framework: Framework, content: FrameworkContent) -> None:
    modules = {module.code: module for module in Module.objects.all()}
    domains = Domain.objects.bulk_create(
        Domain(framework=framework, code=row.code, title=row.title, summary=row.summary, position=place)
        for place, row in enumerate(content.domains)
    )
    by_code = {domain.code: domain for domain in domains}
    competencies = Competency.objects.bulk_create(
        Competency(
            framework=framework,
            domain=by_code[domain.code],
            code=row.code,
            title=row.title,
            level=row.level,
            module=modules[row.module],
            scope=row.scope,
            source=row.source,
            valid_months=row.valid_months,
            position=place,
        )
        for place, (domain, row) in enumerate(content.placed(), 1)
    )
    PerformanceCriterion.objects.bulk_create(
        PerformanceCriterion(competency=competency, code=one.code, text=one.text, position=place)
        for competency, (_, row) in zip(competencies, content.placed(), strict=True)
        for place, one in enumerate(row.criteria)
    )
