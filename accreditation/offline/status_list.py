"""The register as a Token Status List (IETF draft-ietf-oauth-status-list-21): two bits for each accreditation.

Anyone may fetch it. It says whether an accreditation holds, and nothing of tier, tenure or place.
"""

import base64
import zlib
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accreditation import receipts
from accreditation.constants import Status
from accreditation.models import RegisterEntry
from accreditation.offline.entries import State, state
from accreditation.offline.files import limits_on
from accreditation.standing import status_from
from core import clock
from core.snapshots import one_snapshot

KIND = "statuslist+jwt"
BITS = 2
A_BYTE = 8 // BITS
VALID, INVALID, SUSPENDED, NOT_STARTED = range(4)
WORDS = {Status.ACCREDITED: VALID, Status.SUSPENDED: SUSPENDED, Status.NOT_STARTED: NOT_STARTED}
# For how many seconds a fetched list may be held before it is fetched anew.
HOLD = 300


class StatusList(NamedTuple):
    token: str
    tag: str


class _Made(NamedTuple):
    key: tuple[str, State]
    signed_until: datetime
    list: StatusList


_last: list[_Made] = []


def status_list() -> StatusList:
    """The list as a signed token. It is made once for a state of the register, and again when it grows old."""
    now = clock.now()
    key = (settings.REGISTER_ISSUER, state())
    made = _last[0] if _last else None
    if made is None or made.key != key or not made.signed_until - timedelta(seconds=HOLD) <= now < made.signed_until:
        made = _make(now)
        _last[:] = [made]
    return made.list


def forget() -> None:
    """Make it anew when it is asked for next."""
    _last.clear()


def _make(now: datetime) -> _Made:
    with one_snapshot():
        present = state()
        rows = list(
            RegisterEntry.objects.exclude(starts_at=None).values_list(
                "accreditation_id", "starts_at", "valid_until", "is_suspended", "ended_as"
            )
        )
    statuses = {}
    starts: list[datetime] = []
    for index, starts_at, valid_until, is_suspended, ended_as in rows:
        status = status_from(
            starts_at=starts_at, valid_until=valid_until, is_suspended=is_suspended, ended_as=ended_as, at=now
        )
        statuses[index] = WORDS.get(status, INVALID)
        if status is Status.NOT_STARTED and starts_at:
            starts.append(starts_at)
    use_within, _ = limits_on(timezone.localdate(now))
    ends = min(now + timedelta(seconds=use_within), _next_midnight(now))
    claims = {
        "iss": settings.REGISTER_ISSUER,
        "sub": settings.REGISTER_ISSUER.rstrip("/") + reverse("register-api:status-list"),
        "iat": int(now.timestamp()),
        "exp": int(ends.timestamp()),
        "ttl": HOLD,
        "register_number": present.number,
        "status_list": {"bits": BITS, "lst": packed(statuses)},
    }
    token = receipts.sign(claims, KIND)
    signed_until = min([now + timedelta(seconds=HOLD), ends, *starts])
    made = StatusList(token=token, tag=sha256(token.encode()).hexdigest()[:32])
    return _Made(key=(settings.REGISTER_ISSUER, present), signed_until=signed_until, list=made)


def packed(statuses: dict[int, int]) -> str:
    """Statuses by index as the draft packs them: from each byte's lowest bits up, zlib, base64url. Gaps are invalid."""
    size = max(statuses, default=0) // A_BYTE + 1
    content = bytearray([sum(INVALID << BITS * place for place in range(A_BYTE))]) * size
    for index, status in statuses.items():
        byte, place = divmod(index, A_BYTE)
        content[byte] = content[byte] & ~(0b11 << BITS * place) | status << BITS * place
    return base64.urlsafe_b64encode(zlib.compress(bytes(content), 9)).decode().rstrip("=")


def _next_midnight(now: datetime) -> datetime:
    """When terms that end on the next day end: by the register's own calendar."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))
