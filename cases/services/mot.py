"""The Housing MOT: written as a draft, finished once by somebody whom the register permits (H4, A9)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Max

from audit.services import record
from cases import register
from cases.constants.clocks import Measured
from cases.constants.mot import LIMITS, Acknowledged, ForWhom, Harm, Likelihood, MotArea
from cases.exceptions import MotUnfinished
from cases.models import (
    Case,
    HazardKind,
    HousingMot,
    MotAction,
    MotDraft,
    MotFinding,
    MotHazard,
    MotRefusal,
    UrgentNotice,
)
from cases.register import Said
from cases.registers import Asked, Reply
from cases.seen import LastChange, mark_of_mot_area, require_as_seen
from cases.selectors.mot import hazard_kinds, prompts_on
from cases.services.clocks import start_clock
from cases.services.guards import open_case, require_day_of_case, require_no_tie
from core import clock
from people.models import User

ADULT_FROM = 18


@dataclass(frozen=True, kw_only=True)
class HazardSeen:
    """One hazard as it was seen, what is advised, and who does it by when."""

    what: str
    likelihood: Likelihood
    harm: Harm
    advice: str
    who: str
    due_on: date
    kind: int | None = None
    is_danger: bool = False
    key: str = field(default_factory=lambda: uuid4().hex)


@transaction.atomic
def save_mot_area(
    *, case: Case, area: MotArea, found: str, hazards: Sequence[HazardSeen], by: User, seen: str | None = None
) -> MotDraft:
    """Keep one area of the draft. A danger starts its clock now, not when the whole is finished (7.1.2).

    Raises `ChangedUnseen` when a colleague has saved this area since the writer began.
    """
    case = open_case(case, by)
    now = clock.now()
    draft, is_new = MotDraft.objects.select_for_update().get_or_create(
        case=case, defaults={"begun_at": now, "begun_by": by, "saved_at": now, "saved_by": by}
    )
    saved = LastChange(str(draft.saved_by), draft.saved_at)
    require_as_seen(seen, mark_of_mot_area(draft, area), lambda: saved)
    offered = set(hazard_kinds(case).values_list("pk", flat=True))
    if any(hazard.kind and hazard.kind not in offered for hazard in hazards):
        raise MotUnfinished("That kind of hazard is not used where this home stands. Choose one from the list.")
    kept = [asdict(hazard) | {"due_on": hazard.due_on.isoformat()} for hazard in hazards]
    draft.areas[str(area)] = {"found": found, "hazards": kept}
    draft.saved_at, draft.saved_by = now, by
    draft.save()
    if is_new:
        record("cases.mot_begun", case, by=by)
    for hazard in hazards:
        if hazard.is_danger:
            _see_danger(case, hazard, now, by)
    return draft


def _see_danger(case: Case, hazard: HazardSeen, seen_at: datetime, by: User) -> None:
    if UrgentNotice.objects.filter(key=hazard.key).exists():
        return
    started = start_clock(case=case, measures=Measured.URGENT_NOTICE, starts_at=seen_at)
    UrgentNotice.objects.create(
        case=case, key=hazard.key, danger=hazard.what, seen_at=seen_at, seen_by=by, clock=started
    )
    record("cases.danger_seen", case, by=by)


@dataclass(frozen=True, kw_only=True)
class Finishing:
    """What is said when a Housing MOT is finished."""

    visited_on: date
    for_whom: ForWhom
    took_part: str
    summary: str
    acknowledged_by: str
    acknowledged_how: Acknowledged
    may_share_with: Sequence[str]


def finish_mot(*, case: Case, by: User, **said: Any) -> Said:
    """Finish the draft, if the register says that this person may carry out a Housing MOT here and now.

    `said` is what `Finishing` holds. The register's no is kept and leaves the draft as it is. Raises `MotUnfinished`
    while an area is missing, the limits are not acknowledged, the person is neither an adult nor disabled, or somebody
    must still be told of danger.
    """
    finishing = Finishing(**said)
    return register.ask(
        lambda: _may_be_finished(case, finishing, by), lambda asked, reply: _finish(asked, reply, finishing)
    )


def _may_be_finished(case: Case, said: Finishing, by: User) -> Asked:
    case = open_case(case, by)
    draft = MotDraft.objects.select_for_update().filter(case=case).first()
    areas = draft.areas if draft else {}
    if draft is None or (missing := [area.label for area in MotArea if area not in areas]):
        named = "; ".join(missing) if draft else "every area"
        raise MotUnfinished(f"Look at each of the eight areas first. Still missing: {named}.")
    require_day_of_case(case, said.visited_on, "That cannot be the day of the visit.")
    _require_eligible(case, said.for_whom, said.visited_on)
    if not said.acknowledged_by.strip():
        raise MotUnfinished("Say who acknowledged what the survey cannot do, and how.")
    if UrgentNotice.objects.filter(case=case, decided_at=None).exists():
        raise MotUnfinished("Say first which authority was told of the danger, or why none was.")
    require_no_tie(case, by)
    return Asked(case=case, question=register.question_about_mot(case, by=by), by=by)


def _finish(asked: Asked, reply: Reply, said: Finishing) -> Said:
    case, by, question = asked.case, asked.by, asked.question
    if not reply.permitted:
        refusal = MotRefusal.objects.create(
            case=case,
            subject=question.subject,
            reasons=list(reply.reasons),
            at=clock.now(),
            by=by,
            answer_id=reply.answer_id,
            register_number=reply.register_number,
        )
        record("cases.mot_refused", case, by=by, detail={"answer": reply.answer_id})
        reasons = register.in_sentences(refusal.reasons, refusal.subject)
        return Said(permitted=False, record=refusal, reasons=reasons, question=question)
    draft = MotDraft.objects.get(case=case)
    mot = HousingMot.objects.create(
        case=case,
        number=(case.mots.aggregate(last=Max("number"))["last"] or 0) + 1,
        visited_on=said.visited_on,
        for_whom=said.for_whom,
        took_part=said.took_part,
        summary=said.summary,
        limits=list(LIMITS),
        acknowledged_by=said.acknowledged_by,
        acknowledged_how=said.acknowledged_how,
        may_share_with=[name.strip() for name in said.may_share_with if name.strip()],
        begun_at=draft.begun_at,
        finished_at=clock.now(),
        finished_by=by,
        accreditation_number=reply.accreditation_number or question.subject,
        answer_id=reply.answer_id,
        register_number=reply.register_number,
    )
    _write_findings(mot, draft.areas)
    draft.delete()
    start_clock(case=case, measures=Measured.RESULTS, starts_at=mot.finished_at)
    record("cases.mot_finished", case, by=by, detail={"mot": mot.number, "answer": mot.answer_id})
    return Said(permitted=True, record=mot)


def _require_eligible(case: Case, for_whom: ForWhom, day: date) -> None:
    """Adults, and disabled people of any age, whatever the tenure (7.1.1, 7.2.1)."""
    born = case.person.date_of_birth
    if for_whom == ForWhom.ADULT and born and _age(born, day) < ADULT_FROM:
        raise MotUnfinished("The person is under 18. A Housing MOT is for adults, and for disabled people of any age.")


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _write_findings(mot: HousingMot, areas: Mapping[str, dict]) -> None:
    prompts = prompts_on(mot.visited_on)
    kinds = HazardKind.objects.in_bulk()
    for area in MotArea:
        kept = areas[area]
        MotFinding.objects.create(mot=mot, area=area, found=kept["found"], prompts=prompts.get(area, []))
        for seen in kept["hazards"]:
            hazard = MotHazard.objects.create(
                mot=mot,
                area=area,
                kind=kinds.get(seen["kind"]),
                **{name: seen[name] for name in ("key", "what", "likelihood", "harm", "advice", "is_danger")},
            )
            MotAction.objects.create(hazard=hazard, who=seen["who"], due_on=date.fromisoformat(seen["due_on"]))
