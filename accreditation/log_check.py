"""Go through the log of answers and name whatever is not as it was written (A5)."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from accreditation import receipts
from accreditation.answer_log import claims_of, digest_of, head_of
from accreditation.models import Answer, AnswerBatch, AnswerLog, SigningKey, SigningKeyEnd
from accreditation.receipts import Claims, NotSignedByTheRegister
from accreditation.signing_keys import RETIRED, KeyEnd, ends, statement_of
from audit.models import Event

# Answers that are in memory at once, and heads of a witness that are looked up at once. A batch is never cut in two.
AT_ONCE = 1000

Progress = Callable[[int, int], None]


@dataclass(kw_only=True)
class Span:
    """From which batch to which, and how many."""

    first: int
    last: int
    count: int = 0

    def __str__(self) -> str:
        return f"batch {self.first}" if self.first == self.last else f"batches {self.first} to {self.last}"


@dataclass
class Spans:
    """For each key, where it occurs."""

    of: dict[str, Span] = field(default_factory=dict)

    def add(self, kid: str, batch: int) -> None:
        span = self.of.setdefault(kid, Span(first=batch, last=batch))
        span.last, span.count = batch, span.count + 1


class LogCheck:
    """One pass over the log, in memory that does not grow with it.

    `seen` are signed heads that witnesses kept: only they show that the end and the count were turned back together, or
    that somebody with the private key wrote the log anew. `from_head` is one of them to begin after. `known_keys` are
    ids of keys as kept elsewhere: any other that signed is named. After the pass `batches` and `answers` say how many
    there were, `signed` where each key signed heads, and `no_proof` where receipts of compromised keys prove nothing.
    """

    def __init__(
        self,
        *,
        seen: Iterable[str] = (),
        from_head: str = "",
        known_keys: Collection[str] = (),
        progress: Progress = lambda batch, of: None,
    ) -> None:
        self.seen, self.from_head, self.known_keys, self.progress = seen, from_head, known_keys, progress
        self.batches = self.answers = self.last = 0
        self.signed, self.no_proof, self._unknown = Spans(), Spans(), Spans()
        self._keys: dict[str, OKPKey] = {}
        self._ends: dict[str, KeyEnd] = {}

    def problems(self) -> Iterator[str]:
        """Name, in sentences, every row that is not as it was written."""
        yield from self._problems_of_keys()
        at_the_end = list(_problems_at_the_end())
        first, previous = 1, ""
        if self.from_head:
            claims = self._claims(self.from_head, {})
            batch = _batch_of(claims) if claims else None
            if claims is None or batch is None:
                yield "The head to begin after is not one that the log holds."
                return
            first, previous = batch.number + 1, batch.head
        yield from self._problems_from(first, previous)
        yield from at_the_end
        without_batch = Answer.objects.filter(~Exists(AnswerBatch.objects.filter(pk=OuterRef("batch_id"))))
        for answer in without_batch.order_by("pk").iterator():
            yield f"{_name(answer)}: its batch was removed from the log."
        yield from self._problems_of_unknown_keys()
        yield from self._problems_with_seen()

    def _problems_from(self, first: int, previous: str) -> Iterator[str]:
        total = AnswerLog.objects.filter(pk=1).values_list("batches", flat=True).first() or 0
        batches = AnswerBatch.objects.filter(number__gte=first).order_by("number")
        self.last = first - 1
        for batch, answers in _with_answers(batches.iterator(chunk_size=AT_ONCE)):
            if batch.number != self.last + 1:
                yield f"{_numbers(self.last + 1, batch.number - 1)} removed from the log."
            elif batch.previous_head != previous:
                yield f"Batch {batch.number}: it does not follow the batch before it."
            yield from self._problems_of_batch(batch, answers)
            previous, self.last = batch.head, batch.number
            self.batches, self.answers = self.batches + 1, self.answers + len(answers)
            self.progress(batch.number, total)

    def _problems_of_batch(self, batch: AnswerBatch, answers: list[Answer]) -> Iterator[str]:
        number = batch.number
        present = {answer.position for answer in answers}
        for position in range(1, batch.size + 1):
            if position not in present:
                yield f"Batch {number}: the answer in place {position} was removed."
        for answer in answers:
            yield from self._problems_of_answer(batch, answer)
        if batch.head != head_of(number, batch.previous_head, batch.sealed_at, [a.digest for a in answers]):
            yield f"Batch {number}: its head does not follow from its answers."
        said = {"batch": number, "size": batch.size, "previous_head": batch.previous_head, "head": batch.head}
        kid, claims = self._read(batch.signed_head, said)
        self._note_key(kid, number)
        self.signed.add(kid, number)
        if claims is None:
            yield f"Batch {number}: its signed head does not say what the row says."
        if kid in self._ends and number > self._ends[kid].last_batch:
            yield f"Batch {number}: it is signed by the key {kid}, which was retired before."

    def _problems_of_answer(self, batch: AnswerBatch, answer: Answer) -> Iterator[str]:
        number = batch.number
        if answer.position > batch.size:
            yield f"{_name(answer)}: it was added to batch {number} after it was sealed."
        if answer.digest != digest_of(answer):
            yield f"{_name(answer)}: it was changed after it was written (batch {number})."
        kid, claims = self._read(answer.receipt, claims_of(answer))
        self._note_key(kid, number)
        if claims is None:
            yield f"{_name(answer)}: its receipt does not say what the row says (batch {number})."
        if kid in self._ends and not self._ends[kid].is_proof_in(number):
            self.no_proof.add(kid, number)

    def _problems_of_keys(self) -> Iterator[str]:
        for row in SigningKey.objects.order_by("pk"):
            key = _imported(row)
            if key is None:
                yield f"Key {row.kid}: its public half is not the one that the id stands for."
                continue
            self._keys[row.kid] = key
        for row in SigningKey.objects.order_by("pk"):
            said = receipts.introduction_of(row.kid, row.first_used_at)
            if self._claims(row.introduction, said, kind=receipts.INTRODUCTION) is None:
                yield f"Key {row.kid}: its introduction does not say what the row says."
        self._ends = ends()
        written = set()
        for end in SigningKeyEnd.objects.select_related("key").order_by("pk"):
            written.add((end.key.kid, receipts.instant(end.retired_at)))
            others = {kid: key for kid, key in self._keys.items() if kid != end.key.kid}
            if self._claims(end.statement, statement_of(end), only=others) is None:
                yield f"Key {end.key.kid}: the statement of its end does not say what the row says."
            fixed = {"number": end.trusted_batch, "head": end.trusted_head}
            if end.trusted_batch and not AnswerBatch.objects.filter(**fixed).exists():
                yield (
                    f"Batch {end.trusted_batch}: the log no longer holds it as it was fixed when the key "
                    f"{end.key.kid} was marked as compromised."
                )
        for detail in Event.objects.filter(verb=RETIRED).order_by("pk").values_list("detail", flat=True):
            if (detail.get("retired_key"), detail.get("retired_at")) not in written:
                yield f"Key {detail.get('retired_key')}: the row that says how it ended was removed or changed."

    def _note_key(self, kid: str, batch: int) -> None:
        if kid not in self._keys or (self.known_keys and kid not in self.known_keys):
            self._unknown.add(kid, batch)

    def _problems_of_unknown_keys(self) -> Iterator[str]:
        for kid, span in self._unknown.of.items():
            if kid in self._keys:
                yield f"Key {kid}: it signed in {span} and is none of the keys that were named."
            elif kid:
                yield f"Key {kid}: it signed in {span} and is not among the keys that are kept."
            else:
                yield f"In {span} something is not signed at all."

    def _problems_with_seen(self) -> Iterator[str]:
        tokens = enumerate(self.seen, start=1)
        while some := list(islice(tokens, AT_ONCE)):
            heads = [(place, self._claims(token, {})) for place, token in some]
            numbers = [claims["batch"] for _, claims in heads if claims and _is_head(claims)]
            held = dict(AnswerBatch.objects.filter(number__in=numbers).values_list("number", "head"))
            for place, claims in heads:
                if claims is None or not _is_head(claims):
                    yield f"The head that was kept ({place}) is not signed by the register."
                elif held.get(claims["batch"]) != claims["head"]:
                    yield f"Batch {claims['batch']}: the log no longer holds it as it was seen earlier."

    def _read(self, token: str, said: Claims) -> tuple[str, Claims | None]:
        """The key by which a token is signed, or says so, and what it says (see `_claims`)."""
        try:
            kid, claims = receipts.read_with_key(token, self._keys)
        except NotSignedByTheRegister:
            return receipts.kid_of(token), None
        return kid, claims if _says(claims, said) else None

    def _claims(
        self, token: str, said: Claims, *, only: dict[str, OKPKey] | None = None, kind: str = "JWT"
    ) -> Claims | None:
        """What a token says, when a key of the register signed it and it says at least `said`; otherwise None."""
        try:
            claims = receipts.read(token, self._keys if only is None else only, kind=kind)
        except NotSignedByTheRegister:
            return None
        return claims if _says(claims, said) else None


def _with_answers(batches: Iterable[AnswerBatch]) -> Iterator[tuple[AnswerBatch, list[Answer]]]:
    """Each batch with its answers in their order."""
    for part in _parts(batches):
        answers: dict[UUID, list[Answer]] = {batch.pk: [] for batch in part}
        of_part = Answer.objects.filter(batch__in=answers).select_related("case_system").order_by("position")
        for answer in of_part:
            answers[answer.batch_id].append(answer)
        # Nothing leads from an answer back to its batch, so that they are gone as soon as the next part is read.
        yield from ((batch, answers.pop(batch.pk)) for batch in part)


def _parts(batches: Iterable[AnswerBatch]) -> Iterator[list[AnswerBatch]]:
    """Batches in their order, as many in a part as say that they hold so many answers together."""
    part, answers = list[AnswerBatch](), 0
    for batch in batches:
        if part and answers + batch.size > AT_ONCE:
            yield part
            part, answers = [], 0
        part.append(batch)
        answers += batch.size
    if part:
        yield part


def _says(claims: Claims, said: Claims) -> bool:
    # The register's address may change over the years; what an old receipt says about it stays true.
    return all(claims.get(name) == value for name, value in said.items() if name != "iss")


def _problems_at_the_end() -> Iterator[str]:
    """Read in one statement, so that a log that is being added to is seen at one moment."""
    last = AnswerBatch.objects.order_by("-number")
    log = (
        AnswerLog.objects.filter(pk=1)
        .annotate(last=Subquery(last.values("number")[:1]), last_head=Subquery(last.values("head")[:1]))
        .first()
    )
    if log is None:
        number = last.values_list("number", flat=True).first()
        if number:
            yield f"The count of the log was removed, and its last batch is {number}."
        return
    number, head = log.last or 0, log.last_head or ""
    if log.batches > number:
        yield f"{_numbers(number + 1, log.batches)} cut off the end of the log."
    elif log.batches < number or log.head != head:
        yield f"The count of the log says {log.batches}, and its last batch is {number}: one of them was changed."


def _imported(row: SigningKey) -> OKPKey | None:
    """The key, when the row holds its public half and nothing besides under its own thumbprint."""
    try:
        key = OKPKey.import_key(dict(row.public_jwk))
        whole = {**_public(key), "kid": row.kid, "use": "sig", "alg": receipts.ALGORITHM}
    except (JoseError, TypeError, ValueError, KeyError):
        return None
    return key if row.kid == key.thumbprint() and row.public_jwk == whole else None


def _public(key: OKPKey) -> dict[str, Any]:
    jwk = key.as_dict(private=False)
    return {name: jwk[name] for name in ("kty", "crv", "x")}


def _is_head(claims: Claims) -> bool:
    return type(claims.get("batch")) is int and isinstance(claims.get("head"), str)


def _batch_of(claims: Claims) -> AnswerBatch | None:
    return AnswerBatch.objects.filter(number=claims["batch"], head=claims["head"]).first() if _is_head(claims) else None


def _name(answer: Answer) -> str:
    return f"Answer {answer.public_id}"


def _numbers(first: int, last: int) -> str:
    return f"Batch {first} was" if first == last else f"Batches {first} to {last} were"
