"""What changed between two versions of the framework, as a value (C1). Applied to the old, it gives the new."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from competencies.framework_content import (
    CompetencyContent,
    CriterionContent,
    DomainContent,
    FrameworkContent,
)

# The parts of a competency that are one value each, in the order in which a reader is told of them.
PLAIN_PARTS = ("title", "level", "module", "scope", "source", "valid_months")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One part that says something else now. `was` is None where it is new, `now` where it is gone."""

    part: str
    was: str | int | None
    now: str | int | None


@dataclass(frozen=True, kw_only=True)
class CompetencyChange:
    """A competency that is new, gone, or different in itself or in the domain it stands in."""

    code: str
    was: CompetencyContent | None = None
    now: CompetencyContent | None = None
    was_in: str = ""
    now_in: str = ""

    @property
    def parts(self) -> list[Change]:
        """Its plain parts that differ, when it is in both versions."""
        if self.was is None or self.now is None:
            return []
        moved = [Change(part="domain", was=self.was_in, now=self.now_in)] if self.was_in != self.now_in else []
        return moved + [
            Change(part=part, was=getattr(self.was, part), now=getattr(self.now, part))
            for part in PLAIN_PARTS
            if getattr(self.was, part) != getattr(self.now, part)
        ]

    @property
    def criteria(self) -> list[Change]:
        """Criteria that are new, gone or worded otherwise; the new order first, what is gone last."""
        old = _texts(self.was)
        new = _texts(self.now)
        codes = [*new, *(code for code in old if code not in new)]
        return [
            Change(part=code, was=old.get(code), now=new.get(code)) for code in codes if old.get(code) != new.get(code)
        ]

    @property
    def is_reordered(self) -> bool:
        """Whether the criteria that are in both stand in another order."""
        return _is_reordered(_texts(self.was), _texts(self.now))


@dataclass(frozen=True, kw_only=True)
class DomainOutline:
    """A domain as a comparison sees it: its words, and the codes of its competencies in order."""

    title: str
    summary: str
    competencies: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DomainChange:
    code: str
    was: DomainOutline | None = None
    now: DomainOutline | None = None

    @property
    def parts(self) -> list[Change]:
        if self.was is None or self.now is None:
            return []
        return [
            Change(part=part, was=getattr(self.was, part), now=getattr(self.now, part))
            for part in ("title", "summary")
            if getattr(self.was, part) != getattr(self.now, part)
        ]

    @property
    def is_reordered(self) -> bool:
        return bool(self.was and self.now and _is_reordered(self.was.competencies, self.now.competencies))

    @property
    def is_told(self) -> bool:
        """Whether a reader is told of it: that a competency came or went is told with the competency."""
        return self.was is None or self.now is None or bool(self.parts) or self.is_reordered


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Everything that differs, and nothing that does not. `order` holds the domains' codes where it differs."""

    parts: tuple[Change, ...] = ()
    domains: tuple[DomainChange, ...] = ()
    order: tuple[str, ...] | None = None
    competencies: tuple[CompetencyChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Difference()

    @cached_property
    def added(self) -> list[CompetencyChange]:
        return [change for change in self.competencies if change.was is None]

    @cached_property
    def removed(self) -> list[CompetencyChange]:
        return [change for change in self.competencies if change.now is None]

    @cached_property
    def changed(self) -> list[CompetencyChange]:
        return [change for change in self.competencies if change.was and change.now]


def difference(old: FrameworkContent, new: FrameworkContent) -> Difference:
    before, after = _outlines(old), _outlines(new)
    had = {one.code: (domain.code, one) for domain, one in old.placed()}
    has = {one.code: (domain.code, one) for domain, one in new.placed()}
    return Difference(
        parts=tuple(
            Change(part=part, was=getattr(old, part), now=getattr(new, part))
            for part in ("version", "title", "introduction")
            if getattr(old, part) != getattr(new, part)
        ),
        domains=tuple(
            DomainChange(code=code, was=before.get(code), now=after.get(code))
            for code in _either(after, before)
            if before.get(code) != after.get(code)
        ),
        order=tuple(after) if tuple(before) != tuple(after) else None,
        competencies=tuple(
            _competency_change(code, had.get(code), has.get(code))
            for code in _either(has, had)
            if had.get(code) != has.get(code)
        ),
    )


def apply(change: Difference, old: FrameworkContent) -> FrameworkContent:
    """The new framework that the old one becomes by this difference."""
    outlines = _outlines(old) | {row.code: row.now for row in change.domains if row.now}
    competencies = {one.code: one for _, one in old.placed()}
    competencies |= {row.code: row.now for row in change.competencies if row.now}
    codes = change.order if change.order is not None else tuple(outlines)
    domains = tuple(
        DomainContent(
            code=code,
            title=outlines[code].title,
            summary=outlines[code].summary,
            competencies=tuple(competencies[one] for one in outlines[code].competencies),
        )
        for code in codes
    )
    return replace(old, **{part.part: part.now for part in change.parts}, domains=domains)  # type: ignore[arg-type]


def _competency_change(
    code: str, had: tuple[str, CompetencyContent] | None, has: tuple[str, CompetencyContent] | None
) -> CompetencyChange:
    was_in, was = had or ("", None)
    now_in, now = has or ("", None)
    return CompetencyChange(code=code, was=was, now=now, was_in=was_in, now_in=now_in)


def _outlines(content: FrameworkContent) -> dict[str, DomainOutline]:
    return {
        domain.code: DomainOutline(
            title=domain.title, summary=domain.summary, competencies=tuple(one.code for one in domain.competencies)
        )
        for domain in content.domains
    }


def _texts(competency: CompetencyContent | None) -> dict[str, str]:
    criteria: tuple[CriterionContent, ...] = competency.criteria if competency else ()
    return {one.code: one.text for one in criteria}


def _either(first: Iterable[str], second: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*first, *second]))


def _is_reordered(old: Iterable[str], new: Iterable[str]) -> bool:
    before, after = list(old), list(new)
    return [code for code in before if code in after] != [code for code in after if code in before]
