"""Ask the register and keep what it answered. The one way in for the machine interface and for the case module."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction

from accreditation import answer_log, receipts
from accreditation.decisions import decide_many
from accreditation.models import Answer, CaseSystem
from accreditation.questions import Decision, Question
from core import clock


@transaction.atomic
def ask(
    questions: Sequence[Question],
    *,
    asker: str,
    case_system: CaseSystem | None = None,
    request_hashes: Sequence[str] | None = None,
) -> list[Answer]:
    """Decide the questions on one state of the register, and write each answer with its receipt and place in the log.

    `asker` is a label for the log; a receipt is made out to the case system's client, or to the label when there is
    none. `request_hashes` are those of the requests as they came; without them each question's own hash is used.
    The answers are durable when the outermost transaction commits and must not leave before. Inside a transaction of
    one's own this is the last thing to do, since every other answer waits for it (see `answer_log.seal`).
    """
    if not questions:
        return []
    hashes = request_hashes or [answer_log.hash_of(asdict(question)) for question in questions]
    batch_id = uuid.uuid4()
    decisions = decide_many(questions, clock.now())
    answers = [
        _written(batch_id, position, question, decision, request_hash, asker=asker, case_system=case_system)
        for position, (question, decision, request_hash) in enumerate(
            zip(questions, decisions, hashes, strict=True), start=1
        )
    ]
    Answer.objects.bulk_create(answers)
    answer_log.seal(batch_id, answers)
    return answers


def _written(
    batch_id: uuid.UUID,
    position: int,
    question: Question,
    decision: Decision,
    request_hash: str,
    *,
    asker: str,
    case_system: CaseSystem | None,
) -> Answer:
    answer = Answer(
        batch_id=batch_id,
        position=position,
        asked_at=decision.at,
        asker=asker,
        case_system=case_system,
        question=asdict(question),
        decision=decision.permitted,
        reasons=[reason.value for reason in decision.reasons],
        tier=decision.tier or "",
        accreditation_number=decision.accreditation_number,
        register_number=decision.register_number,
        request_hash=request_hash,
    )
    answer.receipt = receipts.sign(answer_log.claims_of(answer))
    answer.digest = answer_log.digest_of(answer)
    return answer
