"""Whom a trainer signed off between two days, and what rests on it (A1): one query, however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat, TruncDate

from accreditation.constants import STEPS, TERM_DECISIONS, DecisionKind, Status
from accreditation.models import Accreditation, AccreditationDecision, DecisionBasis
from accreditation.models.lineage import with_questions
from accreditation.standing import status_from
from competencies.models import SignOff
from core import clock
from core.periods import holding_on
from people.models import Employment, User

MAY_SUSPEND_FROM = STEPS[DecisionKind.SUSPENDED].allowed_from
A_PERSON = Value(" ")


@dataclass(frozen=True, kw_only=True)
class Rested:
    """One sign-off of the trainer and one accreditation that rests on it now; `accreditation_id` is None for none."""

    sign_off_id: int
    user_id: int
    person: str
    competency: str
    signed_on: date
    other_signer: str
    other_employer: str
    holds: bool
    is_withdrawn: bool
    stands_without: bool
    accreditation_id: int | None
    number: str
    scheme: str
    status: Status | None

    @property
    def sign_off_words(self) -> str:
        if self.is_withdrawn:
            return "Withdrawn"
        return "Holds" if self.holds else "Ended"

    @property
    def may_be_suspended(self) -> bool:
        return self.status in MAY_SUSPEND_FROM


def present_bases() -> QuerySet[DecisionBasis]:
    """What the newest term of each accreditation rests on; what an earlier term rested on is history."""
    later = AccreditationDecision.objects.filter(
        accreditation=OuterRef("decision__accreditation"),
        kind__in=TERM_DECISIONS,
        register_number__gt=OuterRef("decision__register_number"),
    )
    return DecisionBasis.objects.filter(~Exists(later))


ENTRY = "supports__decision__accreditation__entry__"
COLUMNS = {
    "sign_off_id": "pk",
    "user_id": "user_id",
    "person": "person",
    "code": "competency__code",
    "title": "competency__title",
    "signed_on": "signed_on",
    "other_signer": "other_signer",
    "other_employer": "other_employer",
    "holds": "holds",
    "is_withdrawn": "is_withdrawn",
    "stands_without": "stands_without",
    "is_present": "is_present",
    "accreditation_id": "supports__decision__accreditation_id",
    "number": f"{ENTRY}number",
    "scheme": f"{ENTRY}scheme__name",
    "starts_at": f"{ENTRY}starts_at",
    "valid_until": f"{ENTRY}valid_until",
    "is_suspended": f"{ENTRY}is_suspended",
    "ended_as": f"{ENTRY}ended_as",
}


def signed_between(trainer: User, since: date, until: date) -> "QuerySet[Any, dict[str, Any]]":
    """Each sign-off that the trainer signed on a day from `since` to `until`, with each accreditation resting on it.

    Rows for `as_rows`, by person. One statement: the page takes its slice of it, the download and the precaution all.
    """
    day = clock.today()
    is_first = Q(first_signer=trainer)
    elsewhere = (
        SignOff.objects.current_on(day)
        .filter(user=OuterRef("user"), competency__code=OuterRef("competency__code"))
        .exclude(Q(first_signer=trainer) | Q(second_signer=trainer))
    )

    def of_the_other(second: Any, first: Any) -> Case:
        return Case(When(is_first, then=second), default=first)

    rows = (
        SignOff.objects.filter(is_first | Q(second_signer=trainer))
        .annotate(
            signed_on=Case(
                When(is_first, then=TruncDate("first_signature__signed_at")),
                default=TruncDate("second_signature__signed_at"),
            ),
            person=Concat("user__first_name", A_PERSON, "user__last_name"),
            other_signer=of_the_other(
                Concat("second_signer__first_name", A_PERSON, "second_signer__last_name"),
                Concat("first_signer__first_name", A_PERSON, "first_signer__last_name"),
            ),
            other_employer=of_the_other(F("second_employer__name"), F("first_employer__name")),
            is_withdrawn=Case(When(withdrawal__isnull=False, then=True), default=False),
            holds=Exists(SignOff.objects.current_on(day).filter(pk=OuterRef("pk"))),
            stands_without=Exists(elsewhere),
            is_present=Exists(present_bases().filter(pk=OuterRef("supports"))),
            supports_one=Exists(present_bases().filter(sign_off=OuterRef("pk"))),
            is_history_told=Exists(DecisionBasis.objects.filter(sign_off=OuterRef("pk"), pk__lt=OuterRef("supports"))),
        )
        .filter(signed_on__range=(since, until))
        # One row for each accreditation that rests on it now; one with none where nothing does.
        .filter(Q(is_present=True) | Q(supports_one=False, is_history_told=False))
    )
    return rows.order_by("user__last_name", "user__first_name", "user_id", "competency__code", "pk", "supports").values(
        *COLUMNS.values()
    )


def as_rows(values: Iterable[dict[str, Any]]) -> list[Rested]:
    """The rows of `signed_between` with the status that the clock gives each accreditation."""
    now = clock.now()
    return [_row({name: value[path] for name, path in COLUMNS.items()}, now) for value in values]


def _row(row: dict[str, Any], now: datetime) -> Rested:
    dates = {name: row.pop(name) for name in ("starts_at", "valid_until", "is_suspended", "ended_as")}
    competency = f"{row.pop('code')} {row.pop('title')}"
    if row.pop("is_present"):
        status = status_from(**dates, at=now)
    else:
        status = None
        row |= {"accreditation_id": None, "number": "", "scheme": ""}
    return Rested(**row, competency=competency, status=status)


@dataclass(frozen=True, kw_only=True)
class Touched:
    """One accreditation that rests on the trainer's signatures, as one officer sees it.

    `problem` says why this officer does not suspend it; empty when they can. `only_here` are the competencies for
    which no other sign-off stands without the trainer.
    """

    accreditation_id: int
    user_id: int
    number: str
    person: str
    scheme: str
    status: Status
    competencies: tuple[str, ...]
    only_here: tuple[str, ...]
    problem: str

    @property
    def may_be_suspended(self) -> bool:
        return not self.problem

    @property
    def needs_another_officer(self) -> bool:
        return bool(self.problem) and self.status in MAY_SUSPEND_FROM


def touched_by(trainer: User, since: date, until: date, *, officer: User) -> list[Touched]:
    """Every accreditation that rests on what the trainer signed between the days, by person. Two queries."""
    rows = as_rows(signed_between(trainer, since, until))
    managed = set(
        Employment.objects.filter(holding_on(clock.today()), line_manager=officer).values_list("user_id", flat=True)
    )
    grouped: dict[int, list[Rested]] = {}
    for row in rows:
        if row.accreditation_id is not None:
            grouped.setdefault(row.accreditation_id, []).append(row)
    return [_touched(own, officer, managed) for own in grouped.values()]


def _touched(rows: list[Rested], officer: User, managed: set[int]) -> Touched:
    one = rows[0]
    assert one.accreditation_id is not None and one.status is not None  # noqa: S101, PT018 - grouped by it
    return Touched(
        accreditation_id=one.accreditation_id,
        user_id=one.user_id,
        number=one.number,
        person=one.person,
        scheme=one.scheme,
        status=one.status,
        competencies=tuple(row.competency for row in rows),
        only_here=tuple(row.competency for row in rows if not row.stands_without),
        problem=_problem(one, officer, managed),
    )


def _problem(row: Rested, officer: User, managed: set[int]) -> str:
    if not row.may_be_suspended:
        return f"It is “{row.status.label.lower()}” already." if row.status else ""
    if row.user_id == officer.pk:
        return "It is your own. Another officer must decide."
    if row.user_id in managed:
        return f"You manage {row.person}. Another officer must decide."
    return ""


def rests_on_withdrawn(accreditations: Collection[int]) -> dict[int, list[str]]:
    """For each of these accreditations, the competencies whose sign-off was withdrawn since. One query."""
    rows = (
        present_bases()
        .filter(decision__accreditation__in=accreditations, sign_off__withdrawal__isnull=False)
        .order_by("sign_off__competency__code")
        .values_list("decision__accreditation", "sign_off__competency__code")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for accreditation, code in rows:
        found[accreditation].append(code)
    return found


def is_questioned_since(accreditation: Accreditation, stopped: AccreditationDecision) -> bool:
    """Whether a precaution taken after this one was stopped is open about what its term rests on.

    That precaution could not suspend it, so no officer has judged it in that light.
    """
    resting = present_bases().filter(decision__accreditation=accreditation).values("sign_off")
    rested_on = with_questions(SignOff.objects.filter(pk__in=resting), taken_after=stopped.recorded_at)
    return rested_on.filter(is_questioned=True).exists()


def trainers_called(words: str, limit: int = 20) -> QuerySet[User]:
    """People who have signed, by any words of their name or e-mail address."""
    signed = SignOff.objects.filter(Q(first_signer=OuterRef("pk")) | Q(second_signer=OuterRef("pk")))
    people = User.objects.filter(Exists(signed))
    for word in words.split():
        people = people.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word))
    return people.order_by("last_name", "first_name", "pk")[:limit]
