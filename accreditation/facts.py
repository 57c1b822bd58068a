"""What a decision reads: rows turned into plain values by a fixed number of queries, however many questions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from accreditation.models import Adaptation, DirectAccessList, RegisterCounter
from accreditation.numbers import MistypedNumber, normalise
from accreditation.questions import Question
from accreditation.standing import Standing, standing_at
from core.periods import holding_on
from people.constants import REGISTERED_THERAPISTS
from people.models import Employment, ProfessionalRegistration, StaffCheck
from people.vocabulary import Tier

OCCUPATIONAL_THERAPIST = "occupational-therapist"


@dataclass(frozen=True, kw_only=True)
class ScopeFact:
    tier: Tier | None
    kinds: frozenset[str]
    tenures: frozenset[str]
    localities: frozenset[str]
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, kw_only=True)
class DecisionFact:
    """One decision as the rules read it, with the scopes that it gave."""

    kind: str
    conditions: str
    effective_from: datetime
    recorded_at: datetime
    valid_until: date | None
    register_number: int
    scopes: list[ScopeFact]


@dataclass(frozen=True, kw_only=True)
class Held:
    """One accreditation of a person and how it stands at the moment asked about."""

    number: str
    actions: frozenset[str]
    needs_staff_check: bool
    standing: Standing[DecisionFact]


@dataclass(frozen=True, kw_only=True)
class Registration:
    """An entry on a professional body's register."""

    user_id: int
    profession: str
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The person whom a number names. `number` is empty when they were named by a professional body's number."""

    number: str
    accreditations: tuple[Held, ...]
    registrations: tuple[Registration, ...]
    organisations: frozenset[str]
    has_staff_check: bool

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
class Facts:
    """Everything that the questions of one batch need, as of `at`."""

    at: datetime
    register_number: int
    adaptations: dict[str, Adaptation]
    direct_access: frozenset[tuple[str, str]]
    subjects: dict[str, Subject]

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


def read_facts(questions: Sequence[Question], at: datetime, *, known_at: datetime | None = None) -> Facts:
    day = timezone.localdate(at)
    numbers, others = _sort_subjects(questions)
    registrations = _registrations(others, day)
    people_by_registration = {entry.user_id for entries in registrations.values() for entry in entries}
    register_number, people_by_number, held = _register(
        set(numbers.values()), people_by_registration, at, known_at=known_at
    )
    adaptations = _adaptations(questions)
    people = people_by_registration | set(people_by_number.values())
    needs_check = any(accreditation.needs_staff_check for entries in held.values() for accreditation in entries)
    by_person = _Personal(people, questions, adaptations, day, with_checks=needs_check)

    def subject(user_id: int, number: str, registered: Iterable[Registration]) -> Subject:
        return Subject(
            number=number,
            accreditations=tuple(held[user_id]),
            registrations=tuple(registered),
            organisations=frozenset(by_person.organisations[user_id]),
            has_staff_check=user_id in by_person.checked,
        )

    subjects = {
        asked: subject(people_by_number[number], number, by_person.registrations[people_by_number[number]])
        for asked, number in numbers.items()
        if number in people_by_number
    }
    for asked, entries in registrations.items():
        # Two bodies may give the same number to two people; then it names nobody.
        if len({entry.user_id for entry in entries}) == 1:
            subjects[asked] = subject(entries[0].user_id, "", entries)
    return Facts(
        at=at,
        register_number=register_number,
        adaptations=adaptations,
        direct_access=_direct_access(questions, day),
        subjects=subjects,
    )


def _sort_subjects(questions: Sequence[Question]) -> tuple[dict[str, str], set[str]]:
    """Subjects that are register numbers, as asked and as kept; and those that may be a professional body's."""
    numbers: dict[str, str] = {}
    others: set[str] = set()
    for asked in {question.subject for question in questions}:
        try:
            numbers[asked] = normalise(asked)
        except MistypedNumber:
            others.add(asked)
    return numbers, others


def _registrations(asked: Collection[str], day: date) -> dict[str, list[Registration]]:
    """Professional registrations by the number asked about. An unregistered number has none."""
    if not asked:
        return {}
    kept = {text: text.strip().upper() for text in asked}
    found: dict[str, list[Registration]] = defaultdict(list)
    rows = ProfessionalRegistration.objects.filter(number__in=set(kept.values())).values_list(
        "number", "user_id", "profession__code", "valid_from", "valid_until"
    )
    for number, user_id, profession, start, end in rows:
        found[number].append(Registration(user_id=user_id, profession=profession, holds=start <= day < end))
    return {text: found[number] for text, number in kept.items() if number in found}


DECISION_NAMES = ("kind", "conditions", "effective_from", "recorded_at", "valid_until", "register_number")
REGISTER_COLUMNS = {
    "number": "asked__number",
    "asked_user": "asked__user_id",
    "held": "asked__user__accreditations__number",
    "actions": "asked__user__accreditations__scheme__actions",
    "staff_check": "asked__user__accreditations__scheme__needs_staff_check",
    **{name: f"asked__user__accreditations__decisions__{name}" for name in DECISION_NAMES},
    **{
        f"scope_{name}": f"asked__user__accreditations__decisions__scopes__{name}"
        for name in ("id", "tier", "kinds", "tenures", "localities", "valid_from", "valid_until")
    },
}


def _register(
    numbers: Collection[str], user_ids: Collection[int], at: datetime, *, known_at: datetime | None
) -> tuple[int, dict[str, int], dict[int, list[Held]]]:
    """The register's number and every accreditation of the people asked about, in ONE statement.

    The counter stands on the left, so its number comes even where nobody is found.
    """
    asked = Q(accreditations__number__in=list(numbers))
    if user_ids:
        asked |= Q(accreditations__user_id__in=list(user_ids))
    rows = list(
        RegisterCounter.objects.filter(pk=1)
        .annotate(asked=FilteredRelation("accreditations", condition=asked))
        .values_list("number", *REGISTER_COLUMNS.values())
    )
    found = [dict(zip(REGISTER_COLUMNS, values, strict=True)) for _, *values in rows]
    found = [row for row in found if row["number"] is not None]
    people = {row["number"]: row["asked_user"] for row in found}
    held: dict[int, list[Held]] = defaultdict(list)
    for number in sorted({row["held"] for row in found}):
        own = [row for row in found if row["held"] == number]
        standing = standing_at(
            _decisions(own), effective_at=at, known_at=known_at or datetime.max.replace(tzinfo=at.tzinfo)
        )
        held[own[0]["asked_user"]].append(
            Held(
                number=number,
                actions=frozenset(own[0]["actions"]),
                needs_staff_check=own[0]["staff_check"],
                standing=standing,
            )
        )
    return (rows[0][0] if rows else 0), people, held


def _decisions(rows: list[dict[str, Any]]) -> list[DecisionFact]:
    """One accreditation's decisions and their scopes, out of the rows of the joined statement."""
    scopes = {(row["register_number"], row["scope_id"]): row for row in rows if row["scope_id"] is not None}
    decisions = {row["register_number"]: row for row in rows if row["register_number"] is not None}
    return [
        DecisionFact(
            **{name: row[name] for name in DECISION_NAMES},
            scopes=[_scope(scopes[key]) for key in sorted(scopes) if key[0] == number],
        )
        for number, row in sorted(decisions.items())
    ]


def _scope(row: dict[str, Any]) -> ScopeFact:
    return ScopeFact(
        tier=Tier(row["scope_tier"]) if row["scope_tier"] else None,
        kinds=frozenset(row["scope_kinds"]),
        tenures=frozenset(row["scope_tenures"]),
        localities=frozenset(row["scope_localities"]),
        valid_from=row["scope_valid_from"],
        valid_until=row["scope_valid_until"],
    )


def _adaptations(questions: Sequence[Question]) -> dict[str, Adaptation]:
    codes = {question.adaptation for question in questions if question.adaptation}
    return {item.code: item for item in Adaptation.objects.filter(code__in=codes)} if codes else {}


def _direct_access(questions: Sequence[Question], day: date) -> frozenset[tuple[str, str]]:
    """Which of the items asked about are on the tenures' lists of that day, as pairs of tenure and code."""
    codes = {question.adaptation for question in questions if question.adaptation}
    tenures = {question.tenure for question in questions if question.tenure}
    if not codes or not tenures:
        return frozenset()
    lists = DirectAccessList.objects.filter(holding_on(day), tenure__in=tenures, items__code__in=codes)
    return frozenset(lists.values_list("tenure", "items__code"))


class _Personal:
    """What the questions need to know about people beside the register; each read only when a question needs it."""

    def __init__(
        self,
        people: Collection[int],
        questions: Sequence[Question],
        adaptations: dict[str, Adaptation],
        day: date,
        *,
        with_checks: bool,
    ) -> None:
        self.registrations: dict[int, list[Registration]] = defaultdict(list)
        self.organisations: dict[int, set[str]] = defaultdict(set)
        self.checked: set[int] = set()
        if not people:
            return
        if any(item.registered_only for item in adaptations.values()):
            registered = ProfessionalRegistration.objects.on(day).filter(user_id__in=people)
            for user_id, profession in registered.values_list("user_id", "profession__code"):
                self.registrations[user_id].append(Registration(user_id=user_id, profession=profession, holds=True))
        if any(question.organisation for question in questions):
            jobs = Employment.objects.on(day).filter(user_id__in=people)
            for user_id, code in jobs.values_list("user_id", "organisation__code"):
                self.organisations[user_id].add(code)
        if with_checks:
            # A check whose day to be looked at again has passed blocks what needs it (A9).
            in_date = StaffCheck.objects.filter(user_id__in=people, checked_on__lte=day, recheck_on__gte=day)
            self.checked = set(in_date.values_list("user_id", flat=True))
