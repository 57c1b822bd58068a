"""What is unusual about how a case system uses the register, and who looks into it (A4).

Nothing is stopped by a rule: people wait behind a case system, and a person decides. Each rule looks at one hour.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet, Sum

from accreditation.case_systems import require_officer, write_step
from accreditation.client_life import AnomalyKind, CaseSystemVerb
from accreditation.client_notices import tell_of_anomaly
from accreditation.exceptions import ReasonNeeded
from accreditation.models import Anomaly, CaseSystem, CaseSystemUse
from core import clock
from core.transitions import lock
from people.models import User

# Of 31 signs, a guess of a whole number is nearly always unknown; a person who mistypes does so a few times an hour.
UNKNOWN_AN_HOUR = 25
# A system that asks a lot may see that many mistypes: it is a search when they are a fifth of what it asks.
UNKNOWN_SHARE = 0.2
# Below fifty questions an hour, one person's work on one awkward case moves the share too far.
ASKED_AN_HOUR = 50
REFUSED_SHARE = 0.6
# It must be new for this system: three times its own share, over two weeks with something to compare.
TIMES_THE_USUAL = 3
USUAL_OVER = timedelta(days=14)
USUAL_FROM = 200
# A program that lost its key tries a few times and stops, or tells somebody; ten is neither.
WRONG_SIGN_INS_AN_HOUR = 10
# Longer than any holiday: a system forgotten for a month and then in use may be in other hands.
SILENCE = timedelta(days=30)

Rule = Callable[[CaseSystemUse], str]


def _unknown_numbers(use: CaseSystemUse) -> str:
    if use.unknown < UNKNOWN_AN_HOUR or use.unknown < UNKNOWN_SHARE * use.asked:
        return ""
    return (
        f"{use.unknown} of {use.asked} questions in an hour were about numbers that are not on the register. "
        "Somebody may be trying numbers, or a list may be wrong."
    )


def _refusals(use: CaseSystemUse) -> str:
    refused = use.asked - use.permitted
    if use.asked < ASKED_AN_HOUR or refused < REFUSED_SHARE * use.asked:
        return ""
    usual = CaseSystemUse.objects.filter(
        case_system=use.case_system_id, starts_at__lt=use.starts_at, starts_at__gte=use.starts_at - USUAL_OVER
    ).aggregate(asked=Sum("asked", default=0), permitted=Sum("permitted", default=0))
    if usual["asked"] < USUAL_FROM:
        return ""
    usual_share = (usual["asked"] - usual["permitted"]) / usual["asked"]
    if refused / use.asked < TIMES_THE_USUAL * usual_share:
        return ""
    return (
        f"{refused} of {use.asked} questions in an hour were refused; in the two weeks before it was "
        f"{usual_share:.0%}. The system may ask in a wrong way, or about people who should not be asked about."
    )


def _wrong_sign_ins(use: CaseSystemUse) -> str:
    if use.wrong_sign_ins < WRONG_SIGN_INS_AN_HOUR:
        return ""
    return (
        f"{use.wrong_sign_ins} times in an hour somebody signed in wrongly in its name. It may have lost its key, or "
        "somebody else may be trying."
    )


def _long_silent(use: CaseSystemUse) -> str:
    if not use.asked:
        return ""
    before = (
        CaseSystemUse.objects.filter(case_system=use.case_system_id, starts_at__lt=use.starts_at, asked__gt=0)
        .order_by("-starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    if before is None or use.starts_at - before < SILENCE:
        return ""
    return f"It asked again after {(use.starts_at - before).days} days in which it asked nothing."


RULES: dict[AnomalyKind, Rule] = {
    AnomalyKind.UNKNOWN_NUMBERS: _unknown_numbers,
    AnomalyKind.REFUSALS: _refusals,
    AnomalyKind.WRONG_SIGN_INS: _wrong_sign_ins,
    AnomalyKind.LONG_SILENT: _long_silent,
}


@transaction.atomic
def look_at(use: CaseSystemUse) -> list[Anomaly]:
    """Keep what is unusual about this hour and e-mail the officers, once; not while the same kind waits for them."""
    found = {kind: words for kind, rule in RULES.items() if (words := rule(use))}
    if not found:
        return []
    # Two workers may look at the same hour.
    system = lock(CaseSystem.objects, use.case_system_id)
    seen = Anomaly.objects.filter(case_system=system, kind__in=found)
    known = set(seen.filter(hour=use.starts_at).values_list("kind", flat=True))
    known |= set(seen.filter(acknowledged_at=None).values_list("kind", flat=True))
    return [_keep(system, kind, words, use) for kind, words in found.items() if kind not in known]


def _keep(system: CaseSystem, kind: AnomalyKind, words: str, use: CaseSystemUse) -> Anomaly:
    anomaly = Anomaly.objects.create(
        case_system=system, kind=kind, hour=use.starts_at, words=words, seen_at=clock.now()
    )
    write_step(system, CaseSystemVerb.ANOMALY_SEEN, by=None, reason=words, detail={"kind": kind.value})
    tell_of_anomaly(anomaly)
    return anomaly


@transaction.atomic
def acknowledge(*, anomaly: Anomaly, note: str, by: User) -> Anomaly:
    """An officer says what it was. Raises `NotAnOfficer` and `ReasonNeeded`."""
    require_officer(by)
    anomaly = lock(Anomaly.objects, anomaly.pk)
    if anomaly.acknowledged_at:
        raise ReasonNeeded("Somebody has looked into this already.")
    if not note.strip():
        raise ReasonNeeded("Write what it was and what was done.")
    anomaly.note, anomaly.acknowledged_at, anomaly.acknowledged_by = note.strip(), clock.now(), by
    anomaly.save(update_fields=["note", "acknowledged_at", "acknowledged_by"])
    write_step(anomaly.case_system, CaseSystemVerb.ANOMALY_NOTED, by=by, reason=anomaly.note)
    return anomaly


def open_anomalies() -> QuerySet[Anomaly]:
    """What waits for an officer, the oldest first."""
    return (
        Anomaly.objects.filter(acknowledged_at=None)
        .select_related("case_system__organisation")
        .order_by("seen_at", "id")
    )
