"""The signed files: the whole copy, and what changed after a number.

A file is lines of UTF-8. The first is a flattened JWS (`receipts.sign_file`); its payload says what the file is and
holds the SHA-256 of all that follows, so that one signature and one hash prove a hundred thousand entries. The rest of
a whole copy is made once for a state of the register and a day, and kept on disk; only its first line is made anew, so
that the age which it states is true.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accreditation import receipts
from accreditation.exceptions import CopyNotPossible, CopyTooOld
from accreditation.models import OfflineLimit, RegisterChange
from accreditation.offline.entries import State, entry_lines, instant, line, moment_of_change, policy_line, state
from core import clock
from core.snapshots import one_snapshot

FORMAT = 1
BUNDLE = "register-bundle+json"
CHANGES = "register-changes+json"
# So many changes are brought together; after more, the whole is fetched.
MOST_CHANGES = 2000
KEPT = 2
DEFAULT_USE_WITHIN_HOURS, DEFAULT_REFUSE_AFTER_HOURS = 4, 24
HOUR = 3600
# A gzip member: its head without name and time, then deflated data, its CRC-32 and its length.
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


@dataclass(frozen=True, kw_only=True)
class SignedFile:
    """A file as it is sent: its signed first line, the rest, and the rest deflated where that is kept."""

    state: State
    first: bytes
    rest: bytes
    deflated: bytes | None = None
    tag: str = ""

    @property
    def plain(self) -> bytes:
        return self.first + self.rest

    @property
    def gzipped(self) -> bytes:
        """One gzip member, whose greater part was compressed beforehand."""
        squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        head = squeeze.compress(self.first) + squeeze.flush(zlib.Z_FULL_FLUSH)
        check = zlib.crc32(self.rest, zlib.crc32(self.first))
        length = (len(self.first) + len(self.rest)) % 2**32
        tail = check.to_bytes(4, "little") + length.to_bytes(4, "little")
        return GZIP_HEAD + head + (self.deflated or _deflate(self.rest)) + tail


@dataclass(frozen=True, kw_only=True)
class _Body:
    state: State
    entries: int
    sha256: str
    rest: bytes
    deflated: bytes


def limits_on(day: date) -> tuple[int, int]:
    """For how many seconds a copy may be used without warning on that day, and after how many it permits nothing."""
    limit = OfflineLimit.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    if limit is None:
        return DEFAULT_USE_WITHIN_HOURS * HOUR, DEFAULT_REFUSE_AFTER_HOURS * HOUR
    return limit.use_within_hours * HOUR, limit.refuse_after_hours * HOUR


def whole_tag() -> str:
    """What stands for the present whole copy: the state of the register and the day."""
    return _key(state(), clock.today())


def whole_copy() -> SignedFile:
    """Everything that a client needs to decide at the simple tier without the register."""
    made_at = clock.now()
    present, day = state(), timezone.localdate(made_at)
    body = _kept(present, day)
    if body is None:
        with _one_at_a_time():
            # Whoever waited finds it made; the state may have moved on meanwhile.
            made_at = clock.now()
            body = _kept(state(), day) or _keep(_read_whole(day), day)
    said = _said(made_at, body.state) | {"entries": body.entries}
    first = _signed(BUNDLE, said, body.rest, body.sha256)
    return SignedFile(state=body.state, first=first, rest=body.rest, deflated=body.deflated, tag=_key(body.state, day))


def changes_after(number: int) -> SignedFile:
    """What leads from that number to the present one. Raises `CopyTooOld` and `CopyNotPossible`."""
    made_at = clock.now()
    day = timezone.localdate(made_at)
    with one_snapshot():
        present = state()
        if number > present.number:
            raise CopyNotPossible(f"The register is at {present.number}; it has no number {number}. Fetch the whole.")
        came_from = State(number, moment_of_change(number))
        policy, people = _changed(number, present.number)
        lines = entry_lines(day, people) if people else {}
        gone = sorted(people - lines.keys())
        rest = [policy_line(day)] if policy else []
        rest += [*lines.values(), *(line({"gone": holder}) for holder in gone)]
    said = _said(made_at, present) | {
        "from_number": came_from.number,
        "from_changed_at": came_from.changed_at,
        "entries": len(lines),
        "gone": len(gone),
    }
    content = b"".join(rest)
    return SignedFile(state=present, first=_signed(CHANGES, said, content), rest=content)


def _changed(after: int, until: int) -> tuple[bool, set[int]]:
    """Whether what holds for everybody changed between two numbers, and about whom anything did."""
    rows = RegisterChange.objects.filter(number__gt=after, number__lte=until)
    found = list(rows.values_list("person_id", "is_whole")) if until - after <= MOST_CHANGES else []
    # Numbers from before changes were written down have no row.
    if len(found) != until - after or any(is_whole for _, is_whole in found):
        raise CopyTooOld("Too much has changed since then. Fetch the whole.")
    people = {person for person, _ in found}
    return None in people, people - {None}


def _said(made_at: datetime, present: State) -> dict[str, Any]:
    use_within, refuse_after = limits_on(timezone.localdate(made_at))
    return {
        "iss": settings.REGISTER_ISSUER,
        "format": FORMAT,
        "register_number": present.number,
        "changed_at": present.changed_at,
        "made_at": instant(made_at),
        "use_within": use_within,
        "refuse_after": refuse_after,
        "time_zone": settings.TIME_ZONE,
        "status_list": settings.REGISTER_ISSUER.rstrip("/") + reverse("register-api:status-list"),
    }


def _signed(kind: str, said: dict[str, Any], rest: bytes, sha256: str = "") -> bytes:
    said |= {"rest_bytes": len(rest), "rest_sha256": sha256 or hashlib.sha256(rest).hexdigest()}
    content = json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()
    return line(dict(receipts.sign_file(content, kind)))


def _read_whole(day: date) -> _Body:
    with one_snapshot():
        present = state()
        lines = entry_lines(day)
        rest = b"".join([policy_line(day), *lines.values()])
    digest = hashlib.sha256(rest).hexdigest()
    return _Body(state=present, entries=len(lines), sha256=digest, rest=rest, deflated=_deflate(rest))


def _deflate(content: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(content) + squeeze.flush()


# What is kept on disk


def _key(present: State, day: date) -> str:
    made_of = f"{settings.REGISTER_ISSUER}\n{present.changed_at}\n{FORMAT}"
    return f"{present.number}-{day:%Y%m%d}-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}"


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """One process makes a copy; the others wait and find it."""
    settings.REGISTER_BUNDLES.mkdir(parents=True, exist_ok=True)
    with (settings.REGISTER_BUNDLES / "lock").open("w") as file:
        flock(file, LOCK_EX)
        yield


def _kept(present: State, day: date) -> _Body | None:
    folder: Path = settings.REGISTER_BUNDLES / _key(present, day)
    try:
        about = json.loads((folder / "about.json").read_bytes())
        return _Body(
            state=present,
            entries=about["entries"],
            sha256=about["sha256"],
            rest=(folder / "rest").read_bytes(),
            deflated=(folder / "deflated").read_bytes(),
        )
    except FileNotFoundError:
        return None


def _keep(body: _Body, day: date) -> _Body:
    """Written beside its place and moved there whole; older ones go, the last but one stays for who is reading it."""
    place: Path = settings.REGISTER_BUNDLES / _key(body.state, day)
    made = place.with_name(f"{place.name}.{os.getpid()}.new")
    made.mkdir(exist_ok=True)
    (made / "rest").write_bytes(body.rest)
    (made / "deflated").write_bytes(body.deflated)
    (made / "about.json").write_text(json.dumps({"entries": body.entries, "sha256": body.sha256}))
    if place.exists():
        _remove(made)
    else:
        made.rename(place)
    folders = [folder for folder in settings.REGISTER_BUNDLES.iterdir() if folder.is_dir()]
    for old in sorted(folders, key=lambda folder: folder.stat().st_mtime)[:-KEPT]:
        _remove(old)
    return body


def _remove(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink(missing_ok=True)
    folder.rmdir()
