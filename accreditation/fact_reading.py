"""Read what a decision needs: rows turned into plain values by a fixed number of queries, however many questions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accreditation.facts import UNTIL_DECIDED, DecisionFact, Facts, Held, Registration, ScopeFact, Subject, TogetherFact
from accreditation.models import Adaptation, ComplexNeedsRule, DirectAccessList, RegisterCounter, TogetherRule
from accreditation.numbers import MistypedNumber, normalise
from accreditation.questions import Question
from accreditation.standing import standing_at
from core.clock import day_of
from core.prepared import PreparedQuery, Sent, in_one_flight
from people.models import ComplexExperience, Employment, ProfessionalRegistration, StaffCheck
from people.vocabulary import Tier


def read_facts(questions: Sequence[Question], at: datetime, *, known_at: datetime | None = None) -> Facts:
    day = day_of(at)
    numbers, others = _sort_subjects(questions)
    rows = _rows_by_registration(set(others.values())) if others else []
    codes = _codes(questions)
    with in_one_flight():
        # In this order: what else is a fact is read after the register's number.
        by_number = _BY_NUMBER.send(set(numbers.values())) if numbers or not rows else None
        items, lists = _ADAPTATIONS.send(codes), _LISTED.send(codes)
    rows += _named(by_number)
    adaptations = _adaptations(items)
    held = _held(rows, at, known_at=known_at)
    registrations = _registrations(rows, day, known_at)
    people_by_number = {row["number"]: row["user_id"] for row in rows if row["number"]}
    every = [accreditation for entries in held.values() for accreditation in entries]
    # Whether a therapist's own number is enough for complex needs; asked only where somebody has one and needs are so.
    asks_experience = bool(registrations) and _may_be_complex(questions, adaptations) and _asks_experience(day)
    people = {row["user_id"] for row in rows if row["user_id"]}
    personal = _Personal(
        people,
        questions,
        adaptations,
        at,
        known_at,
        with_checks=any(accreditation.needs_staff_check for accreditation in every),
        with_experience=asks_experience or any(accreditation.needs_experience for accreditation in every),
    )

    def subject(user_id: int, number: str, registered: Iterable[Registration]) -> Subject:
        return Subject(
            number=number,
            accreditations=tuple(held[user_id]),
            registrations=tuple(registered),
            organisations=frozenset(personal.organisations[user_id]),
            has_staff_check=user_id in personal.checked,
            has_complex_experience=user_id in personal.experienced,
        )

    subjects = {
        asked: subject(people_by_number[number], number, personal.registrations[people_by_number[number]])
        for asked, number in numbers.items()
        if number in people_by_number
    }
    for asked, number in others.items():
        entries = registrations[number]
        # Two bodies may give the same number to two people; then it names nobody.
        if len({entry.user_id for entry in entries}) == 1:
            subjects[asked] = subject(entries[0].user_id, "", entries)
    return Facts(
        at=at,
        register_number=min((row["counter"] for row in rows), default=0),
        adaptations=adaptations,
        direct_access=_direct_access(lists, day),
        subjects=subjects,
        together=_together(questions, day),
        asks_experience=asks_experience,
    )


def _may_be_complex(questions: Sequence[Question], adaptations: dict[str, Adaptation]) -> bool:
    """Stated, by the catalogue, or because several items for one need may make it so."""
    stated = {question.tier for question in questions} | {item.tier for item in adaptations.values()}
    return Tier.COMPLEX in stated or any(question.together_with for question in questions)


def _asks_experience(day: date) -> bool:
    return ComplexNeedsRule.objects.on(day).filter(asks_experience=True).exists()


def _sort_subjects(questions: Sequence[Question]) -> tuple[dict[str, str], dict[str, str]]:
    """Subjects as asked and as kept: those that are register numbers, and those that may be a professional body's."""
    numbers: dict[str, str] = {}
    others: dict[str, str] = {}
    for asked in {question.subject for question in questions}:
        try:
            numbers[asked] = normalise(asked)
        except MistypedNumber:
            others[asked] = asked.strip().upper()
    return numbers, others


DECISION_NAMES = (
    "id",
    "kind",
    "overturns_id",
    "effective_from",
    "recorded_at",
    "valid_until",
    "register_number",
    "conditions",
    "conditions_from",
    "conditions_until",
)
SCOPE_NAMES = ("id", "tier", "kinds", "tenures", "localities", "valid_from", "valid_until")


def _columns(person: str) -> dict[str, str]:
    """Names of the values that a person's accreditations give, and how a query reaches them from the person."""
    held = f"{person}__accreditations__"
    return {
        "user_id": f"{person}_id",
        "held": f"{held}number",
        "actions": f"{held}scheme__actions",
        "staff_check": f"{held}scheme__needs_staff_check",
        "experience": f"{held}scheme__needs_experience",
        **{name: f"{held}decisions__{name}" for name in DECISION_NAMES},
        **{f"scope_{name}": f"{held}decisions__scopes__{name}" for name in SCOPE_NAMES},
    }


BY_NUMBER = {"counter": "number", "number": "asked__number"} | _columns("asked__user")
BY_REGISTRATION = {
    "counter": "counter",
    "registration": "number",
    "profession": "profession__code",
    "registered_from": "valid_from",
    "registered_until": "valid_until",
    "registration_recorded": "recorded_at",
    "registration_ended": "ended_at",
    "registered_first_until": "was_until",
} | _columns("user")


def _by_number(numbers: Collection[str]) -> QuerySet[RegisterCounter, Any]:
    # No accreditation has an empty number; an empty list would empty the whole answer, the counter with it.
    asked = FilteredRelation("accreditations", condition=Q(accreditations__number__in=list(numbers)))
    return RegisterCounter.objects.filter(pk=1).annotate(asked=asked).values_list(*BY_NUMBER.values())


_BY_NUMBER = PreparedQuery(_by_number)


def _named(by_number: Sent | None) -> list[dict[str, Any]]:
    """The register's number and every accreditation of the people whom these numbers name, in ONE statement.

    The counter stands on the left, so its number comes even where nobody is found.
    """
    return [dict(zip(BY_NUMBER, values, strict=True)) for values in by_number.rows()] if by_number else []


def _rows_by_registration(numbers: Collection[str]) -> list[dict[str, Any]]:
    """The same from professional bodies' numbers, again in one statement. Where nobody is found there is no row.

    Questions of both sorts in one batch are two statements; the batch then carries the lower of the two numbers, so
    that a permit still knows every change up to the number it carries.
    """
    counter = RegisterCounter.objects.filter(pk=1).values("number")
    rows = (
        ProfessionalRegistration.objects.filter(number__in=list(numbers))
        .annotate(counter=Coalesce(Subquery(counter), 0))
        .values_list(*BY_REGISTRATION.values())
    )
    return [dict(zip(BY_REGISTRATION, values, strict=True)) | {"number": None} for values in rows]


def _registrations(rows: list[dict[str, Any]], day: date, known_at: datetime | None) -> dict[str, list[Registration]]:
    """Professional registrations, current and past, by the body's number; those that were known at a moment."""
    found: dict[str, set[Registration]] = defaultdict(set)
    for row in rows:
        if "registration" not in row or (known_at and row["registration_recorded"] > known_at):
            continue
        until = row["registered_until"]
        if known_at and row["registration_ended"] and row["registration_ended"] > known_at:
            until = row["registered_first_until"]
        holds = row["registered_from"] <= day < until
        found[row["registration"]].add(Registration(user_id=row["user_id"], profession=row["profession"], holds=holds))
    return defaultdict(list, {number: list(entries) for number, entries in found.items()})


def _held(rows: list[dict[str, Any]], at: datetime, *, known_at: datetime | None) -> dict[int, list[Held]]:
    """Each person's accreditations, with how they stand at the moment asked about."""
    known_at = known_at or datetime.max.replace(tzinfo=at.tzinfo)
    own_rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["held"] is not None:
            own_rows[row["held"]].append(row)
    held: dict[int, list[Held]] = defaultdict(list)
    for number, own in sorted(own_rows.items()):
        held[own[0]["user_id"]].append(
            Held(
                number=number,
                actions=frozenset(own[0]["actions"]),
                needs_staff_check=own[0]["staff_check"],
                needs_experience=own[0]["experience"],
                standing=standing_at(_decisions(own), effective_at=at, known_at=known_at),
            )
        )
    return held


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


def _codes(questions: Sequence[Question]) -> set[str]:
    return {code for question in questions for code in question.codes if code}


def _together(questions: Sequence[Question], day: date) -> TogetherFact:
    """The rule of that day about several items for one need; read only where a question names several."""
    if not any(question.together_with for question in questions):
        return UNTIL_DECIDED
    rule = TogetherRule.objects.on(day).first()
    return TogetherFact(items_from=rule.items_from, tier=Tier(rule.tier)) if rule else UNTIL_DECIDED


ADAPTATION = [field.attname for field in Adaptation._meta.concrete_fields]
_ADAPTATIONS = PreparedQuery(lambda codes: Adaptation.objects.filter(code__in=codes).values_list(*ADAPTATION))
_LISTED = PreparedQuery(
    lambda codes: DirectAccessList.objects.filter(items__code__in=codes).values_list(
        "tenure", "items__code", "valid_from", "valid_until"
    )
)


def _adaptations(items: Sent) -> dict[str, Adaptation]:
    found = [Adaptation.from_db(None, ADAPTATION, values) for values in items.rows()]
    return {item.code: item for item in found}


def _direct_access(lists: Sent, day: date) -> frozenset[tuple[str, str]]:
    """Which of the items asked about are on a tenure's list of that day, as pairs of tenure and code."""
    return frozenset(
        (tenure, code) for tenure, code, first, end in lists.rows() if first <= day and (end is None or day < end)
    )


class _Personal:
    """What the questions need to know about people beside the register; each read only when a question needs it."""

    def __init__(
        self,
        people: Collection[int],
        questions: Sequence[Question],
        adaptations: dict[str, Adaptation],
        at: datetime,
        known_at: datetime | None,
        *,
        with_checks: bool,
        with_experience: bool,
    ) -> None:
        day = day_of(at)
        self.registrations: dict[int, list[Registration]] = defaultdict(list)
        self.organisations: dict[int, set[str]] = defaultdict(set)
        self.checked: set[int] = set()
        self.experienced: set[int] = set()
        if not people:
            return
        if with_experience or any(item.registered_only for item in adaptations.values()):
            every = ProfessionalRegistration.objects.all()
            registered = (every.known(day, known_at) if known_at else every.on(day)).filter(user_id__in=people)
            for user_id, profession in registered.values_list("user_id", "profession__code"):
                self.registrations[user_id].append(Registration(user_id=user_id, profession=profession, holds=True))
        if any(question.organisation for question in questions):
            jobs = Employment.objects.on(day).filter(user_id__in=people)
            for user_id, code in jobs.values_list("user_id", "organisation__code"):
                self.organisations[user_id].add(code)
        if with_checks:
            # A check whose day to be looked at again has passed blocks what needs it (A9).
            in_date = StaffCheck.objects.in_date(at, known_at=known_at).filter(user_id__in=people)
            self.checked = set(in_date.values_list("user_id", flat=True))
        if with_experience:
            experience = ComplexExperience.objects.holding(at, known_at=known_at)
            of_people = experience.filter(registration__user_id__in=people)
            self.experienced = set(of_people.values_list("registration__user_id", flat=True))
