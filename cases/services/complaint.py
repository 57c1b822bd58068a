"""Receive, answer and learn from complaints and compliments (H12), and give the procedures in writing."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.formats import date_format

from audit.services import record
from cases.constants.complaint import (
    COMPLAINT_LIFE,
    GIVEN_BY,
    ComplaintState,
    FeedbackKind,
    FromWhom,
    GivenHow,
    ReceivedBy,
    StageOutcome,
    Whose,
)
from cases.contact import why_not
from cases.exceptions import (
    DutiesNotSeparate,
    LateWithoutReason,
    MayNotBeContacted,
    NotWhole,
    NotYourOrganisation,
    ProcedureMissing,
)
from cases.models import (
    Case,
    Complaint,
    ComplaintProcedure,
    ComplaintStage,
    ComplaintStageRule,
    ProceduresGiven,
)
from cases.selectors.complaint import answered_before, both_procedures, procedure_for
from cases.services.guards import require_colleague
from core import clock
from core.transitions import lock
from core.working_days import add_working_days
from people.models import Organisation, User
from people.selectors import current_employment
from people.vocabulary import Nation


@transaction.atomic
def receive_feedback(
    *,
    kind: FeedbackKind,
    words: str,
    from_whom: FromWhom,
    route: ReceivedBy,
    received_on: date,
    by: User,
    case: Case | None = None,
    nation: Nation | None = None,
    whose: Whose = Whose.PROVIDER,
    from_name: str = "",
    contact: str = "",
    wanted: str = "",
    passed_to: str = "",
) -> Complaint:
    """Take in a complaint or a compliment. A complaint begins its first stage on the day on which it came.

    It may be about a closed case, or none. Raises `ProcedureMissing` where no procedure holds for the home's nation.
    """
    organisation = _employer(by, case)
    where = Nation(case.home.locality.nation) if case else nation
    if where is None or not words.strip():
        raise NotWhole("Say what it is about, and in which nation.")
    if received_on > clock.today():
        raise NotWhole("It cannot have come later than today.")
    is_complaint = kind == FeedbackKind.COMPLAINT
    complaint = Complaint.objects.create(
        organisation=organisation,
        case=case,
        kind=kind,
        whose=whose,
        nation=where,
        state=COMPLAINT_LIFE.steps["receive" if is_complaint else "note"].to,
        from_whom=from_whom,
        from_name=from_name,
        contact=contact,
        route=route,
        words=words,
        wanted=wanted,
        received_on=received_on,
        received_at=clock.now(),
        received_by=by,
        passed_to=passed_to,
    )
    if is_complaint:
        _begin_stage(complaint, 1, received_on)
    _write(complaint, "complaint_received" if is_complaint else "compliment_received", by)
    return complaint


def _employer(by: User, case: Case | None) -> Organisation:
    if case:
        require_colleague(case, by)
        return case.organisation
    job = current_employment(by)
    if job is None:
        raise NotYourOrganisation("You do not work for an organisation today.")
    return job.organisation


def _begin_stage(complaint: Complaint, number: int, began_on: date) -> ComplaintStage:
    """The stage with its due days, by the procedure that held on its first day and the calendar of the nation."""
    rule = _rule(complaint, number, began_on)
    calendar = Nation(complaint.nation).calendar
    due_on = add_working_days(began_on, rule.answer_within, calendar)
    return ComplaintStage.objects.create(
        complaint=complaint,
        number=number,
        name=rule.name,
        began_on=began_on,
        calendar=calendar,
        acknowledge_by=(
            None if rule.acknowledge_within is None else add_working_days(began_on, rule.acknowledge_within, calendar)
        ),
        first_due_on=due_on,
        due_on=due_on,
        longest_on=None if rule.extend_by is None else add_working_days(due_on, rule.extend_by, calendar),
    )


def _rule(complaint: Complaint, number: int, day: date) -> ComplaintStageRule:
    procedure: ComplaintProcedure | None = procedure_for(
        nation=Nation(complaint.nation), whose=Whose(complaint.whose), organisation=complaint.organisation, day=day
    )
    rule = procedure.stages.filter(number=number).first() if procedure else None
    if rule is None and number > 1:
        raise NotWhole("There is no further stage. Tell them who looks at it afterwards, such as the ombudsman.")
    if rule is None:
        raise ProcedureMissing(
            f"No complaints procedure is set for {Nation(complaint.nation).label} on that day. "
            "Ask an editor to write it down."
        )
    return rule


@transaction.atomic
def acknowledge(*, complaint: Complaint, on: date, by: User) -> ComplaintStage:
    """Write down that whoever complained was told that it came."""
    stage = _current(complaint, by, "acknowledge")
    if stage.acknowledged_on:
        raise NotWhole("This stage is acknowledged already.")
    if not stage.began_on <= on <= clock.today():
        raise NotWhole("Choose a day between the day on which it came and today.")
    stage.acknowledged_on = on
    stage.save(update_fields=["acknowledged_on"])
    _write(stage.complaint, "complaint_acknowledged", by)
    return stage


@transaction.atomic
def extend(*, complaint: Complaint, due_on: date, reason: str, by: User) -> ComplaintStage:
    """Take more time, with the reason that whoever complained is told, and within what the procedure allows."""
    stage = _current(complaint, by, "extend")
    if not reason.strip():
        raise NotWhole("Say why it takes longer.")
    if due_on <= stage.due_on:
        raise NotWhole(f"Choose a day after {date_format(stage.due_on, 'j F Y')}.")
    if stage.longest_on and due_on > stage.longest_on:
        raise NotWhole(f"This stage may take until {date_format(stage.longest_on, 'j F Y')} at the longest.")
    stage.due_on = due_on
    stage.extended_reason = f"{stage.extended_reason}\n{reason}".strip()
    stage.save(update_fields=["due_on", "extended_reason"])
    _write(stage.complaint, "complaint_extended", by)
    return stage


@transaction.atomic
def answer(
    *, complaint: Complaint, outcome: StageOutcome, answer: str, by: User, late_reason: str = ""
) -> ComplaintStage:
    """Answer the stage. After its day it says why; the second stage is somebody else's than the first (a fresh look).

    Raises `LateWithoutReason` or `DutiesNotSeparate`.
    """
    stage = _current(complaint, by, "answer")
    if not answer.strip():
        raise NotWhole("Write what was answered.")
    today = clock.today()
    if today > stage.due_on and not late_reason.strip():
        raise LateWithoutReason(f"It was to be answered by {date_format(stage.due_on, 'j F Y')}. Say why it is late.")
    if answered_before(stage.complaint, by):
        raise DutiesNotSeparate("You answered an earlier stage. Somebody else must look at it now.")
    stage.outcome, stage.answer = outcome, answer
    stage.answered_on, stage.answered_by = today, by
    stage.late_reason = late_reason if today > stage.due_on else ""
    stage.save(update_fields=["outcome", "answer", "answered_on", "answered_by", "late_reason"])
    _move(stage.complaint, "answer", "complaint_answered", by)
    return stage


@transaction.atomic
def take_further(*, complaint: Complaint, on: date, by: User) -> ComplaintStage:
    """Whoever complained is not content, and asks for the next stage."""
    complaint = _locked(complaint, by, "take_further")
    last = complaint.stages.latest("number")
    if last.answered_on is None or not last.answered_on <= on <= clock.today():
        raise NotWhole("Choose a day between the answer and today.")
    stage = _begin_stage(complaint, last.number + 1, on)
    _move(complaint, "take_further", "complaint_taken_further", by)
    return stage


@transaction.atomic
def close_complaint(*, complaint: Complaint, learning: str, by: User) -> Complaint:
    """End it with what was learned from it."""
    complaint = _locked(complaint, by, "close")
    if not learning.strip():
        raise NotWhole("Say what was learned, or that nothing was and why.")
    return _move(complaint, "close", "complaint_closed", by, learning=learning, closed_at=clock.now(), closed_by=by)


@transaction.atomic
def give_procedures(*, case: Case, how: GivenHow, given_on: date, by: User) -> ProceduresGiven:
    """Write down that the person has both procedures in writing, with the words as they are today (4.1 g).

    Raises `MayNotBeContacted` where the person may not be reached in this way, and `ProcedureMissing`.
    """
    case = lock(Case.objects, case.pk)
    require_colleague(case, by)
    if reason := why_not(case.person, by=GIVEN_BY[how]):
        raise MayNotBeContacted(f"Nothing is given in this way. {reason}")
    procedures = both_procedures(case)
    if missing := [whose.label.lower() for whose in Whose if whose not in procedures]:
        raise ProcedureMissing(f"This complaints procedure is not set: {' and '.join(missing)}. Ask an editor.")
    if given_on > clock.today():
        raise NotWhole("It cannot have been given later than today.")
    given = ProceduresGiven.objects.create(
        case=case,
        how=how,
        given_on=given_on,
        by=by,
        at=clock.now(),
        content=[
            {"whose": whose.value, "title": one.title, "words": one.words, "contact": one.contact, "beyond": one.beyond}
            for whose, one in procedures.items()
        ],
    )
    record("cases.procedures_given", case, by=by)
    return given


def _current(complaint: Complaint, by: User, verb: str) -> ComplaintStage:
    """The stage that waits for its answer, with its complaint locked."""
    complaint = _locked(complaint, by, verb)
    stage = complaint.stages.latest("number")
    stage.complaint = complaint
    return stage


def _locked(complaint: Complaint, by: User, verb: str) -> Complaint:
    complaint = lock(Complaint.objects, complaint.pk)
    job = current_employment(by)
    if job is None or job.organisation_id != complaint.organisation_id:
        raise NotYourOrganisation(f"Only staff of {complaint.organisation} can do this. You do not work there today.")
    COMPLAINT_LIFE.require(complaint, verb)
    return complaint


def _move(complaint: Complaint, verb: str, event: str, by: User, **fields: Any) -> Complaint:
    complaint.state = ComplaintState(COMPLAINT_LIFE.steps[verb].to)
    for name, value in fields.items():
        setattr(complaint, name, value)
    complaint.save(update_fields=["state", *fields])
    _write(complaint, event, by)
    return complaint


def _write(complaint: Complaint, event: str, by: User) -> None:
    """In the history of the case, where it is about one."""
    record(f"cases.{event}", complaint.case or complaint, by=by)
