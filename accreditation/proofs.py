"""Prove one answer: the file that says everything, and how anybody checks it with nothing but published keys (A5)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accreditation import receipts
from accreditation.answer_log import content_of, hash_of, link_of
from accreditation.models import Answer
from accreditation.receipts import Claims, Keys, NotSignedByTheRegister
from accreditation.signing_keys import KeyEnd
from core.shapes import NotShaped, shaped

# What the receipt of an answer repeats of what was kept.
REPEATED = ("request_hash", "decision", "reasons", "register_number")
LINK = {"number": int, "previous": str, "sealed_at": str, "answers": [str]}


class NotProved(Exception):
    """The answer is not proved. The message says what does not fit, in a sentence."""


@dataclass(frozen=True, kw_only=True)
class Proved:
    """An answer that was proved: what was kept of it, what its receipt and its head say, and by which keys."""

    kept: dict[str, Any]
    receipt: Claims
    head: Claims
    kid: str


def proof_of(answer: Answer, digests: Collection[str] = ()) -> dict[str, Any]:
    """Everything that proves an answer. Of the other answers of its batch it has the hashes alone.

    `digests` are those of the whole batch in order, when they are at hand.
    """
    batch = answer.batch
    digests = digests or [*batch.answers.order_by("position").values_list("digest", flat=True)]
    return {
        "answer": content_of(answer),
        "batch": link_of(batch.number, batch.previous_head, batch.sealed_at, list(digests)),
        "signed_head": batch.signed_head,
    }


def prove(
    proof: Mapping[str, Any], keys: Keys, ends: Mapping[str, KeyEnd], links: Iterable[Mapping[str, Any]] = ()
) -> Proved:
    """Check a proof against the register's keys and how they ended. Raises `NotProved`.

    `links` are needed when a key was compromised since: those that follow the batch, up to the one that was fixed.
    """
    kept, link = proof.get("answer"), proof.get("batch")
    if not isinstance(kept, dict) or not isinstance(link, dict):
        raise NotProved("This is not a proof of an answer.")
    _require_link(link)
    position = kept.get("position")
    if type(position) is not int or not 1 <= position <= len(link["answers"]):
        raise NotProved("The answer has no place in its batch.")
    if _hash(kept) != link["answers"][position - 1]:
        raise NotProved("The answer is not the one that was put in this place of the log.")
    kid, receipt = _signed(kept.get("receipt"), keys, "receipt")
    said = {name: kept.get(name) for name in REPEATED} | {"answer_id": kept.get("id")}
    if any(receipt.get(name) != value for name, value in said.items()):
        raise NotProved("The receipt does not say what was kept of the answer.")
    head_kid, head = _signed(proof.get("signed_head"), keys, "head of its batch")
    number, own_head = link["number"], _hash(link)
    said = {"batch": number, "size": len(link["answers"]), "previous_head": link["previous"], "head": own_head}
    if any(head.get(name) != value for name, value in said.items()):
        raise NotProved("The signed head of its batch does not follow from the answers.")
    for one in dict.fromkeys((kid, head_kid)):
        if one in ends:
            _require_trusted(one, ends[one], number, own_head, links)
    return Proved(kept=kept, receipt=receipt, head=head, kid=kid)


def _require_trusted(kid: str, end: KeyEnd, number: int, head: str, links: Iterable[Mapping[str, Any]]) -> None:
    if number > end.last_batch:
        raise NotProved(f"It is signed by the key {kid}, which had been retired.")
    if end.trusted_batch is None:
        return
    if number > end.trusted_batch:
        raise NotProved(
            f"Somebody else may have held its key {kid} by then (since {end.compromised_at}). It is proof no longer."
        )
    for link in links:
        if number < end.trusted_batch and link.get("number") == number + 1:
            _require_link(link)
            if link["previous"] != head:
                raise NotProved(f"Batch {number + 1} does not follow the batch before it.")
            number, head = number + 1, _hash(link)
    if number < end.trusted_batch:
        raise NotProved(
            f"Its key {kid} was compromised later. The batches {number + 1} to {end.trusted_batch}, with the digests "
            "of their answers, are needed to prove that it was in the log before."
        )
    if head != end.trusted_head:
        raise NotProved(f"Batch {end.trusted_batch} is not the one that was fixed when the key was marked.")


def _require_link(link: Mapping[str, Any]) -> None:
    try:
        shaped(link, LINK)
    except NotShaped:
        raise NotProved("A batch is not given as it should be.") from None


def _signed(token: Any, keys: Keys, what: str) -> tuple[str, Claims]:
    try:
        return receipts.read_with_key(token if isinstance(token, str) else "", keys)
    except NotSignedByTheRegister:
        raise NotProved(f"The {what} is not signed by a key of the register.") from None


def _hash(value: Any) -> str:
    try:
        return hash_of(value)
    except ValueError:
        raise NotProved("The proof holds something that has no canonical form.") from None


@dataclass(frozen=True, kw_only=True)
class ProofState:
    """Whether an answer is proved, for a page: `state` for the tag, and the sentence why not."""

    is_proved: bool
    sentence: str = ""


def states_of(answers: Collection[Answer], keys: Keys, ends: Mapping[str, KeyEnd]) -> dict[int, ProofState]:
    """Whether each answer is proved by what the database holds, by its primary key. One query however many there are.

    Of a key that was compromised later, that the log is whole up to the fixed batch is for `verify_log` to say.
    """
    digests: dict[Any, list[str]] = {}
    batches = {answer.batch_id for answer in answers}
    rows = Answer.objects.filter(batch__in=batches).order_by("batch", "position").values_list("batch", "digest")
    for batch, digest in rows:
        digests.setdefault(batch, []).append(digest)
    return {answer.pk: _state_of(answer, digests[answer.batch_id], keys, ends) for answer in answers}


def _state_of(answer: Answer, digests: Collection[str], keys: Keys, ends: Mapping[str, KeyEnd]) -> ProofState:
    number = answer.batch.number
    try:
        proved = prove(proof_of(answer, digests), keys, {})
        end = ends.get(proved.kid)
        if end is None or end.trusted_batch is None:
            return ProofState(is_proved=True)
        if not end.is_proof_in(number):
            _require_trusted(proved.kid, end, number, "", ())
    except NotProved as why:
        return ProofState(is_proved=False, sentence=str(why))
    return ProofState(
        is_proved=True, sentence=f"Its key was compromised later, after batch {end.trusted_batch} of the log."
    )
