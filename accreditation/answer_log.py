"""The chain of answers: what a link holds and how one is added (A5). `accreditation.log_check` goes through it."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
import rfc8785
from django.conf import settings

from accreditation import receipts
from accreditation.models import Answer, AnswerBatch, AnswerLog
from accreditation.receipts import instant
from core import clock
from core.inserting import insert_one
from core.prepared import in_one_flight, prepared_cursor

# Whole numbers up to here are the same number everywhere (RFC 7493).
SAFE_INTEGER = 2**53 - 1
PLAIN = (str, bool, type(None))


def hash_of(value: Any) -> str:
    """SHA-256 over the canonical JSON of a value (RFC 8785), so that one value has one hash wherever it is computed.

    Raises ValueError for what has no canonical form. For nearly every value orjson's sorted JSON is the canonical form
    to the letter (a test holds it), at a tenth of the cost; the rest is rfc8785's.
    """
    return _plain_hash(value) if _is_plain(value) else hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def _plain_hash(value: Any) -> str:
    try:
        text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise ValueError("The value has no canonical form.") from error
    return hashlib.sha256(text).hexdigest()


def _is_plain(value: Any) -> bool:
    """Whether it holds nothing but texts, truths, whole numbers, lists, and objects whose names are plain letters."""
    waiting = [value]
    # It grows while it is gone through.
    for one in waiting:
        if isinstance(one, PLAIN):
            continue
        if isinstance(one, dict):
            # Texts and nothing else can be joined.
            if not "".join(one).isascii():
                return False
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif not isinstance(one, int) or not -SAFE_INTEGER <= one <= SAFE_INTEGER:
            return False
    return True


def content_of(answer: Answer) -> dict[str, Any]:
    """Everything that an answer says, with its place in the log, as it is hashed: whoever holds it can hash it too."""
    said = {
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
    # Left out where they say nothing, so that answers from before they were kept stay proved.
    if not answer.with_detail:
        said["with_detail"] = False
    return said | _about_the_past(answer)


def digest_of(answer: Answer) -> str:
    """The hash of everything that an answer says. Its parts are texts, truths and numbers of the register's own."""
    return _plain_hash(content_of(answer))


def head_of(number: int, previous: str, sealed_at: datetime, digests: Sequence[str]) -> str:
    """The head of a link: the hash of the head before it, and of the digests of its answers in their order."""
    return _plain_hash(link_of(number, previous, sealed_at, digests))


def link_of(number: int, previous: str, sealed_at: datetime, digests: Sequence[str]) -> dict[str, Any]:
    """What the head of a link is the hash of."""
    return {"number": number, "previous": previous, "sealed_at": instant(sealed_at), "answers": list(digests)}


def claims_of(answer: Answer) -> receipts.Claims:
    """What the receipt of an answer says. One about the past has no time within which it may be used."""
    use = _about_the_past(answer) or {"use_by": int((answer.asked_at + receipts.USE_WITHIN).timestamp())}
    return {
        "iss": settings.REGISTER_ISSUER,
        "aud": answer.case_system.client_id if answer.case_system else answer.asker,
        "iat": int(answer.asked_at.timestamp()),
        **use,
        "answer_id": str(answer.public_id),
        "request_hash": answer.request_hash,
        "decision": answer.decision,
        "reasons": answer.told_reasons,
        "register_number": answer.register_number,
    }


def _about_the_past(answer: Answer) -> dict[str, Any]:
    """What an answer says about a moment gone by; empty for an answer about now."""
    if answer.as_of is None or answer.known_at is None:
        return {}
    return {
        "as_of": instant(answer.as_of),
        "known_at": instant(answer.known_at),
        "would_have_been": answer.would_have_been,
    }


def seal(batch_id: uuid.UUID, answers: Sequence[Answer]) -> None:
    """Add a link for answers that were just written. Locks the end of the chain until the transaction ends.

    Everything slow is done before, and nothing should follow in the transaction: every other answer waits here.
    """
    number, previous = _next_place()
    sealed_at = clock.now()
    head = head_of(number, previous, sealed_at, [answer.digest for answer in answers])
    signed_head = receipts.sign(
        {
            "iss": settings.REGISTER_ISSUER,
            "iat": int(sealed_at.timestamp()),
            "batch": number,
            "size": len(answers),
            "previous_head": previous,
            "head": head,
        }
    )
    batch = AnswerBatch(
        id=batch_id,
        number=number,
        size=len(answers),
        previous_head=previous,
        head=head,
        sealed_at=sealed_at,
        signed_head=signed_head,
    )
    with in_one_flight():
        insert_one(batch)
        with prepared_cursor() as cursor:
            cursor.execute(MOVE_END, [head])


# Written out, since every answer waits while they run. The first locks the end of the chain and tells what it was.
LOCK_END = "UPDATE accreditation_answerlog SET batches = batches + 1 WHERE id = 1 RETURNING batches, head"
MOVE_END = "UPDATE accreditation_answerlog SET head = %s WHERE id = 1"


def _next_place() -> tuple[int, str]:
    """The number of the next batch, and the head before it. Nobody else gets one until the transaction ends."""
    with prepared_cursor() as cursor:
        cursor.execute(LOCK_END)
        end = cursor.fetchone()
        if end is None:
            AnswerLog.objects.get_or_create(pk=1)
            cursor.execute(LOCK_END)
            end = cursor.fetchone()
    number, head = end
    return number, head
