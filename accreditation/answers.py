"""Ask the register and keep what it answered. The one way in for the machine interface and for the case module."""

import os
import uuid
from collections.abc import Generator, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db import transaction

from accreditation import admission, answer_log, receipts
from accreditation.decisions import decide_many
from accreditation.exceptions import NoLongerAdmitted, RegisterBehind
from accreditation.models import Answer, CaseSystem
from accreditation.questions import Decision, Past, Question
from core import clock
from core.batching import Batcher
from core.inserting import insert_many
from core.prepared import in_one_flight

R = TypeVar("R")

COLUMNS = [field.attname for field in Answer._meta.concrete_fields]
# How many askers are answered together at the most. Whoever is beyond that waits for the next commit.
MOST_TOGETHER = 64


class Asking(NamedTuple):
    """What one asker asks in one go; `ask` tells what each means."""

    questions: Sequence[Question]
    request_hashes: Sequence[str]
    asker: str
    case_system: CaseSystem | None
    with_detail: bool
    stop_at: bool | None
    at_least: int
    past: Past | None
    token: str
    scopes: frozenset[str]


# What needs the register's answers on its way: it gives what is to be asked, is sent the answers or thrown what stands
# against them, and returns what it comes to.
Steps = Generator[Asking, list[Answer], R]


def ask(
    questions: Sequence[Question],
    *,
    asker: str,
    case_system: CaseSystem | None = None,
    request_hashes: Sequence[str] | None = None,
    with_detail: bool = True,
    stop_at: bool | None = None,
    at_least: int = 0,
    past: Past | None = None,
    token: str = "",
    scopes: frozenset[str] = frozenset(),
) -> list[Answer]:
    """Decide the questions on one state of the register, and write each answer with its receipt and place in the log.

    `asker` is a label for the log; a receipt is made out to the case system's client, or to the label when there is
    none. `request_hashes` are those of the requests as they came; without them each question's own hash is used.
    `with_detail`: the asker may know more of a person than the public register shows. `stop_at`: decide nothing after
    the first such decision. `at_least`: raise `RegisterBehind` when the state that was read is older than this number.
    `past`: ask about a moment gone by; such answers permit nothing, and `would_have_been` says what was decided.
    `token`, `scopes`: raise `NoLongerAdmitted` unless the token with this hash lets its holder do this at that moment.

    Outside a transaction the answers are durable when this returns: whoever asks at the same moment is answered
    together, by one commit (see `core.batching`). Inside a transaction of one's own they are durable when it commits
    and must not leave before; then this is the last thing to do, since every other answer waits for it (see
    `answer_log.seal`). They are known by their `public_id`; the keys of their rows are not read back.
    """
    if not questions:
        return []
    return _batcher.ask(
        Asking(
            questions=questions,
            request_hashes=request_hashes or [answer_log.hash_of(question.as_kept()) for question in questions],
            asker=asker,
            case_system=case_system,
            with_detail=with_detail,
            stop_at=stop_at,
            at_least=at_least,
            past=past,
            token=token,
            scopes=scopes,
        )
    )


def one_by_one(steps: Steps[R]) -> R:
    """Go through the steps of one asker, and give what they come to."""
    try:
        asking = next(steps)
        while True:
            try:
                answers = _batcher.ask(asking)
            except Exception as error:
                asking = steps.throw(error)
            else:
                asking = steps.send(answers)
    except StopIteration as end:
        return end.value


@transaction.atomic
def answer_together(askings: Sequence[Asking]) -> list[list[Answer] | Exception]:
    """Answer several askers on one state of the register, and write all their answers as one link of the log."""
    now, batch_id = clock.now(), uuid.uuid4()
    said: list[list[Answer] | Exception] = []
    together: list[Answer] = []
    with in_one_flight():
        looked = admission.look_again({asking.token for asking in askings if asking.token})
        decided = list(_decided(askings, now))
    admitted = admission.scopes_now(looked)
    new_ids = _random_ids(sum(map(len, decided)))
    for asking, decisions in zip(askings, decided, strict=True):
        if asking.token and not asking.scopes <= admitted.get(asking.token, frozenset()):
            said.append(NoLongerAdmitted("The token no longer lets its holder ask this."))
            continue
        if decisions[0].register_number < asking.at_least:
            state = decisions[0].register_number
            said.append(RegisterBehind(f"The register's state is {state}, and {asking.at_least} was asked for."))
            continue
        places = range(len(together) + 1, len(together) + len(decisions) + 1)
        answers = [
            _written(batch_id, *each, asking=asking, asked_at=now)
            # Nothing is written for the questions after the last decision.
            for each in zip(places, asking.questions, decisions, asking.request_hashes, new_ids, strict=False)
        ]
        said.append(answers)
        together += answers
    if together:
        insert_many(together)
        answer_log.seal(batch_id, together)
    return said


def _random_ids(count: int) -> Iterator[uuid.UUID]:
    """As uuid4 makes them, but the system is asked once for all."""
    secret = os.urandom(16 * count)
    return (uuid.UUID(bytes=secret[place : place + 16], version=4) for place in range(0, len(secret), 16))


def _decided(askings: Sequence[Asking], now: datetime) -> Iterator[list[Decision]]:
    """Each asker's decisions: all questions about now are decided by one call, those about the past by one each."""
    about_now = [question for asking in askings if not asking.past for question in asking.questions]
    decided = iter(decide_many(about_now, now)) if about_now else iter(())
    for asking in askings:
        if asking.past:
            yield decide_many(asking.questions, asking.past.at, known_at=asking.past.known_at)
        else:
            yield until([next(decided) for _ in asking.questions], asking.stop_at)


def until(decisions: Sequence[Decision], stop_at: bool | None) -> list[Decision]:
    """The decisions up to and including the first that is `stop_at`; all of them for None."""
    last = next((place for place, said in enumerate(decisions) if said.permitted is stop_at), len(decisions))
    return list(decisions[: last + 1])


def _written(
    batch_id: uuid.UUID,
    position: int,
    question: Question,
    decision: Decision,
    request_hash: str,
    public_id: uuid.UUID,
    *,
    asking: Asking,
    asked_at: datetime,
) -> Answer:
    past, case_system = asking.past, asking.case_system
    values = {
        "public_id": public_id,
        "batch_id": batch_id,
        "position": position,
        "asked_at": asked_at,
        "asker": asking.asker,
        "case_system_id": case_system.pk if case_system else None,
        "question": question.as_kept(),
        "decision": decision.permitted and not past,
        "would_have_been": decision.permitted if past else None,
        "as_of": past.at if past else None,
        "known_at": past.known_at if past else None,
        "with_detail": asking.with_detail,
        "reasons": [reason.value for reason in decision.reasons],
        "tier": decision.tier or "",
        "accreditation_number": decision.accreditation_number,
        "register_number": decision.register_number,
        "request_hash": request_hash,
        "receipt": "",
        "digest": "",
    }
    # In the order of the columns: by their names Django takes three times as long.
    answer = Answer(*map(values.get, COLUMNS))
    answer.case_system = case_system
    answer.decided = decision
    answer.receipt = receipts.sign(answer_log.claims_of(answer))
    answer.digest = answer_log.digest_of(answer)
    return answer


_batcher: Batcher[Asking, list[Answer]] = Batcher(answer_together, most=MOST_TOGETHER)
