"""A framework as one plain value: the shape that its file, a draft's forms, its rows and a comparison share (C1)."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.db.models import Prefetch

from competencies.models import Competency, Framework, PerformanceCriterion


@dataclass(frozen=True, kw_only=True)
class CriterionContent:
    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class CompetencyContent:
    """`module` is a module's code; `scope` is empty for everyone at the level; `valid_months` counts whole months."""

    code: str
    title: str
    level: str
    module: str
    source: str
    valid_months: int
    scope: str = ""
    criteria: tuple[CriterionContent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DomainContent:
    code: str
    title: str
    summary: str = ""
    competencies: tuple[CompetencyContent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FrameworkContent:
    version: str
    title: str
    introduction: str = ""
    domains: tuple[DomainContent, ...] = ()

    def placed(self) -> Iterator[tuple[DomainContent, CompetencyContent]]:
        """Each competency with its domain, in order."""
        return ((domain, competency) for domain in self.domains for competency in domain.competencies)

    def competency(self, code: str) -> tuple[DomainContent, CompetencyContent] | None:
        return next((pair for pair in self.placed() if pair[1].code == code), None)

    def domain(self, code: str) -> DomainContent | None:
        return next((domain for domain in self.domains if domain.code == code), None)


def content_of(framework: Framework) -> FrameworkContent:
    """What the rows of a framework say; three queries however large it is."""
    criteria = Prefetch("criteria", PerformanceCriterion.objects.order_by("position"))
    competencies = Competency.objects.select_related("module").order_by("position").prefetch_related(criteria)
    domains = framework.domains.order_by("position").prefetch_related(Prefetch("competencies", competencies))
    return FrameworkContent(
        version=framework.version,
        title=framework.title,
        introduction=framework.introduction,
        domains=tuple(
            DomainContent(
                code=domain.code,
                title=domain.title,
                summary=domain.summary,
                competencies=tuple(_competency(row) for row in domain.competencies.all()),
            )
            for domain in domains
        ),
    )


def _competency(row: Competency) -> CompetencyContent:
    return CompetencyContent(
        code=row.code,
        title=row.title,
        level=row.level,
        module=row.module.code,
        source=row.source,
        valid_months=row.valid_months,
        scope=row.scope,
        criteria=tuple(CriterionContent(code=one.code, text=one.text) for one in row.criteria.all()),
    )


def as_data(content: FrameworkContent) -> dict[str, Any]:
    """The value as plain tables and lists, as its TOML reads and its JSON shows."""
    return asdict(content)


def as_toml(content: FrameworkContent) -> str:
    """The framework's file. Reading it gives the same value again."""
    blocks = [_table("", content)]
    for domain in content.domains:
        blocks.append(_table("[[domains]]", domain))
        for competency in domain.competencies:
            blocks.append(_table("[[domains.competencies]]", competency))
            blocks += [_table("[[domains.competencies.criteria]]", criterion) for criterion in competency.criteria]
    return "\n".join(blocks)


def _table(heading: str, part: Any) -> str:
    """One table: its heading and its plain values. What holds further tables, and what is empty, is left out."""
    values = {field.name: getattr(part, field.name) for field in fields(part)}
    lines = [f"{name} = {_value(value)}\n" for name, value in values.items() if not isinstance(value, tuple) and value]
    return "".join([f"{heading}\n" if heading else "", *lines])


def _value(value: str | int) -> str:
    """TOML's basic strings are JSON's, but for the delete character, which TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
