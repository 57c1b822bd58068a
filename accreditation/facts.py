"""What a decision goes by, as plain values. `accreditation.fact_reading` reads them; no database here."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from accreditation.models import Adaptation
from accreditation.standing import Standing
from core.clock import day_of
from people.constants import OCCUPATIONAL_THERAPIST, REGISTERED_THERAPISTS
from people.vocabulary import Tier


class ScopeFact(NamedTuple):
    tier: Tier | None
    kinds: frozenset[str]
    tenures: frozenset[str]
    localities: frozenset[str]
    valid_from: date
    valid_until: date | None


class DecisionFact(NamedTuple):
    """One decision as the rules read it, with the scopes that it gave."""

    id: int
    kind: str
    overturns_id: int | None
    effective_from: datetime
    recorded_at: datetime
    valid_until: date | None
    register_number: int
    scopes: list[ScopeFact]
    conditions: str = ""
    conditions_from: date | None = None
    conditions_until: date | None = None


class Held(NamedTuple):
    """One accreditation of a person and how it stands at the moment asked about."""

    number: str
    actions: frozenset[str]
    needs_staff_check: bool
    standing: Standing[DecisionFact]
    needs_experience: bool = False


class Registration(NamedTuple):
    """An entry on a professional body's register."""

    user_id: int
    profession: str
    holds: bool


class Subject(NamedTuple):
    """The person whom a number names. `number` is empty when they were named by a professional body's number."""

    number: str
    accreditations: tuple[Held, ...]
    registrations: tuple[Registration, ...]
    organisations: frozenset[str]
    has_staff_check: bool
    has_complex_experience: bool = False

    @property
    def is_registered_therapist(self) -> bool:
        return any(entry.holds and entry.profession in REGISTERED_THERAPISTS for entry in self.registrations)

    @property
    def authorises_by_registration(self) -> bool:
        """A registered occupational therapist named by their professional number (A8). Others are accredited."""
        return not self.number and any(
            entry.holds and entry.profession == OCCUPATIONAL_THERAPIST for entry in self.registrations
        )

    @property
    def registration_lapsed(self) -> bool:
        return not self.number and not any(entry.holds for entry in self.registrations)


@dataclass(frozen=True, kw_only=True)
class TogetherFact:
    """From how many items for one need that need an assessment, to which tier they go together."""

    items_from: int
    tier: Tier


# What holds until the governance group says otherwise (protocol, Assessment Responsibility: Complex).
UNTIL_DECIDED = TogetherFact(items_from=3, tier=Tier.COMPLEX)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that the questions of one batch need, as of `at`."""

    at: datetime
    register_number: int
    adaptations: dict[str, Adaptation]
    direct_access: frozenset[tuple[str, str]]
    subjects: dict[str, Subject]
    together: TogetherFact = UNTIL_DECIDED
    asks_experience: bool = False

    @cached_property
    def day(self) -> date:
        return day_of(self.at)
