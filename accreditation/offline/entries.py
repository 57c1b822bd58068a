"""What an offline copy says, as lines of JSON: what holds for everybody, and one line for each person.

A line holds what the rules read at the simple tier and no more. Nobody's name is in it; a professional number and an
employer are hashed. Each part is read by a fixed number of queries, however many people there are.
"""

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet

from accreditation.constants import TERM_DECISIONS
from accreditation.models import (
    Accreditation,
    AccreditationDecision,
    Adaptation,
    DirectAccessList,
    RegisterChange,
    RegisterCounter,
    Scheme,
    Scope,
)
from accreditation.standing import Standing, standing_at
from people.constants import OCCUPATIONAL_THERAPIST
from people.models import Employment, ProfessionalRegistration, StaffCheck

# Everything recorded counts: only a grant may lie ahead, and its first day stands in the copy.
EVER = datetime(9999, 1, 1, tzinfo=UTC)
HASH_BYTES = 16

Lines = dict[int, bytes]
People = Collection[int] | None
Parts = dict[int, list[dict[str, Any]]]


class State(NamedTuple):
    """A state of the register. The moment tells two registers apart that reached one number on different ways."""

    number: int
    changed_at: str


class _Decided(NamedTuple):
    id: int
    kind: str
    overturns_id: int | None
    effective_from: datetime
    recorded_at: datetime
    valid_until: date | None
    register_number: int


def state() -> State:
    number = RegisterCounter.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    return State(number, moment_of_change(number))


def moment_of_change(number: int) -> str:
    """When the change of that number was recorded, or "" where the register no longer knows."""
    changed_at = RegisterChange.objects.filter(pk=number).values_list("changed_at", flat=True).first()
    return instant(changed_at) if changed_at else ""


def instant(moment: datetime) -> str:
    """A moment in UTC, always to the microsecond: two of them compare as texts do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def hidden(*parts: object) -> str:
    """A short hash under the register's address. It keeps a list from being read or joined with another register's.

    It is no secret: whoever tries every number that there may be finds those that are here.
    """
    text = "\n".join([settings.REGISTER_ISSUER, *map(str, parts)])
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:HASH_BYTES]).decode().rstrip("=")


def line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def policy_line(day: date) -> bytes:
    """What holds for everybody: the catalogue, the direct-access lists from that day on, and the schemes' actions."""
    adaptations = Adaptation.objects.order_by("code").values("code", "tier", "category", "registered_only")
    lists = _from_day_on(DirectAccessList.objects, day).order_by("tenure", "valid_from").prefetch_related("items")
    return line(
        {
            "policy": {
                "adaptations": list(adaptations),
                "direct_access": [
                    {
                        "tenure": listed.tenure,
                        "items": sorted(item.code for item in listed.items.all()),
                        **_days(listed.valid_from, listed.valid_until),
                    }
                    for listed in lists
                ],
                "schemes": list(Scheme.objects.order_by("code").values("code", "actions", "needs_staff_check")),
            }
        }
    )


def entry_lines(day: date, people: People = None) -> Lines:
    """A line for each person, by their key; of everybody, or of the people named. Who has no line is not in it."""
    accreditations, checked = _accreditations(people)
    registrations = _registrations(people)
    holders = accreditations.keys() | registrations.keys()
    checks = _staff_checks(day, people, checked)
    employments = _employments(day, people, holders)
    parts = {
        "accreditations": accreditations,
        "registrations": registrations,
        "staff_checks": checks,
        "employments": employments,
    }
    return {
        holder: line({"holder": holder} | {name: of[holder] for name, of in parts.items() if holder in of})
        for holder in sorted(holders)
    }


def _accreditations(people: People) -> tuple[Parts, set[int]]:
    """Everybody's accreditations that were ever granted, by number, and whose need a staff check.

    An application that was never granted is nobody's business but the register's.
    """
    decisions = _decisions(people)
    scopes = _scopes(people)
    found: Parts = defaultdict(list)
    checked: set[int] = set()
    rows = _of(Accreditation.objects, people, "user").order_by("user", "number")
    for pk, number, user, scheme, needs_check in rows.values_list(
        "pk", "number", "user_id", "scheme__code", "scheme__needs_staff_check"
    ):
        standing = standing_at(decisions.get(pk, ()), effective_at=EVER, known_at=EVER)
        if standing.term is None:
            continue
        found[user].append(_as_held(pk, number, scheme, standing, scopes.get(standing.term.id, [])))
        if needs_check:
            checked.add(user)
    return dict(found), checked


def _as_held(
    pk: int, number: str, scheme: str, standing: Standing[_Decided], scopes: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "number": number,
        "scheme": scheme,
        # Keys of accreditations are given once and never again, which is all that a status list asks of an index.
        "status_index": pk,
        "starts_at": instant(standing.starts_at) if standing.starts_at else None,
        "valid_until": _day(standing.valid_until),
        "suspended_from": instant(standing.suspension.effective_from) if standing.suspension else None,
        "ended_as": standing.ended_as,
        "scopes": scopes,
    }


def _decisions(people: People) -> dict[int, list[_Decided]]:
    rows = _of(AccreditationDecision.objects, people, "accreditation__user").order_by("register_number")
    found: dict[int, list[_Decided]] = defaultdict(list)
    for accreditation, *values in rows.values_list("accreditation_id", *_Decided._fields):
        found[accreditation].append(_Decided(*values))
    return found


def _scopes(people: People) -> Parts:
    rows = _of(Scope.objects, people, "decision__accreditation__user").filter(decision__kind__in=TERM_DECISIONS)
    found: Parts = defaultdict(list)
    for decision, tier, kinds, tenures, localities, valid_from, valid_until in rows.order_by("pk").values_list(
        "decision_id", "tier", "kinds", "tenures", "localities", "valid_from", "valid_until"
    ):
        days = _days(valid_from, valid_until)
        found[decision].append({"tier": tier, "kinds": kinds, "tenures": tenures, "localities": localities} | days)
    return found


def _registrations(people: People) -> Parts:
    """Every entry on a professional body's register, past ones too: a number that two people have names neither."""
    rows = _of(ProfessionalRegistration.objects, people, "user").order_by("user", "number", "valid_from", "pk")
    found: Parts = defaultdict(list)
    for user, number, profession, valid_from, valid_until in rows.values_list(
        "user_id", "number", "profession__code", "valid_from", "valid_until"
    ):
        authorises = profession == OCCUPATIONAL_THERAPIST
        found[user].append(
            {"number": hidden("registration", number), "authorises": authorises} | _days(valid_from, valid_until)
        )
    return dict(found)


def _staff_checks(day: date, people: People, holders: set[int]) -> Parts:
    """When the checks of those who need one are in date; on the day of looking again a check still counts."""
    rows = _of(StaffCheck.objects, people, "user").filter(end__isnull=True, recheck_on__gte=day)
    found: Parts = defaultdict(list)
    for user, checked_on, recheck_on in rows.order_by("user", "checked_on", "recheck_on").values_list(
        "user_id", "checked_on", "recheck_on"
    ):
        if user in holders:
            found[user].append(_days(checked_on, recheck_on + timedelta(days=1)))
    return dict(found)


def _employments(day: date, people: People, holders: Collection[int]) -> Parts:
    rows = _from_day_on(_of(Employment.objects, people, "user"), day).order_by("user", "valid_from", "pk")
    found: Parts = defaultdict(list)
    for user, code, valid_from, valid_until in rows.values_list(
        "user_id", "organisation__code", "valid_from", "valid_until"
    ):
        if user in holders:
            hashed = hidden("organisation", user, code)
            found[user].append({"organisation": hashed} | _days(valid_from, valid_until))
    return dict(found)


def _of(rows: Any, people: People, path: str) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.all() if people is None else rows.filter(**{f"{path}__in": people})
    return found


def _from_day_on(rows: Any, day: date) -> QuerySet[Any]:
    """Without those that had ended by that day."""
    found: QuerySet[Any] = rows.filter(Q(valid_until=None) | Q(valid_until__gt=day))
    return found


def _days(valid_from: date, valid_until: date | None) -> dict[str, str | None]:
    return {"valid_from": valid_from.isoformat(), "valid_until": _day(valid_until)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
