"""Changes to a draft of the framework, as functions from one value to the next (C1). A service keeps the result."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from competencies.framework_content import CompetencyContent, DomainContent, FrameworkContent


class Coded(Protocol):
    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=Coded)


def with_domain(content: FrameworkContent, domain: DomainContent, *, instead_of: str = "") -> FrameworkContent:
    """A domain's own words written anew, or a domain added at the end. Its competencies stay as they were."""
    old = content.domain(instead_of)
    if old is None:
        return replace(content, domains=(*content.domains, domain))
    new = replace(domain, competencies=old.competencies)
    return _each_domain(content, lambda row: new if row.code == instead_of else row)


def without_domain(content: FrameworkContent, code: str) -> FrameworkContent:
    """A domain taken out, with the competencies in it."""
    return replace(content, domains=tuple(row for row in content.domains if row.code != code))


def with_competency(
    content: FrameworkContent, competency: CompetencyContent, *, domain: str, instead_of: str = ""
) -> FrameworkContent:
    """A competency written anew in its place, moved to the end of another domain, or added at the end of one."""
    found = content.competency(instead_of)
    if found and found[0].code == domain:
        return _each_domain(
            content,
            lambda row: replace(
                row, competencies=tuple(competency if one.code == instead_of else one for one in row.competencies)
            ),
        )
    kept = without_competency(content, instead_of)
    return _each_domain(
        kept, lambda row: replace(row, competencies=(*row.competencies, competency)) if row.code == domain else row
    )


def without_competency(content: FrameworkContent, code: str) -> FrameworkContent:
    return _each_domain(
        content, lambda row: replace(row, competencies=tuple(one for one in row.competencies if one.code != code))
    )


def with_domain_moved(content: FrameworkContent, code: str, *, up: bool) -> FrameworkContent:
    """A domain one place nearer the start or the end; at the very end it stays."""
    return replace(content, domains=_moved(content.domains, code, up))


def with_competency_moved(content: FrameworkContent, code: str, *, up: bool) -> FrameworkContent:
    """A competency one place up or down in its domain."""
    return _each_domain(content, lambda row: replace(row, competencies=_moved(row.competencies, code, up)))


def _moved(rows: Sequence[T], code: str, up: bool) -> tuple[T, ...]:
    places = [row.code for row in rows]
    ordered = list(rows)
    if code in places:
        row = ordered.pop(places.index(code))
        ordered.insert(max(0, places.index(code) + (-1 if up else 1)), row)
    return tuple(ordered)


def _each_domain(content: FrameworkContent, change: Callable[[DomainContent], DomainContent]) -> FrameworkContent:
    return replace(content, domains=tuple(change(row) for row in content.domains))
