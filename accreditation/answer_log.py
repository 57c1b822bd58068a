"""The chain of answers: how a link is added, and how any edited, removed, reordered or cut-off row is found (A5)."""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import rfc8785
from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch

from accreditation import receipts
from accreditation.models import Answer, AnswerBatch, AnswerLog
from core import clock
from core.copying import insert_many

Keys = Mapping[str, Mapping[str, Any]]


def hash_of(value: Any) -> str:
    """SHA-256 over the canonical JSON of a value (RFC 8785), so that one value has one hash wherever it is computed."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def hash_of_plain(value: Any) -> str:
    """The same hash of a value that holds texts, whole numbers, truths and nothing else, at a quarter of the cost.

    For those, and names in plain letters, the standard library's sorted JSON is RFC 8785's to the letter (a test holds
    it). A number with a fraction, and names from outside, are for `hash_of`.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(answer: Answer) -> str:
    """The hash of everything that an answer says, with its place in the log."""
    said = {
        "id": str(answer.public_id),
        "batch": str(answer.batch_id),
        "position": answer.position,
        "asked_at": _instant(answer.asked_at),
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
    return hash_of_plain(said | _about_the_past(answer))


def head_of(number: int, previous: str, sealed_at: datetime, digests: Sequence[str]) -> str:
    """The head of a link: the hash of the head before it, and of the digests of its answers in their order."""
    return hash_of_plain(
        {"number": number, "previous": previous, "sealed_at": _instant(sealed_at), "answers": list(digests)}
    )


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
        "as_of": _instant(answer.as_of),
        "known_at": _instant(answer.known_at),
        "would_have_been": answer.would_have_been,
    }


def seal(batch_id: uuid.UUID, answers: Sequence[Answer]) -> AnswerBatch:
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
    insert_many([batch])
    with connection.cursor() as cursor:
        cursor.execute(MOVE_END, [head])
    return batch


# Written out, since every answer waits while they run. The first locks the end of the chain and tells what it was.
LOCK_END = "UPDATE accreditation_answerlog SET batches = batches + 1 WHERE id = 1 RETURNING batches, head"
MOVE_END = "UPDATE accreditation_answerlog SET head = %s WHERE id = 1"


def _next_place() -> tuple[int, str]:
    """The number of the next batch, and the head before it. Nobody else gets one until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_END)
        end = cursor.fetchone()
        if end is None:
            AnswerLog.objects.get_or_create(pk=1)
            cursor.execute(LOCK_END)
            end = cursor.fetchone()
    number, head = end
    return number, head


def problems(*, seen_head: str = "") -> Iterator[str]:
    """Go through the whole log and name, in sentences, every row that is not as it was written.

    `seen_head` is a signed head that somebody kept from an earlier day: only it can show that the end of the log and
    the count of it were turned back together.
    """
    keys = receipts.public_keys()
    previous, last = "", 0
    in_order = Prefetch("answers", Answer.objects.select_related("case_system").order_by("position"))
    for batch in AnswerBatch.objects.order_by("number").prefetch_related(in_order).iterator(chunk_size=200):
        if batch.number != last + 1:
            yield f"{_numbers(last + 1, batch.number - 1)} removed from the log."
        elif batch.previous_head != previous:
            yield f"Batch {batch.number}: it does not follow the batch before it."
        yield from _problems_of_batch(batch, list(batch.answers.all()), keys)
        previous, last = batch.head, batch.number
    yield from _problems_at_the_end(last, previous)
    for answer in Answer.objects.filter(~Exists(AnswerBatch.objects.filter(pk=OuterRef("batch_id")))).order_by("pk"):
        yield f"{_name(answer)}: its batch was removed from the log."
    if seen_head:
        yield from _problems_with_seen(seen_head, keys)


def _problems_of_batch(batch: AnswerBatch, answers: list[Answer], keys: Keys) -> Iterator[str]:
    present = {answer.position for answer in answers}
    for position in sorted(set(range(1, batch.size + 1)) - present):
        yield f"Batch {batch.number}: the answer in place {position} was removed."
    for answer in answers:
        if answer.position > batch.size:
            yield f"{_name(answer)}: it was added to batch {batch.number} after it was sealed."
        if answer.digest != digest_of(answer):
            yield f"{_name(answer)}: it was changed after it was written (batch {batch.number})."
        if not _signed(answer.receipt, claims_of(answer), keys):
            yield f"{_name(answer)}: its receipt does not say what the row says (batch {batch.number})."
    if batch.head != head_of(batch.number, batch.previous_head, batch.sealed_at, [a.digest for a in answers]):
        yield f"Batch {batch.number}: its head does not follow from its answers."
    said = {"batch": batch.number, "size": batch.size, "previous_head": batch.previous_head, "head": batch.head}
    if not _signed(batch.signed_head, said, keys):
        yield f"Batch {batch.number}: its signed head does not say what the row says."


def _problems_at_the_end(last: int, head: str) -> Iterator[str]:
    log = AnswerLog.objects.filter(pk=1).first() or AnswerLog()
    if log.batches > last:
        yield f"{_numbers(last + 1, log.batches)} cut off the end of the log."
    elif log.batches < last or log.head != head:
        yield f"The count of the log says {log.batches}, and its last batch is {last}: one of them was changed."


def _problems_with_seen(seen_head: str, keys: Keys) -> Iterator[str]:
    try:
        seen = receipts.read(seen_head, keys)
    except receipts.NotSignedByTheRegister:
        yield "The head that was kept is not signed by the register."
        return
    if not AnswerBatch.objects.filter(number=seen.get("batch", 0), head=seen.get("head", "")).exists():
        yield f"Batch {seen.get('batch', 0)}: the log no longer holds it as it was seen earlier."


def _signed(token: str, said: receipts.Claims, keys: Keys) -> bool:
    try:
        claims = receipts.read(token, keys)
    except receipts.NotSignedByTheRegister:
        return False
    # The register's address may change over the years; what an old receipt says about it stays true.
    return all(claims.get(name) == value for name, value in said.items() if name != "iss")


def _name(answer: Answer) -> str:
    return f"Answer {answer.public_id}"


def _numbers(first: int, last: int) -> str:
    return f"Batch {first} was" if first == last else f"Batches {first} to {last} were"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
