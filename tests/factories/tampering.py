"""Random ways to tamper with the log of answers, as somebody with the database's password can (A5).

Each changes rows past every guard of the product and gives what must be said about it. Nothing here knows how the
changes are found.
"""

import json
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import models
from joserfc.jwk import OKPKey

from accreditation import receipts
from accreditation.answer_log import claims_of, digest_of, head_of
from accreditation.models import Answer, AnswerBatch, AnswerLog, SigningKey, SigningKeyEnd

# Either all of them are there or none; the database itself refuses anything else.
PAST = ("as_of", "known_at", "would_have_been")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, kw_only=True)
class Tampering:
    """What was done, in words; one of these texts must be named; whether only a head that was kept can show it."""

    words: str
    named: tuple[str, ...]
    needs_seen: bool = False


def rows(model: type[models.Model]) -> models.QuerySet[Any]:
    """The rows of a model without the guard that refuses changes."""
    return models.QuerySet(model)


def columns(model: type[models.Model]) -> list[str]:
    """Every column that says something: all but the row's own number in the database."""
    return [field.attname for field in model._meta.concrete_fields if field.attname != "id" or model is AnswerBatch]


class Tamperer:
    """Does one thing to the log, drawn by `chance`. `stolen` are the private keys that a thief may have got."""

    def __init__(self, chance: random.Random, stolen: list[OKPKey]) -> None:
        self.chance, self.stolen = chance, stolen
        self.batches = list(rows(AnswerBatch).order_by("number"))
        self.answers = list(rows(Answer).select_related("batch", "case_system").order_by("batch__number", "position"))
        self.last = self.batches[-1]

    def tamper(self) -> Tampering:
        return self.chance.choice(KINDS)(self)

    def edit_answer(self) -> Tampering:
        answer, column = self.chance.choice(self.answers), self.chance.choice(columns(Answer))
        if column in ("batch_id", "position"):
            return self.move_answer()
        values = self.altered(answer, column)
        self.write(answer, **values)
        value = values[column]
        named = (f"Answer {answer.public_id}", f"Answer {value}")
        return Tampering(words=f"answer.{column} edited to {value!r}", named=named)

    def edit_batch(self) -> Tampering:
        batch, column = self.chance.choice(self.batches), self.chance.choice(columns(AnswerBatch))
        value = self.another(AnswerBatch, column, getattr(batch, column))
        if column == "previous_head" and batch.number == 1:
            return self.edit_answer()
        if column == "number":
            value = self.last.number + self.chance.randint(1, 9)
            if batch.number == 1:
                return self.edit_answer()
        follow = column == "id" and self.chance.random() < 0.5
        self.write(batch, **{column: value})
        if follow:
            rows(Answer).filter(batch_id=batch.pk).update(batch_id=value)
        named: tuple[str, ...] = (f"Batch {batch.number}", f"Batches {batch.number} to")
        if column == "id":
            # An answer's hash holds the id of its batch.
            named += tuple(f"Answer {answer.public_id}" for answer in self.answers if answer.batch_id == batch.pk)
        return Tampering(words=f"batch.{column} edited to {value!r}", named=named)

    def edit_log(self) -> Tampering:
        log = rows(AnswerLog).get()
        column = self.chance.choice(["batches", "head"])
        value = self.another(AnswerLog, column, getattr(log, column))
        self.write(log, **{column: value})
        return Tampering(words=f"log.{column} edited to {value!r}", named=("The count of the log", "cut off the end"))

    def edit_key(self) -> Tampering:
        key, column = self.chance.choice(list(rows(SigningKey))), self.chance.choice(columns(SigningKey))
        value = self.another(SigningKey, column, getattr(key, column))
        self.write(key, **{column: value})
        return Tampering(words=f"key.{column} edited to {value!r}", named=(f"Key {key.kid}",))

    def edit_end_of_key(self) -> Tampering:
        end = rows(SigningKeyEnd).select_related("key").get()
        column = self.chance.choice(["reason", "retired_at", "last_batch", "statement"])
        value = self.another(SigningKeyEnd, column, getattr(end, column))
        self.write(end, **{column: value})
        return Tampering(words=f"end.{column} edited to {value!r}", named=(f"Key {end.key.kid}",))

    def remove_key_or_end(self) -> Tampering:
        key = self.chance.choice(list(rows(SigningKey)))
        rows(SigningKeyEnd).filter(key=key)._raw_delete("default")
        if not (ended := key.kid == str(self.stolen[0].kid)) or self.chance.random() < 0.5:
            rows(SigningKey).filter(pk=key.pk)._raw_delete("default")
        return Tampering(words=f"key or its end removed ({ended=})", named=(f"Key {key.kid}",))

    def remove_answer(self) -> Tampering:
        answer = self.chance.choice(self.answers)
        self.remove(answer)
        if self.chance.random() < 0.5:
            self.close_up(answer.batch)
        return Tampering(words="answer removed", named=(f"Batch {answer.batch.number}: the answer in place",))

    def remove_batch(self) -> Tampering:
        batch = self.chance.choice(self.batches)
        what = self.chance.choice(["all", "answers", "row"])
        named: tuple[str, ...] = (f"Batch {batch.number} was ",)
        if what != "row":
            rows(Answer).filter(batch=batch)._raw_delete("default")
        if what != "answers":
            self.remove(batch)
        else:
            named = (f"Batch {batch.number}: the answer in place 1 was removed",)
        return Tampering(words=f"batch removed ({what})", named=named)

    def swap_answers(self) -> Tampering:
        one, other = self.chance.sample(self.answers, 2)
        what = self.chance.choice(["places", "contents"])
        if what == "places":
            self.write(one, position=1000)
            self.write(other, position=one.position, batch_id=one.batch_id)
            self.write(one, position=other.position, batch_id=other.batch_id)
        else:
            self.write(one, public_id=uuid.UUID(int=0))
            kept = [name for name in columns(Answer) if name not in ("batch_id", "position")]
            self.write(other, **{name: getattr(one, name) for name in kept})
            self.write(one, **{name: getattr(other, name) for name in kept})
        return Tampering(words=f"two answers swapped ({what})", named=(f"Answer {one.public_id}",))

    def move_answer(self) -> Tampering:
        answer = self.chance.choice(self.answers)
        target = self.chance.choice([batch for batch in self.batches if batch.pk != answer.batch_id])
        self.write(answer, batch_id=target.pk, position=target.size + 1)
        return Tampering(words="answer moved", named=(f"Answer {answer.public_id}",))

    def duplicate_answer(self) -> Tampering:
        copy = Answer(**{name: getattr(self.chance.choice(self.answers), name) for name in columns(Answer)})
        target = self.chance.choice(self.batches)
        copy.public_id, copy.batch, copy.position = self.uuid(), target, target.size + 1
        copy.digest = digest_of(copy) if self.chance.random() < 0.5 else copy.digest
        models.Model.save(copy, force_insert=True)
        if self.chance.random() < 0.5:
            self.write(target, size=target.size + 1)
        return Tampering(words="answer duplicated", named=(f"Answer {copy.public_id}",))

    def duplicate_batch(self) -> Tampering:
        origin = self.chance.choice(self.batches)
        self.add_batch(origin, [answer for answer in self.answers if answer.batch_id == origin.pk])
        return Tampering(words="batch duplicated", named=(f"Batch {self.last.number + 1}:",))

    def add_batch(self, origin: AnswerBatch, answers: list[Answer]) -> None:
        batch = AnswerBatch(**{name: getattr(origin, name) for name in columns(AnswerBatch)})
        batch.id, batch.number, batch.previous_head = self.uuid(), self.last.number + 1, self.last.head
        copies = [Answer(**{name: getattr(one, name) for name in columns(Answer)}) for one in answers]
        for copy in copies:
            copy.public_id, copy.batch_id = self.uuid(), batch.id
            copy.digest = digest_of(copy)
        batch.head = head_of(batch.number, batch.previous_head, batch.sealed_at, [copy.digest for copy in copies])
        models.Model.save(batch, force_insert=True)
        for copy in copies:
            models.Model.save(copy, force_insert=True)
        rows(AnswerLog).update(batches=batch.number, head=batch.head)

    def renumber(self) -> Tampering:
        """A batch taken out of the middle, the rest numbered anew, and the count turned back."""
        gone = self.chance.choice(self.batches[1:-1])
        rows(Answer).filter(batch=gone)._raw_delete("default")
        self.remove(gone)
        for batch in self.batches[gone.number :]:
            self.write(batch, number=batch.number - 1)
        rows(AnswerLog).update(batches=self.last.number - 1)
        return Tampering(words="batch removed, rest renumbered", named=(f"Batch {gone.number}:",))

    def swap_batches(self) -> Tampering:
        one, other = self.chance.sample(self.batches[1:], 2)
        self.write(one, number=1000)
        self.write(other, number=one.number)
        self.write(one, number=other.number)
        return Tampering(words="two batches swapped", named=(f"Batch {one.number}:",))

    def cut_tail(self) -> Tampering:
        keep = self.chance.randrange(0, self.last.number)
        gone = self.batches[keep:]
        rows(Answer).filter(batch__in=gone)._raw_delete("default")
        rows(AnswerBatch).filter(pk__in=[batch.pk for batch in gone])._raw_delete("default")
        turn_back = self.chance.random() < 0.5
        if turn_back:
            rows(AnswerLog).update(batches=keep, head=self.batches[keep - 1].head if keep else "")
        named = f"Batch {self.last.number}: the log no longer holds" if turn_back else "cut off the end"
        return Tampering(
            words=f"tail cut, count {'turned back' if turn_back else 'left'}", named=(named,), needs_seen=turn_back
        )

    def rewrite_without_key(self) -> Tampering:
        """All hashes made anew from a batch on. The signatures stay, or are a stranger's."""
        stranger, how = receipts.key_from(self.seed()), self.chance.choice(["left", "stranger's", "disguised"])
        if how == "disguised":
            kid = str(self.chance.choice(self.stolen).kid)
            stranger = OKPKey.import_key(stranger.as_dict(private=True) | {"kid": kid})
        batch = self.rewrite(None if how == "left" else stranger)
        return Tampering(words=f"rewritten, signatures {how}", named=(f"Batch {batch.number}:",))

    def rewrite_with_planted_key(self) -> Tampering:
        """A stranger's key put among the register's own, and all signed with it: whole, but not as it was seen."""
        stranger, now = receipts.key_from(self.seed()), self.last.sealed_at
        kid = str(stranger.kid)
        introduction = receipts.signed_by(stranger, receipts.introduction_of(kid, now), receipts.INTRODUCTION)
        SigningKey.objects.create(
            kid=kid, public_jwk=stranger.as_dict(private=False), first_used_at=now, introduction=introduction
        )
        batch = self.rewrite(stranger)
        named = (f"Batch {batch.number}: the log no longer holds",)
        return Tampering(words="rewritten with a planted key", named=named, needs_seen=True)

    def rewrite_with_stolen_key(self) -> Tampering:
        batch = self.rewrite(self.stolen[-1])
        named = (f"Batch {batch.number}: the log no longer holds",)
        return Tampering(words="rewritten with a stolen key", named=named, needs_seen=True)

    def rewrite(self, key: OKPKey | None) -> AnswerBatch:
        """Turn one answer round and make everything consistent after it; gives its batch."""
        target = self.chance.choice(self.answers)
        target.decision = not target.decision
        if key:
            target.receipt = receipts.signed_by(key, claims_of(target), "JWT")
        target.digest = digest_of(target)
        self.write(target, decision=target.decision, receipt=target.receipt, digest=target.digest)
        previous = self.batches[target.batch.number - 2].head if target.batch.number > 1 else ""
        for batch in self.batches[target.batch.number - 1 :]:
            digests = [answer.digest for answer in self.answers if answer.batch_id == batch.pk]
            batch.previous_head = previous
            batch.head = previous = head_of(batch.number, previous, batch.sealed_at, digests)
            if key:
                batch.signed_head = receipts.signed_by(key, self.head_claims(batch), "JWT")
            self.write(batch, previous_head=batch.previous_head, head=batch.head, signed_head=batch.signed_head)
        rows(AnswerLog).update(head=previous)
        return target.batch

    @staticmethod
    def head_claims(batch: AnswerBatch) -> receipts.Claims:
        said = {"batch": batch.number, "size": batch.size, "previous_head": batch.previous_head, "head": batch.head}
        return {"iss": "https://register.example", "iat": int(batch.sealed_at.timestamp())} | said

    # Small tools

    @staticmethod
    def write(row: models.Model, **values: Any) -> None:
        assert rows(type(row)).filter(pk=row.pk).update(**values) == 1

    @staticmethod
    def remove(row: models.Model) -> None:
        rows(type(row)).filter(pk=row.pk)._raw_delete("default")

    def close_up(self, batch: AnswerBatch) -> None:
        for place, pk in enumerate(rows(Answer).filter(batch=batch).order_by("position").values_list("pk", flat=True)):
            rows(Answer).filter(pk=pk).update(position=place + 1)

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def seed(self) -> str:
        return "".join(self.chance.choice(LETTERS) for _ in range(42)) + "A"

    def altered(self, row: models.Model, column: str) -> dict[str, Any]:
        """Another value in that column, and in the others that the database lets change only with it."""
        if column not in PAST:
            return {column: self.another(type(row), column, getattr(row, column))}
        past = {name: self.another(type(row), name, getattr(row, name)) for name in PAST}
        return past | {"decision": False}

    def another(self, model: type[models.Model], column: str, value: Any) -> Any:
        """Another value that the column could hold."""
        field = model._meta.get_field(column.removesuffix("_id") if column.endswith("system_id") else column)
        made = value
        while made == value:
            made = self.drawn(field, value)
        return made

    def drawn(self, field: models.Field[Any, Any], value: Any) -> Any:
        if isinstance(field, models.ForeignKey):
            others = list(rows(field.related_model).values_list("pk", flat=True))  # type: ignore[arg-type]
            return self.chance.choice([*others, None])
        if isinstance(field, models.UUIDField):
            return self.uuid()
        if isinstance(field, models.BooleanField):
            return not value
        if isinstance(field, models.IntegerField):
            return self.chance.randint(1, value + 9)
        if isinstance(field, models.DateTimeField):
            moment = value or datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
            return moment + self.chance.choice([-1, 1]) * timedelta(microseconds=10 ** self.chance.randint(0, 13))
        if isinstance(field, models.JSONField):
            return self.drawn_json(value)
        return self.drawn_text(value, field.max_length)

    def drawn_json(self, value: Any) -> Any:
        made = json.loads(json.dumps(value))
        if isinstance(made, list):
            return self.chance.choice([[], [*made, "REGISTERED"], [*made, *made], ["UNKNOWN_SUBJECT"]])
        name = self.chance.choice(sorted(made))
        how = self.chance.choice(["remove", "change", "add"])
        if how == "remove":
            del made[name]
        elif how == "change":
            made[name] = self.drawn_text(str(made[name]), None)
        else:
            made[self.drawn_text("", None)] = 1
        return made

    def drawn_text(self, value: str, longest: int | None) -> str:
        letter, place = self.chance.choice(LETTERS), self.chance.randrange(len(value) + 1)
        if longest and len(value) >= longest:
            place = min(place, longest - 1)
        kept = value[:place]
        return self.chance.choice(
            [f"{kept}{letter}{value[place + 1 :]}", f"{value[:-1]}{letter}", letter, f"{kept}{letter}"]
        )


KINDS: list[Callable[[Tamperer], Tampering]] = [
    *[Tamperer.edit_answer] * 3,
    *[Tamperer.edit_batch] * 2,
    Tamperer.edit_log,
    *[Tamperer.edit_key] * 2,
    Tamperer.edit_end_of_key,
    Tamperer.remove_key_or_end,
    Tamperer.remove_answer,
    Tamperer.remove_batch,
    Tamperer.swap_answers,
    Tamperer.move_answer,
    Tamperer.duplicate_answer,
    Tamperer.duplicate_batch,
    Tamperer.renumber,
    Tamperer.swap_batches,
    Tamperer.cut_tail,
    Tamperer.rewrite_without_key,
    Tamperer.rewrite_with_planted_key,
    Tamperer.rewrite_with_stolen_key,
]
