"""A difference between two versions as a person reads it: what it said, what it says (C1)."""

from collections.abc import Iterable
from dataclasses import dataclass

from competencies.constants import SCOPES, Level
from competencies.differences import Change, CompetencyChange, Difference, DomainChange, DomainOutline
from competencies.framework_content import CompetencyContent, FrameworkContent

LABELS = {
    "version": "Version",
    "title": "Title",
    "introduction": "Introduction",
    "summary": "Summary",
    "domain": "Domain",
    "level": "Level",
    "module": "Taught in",
    "scope": "Asked of",
    "source": "Source",
    "valid_months": "Lasts",
}
NEW, GONE, CHANGED = "New", "Removed", "Changed"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One part in words. Empty `was`: it is new. Empty `now`: it is gone."""

    label: str
    was: str = ""
    now: str = ""


@dataclass(frozen=True, kw_only=True)
class ToldItem:
    """A domain or a competency with what happened to it (`kind`) and its parts that differ."""

    heading: str
    kind: str
    parts: list[Told]
    is_reordered: bool = False


@dataclass(frozen=True, kw_only=True)
class ToldDifference:
    framework: list[Told]
    domains: list[ToldItem]
    domains_reordered: bool
    competencies: list[ToldItem]
    summary: str


def in_words(
    change: Difference, old: FrameworkContent, new: FrameworkContent, modules: dict[str, str]
) -> ToldDifference:
    """`modules` holds the titles of modules by their codes."""
    words = _Words(old, new, modules)
    before = [domain.code for domain in old.domains]
    after = [domain.code for domain in new.domains]
    return ToldDifference(
        framework=[words.told(part) for part in change.parts if part.part != "version"],
        domains=[words.domain(row) for row in change.domains if row.is_told],
        domains_reordered=[code for code in before if code in after] != [code for code in after if code in before],
        competencies=[words.competency(row) for row in change.competencies],
        summary=_summary(change),
    )


def _summary(change: Difference) -> str:
    counts = [(change.added, "new"), (change.changed, "changed"), (change.removed, "removed")]
    said = [f"{len(rows)} {word}" for rows, word in counts if rows]
    return f"Competencies: {', '.join(said)}." if said else "No competency is new, changed or removed."


class _Words:
    def __init__(self, old: FrameworkContent, new: FrameworkContent, modules: dict[str, str]) -> None:
        self.domains = {row.code: row.title for row in (*old.domains, *new.domains)}
        self.modules = modules

    def told(self, change: Change) -> Told:
        return Told(
            label=LABELS.get(change.part, change.part),
            was="" if change.was is None else self.value(change.part, change.was),
            now="" if change.now is None else self.value(change.part, change.now),
        )

    def value(self, part: str, value: str | int) -> str:
        text = str(value)
        if part == "level":
            return str(dict(Level.choices).get(text, text))
        if part == "module":
            return self.modules.get(text, text)
        if part == "domain":
            return self.domains.get(text, text)
        if part == "scope":
            return SCOPES.get(text, text) or "Everyone at the level"
        if part == "valid_months":
            return f"{text} months"
        return text or "Nothing"

    def domain(self, row: DomainChange) -> ToldItem:
        outline = row.now or row.was
        title = outline.title if outline else ""
        return ToldItem(
            heading=f"{row.code}: {title}",
            kind=_kind(row.was, row.now),
            parts=[self.told(part) for part in row.parts],
            is_reordered=row.is_reordered,
        )

    def competency(self, row: CompetencyChange) -> ToldItem:
        shown = row.now or row.was
        kind = _kind(row.was, row.now)
        parts = row.parts if kind == CHANGED else self._facts(row)
        return ToldItem(
            heading=f"{row.code}: {shown.title}" if shown else row.code,
            kind=kind,
            parts=[self.told(part) for part in parts]
            + [Told(label=one.part, was=str(one.was or ""), now=str(one.now or "")) for one in row.criteria],
            is_reordered=row.is_reordered,
        )

    def _facts(self, row: CompetencyChange) -> Iterable[Change]:
        """The plain parts of a competency that is only in one version, on the side where it is."""
        if row.now:
            values = {"domain": row.now_in} | _plain(row.now)
            return [Change(part=part, was=None, now=value) for part, value in values.items()]
        return []


def _plain(competency: CompetencyContent) -> dict[str, str | int]:
    return {part: getattr(competency, part) for part in ("level", "module", "scope", "source", "valid_months")}


def _kind(was: CompetencyContent | DomainOutline | None, now: CompetencyContent | DomainOutline | None) -> str:
    if was is None:
        return NEW
    return CHANGED if now else GONE
