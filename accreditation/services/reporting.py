"""After an outage: what case systems allowed by their offline copies is held against the register (A6)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accreditation.decisions import decide_many
from accreditation.exceptions import FollowUpNotPossible, NotAnOfficer, ReportNotAccepted
from accreditation.models import CaseSystem, OutageFollowUp, OutageItem, OutageReport
from accreditation.offline.entries import state
from accreditation.questions import Decision, Question
from accreditation.services.notices import tell_of_outage
from audit.services import record
from core import clock
from core.transitions import lock
from people.constants import Role
from people.models import User
from people.selectors import has_role

# How far the clock of a case system may be ahead.
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """One question that an offline copy answered: what, when, what it said, and a salted hash of the case."""

    question: Question
    asked_at: datetime
    allowed: bool
    case_hash: str = ""


def report_outage(
    *,
    case_system: CaseSystem,
    report_id: str,
    request_hash: str,
    copy_number: int,
    copy_made_at: datetime,
    items: Sequence[Allowed],
) -> tuple[OutageReport, bool]:
    """The report with what the register says to each item, and whether it is new; officers hear of what is wrong.

    Each item is decided as of the moment at which it was asked, as far as is known today, and as of now. The same
    report sent again is the first one. Raises `ReportNotAccepted`.
    """
    if known := _known(case_system, report_id, request_hash):
        return known, False
    now, present = clock.now(), state()
    if copy_number > present.number:
        raise ReportNotAccepted(f"The register is at {present.number}; no copy of it can be at {copy_number}.")
    if any(moment > now + CLOCKS_DIFFER for moment in [copy_made_at, *(item.asked_at for item in items)]):
        raise ReportNotAccepted("A moment lies in the future. Set the clock of your system right.")
    then, today = _as_of_then(items), decide_many([item.question for item in items], now)
    report = OutageReport(
        case_system=case_system,
        report_id=report_id,
        request_hash=request_hash,
        copy_number=copy_number,
        copy_made_at=copy_made_at,
        received_at=now,
        register_number=today[0].register_number,
        size=len(items),
    )
    rows = [
        _row(report, position, item, then[position - 1], today[position - 1])
        for position, item in enumerate(items, start=1)
    ]
    report.wrongly_allowed = sum(row.wrongly_allowed for row in rows)
    try:
        _write(report, rows)
    except IntegrityError:
        # The same report came twice at once; the other was first.
        known = _known(case_system, report_id, request_hash)
        if known is None:
            raise
        return known, False
    return report, True


@transaction.atomic
def _write(report: OutageReport, rows: list[OutageItem]) -> None:
    report.save(force_insert=True)
    OutageItem.objects.bulk_create(rows)
    counts = {"items": report.size, "wrongly_allowed": report.wrongly_allowed}
    record("accreditation.outage_reported", report, by=None, detail=counts)
    if report.wrongly_allowed:
        tell_of_outage(report)


def _known(case_system: CaseSystem, report_id: str, request_hash: str) -> OutageReport | None:
    known: OutageReport | None = OutageReport.objects.filter(case_system=case_system, report_id=report_id).first()
    if known and known.request_hash != request_hash:
        raise ReportNotAccepted("Another report has this report_id. Give each report an id of its own.")
    return known


def _as_of_then(items: Sequence[Allowed]) -> list[Decision]:
    """What was true at each item's own moment; those of one moment are decided together."""
    places: dict[datetime, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        places[item.asked_at].append(place)
    found: dict[int, Decision] = {}
    for moment, at_once in places.items():
        decisions = decide_many([items[place].question for place in at_once], moment)
        found.update(zip(at_once, decisions, strict=True))
    return [found[place] for place in range(len(items))]


def _row(report: OutageReport, position: int, item: Allowed, then: Decision, now: Decision) -> OutageItem:
    return OutageItem(
        report=report,
        position=position,
        asked_at=item.asked_at,
        question=item.question.as_kept(),
        case_hash=item.case_hash,
        allowed=item.allowed,
        then_permitted=then.permitted,
        then_reasons=[reason.value for reason in then.reasons],
        now_permitted=now.permitted,
        now_reasons=[reason.value for reason in now.reasons],
        accreditation_number=now.accreditation_number,
    )


@transaction.atomic
def follow_up(*, report: OutageReport, note: str, by: User) -> OutageFollowUp:
    """Say what came of a report. Raises `NotAnOfficer` and `FollowUpNotPossible`."""
    if not has_role(by, Role.ACCREDITATION_OFFICER):
        raise NotAnOfficer("Only an accreditation officer follows up what was allowed in an outage.")
    if not note.strip():
        raise FollowUpNotPossible("Say what was done.")
    report = lock(OutageReport.objects, report.pk)
    if OutageFollowUp.objects.filter(report=report).exists():
        raise FollowUpNotPossible("Another officer has followed this report up already.")
    made = OutageFollowUp.objects.create(
        report=report, note=note.strip(), followed_up_by=by, followed_up_at=clock.now()
    )
    record("accreditation.outage_followed_up", report, by=by)
    return made
