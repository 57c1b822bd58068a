"""Reading a framework's TOML file strictly: everything that is wrong with it is named by its place, in words (C1)."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from competencies.constants import LONGEST, SCOPES, Level
from competencies.exceptions import FrameworkNotAccepted
from competencies.framework_content import CompetencyContent, CriterionContent, DomainContent, FrameworkContent
from modules.models import Module

# Codes of domains and competencies are parts of addresses; a criterion adds its own part after a stop.
CODE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
DOTTED_CODE = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")
MOST_PROBLEMS = 20
KEYS = {
    "framework": {"version", "title", "introduction", "domains"},
    "domain": {"code", "title", "summary", "competencies"},
    "competency": {"code", "title", "level", "module", "source", "valid_months", "scope", "criteria"},
    "criterion": {"code", "text"},
}


def read_framework(text: str) -> FrameworkContent:
    """The framework that this TOML tells. Raises `FrameworkNotAccepted` with each problem and its place.

    A domain without competencies and a competency without criteria are read, since a draft may be half done.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FrameworkNotAccepted(f"The file is not valid TOML: {error}.") from error
    reader = _Reader()
    content = reader.framework(told)
    problems = reader.problems or list(problems_of(content))
    if problems:
        raise FrameworkNotAccepted(*problems[:MOST_PROBLEMS])
    return content


def problems_of(content: FrameworkContent) -> Iterator[str]:
    """What keeps a framework from being kept even as a draft: codes, levels, scopes and modules that cannot be."""
    codes = {
        "domain": [domain.code for domain in content.domains],
        "competency": [competency.code for _, competency in content.placed()],
        "criterion": [criterion.code for _, one in content.placed() for criterion in one.criteria],
    }
    for kind, used in codes.items():
        for code, times in Counter(used).items():
            if times > 1:
                yield f"The code {code} is used twice: each {kind} needs its own."
            pattern = DOTTED_CODE if kind == "criterion" else CODE
            if not pattern.fullmatch(code):
                yield f"“{code}” cannot be the code of a {kind}. Use letters and figures, such as SN-3."
    if not DOTTED_CODE.fullmatch(content.version):
        yield f"“{content.version}” cannot be a version. Use figures and stops, such as 2027.1."
    modules = set(Module.objects.values_list("code", flat=True))
    for _, competency in content.placed():
        yield from _problems_in(competency, modules)


def _problems_in(competency: CompetencyContent, modules: set[str]) -> Iterator[str]:
    code = competency.code
    if competency.level not in Level.values:
        yield f"{code} has the level “{competency.level}”. Use {', '.join(Level.values)}."
    if competency.scope and competency.scope not in SCOPES:
        yield f"{code} has the scope “{competency.scope}”. Leave it out, or use {', '.join(SCOPES)}."
    if competency.valid_months < 1:
        yield f"{code} needs valid_months, a whole number of at least 1."
    if competency.module not in modules:
        yield f"{code} names the module “{competency.module}”, which is not there. Load it first."


def gaps_in(content: FrameworkContent) -> list[str]:
    """What a draft still lacks before it can be approved."""
    gaps = [] if content.domains else ["The framework has no domain."]
    gaps += [f"Domain {row.code} has no competency." for row in content.domains if not row.competencies]
    return gaps + [f"{one.code} has no performance criterion." for _, one in content.placed() if not one.criteria]


class _Reader:
    """Walks the tables once, and notes what is missing, unknown, too long or not text."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def framework(self, told: dict[str, Any]) -> FrameworkContent:
        where = "the framework"
        self._known(told, "framework", where)
        return FrameworkContent(
            version=self._text(told, "version", where),
            title=self._text(told, "title", where),
            introduction=self._text(told, "introduction", where, optional=True),
            domains=tuple(self._domain(row, n) for n, row in enumerate(self._tables(told, "domains", where), 1)),
        )

    def _domain(self, told: dict[str, Any], number: int) -> DomainContent:
        where = self._place("domain", told, number)
        self._known(told, "domain", where)
        return DomainContent(
            code=self._text(told, "code", where),
            title=self._text(told, "title", where),
            summary=self._text(told, "summary", where, optional=True),
            competencies=tuple(
                self._competency(row, n) for n, row in enumerate(self._tables(told, "competencies", where), 1)
            ),
        )

    def _competency(self, told: dict[str, Any], number: int) -> CompetencyContent:
        where = self._place("competency", told, number)
        self._known(told, "competency", where)
        months = told.get("valid_months")
        if not isinstance(months, int) or isinstance(months, bool) or not 1 <= months <= LONGEST["valid_months"]:
            self.problems.append(
                f"In {where}, valid_months must be a whole number from 1 to {LONGEST['valid_months']}."
            )
            months = 1
        return CompetencyContent(
            code=self._text(told, "code", where),
            title=self._text(told, "title", where),
            level=self._text(told, "level", where),
            module=self._text(told, "module", where),
            source=self._text(told, "source", where),
            valid_months=months,
            scope=self._text(told, "scope", where, optional=True),
            criteria=tuple(self._criterion(row, n) for n, row in enumerate(self._tables(told, "criteria", where), 1)),
        )

    def _criterion(self, told: dict[str, Any], number: int) -> CriterionContent:
        where = self._place("criterion", told, number)
        self._known(told, "criterion", where)
        return CriterionContent(code=self._text(told, "code", where), text=self._text(told, "text", where))

    def _place(self, kind: str, told: dict[str, Any], number: int) -> str:
        code = told.get("code")
        return f"{kind} {code}" if isinstance(code, str) and code else f"{kind} number {number}"

    def _known(self, told: dict[str, Any], kind: str, where: str) -> None:
        self.problems += [f"In {where}, “{key}” is not known." for key in told if key not in KEYS[kind]]

    def _text(self, told: dict[str, Any], key: str, where: str, *, optional: bool = False) -> str:
        value = told.get(key, "")
        if not isinstance(value, str):
            self.problems.append(f"In {where}, {key} must be text in quotation marks.")
            return ""
        value = value.strip()
        if not value and not optional:
            self.problems.append(f"In {where}, {key} is missing.")
        if len(value) > LONGEST[key]:
            self.problems.append(f"In {where}, {key} is longer than {LONGEST[key]} characters.")
        return value

    def _tables(self, told: dict[str, Any], key: str, where: str) -> list[dict[str, Any]]:
        rows = told.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.problems.append(f"In {where}, {key} must be a list of tables.")
            return []
        return rows
