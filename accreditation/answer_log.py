"""The chain of answers: what a link holds and how one is added (A5). `accreditation.log_check` goes through it."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import rfc8785
from django.conf import settings

from accreditation import receipts
from accreditation.models import Answer, AnswerBatch, AnswerLog
from accreditation.receipts import instant
from core import clock


def hash_of(value: Any) -> str:
    """SHA-256 over the canonical JSON of a value (RFC 8785), so that one value has one hash wherever it is computed."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def content_of(answer: Answer) -> dict[str, Any]:
    """Everything that an answer says, with its place in the log, as it is hashed: whoever holds it can hash it too."""
    return {
        "id": str(answer.public_id),
        "batch": str(answer.batch_id),
        "position": answer.position,
        "asked_at": instant(answer.asked_at),
        "asker": answer.asker,
        "case_system": answer.case_system_id,
        "question": answer.question,
        "decision": answer.decision,
        "reasons": answer.reasons,
        "tier": answer.tier,
        "accreditation_number": answer.accreditation_number,
        "register_number": answer.register_number,
        "request_hash": answer.request_hash,
        "receipt": answer.receipt,
    }


def digest_of(answer: Answer) -> str:
    """The hash of everything that an answer says."""
    return hash_of(content_of(answer))


def head_of(number: int, previous: str, sealed_at: datetime, digests: Sequence[str]) -> str:
    """The head of a link: the hash of the head before it, and of the digests of its answers in their order."""
    return hash_of(link_of(number, previous, sealed_at, digests))


def link_of(number: int, previous: str, sealed_at: datetime, digests: Sequence[str]) -> dict[str, Any]:
    """What the head of a link is the hash of."""
    return {"number": number, "previous": previous, "sealed_at": instant(sealed_at), "answers": list(digests)}


def claims_of(answer: Answer) -> receipts.Claims:
    """What the receipt of an answer says."""
    return {
        "iss": settings.REGISTER_ISSUER,
        "aud": answer.case_system.client_id if answer.case_system else answer.asker,
        "iat": int(answer.asked_at.timestamp()),
        "use_by": int((answer.asked_at + receipts.USE_WITHIN).timestamp()),
        "answer_id": str(answer.public_id),
        "request_hash": answer.request_hash,
        "decision": answer.decision,
        "reasons": answer.reasons,
        "register_number": answer.register_number,
    }


def seal(batch_id: uuid.UUID, answers: Sequence[Answer]) -> AnswerBatch:
    """Add a link for answers that were just written. Locks the end of the chain until the transaction ends.

    Everything slow is done before, and nothing should follow in the transaction: every other answer waits here.
    """
    log = _locked_log()
    number, sealed_at = log.batches + 1, clock.now()
    head = head_of(number, log.head, sealed_at, [answer.digest for answer in answers])
    batch = AnswerBatch.objects.create(
        id=batch_id,
        number=number,
        size=len(answers),
        previous_head=log.head,
        head=head,
        sealed_at=sealed_at,
        signed_head=receipts.sign(
            {
                "iss": settings.REGISTER_ISSUER,
                "iat": int(sealed_at.timestamp()),
                "batch": number,
                "size": len(answers),
                "previous_head": log.head,
                "head": head,
            }
        ),
    )
    log.batches, log.head = number, head
    log.save(update_fields=["batches", "head"])
    return batch


def _locked_log() -> AnswerLog:
    log = AnswerLog.objects.select_for_update().filter(pk=1).first()
    if log is None:
        AnswerLog.objects.get_or_create(pk=1)
        log = AnswerLog.objects.select_for_update().get(pk=1)
    return log
