"""Conformance runs: a case system shows what it would do, also when the register's answers are not to be believed (A4).

Each run has numbers of its own, made by chance, so that the right report cannot be copied from somewhere: the system
has to ask about each, look at what comes back as it looks at every answer, and say whether it would let the
adaptation be authorised.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import TextChoices

from accreditation import sandbox
from accreditation.case_systems import locked, require_runs_it, write_step
from accreditation.client_life import CaseSystemState, CaseSystemVerb
from accreditation.exceptions import RunNotPossible
from accreditation.models import Answer, CaseSystem, ConformanceRun, ConformanceSituation
from accreditation.numbers import make_number
from core import clock
from core.transitions import lock
from people.models import User
from people.vocabulary import Tenure, Tier

OPEN_FOR = timedelta(days=1)
LONG_AGO = timedelta(minutes=10)

Json = dict[str, Any]


class SituationKind(TextChoices):
    PERMITTED = "permitted", "The register permits it"
    DIRECT_ACCESS = "direct_access", "An item that anyone may arrange"
    SUSPENDED = "suspended", "The assessor is suspended"
    ABOVE_TIER = "above_tier", "The item is above the assessor's tier"
    OTHER_KEY = "other_key", "The receipt is signed by a key that is not the register's"
    OTHER_REQUEST = "other_request", "The receipt is for another question"
    OTHER_CLIENT = "other_client", "The receipt is made out to another case system"
    USED_UP = "used_up", "The receipt's time to be used is over"
    RECEIPT_SAYS_NO = "receipt_says_no", "The answer says yes and its receipt says no"
    NO_RECEIPT = "no_receipt", "The answer has no receipt"
    TEXT_FOR_YES = "text_for_yes", "The decision is the text “true”, not the value true"
    PAST = "past", "The answer is about a moment gone by"
    UNAVAILABLE = "unavailable", "The register says that it cannot be reached now (503)"


K = SituationKind


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What is right, why, whom the run's number stands for, which item is asked about, and what is done to the answer.

    `spoil` gets the answer and the JSON to be sent, and gives the JSON that is sent instead.
    """

    allow: bool
    why: str
    stands_for: str = sandbox.PERMITTED
    item: str = sandbox.SHOWER_SEAT
    tier: Tier = Tier.SIMPLE
    spoil: Callable[[Answer, Json], Json] = lambda _, body: body


def _receipt(**changes: Any) -> Callable[[Answer, Json], Json]:
    """Another receipt, signed by the sandbox, that says these things instead; None leaves a claim out."""

    def spoil(made: Answer, body: Json) -> Json:
        claims = sandbox.claims_of(made) | changes
        kept = {name: value for name, value in claims.items() if value is not None}
        return _with_receipt(body, sandbox.sign(kept))

    return spoil


def _with_receipt(body: Json, receipt: str) -> Json:
    return body | {"context": body["context"] | {"receipt": receipt}}


def _by_a_stranger(made: Answer, body: Json) -> Json:
    return _with_receipt(body, sandbox.sign(sandbox.claims_of(made), key=sandbox.strangers_key()))


def _used_up(made: Answer, body: Json) -> Json:
    then = int((clock.now() - LONG_AGO).timestamp())
    return _receipt(iat=then - 300, use_by=then)(made, body)


def _about_the_past(made: Answer, body: Json) -> Json:
    then = (clock.now() - timedelta(days=30)).isoformat()
    spoiled = _receipt(use_by=None, as_of=then, known_at=then, would_have_been=True, decision=False)(made, body)
    context = spoiled["context"] | {"as_of": then, "known_at": then, "would_have_been": True}
    return spoiled | {"decision": False, "context": context}


def _without_receipt(_: Answer, body: Json) -> Json:
    return body | {"context": {name: value for name, value in body["context"].items() if name != "receipt"}}


def _as_text(_: Answer, body: Json) -> Json:
    return body | {"decision": "true"}


NOT_BELIEVED = "It must be taken for a no: "
SITUATIONS: dict[SituationKind, Situation] = {
    K.PERMITTED: Situation(allow=True, why="The answer is yes, and its receipt proves it."),
    K.DIRECT_ACCESS: Situation(
        allow=True,
        why="A direct-access item needs no assessor: yes, whoever is named.",
        stands_for=sandbox.UNKNOWN,
        item=sandbox.GRAB_RAIL,
        tier=Tier.DIRECT_ACCESS,
    ),
    K.SUSPENDED: Situation(allow=False, why="The answer is no.", stands_for=sandbox.SUSPENDED),
    K.ABOVE_TIER: Situation(allow=False, why="The answer is no.", item=sandbox.STAIRLIFT, tier=Tier.MODERATE),
    K.OTHER_KEY: Situation(
        allow=False,
        why=NOT_BELIEVED + "the signature is not by a key in the register's published set.",
        spoil=_by_a_stranger,
    ),
    K.OTHER_REQUEST: Situation(
        allow=False,
        why=NOT_BELIEVED + "“request_hash” is not the hash of what was asked.",
        spoil=_receipt(request_hash="0" * 64),
    ),
    K.OTHER_CLIENT: Situation(
        allow=False, why=NOT_BELIEVED + "“aud” is another client.", spoil=_receipt(aud="somebody-else")
    ),
    K.USED_UP: Situation(allow=False, why=NOT_BELIEVED + "“use_by” has passed.", spoil=_used_up),
    K.RECEIPT_SAYS_NO: Situation(
        allow=False, why=NOT_BELIEVED + "only what the receipt says is signed.", spoil=_receipt(decision=False)
    ),
    K.NO_RECEIPT: Situation(allow=False, why=NOT_BELIEVED + "nothing proves who answered.", spoil=_without_receipt),
    K.TEXT_FOR_YES: Situation(
        allow=False, why=NOT_BELIEVED + "a decision is true or false, and any text is neither.", spoil=_as_text
    ),
    K.PAST: Situation(
        allow=False,
        why=NOT_BELIEVED + "“would_have_been” says what held then, and permits nothing now.",
        spoil=_about_the_past,
    ),
    K.UNAVAILABLE: Situation(allow=False, why=NOT_BELIEVED + "no answer is never a yes."),
}


@transaction.atomic
def start_run(*, case_system: CaseSystem, by: User) -> ConformanceRun:
    """A run of all situations in an order and with numbers by chance; one that was open is over. Open for a day."""
    case_system = locked(case_system, CaseSystemVerb.RUN_STARTED)
    require_runs_it(case_system, by)
    now = clock.now()
    case_system.runs.filter(reported_at=None, ends_at__gt=now, started_at__lt=now).update(ends_at=now)
    run = ConformanceRun.objects.create(case_system=case_system, started_at=now, started_by=by, ends_at=now + OPEN_FOR)
    kinds, numbers = list(SITUATIONS), _free_numbers(len(SITUATIONS))
    random.SystemRandom().shuffle(kinds)
    ConformanceSituation.objects.bulk_create(
        ConformanceSituation(run=run, place=place, kind=kind, subject=number)
        for place, (kind, number) in enumerate(zip(kinds, numbers, strict=True), start=1)
    )
    write_step(case_system, CaseSystemVerb.RUN_STARTED, by=by)
    return run


def _free_numbers(count: int) -> list[str]:
    found: set[str] = set()
    while len(found) < count:
        wanted = {make_number() for _ in range(count - len(found))} - set(sandbox.PEOPLE) - {sandbox.UNKNOWN}
        taken = ConformanceSituation.objects.filter(subject__in=wanted).values_list("subject", flat=True)
        found |= wanted - set(taken)
    return sorted(found)


def request_of(row: ConformanceSituation) -> Json:
    """What the case system sends about one situation, whole as AuthZEN asks it."""
    situation = SITUATIONS[SituationKind(row.kind)]
    return {
        "subject": {"type": "assessor", "id": row.subject},
        "action": {"name": "authorise"},
        "resource": {
            "type": "adaptation",
            "id": situation.item,
            "properties": {
                "tier": situation.tier.value,
                "tenure": Tenure.HOUSING_ASSOCIATION.value,
                "locality": sandbox.HERE,
            },
        },
        "context": {"purpose": "authorisation"},
    }


def situation_asked_about(case_system: CaseSystem, subject: str) -> ConformanceSituation | None:
    """The situation of an open run of this system that a number stands for. That it was asked about is kept."""
    now = clock.now()
    row = ConformanceSituation.objects.filter(
        subject=subject, run__case_system=case_system, run__reported_at=None, run__ends_at__gt=now
    ).first()
    if row is not None and row.asked_at is None:
        ConformanceSituation.objects.filter(pk=row.pk, asked_at=None).update(asked_at=now)
    return row


@transaction.atomic
def report(*, run: ConformanceRun, would_allow: Mapping[str, object]) -> ConformanceRun:
    """What the system would do in each situation, said once. It has passed when it asked about all and all is right.

    Raises `RunNotPossible`.
    """
    # The case system first, as every verb does.
    case_system = lock(CaseSystem.objects, run.case_system_id)
    run = lock(ConformanceRun.objects, run.pk)
    if not run.is_open:
        raise RunNotPossible("This run is over. Start another on the system's page.")
    rows = list(run.situations.all())
    if set(would_allow) != {str(row.place) for row in rows}:
        raise RunNotPossible(f"Report on every situation, from 1 to {len(rows)}, and on nothing else.")
    if not all(isinstance(value, bool) for value in would_allow.values()):
        raise RunNotPossible("For each situation report true or false.")
    for row in rows:
        row.would_allow = bool(would_allow[str(row.place)])
    ConformanceSituation.objects.bulk_update(rows, ["would_allow"])
    run.reported_at, run.has_passed = clock.now(), all(is_right(row) for row in rows)
    run.save(update_fields=["reported_at", "has_passed"])
    _count(case_system, run)
    return run


def _count(case_system: CaseSystem, run: ConformanceRun) -> None:
    if run.has_passed and case_system.state == CaseSystemState.SANDBOX:
        case_system.state = CaseSystemState.TESTED
        case_system.save(update_fields=["state"])
    verb = CaseSystemVerb.RUN_PASSED if run.has_passed else CaseSystemVerb.RUN_FAILED
    write_step(case_system, verb, by=None, detail={"run": str(run.public_id)})


def is_right(row: ConformanceSituation) -> bool:
    """Whether the system asked about the situation and would do the right thing."""
    return row.asked_at is not None and row.would_allow is SITUATIONS[SituationKind(row.kind)].allow


def in_words(run: ConformanceRun) -> list[dict[str, Any]]:
    """Each situation as a person reads it. What was right is told when the run is over, not before."""
    return [
        {
            "place": row.place,
            "asked_at": row.asked_at,
            "would_allow": row.would_allow,
            "words": SituationKind(row.kind).label if not run.is_open else "",
            "right": SITUATIONS[SituationKind(row.kind)].allow if not run.is_open else None,
            "why": SITUATIONS[SituationKind(row.kind)].why if not run.is_open else "",
            "is_right": is_right(row) if run.reported_at else None,
        }
        for row in run.situations.all()
    ]
