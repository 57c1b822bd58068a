"""What the governance group looks at, composed of what the apps below count."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from accreditation.selectors import accredited_counts_by_organisation
from cases.constants.decisions import Basis
from cases.selectors import authorisation_counts
from competencies.constants import Level
from competencies.selectors import sign_off_counts_by_organisation
from core import clock
from core.periods import holding_on
from modules.selectors import completion_counts_by_organisation
from people.models import Organisation
from people.vocabulary import Tenure

# The modules as columns, in the order in which people take them.
MODULES = {"module-1": "Module 1", "module-2": "Module 2", "module-3": "Module 3", "trainer": "Trainer module"}
LEVELS = [Level.SIMPLE, Level.MODERATE]
BASES = [Basis.DIRECT_ACCESS, Basis.ACCREDITED, Basis.REGISTERED]
BASIS_WORDS = {
    Basis.DIRECT_ACCESS: "Direct access",
    Basis.ACCREDITED: "By an accredited assessor",
    Basis.REGISTERED: "By a registered professional",
}


@dataclass(kw_only=True)
class PeopleRow:
    """One organisation's people: how many work there, and how far they have come."""

    organisation: str
    staff: int
    completed: list[int]
    signed_off: list[int]
    accredited: int

    @property
    def figures(self) -> list[int]:
        return [self.staff, *self.completed, *self.signed_off, self.accredited]


@dataclass(kw_only=True)
class BasisRow:
    """How many lines were authorised on each basis, for one organisation or one tenure."""

    words: str
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(kw_only=True)
class Overview:
    """The governance group's one page (rows G2, M3, M5, thin): people by organisation, authorisations by basis."""

    people_columns: list[str]
    people: list[PeopleRow] = field(default_factory=list)
    basis_columns: list[str] = field(default_factory=list)
    by_organisation: list[BasisRow] = field(default_factory=list)
    by_tenure: list[BasisRow] = field(default_factory=list)

    @property
    def people_totals(self) -> list[int]:
        return [sum(column) for column in zip(*(row.figures for row in self.people), strict=True)]

    @property
    def authorised(self) -> int:
        return sum(row.total for row in self.by_tenure)


def employers() -> Iterable[tuple[str, str, int]]:
    """Code, name and today's number of staff of each organisation that employs people."""
    today = Count("employments__user", filter=holding_on(clock.today(), "employments__"), distinct=True)
    return (
        Organisation.objects.ours().filter(is_employer=True).annotate(staff=today).values_list("code", "name", "staff")
    )


def overview() -> Overview:
    """The whole page in a constant number of queries."""
    columns = ["Staff", *MODULES.values(), *(f"Signed off: {level.label.lower()}" for level in LEVELS), "Accredited"]
    authorised = authorisation_counts()
    return Overview(
        people_columns=columns,
        people=people_rows(),
        basis_columns=[BASIS_WORDS[basis] for basis in BASES],
        by_organisation=basis_rows((row.organisation, row.basis, row.count) for row in authorised),
        by_tenure=basis_rows((Tenure(row.tenure).label, row.basis, row.count) for row in authorised),
    )


def people_rows() -> list[PeopleRow]:
    completed = {(row.organisation, row.module_code): row.count for row in completion_counts_by_organisation()}
    signed_off = {(row.organisation, row.level): row.people for row in sign_off_counts_by_organisation()}
    accredited = accredited_counts_by_organisation()
    return [
        PeopleRow(
            organisation=name,
            staff=staff,
            completed=[completed.get((name, module), 0) for module in MODULES],
            signed_off=[signed_off.get((name, level.label), 0) for level in LEVELS],
            accredited=accredited.get(code, 0),
        )
        for code, name, staff in employers()
    ]


def basis_rows(counts: Iterable[tuple[str, str, int]]) -> list[BasisRow]:
    """Rows in the order of their words, each with a count for every basis, also where it is none."""
    found: dict[str, Counter[str]] = {}
    for words, basis, count in counts:
        found.setdefault(words, Counter())[basis] += count
    return [BasisRow(words=words, counts=[found[words][basis] for basis in BASES]) for words in sorted(found)]
