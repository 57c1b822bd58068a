"""Ask the register and keep what it answered. The one way in for the machine interface and for the case module."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from accreditation import answer_log, receipts
from accreditation.decisions import decide_many
from accreditation.exceptions import RegisterBehind
from accreditation.models import Answer, CaseSystem
from accreditation.questions import Decision, Past, Question
from core import clock


@transaction.atomic
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
) -> list[Answer]:
    """Decide the questions on one state of the register, and write each answer with its receipt and place in the log.

    `asker` is a label for the log; a receipt is made out to the case system's client, or to the label when there is
    none. `request_hashes` are those of the requests as they came; without them each question's own hash is used.
    `with_detail`: the asker may know more of a person than the public register shows. `stop_at`: decide nothing after
    the first such decision. `at_least`: raise `RegisterBehind` when the state that was read is older than this number.
    `past`: ask about a moment gone by; such answers permit nothing, and `would_have_been` says what was decided.

    The answers are durable when the outermost transaction commits and must not leave before. Inside a transaction of
    one's own this is the last thing to do, since every other answer waits for it (see `answer_log.seal`).
    """
    if not questions:
        return []
    hashes = request_hashes or [answer_log.hash_of(asdict(question)) for question in questions]
    batch_id, now = uuid.uuid4(), clock.now()
    decisions = decide_many(questions, past.at if past else now, known_at=past.known_at if past else None)
    if decisions[0].register_number < at_least:
        raise RegisterBehind(f"The register's state is {decisions[0].register_number}, and {at_least} was asked for.")
    decisions = until(decisions, stop_at)
    to = {"asker": asker, "case_system": case_system, "with_detail": with_detail, "asked_at": now} | _of(past)
    answers = [
        _written(batch_id, position, question, decision, request_hash, **to)
        for position, (question, decision, request_hash) in enumerate(
            # Nothing is written for the questions after the last decision.
            zip(questions, decisions, hashes, strict=False),
            start=1,
        )
    ]
    Answer.objects.bulk_create(answers)
    answer_log.seal(batch_id, answers)
    return answers


def until(decisions: Sequence[Decision], stop_at: bool | None) -> list[Decision]:
    """The decisions up to and including the first that is `stop_at`; all of them for None."""
    last = next((place for place, said in enumerate(decisions) if said.permitted is stop_at), len(decisions))
    return list(decisions[: last + 1])


def _of(past: Past | None) -> dict[str, Any]:
    return {"as_of": past.at, "known_at": past.known_at} if past else {}


def _written(
    batch_id: uuid.UUID,
    position: int,
    question: Question,
    decision: Decision,
    request_hash: str,
    **to: Any,
) -> Answer:
    is_past = "as_of" in to
    answer = Answer(
        batch_id=batch_id,
        position=position,
        question=asdict(question),
        decision=decision.permitted and not is_past,
        would_have_been=decision.permitted if is_past else None,
        reasons=[reason.value for reason in decision.reasons],
        tier=decision.tier or "",
        accreditation_number=decision.accreditation_number,
        register_number=decision.register_number,
        request_hash=request_hash,
        **to,
    )
    answer.decided = decision
    answer.receipt = receipts.sign(answer_log.claims_of(answer))
    answer.digest = answer_log.digest_of(answer)
    return answer
