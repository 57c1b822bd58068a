"""A signed copy of the register, for the hours in which it cannot be reached.

    copy = OfflineCopy("/var/lib/case-system/register", issuer="https://threshold.example.org")
    copy.refresh(get)                    # every few minutes, while the register answers
    decision = copy.decide(question)     # when it does not

It decides at the simple tier only and fails closed. Up to `use_within` (the register says how long) it answers as the
register would; from then until `refuse_after` every answer carries a warning; after that it permits nothing. A file is
taken only when the register signed it, nothing of it is missing, it is of the same register, and it is no older than
what is held. Keep each question with its decision and report them when the register is back (`outage-reports`).
"""

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from threshold_register._files import (
    BUNDLE,
    UNREADABLE,
    CopyRefused,
    Header,
    OtherHistory,
    UnknownKey,
    gunzipped,
    keys_in,
    lines_in,
    proved,
    rules_in,
    size_of_first,
)
from threshold_register._rules import NOT_A_QUESTION, TEXTS, Asked, Rules, Ruling, moment

__all__ = ["CopyRefused", "Get", "OfflineCopy", "OfflineDecision"]

WHOLE_PATH = "/register/v1/bundle"
CHANGES_PATH = "/register/v1/bundle/changes?after={}"
KEYS_PATH = "/register/v1/jwks.json"
# How far the register's clock may be ahead of this machine's.
CLOCKS_DIFFER = timedelta(minutes=5)
OK, BAD_REQUEST, GONE = 200, 400, 410

NO_COPY = "NO_COPY"
COPY_TOO_OLD = "COPY_TOO_OLD"
COPY_BEHIND = "COPY_BEHIND"
CLOCK_WRONG = "CLOCK_WRONG"
OLD = "The offline copy is {} old: the register may have changed. Check before you act."
OWN_TEXTS = {
    NO_COPY: "There is no usable offline copy of the register.",
    COPY_TOO_OLD: "The offline copy is too old to permit anything.",
    COPY_BEHIND: "The offline copy is older than what the register said before.",
    CLOCK_WRONG: "This machine's clock is behind the register's. Set it right.",
}

# A path in, a status and a body out. The caller adds the address, the token and a time limit.
Get = Callable[[str], tuple[int, bytes]]


class OfflineDecision(NamedTuple):
    """What the offline copy says. Only `permitted` is a yes, and a yes with a `warning` needs a look.

    `codes` are the register's own, or why the copy cannot say. `age` is how old the copy was, and `use_by` when it
    stops to permit anything. `source` is `none` when there was no usable copy.
    """

    permitted: bool
    codes: tuple[str, ...]
    source: Literal["offline", "none"] = "offline"
    warning: str = ""
    tier: str = ""
    accreditation_number: str = ""
    register_number: int | None = None
    made_at: datetime | None = None
    age: timedelta | None = None
    use_by: datetime | None = None

    @property
    def why(self) -> str:
        """The codes in words, with where they come from."""
        words = " ".join(OWN_TEXTS.get(code) or TEXTS[code] for code in self.codes)
        return f"{words} (From the offline copy, {self.age_in_words} old.)" if self.age is not None else words

    @property
    def age_in_words(self) -> str:
        return in_words(self.age or timedelta())


def in_words(age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    return f"{minutes // 60} h {minutes % 60} min"


@dataclass(frozen=True, kw_only=True)
class _Held:
    header: Header
    rules: Rules
    taken: float
    # In seconds since 1970, as the clock gives them.
    made: float
    use_by: datetime


class OfflineCopy:
    """The copy in a folder of its own, which only this program should be able to write.

    `keys` is the register's JWK set; left out, the one that was kept in the folder is used, and `refresh` fetches it.
    `clock` gives the time of day in seconds since 1970, `ticks` a clock that nobody can set back.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        issuer: str,
        keys: Mapping[str, Any] | None = None,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._issuer = Path(folder), issuer
        self._clock, self._ticks = clock, ticks
        self._lock = threading.Lock()
        self._held: _Held | None = None
        self._changes: list[bytes] = []
        self._whole_size = 0
        self._keys: dict[str, Ed25519PublicKey] = {}
        self.problem = ""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if keys is not None:
            self.trust(keys)
        self._load()

    @property
    def register_number(self) -> int | None:
        """The state of the register that is held, or None."""
        return self._held.header.register_number if self._held else None

    @property
    def made_at(self) -> datetime | None:
        return self._held.header.made_at if self._held else None

    @property
    def age(self) -> timedelta | None:
        return self._age(self._held, self._clock()) if self._held else None

    @property
    def rules(self) -> Rules | None:
        """What is held, for whoever wants to look at it."""
        return self._held.rules if self._held else None

    def trust(self, jwks: Mapping[str, Any]) -> None:
        """Take the register's public keys, and keep them for a start without the register."""
        keys = keys_in(jwks)
        if not keys:
            raise CopyRefused("The register shows no key that a copy can be held against.")
        self._keys = keys
        _write(self._folder / "keys.json", json.dumps({"keys": list(jwks["keys"])}).encode())

    def refresh(self, get: Get) -> None:
        """Bring the copy up to date: by what changed where that is possible, else as a whole.

        Raises `CopyRefused` and whatever `get` raises; what is held stays and grows older.
        """
        if not self._keys:
            self._fetch_keys(get)
        try:
            self._fetch(get)
        except UnknownKey:
            self._fetch_keys(get)
            self._fetch(get)

    def take(self, content: bytes) -> None:
        """Take a file as the register sent it, whole or changes, plain or gzip. Raises `CopyRefused`."""
        plain = gunzipped(content)
        with self._lock:
            kind, header, rest = proved(plain, keys=self._keys, issuer=self._issuer)
            self._require_newer(header)
            if kind == BUNDLE:
                self._hold(header, rules_in(self._issuer, header, rest))
                _write(self._folder / "bundle", content)
                self._whole_size, self._changes = len(plain), []
            else:
                self._hold(header, self._applied(header, rest))
                self._keep_changes(plain)
            self.problem = ""

    def decide(self, question: Asked, *, at_least: int = 0) -> OfflineDecision:
        """Whether it may be done, by the copy as it is held now. Never raises; what is in doubt is not permitted.

        `at_least` is a number that the register named before, so that an older copy does not answer.
        """
        held = self._held
        if held is None:
            return OfflineDecision(permitted=False, codes=(NO_COPY,), source="none")
        header, seconds = held.header, self._clock()
        age = self._age(held, seconds)
        doubt = _doubt(held, seconds, age, at_least)
        ruling = Ruling(False, (doubt,)) if doubt else _ruled(held.rules, question, seconds, header.zone)
        return OfflineDecision(
            permitted=ruling.permitted,
            codes=ruling.codes,
            tier=ruling.tier,
            accreditation_number=ruling.accreditation_number,
            warning=OLD.format(in_words(age)) if age > header.use_within and not doubt else "",
            register_number=header.register_number,
            made_at=header.made_at,
            age=age,
            use_by=held.use_by,
        )

    def _age(self, held: _Held, seconds: float) -> timedelta:
        """Since it was made, by the clock; a clock that was set back does not make it younger."""
        return timedelta(seconds=max(seconds - held.made, self._ticks() - held.taken, 0))

    def _fetch_keys(self, get: Get) -> None:
        status, body = get(KEYS_PATH)
        if status != OK:
            raise CopyRefused(f"The register's keys could not be fetched: status {status}.")
        try:
            self.trust(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise CopyRefused("The register's keys cannot be read.") from None

    def _fetch(self, get: Get) -> None:
        if self._held is not None and sum(map(len, self._changes)) <= self._whole_size // 4:
            status, body = get(CHANGES_PATH.format(self._held.header.register_number))
            if status not in (OK, BAD_REQUEST, GONE):
                raise CopyRefused(f"The changes could not be fetched: status {status}.")
            if status == OK:
                try:
                    self.take(body)
                except OtherHistory:
                    pass
                else:
                    return
        status, body = get(WHOLE_PATH)
        if status != OK:
            raise CopyRefused(f"The copy could not be fetched: status {status}.")
        self.take(body)

    def _require_newer(self, header: Header) -> None:
        if header.made_at > datetime.fromtimestamp(self._clock(), UTC) + CLOCKS_DIFFER:
            raise CopyRefused("The file was made later than this machine's clock says it is.")
        if self._held is None:
            return
        held = self._held.header
        if header.register_number < held.register_number or header.made_at < held.made_at:
            raise CopyRefused("The file is older than what is held.")

    def _applied(self, header: Header, rest: bytes) -> Rules:
        if self._held is None:
            raise CopyRefused("There is nothing to apply the changes to.")
        held = self._held.header
        if header.from_number != held.register_number or header.from_changed_at != held.changed_at:
            raise OtherHistory("The changes do not start from the state that is held.")
        policy, entries, gone, _ = lines_in(header, rest)
        if policy is None and not entries and not gone:
            return self._held.rules
        try:
            return self._held.rules.changed(policy, entries, gone)
        except (ValueError, KeyError, TypeError):
            raise CopyRefused(UNREADABLE) from None

    def _hold(self, header: Header, rules: Rules) -> None:
        self._held = _Held(
            header=header,
            rules=rules,
            taken=self._ticks(),
            made=header.made_at.timestamp(),
            use_by=header.made_at + header.refuse_after,
        )

    def _keep_changes(self, plain: bytes) -> None:
        """Beside the copy; one that changed nothing only made it younger, and the next takes its place."""
        if self._changes and self._changes[-1].index(b"\n") == len(self._changes[-1]) - 1:
            self._changes.pop()
        self._changes.append(plain)
        _write(self._folder / "changes", b"".join(self._changes))

    def _load(self) -> None:
        """What was kept, proved anew. What cannot be proved is as if it were not there."""
        try:
            if not self._keys:
                self.trust(json.loads((self._folder / "keys.json").read_bytes()))
            plain = gunzipped((self._folder / "bundle").read_bytes())
            kind, header, rest = proved(plain, keys=self._keys, issuer=self._issuer)
            if kind != BUNDLE:
                raise CopyRefused("What is kept is no whole copy.")
            self._hold(header, rules_in(self._issuer, header, rest))
            self._whole_size = len(plain)
        except FileNotFoundError:
            self.problem = "No copy was fetched yet."
            return
        except (CopyRefused, OSError, ValueError, KeyError, TypeError) as error:
            self.problem = f"The copy that was kept cannot be used: {error}"
            return
        self._load_changes()

    def _load_changes(self) -> None:
        try:
            kept = (self._folder / "changes").read_bytes()
        except OSError:
            return
        while kept:
            try:
                size = size_of_first(kept)
                one, kept = kept[:size], kept[size:]
                _, header, rest = proved(one, keys=self._keys, issuer=self._issuer)
                if (
                    self._held
                    and header.register_number <= self._held.header.register_number
                    and (header.made_at <= self._held.header.made_at)
                ):
                    # From before the whole copy that is held.
                    continue
                self._require_newer(header)
                self._hold(header, self._applied(header, rest))
                self._changes.append(one)
            except (CopyRefused, ValueError, KeyError, TypeError) as error:
                self.problem = f"Some kept changes cannot be used: {error}"
                return


def _doubt(held: _Held, seconds: float, age: timedelta, at_least: int) -> str:
    """Why this copy permits nothing now, or ""."""
    if seconds < held.made - CLOCKS_DIFFER.total_seconds():
        return CLOCK_WRONG
    if age > held.header.refuse_after:
        return COPY_TOO_OLD
    return COPY_BEHIND if held.header.register_number < at_least else ""


def _ruled(rules: Rules, question: Asked, seconds: float, zone: ZoneInfo) -> Ruling:
    try:
        return rules.decide(question, moment(seconds, zone))
    except Exception:  # whatever it is, nobody is permitted by it
        return Ruling(False, (NOT_A_QUESTION,))


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and still there after a power cut."""
    made = path.with_name(f"{path.name}.{os.getpid()}.new")
    with made.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
