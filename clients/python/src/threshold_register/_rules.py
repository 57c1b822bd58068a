"""The register's rules at the simple tier, over the lines of an offline copy.

They say what the register would say, by the same codes. What this copy does not decide is refused with
`ASK_THE_REGISTER`: anything above simple, items that nobody but a registered person may ever authorise, and several
items for one need, which may ask for a higher tier together.
Days and moments are compared as texts; the register writes each in one form only.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from threshold_register._lines import Entries, Entry, numbers

TIERS = {"direct_access": 0, "simple": 1, "moderate": 2, "complex": 3}
# No tier is below all of them.
RANKS = {"": -1, **TIERS}
HIGHEST = RANKS["simple"]
HOUSING_MOT = "housing-mot"
ACTIONS = frozenset({"authorise", "assess", HOUSING_MOT})

ASK_THE_REGISTER = "ASK_THE_REGISTER"
NOT_A_QUESTION = "NOT_A_QUESTION"
# In the order in which the register names them.
TEXTS = {
    "DIRECT_ACCESS": "This item is on the direct-access list for the tenure; anyone may arrange it.",
    "ACCREDITED": "The person's accreditation covers this.",
    "REGISTERED": "The person authorises by professional registration.",
    "UNKNOWN_SUBJECT": "No such number is on the register.",
    "UNKNOWN_ADAPTATION": "No such adaptation is in the catalogue.",
    "NOT_GRANTED": "No accreditation has been granted.",
    "NOT_YET_ACCREDITED": "The accreditation has not started.",
    "SUSPENDED": "The accreditation is suspended.",
    "EXPIRED": "The accreditation or registration has expired.",
    "REVOKED": "The accreditation has been revoked.",
    "RELINQUISHED": "The accreditation has been given up.",
    "TIER_NOT_HELD": "The person may not authorise at this tier.",
    "TIER_UNDERSTATED": "The stated tier is lower than the catalogue's; the catalogue's was used.",
    "KIND_NOT_HELD": "The scope does not cover this kind of adaptation.",
    "LOCALITY_NOT_HELD": "The scope does not cover this locality.",
    "TENURE_NOT_HELD": "The scope does not cover this tenure.",
    "STAFF_CHECK_DUE": "A staff check is past its date.",
    "ORGANISATION_MISMATCH": "The person does not act for this organisation.",
    ASK_THE_REGISTER: "An offline copy never decides this. Ask the register when it is back.",
    NOT_A_QUESTION: "The action or the tier is none that the register knows.",
}
ORDER = {code: place for place, code in enumerate(TEXTS)}
ENDED = {"revoked": "REVOKED", "relinquished": "RELINQUISHED", "refused": "NOT_GRANTED"}
STOPPED = frozenset({"SUSPENDED", "REVOKED"})

# How long a hashed number is; the register's own numbers are shorter.
HASHED = 22
A_QUARTER = 900
A_SECOND = 1_000_000

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
MISREAD = str.maketrans("OILZ", "0112")
NUMBER = re.compile(rf"TA-?([{ALPHABET}]{{4}})-?([{ALPHABET}])")


class Asked(Protocol):
    """A question: `threshold_register.Question`, or anything with the same names."""

    @property
    def number(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def adaptation(self) -> str: ...
    @property
    def tier(self) -> str: ...
    @property
    def tenure(self) -> str: ...
    @property
    def locality(self) -> str: ...
    @property
    def organisation(self) -> str: ...
    @property
    def together_with(self) -> tuple[str, ...]: ...


class Ruling(NamedTuple):
    permitted: bool
    codes: tuple[str, ...]
    tier: str = ""
    accreditation_number: str = ""


class Moment(NamedTuple):
    """Now, as the copy writes moments and as the register's own calendar counts days."""

    instant: str
    day: str


class _Subject(NamedTuple):
    entry: Entry
    number: str
    registrations: tuple[Mapping[str, Any], ...] = ()


def moment(seconds: float, zone: ZoneInfo) -> Moment:
    """The moment so many seconds after 1970 began."""
    second, microsecond = divmod(round(seconds * A_SECOND), A_SECOND)
    return Moment(f"{_second(second)}.{microsecond:06d}Z", _day(second // A_QUARTER, zone))


@lru_cache(maxsize=8)
def _second(second: int) -> str:
    """A whole second as a moment begins with it."""
    return datetime.fromtimestamp(second, UTC).isoformat()[: len("2027-06-04T12:00:00")]


@lru_cache(maxsize=8)
def _day(quarter: int, zone: ZoneInfo) -> str:
    """The day of a quarter of an hour. Clocks differ by whole quarters, so that none has two days in it."""
    return datetime.fromtimestamp(quarter * A_QUARTER, zone).date().isoformat()


def _by_code(items: Iterable[Entry]) -> dict[str, Entry]:
    return {item["code"]: item for item in items}


def normalise(text: str) -> str | None:
    """A register number as the register keeps it, from what somebody typed; None when it is none."""
    bare = re.sub(r"[\s\-–—]", "", text).upper()
    found = NUMBER.fullmatch("TA" + bare.removeprefix("TA").translate(MISREAD))
    if not found:
        return None
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(found[1], start=2))
    return f"TA-{found[1]}-{found[2]}" if ALPHABET[-total % len(ALPHABET)] == found[2] else None


class Rules:
    """What a copy holds, ready to be asked. Never changed: `changed` makes the next one."""

    def __init__(self, issuer: str, policy: Mapping[str, Any], entries: Entries) -> None:
        self.issuer, self.policy, self.entries = issuer, policy, entries
        self._adaptations, self._schemes = _by_code(policy["adaptations"]), _by_code(policy["schemes"])
        self._by_number: dict[str, int] = {}
        self._by_registration: dict[str, tuple[int, ...]] = {}
        for holder, line in entries.lines.items():
            self._enter(holder, line)

    def changed(self, policy: Mapping[str, Any] | None, entries: Entries, gone: Iterable[int]) -> "Rules":
        """With these entries in the place of what was held about the same people, and without those who are gone."""
        new = Rules.__new__(Rules)
        new.issuer, new.policy = self.issuer, policy or self.policy
        new._adaptations, new._schemes = _by_code(new.policy["adaptations"]), _by_code(new.policy["schemes"])
        held = self.entries.lines.copy()
        new._by_number, new._by_registration = self._by_number.copy(), self._by_registration.copy()
        for holder in [*entries, *gone]:
            if line := held.pop(holder, b""):
                new._leave(holder, line)
        for holder, line in entries.lines.items():
            held[holder] = line
            new._enter(holder, line)
        new.entries = Entries(held)
        return new

    def _enter(self, holder: int, line: bytes) -> None:
        for number in numbers(line):
            if len(number) != HASHED:
                self._by_number[number] = holder
            elif holder not in (holders := self._by_registration.get(number, ())):
                self._by_registration[number] = (*holders, holder)

    def _leave(self, holder: int, line: bytes) -> None:
        for number in numbers(line):
            if len(number) != HASHED:
                self._by_number.pop(number, None)
            elif left := tuple(one for one in self._by_registration.get(number, ()) if one != holder):
                self._by_registration[number] = left
            else:
                self._by_registration.pop(number, None)

    def decide(self, question: Asked, now: Moment) -> Ruling:
        """What the register would say at that moment; a refusal names everything that stands against it."""
        if question.action not in ACTIONS or (question.tier and question.tier not in TIERS):
            return Ruling(False, (NOT_A_QUESTION,))
        item = self._adaptations.get(question.adaptation)
        tier = max(question.tier or "", item["tier"] if item else "", key=RANKS.__getitem__)
        if RANKS[tier] > HIGHEST or (item and item["registered_only"]):
            return Ruling(False, (ASK_THE_REGISTER,), tier)
        if item and tier == item["tier"] and self._is_direct_access(question, now):
            return Ruling(True, ("DIRECT_ACCESS",), tier)
        if question.together_with:
            return Ruling(False, (ASK_THE_REGISTER,), tier)
        subject = self._subject(question.number)
        number, basis = "", "ACCREDITED"
        if subject is None:
            problems = {"UNKNOWN_SUBJECT"}
        elif question.action != HOUSING_MOT and _authorises(subject, now):
            basis, problems = "REGISTERED", _stopped(subject, now)
        else:
            number, problems = self._by_accreditation(question, item, tier, subject, now)
        if item is None and question.action != HOUSING_MOT:
            problems.add("UNKNOWN_ADAPTATION")
        if subject and question.organisation and not self._works_for(subject.entry, question.organisation, now):
            problems.add("ORGANISATION_MISMATCH")
        if not problems:
            return Ruling(True, (basis,), tier, number)
        return Ruling(False, tuple(sorted(problems, key=ORDER.__getitem__)), tier, number)

    def _is_direct_access(self, question: Asked, now: Moment) -> bool:
        return question.action != HOUSING_MOT and any(
            listed["tenure"] == question.tenure and _holds(listed, now.day) and question.adaptation in listed["items"]
            for listed in self.policy["direct_access"]
        )

    def _subject(self, asked: str) -> _Subject | None:
        number = asked if asked in self._by_number else normalise(asked)
        if number is not None:
            holder = self._by_number.get(number)
            return None if holder is None else _Subject(self.entries[holder], number)
        hashed = self._hidden("registration", asked.strip().upper())
        holders = self._by_registration.get(hashed, ())
        # Two bodies may give the same number to two people; then it names nobody.
        if len(holders) != 1:
            return None
        entry = self.entries[holders[0]]
        return _Subject(entry, "", tuple(one for one in entry["registrations"] if one["number"] == hashed))

    def _works_for(self, entry: Entry, organisation: str, now: Moment) -> bool:
        hashed = self._hidden("organisation", str(entry["holder"]), organisation)
        return any(job["organisation"] == hashed and _holds(job, now.day) for job in entry.get("employments", ()))

    def _hidden(self, *parts: str) -> str:
        digest = hashlib.sha256("\n".join((self.issuer, *parts)).encode("utf-8", "surrogatepass")).digest()
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")

    def _by_accreditation(
        self, question: Asked, item: Entry | None, tier: str, subject: _Subject, now: Moment
    ) -> tuple[str, set[str]]:
        """The accreditation that answers and what stands against it: the one asked about, or another that covers."""
        every = [(held, _standing(held, now)) for held in subject.entry.get("accreditations", ())]
        if not every:
            lapsed = not subject.number and not any(_holds(one, now.day) for one in subject.registrations)
            return "", {"EXPIRED" if lapsed else "NOT_GRANTED"}
        asked = [one for one in every if one[0]["number"] == subject.number] or every
        stopped = [one for one in asked if one[1] in STOPPED]
        others = [one for one in every if one not in asked and one[1] not in STOPPED]
        judged = [
            (held["number"], self._problems(question, item, tier, subject.entry, held, standing, now))
            for held, standing in (stopped or [*asked, *others])
        ]
        covering = [one for one in judged if not one[1]]
        return covering[0] if covering else min(judged[: len(asked)], key=lambda one: len(one[1]))

    def _problems(
        self, question: Asked, item: Entry | None, tier: str, entry: Entry, held: Entry, standing: str, now: Moment
    ) -> set[str]:
        scheme = self._schemes[held["scheme"]]
        problems = {standing} if standing else set()
        problems |= min(
            [_scope_problems(question, item, tier, scheme["actions"], scope, now) for scope in held["scopes"]], key=len
        )
        understated = item and question.tier and RANKS[question.tier] < RANKS[item["tier"]]
        if "TIER_NOT_HELD" in problems and understated:
            problems.add("TIER_UNDERSTATED")
        if scheme["needs_staff_check"] and not any(_holds(one, now.day) for one in entry.get("staff_checks", ())):
            problems.add("STAFF_CHECK_DUE")
        return problems


def _scope_problems(
    question: Asked, item: Entry | None, tier: str, actions: list[str], scope: Entry, now: Moment
) -> set[str]:
    problems = set()
    if now.day < scope["valid_from"]:
        problems.add("NOT_YET_ACCREDITED")
    if scope["valid_until"] and scope["valid_until"] <= now.day:
        problems.add("EXPIRED")
    if question.action == HOUSING_MOT:
        if question.action not in actions:
            problems.add("KIND_NOT_HELD")
    elif question.action not in actions or (tier and RANKS[tier] > RANKS[scope["tier"]]):
        problems.add("TIER_NOT_HELD")
    elif item and scope["kinds"] and item["category"] not in scope["kinds"]:
        problems.add("KIND_NOT_HELD")
    if question.tenure not in scope["tenures"]:
        problems.add("TENURE_NOT_HELD")
    if question.locality not in scope["localities"]:
        problems.add("LOCALITY_NOT_HELD")
    return problems


def _standing(held: Entry, now: Moment) -> str:
    """Why an accreditation does not hold, or "" while it does. What is imposed comes before what the calendar says."""
    if held["ended_as"]:
        return ENDED.get(held["ended_as"], "REVOKED")
    if held["suspended_from"]:
        return "SUSPENDED"
    if held["valid_until"] is None or held["valid_until"] <= now.day:
        return "EXPIRED"
    return "NOT_YET_ACCREDITED" if held["starts_at"] is None or held["starts_at"] > now.instant else ""


def _stopped(subject: _Subject, now: Moment) -> set[str]:
    """A suspended or revoked accreditation stops its holder by every number, a professional one too."""
    return {_standing(held, now) for held in subject.entry.get("accreditations", ())} & STOPPED


def _authorises(subject: _Subject, now: Moment) -> bool:
    return any(one["authorises"] and _holds(one, now.day) for one in subject.registrations)


def _holds(row: Entry, day: str) -> bool:
    return row["valid_from"] <= day and (row["valid_until"] is None or day < row["valid_until"])
