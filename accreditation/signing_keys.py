"""The lives of the register's signing keys: what is published of each, and how one ends (A5).

The time inside a receipt proves nothing once somebody else may hold its key. What counts instead is the place in the
log: heads that later keys signed fix every batch before them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from accreditation import receipts
from accreditation.exceptions import KeyNotRetired
from accreditation.models import AnswerBatch, AnswerLog, SigningKey, SigningKeyEnd
from accreditation.receipts import Claims, instant
from audit.services import record
from core import clock
from people.models import User

RETIRED = "accreditation.signing_key_retired"


@dataclass(frozen=True, kw_only=True)
class KeyEnd:
    """How a key ended: signs nothing after `last_batch`; is proof up to `trusted_batch` only, when compromised."""

    last_batch: int
    compromised_at: str = ""
    trusted_batch: int | None = None
    trusted_head: str = ""

    def is_proof_in(self, batch: int) -> bool:
        return self.trusted_batch is None or batch <= self.trusted_batch


def ends() -> dict[str, KeyEnd]:
    """How each key that ended did so, by its id."""
    rows: dict[str, list[SigningKeyEnd]] = {}
    for row in SigningKeyEnd.objects.select_related("key"):
        rows.setdefault(row.key.kid, []).append(row)
    return {kid: _together(of_one) for kid, of_one in rows.items()}


def _together(rows: list[SigningKeyEnd]) -> KeyEnd:
    last_batch = min(row.last_batch for row in rows)
    compromised = [row for row in rows if row.compromised_at]
    if not compromised:
        return KeyEnd(last_batch=last_batch)
    earliest = min(compromised, key=lambda row: (row.trusted_batch, row.pk))
    return KeyEnd(
        last_batch=last_batch,
        compromised_at=instant(earliest.compromised_at) if earliest.compromised_at else "",
        trusted_batch=earliest.trusted_batch,
        trusted_head=earliest.trusted_head,
    )


def published_keys() -> list[dict[str, Any]]:
    """Every key that ever signed and the one that signs now, each as a JWK that says how it lived."""
    jwks = receipts.public_keys()
    ended = ends()
    for row in SigningKey.objects.prefetch_related("ends"):
        member: dict[str, Any] = {"first_used_at": instant(row.first_used_at), "introduction": row.introduction}
        rows = list(row.ends.all())
        if rows:
            end = ended[row.kid]
            member |= {"retired_at": instant(rows[0].retired_at), "last_batch": end.last_batch}
            if end.trusted_batch is not None:
                member |= {
                    "compromised_at": end.compromised_at,
                    "trusted_batch": end.trusted_batch,
                    "trusted_head": end.trusted_head,
                }
            member["statements"] = [one.statement for one in rows]
        jwks[row.kid] = jwks[row.kid] | member
    return list(jwks.values())


def ends_in(jwks: Iterable[Any]) -> dict[str, KeyEnd]:
    """The same as `ends`, read from a published set. Raises ValueError when a member is not what it should be."""
    found = {}
    for jwk in jwks:
        if "retired_at" not in jwk:
            continue
        end = KeyEnd(
            last_batch=jwk["last_batch"],
            compromised_at=jwk.get("compromised_at", ""),
            trusted_batch=jwk.get("trusted_batch"),
            trusted_head=jwk.get("trusted_head", ""),
        )
        if type(end.last_batch) is not int or type(end.trusted_batch) not in (int, type(None)):
            raise ValueError("A batch is not a number.")
        found[jwk["kid"]] = end
    return found


def trusted_keys() -> dict[str, dict[str, Any]]:
    """The keys whose signature alone is proof: all but those that somebody else may hold."""
    ended = ends()
    return {
        kid: jwk for kid, jwk in receipts.public_keys().items() if kid not in ended or not ended[kid].compromised_at
    }


@transaction.atomic
def retire_signing_key(
    *, kid: str, reason: str, compromised_at: datetime | None = None, by: User | None = None
) -> SigningKeyEnd:
    """Write down that a key signs no more, or that somebody else may have held it since a moment.

    It is stated under the key that signs now, which must be another. A retired key can be marked as compromised later,
    and from an earlier moment. The log's end is locked, so that the place is exact. Raises `KeyNotRetired`.
    """
    key = SigningKey.objects.select_for_update().filter(kid=kid).first()
    if key is None:
        raise KeyNotRetired(f"No key {kid} ever signed here.")
    _require_possible(key, reason, compromised_at)
    log = AnswerLog.objects.select_for_update().filter(pk=1).first() or AnswerLog()
    end = SigningKeyEnd(
        key=key,
        retired_at=clock.now(),
        retired_by=by,
        reason=reason.strip(),
        last_batch=log.batches,
        compromised_at=compromised_at,
    )
    if compromised_at:
        end.trusted_batch, end.trusted_head = _last_before(compromised_at)
    end.statement = receipts.sign(statement_of(end) | {"iss": settings.REGISTER_ISSUER})
    end.save()
    record(RETIRED, key, by=by, detail=statement_of(end))
    return end


def _require_possible(key: SigningKey, reason: str, compromised_at: datetime | None) -> None:
    if str(receipts.signing_key().kid) == key.kid:
        raise KeyNotRetired(
            "This key signs now. Set another as REGISTER_SIGNING_KEY, restart every process, and then retire it."
        )
    if not reason.strip():
        raise KeyNotRetired("Say why: the reason is published with the key.")
    before = list(key.ends.all())
    if compromised_at is None:
        if before:
            raise KeyNotRetired("This key was retired already.")
        return
    if compromised_at > clock.now():
        raise KeyNotRetired("A key cannot have been compromised in the future.")
    if any(row.compromised_at and row.compromised_at <= compromised_at for row in before):
        raise KeyNotRetired("This key is marked as compromised from that moment or an earlier one already.")


def _last_before(moment: datetime) -> tuple[int, str]:
    """The last batch that was sealed before any that was sealed from the moment on: its number and head."""
    first_after = AnswerBatch.objects.filter(sealed_at__gte=moment).order_by("number").first()
    before = AnswerBatch.objects.filter(number__lt=first_after.number) if first_after else AnswerBatch.objects.all()
    last = before.order_by("number").last()
    return (last.number, last.head) if last else (0, "")


def statement_of(end: SigningKeyEnd) -> Claims:
    """What is signed about the end of a key."""
    return {
        "retired_key": end.key.kid,
        "retired_at": instant(end.retired_at),
        "reason": end.reason,
        "last_batch": end.last_batch,
        "compromised_at": instant(end.compromised_at) if end.compromised_at else None,
        "trusted_batch": end.trusted_batch,
        "trusted_head": end.trusted_head,
    }
