"""The verbs that concerns and serious incidents share: take on, tell, update, close. Only their readers act."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from audit.services import record as write_event
from cases.constants.clocks import Measured
from cases.constants.restricted import COUNCIL_TOLD_WITHIN, EntryKind, ToldWhom
from cases.exceptions import (
    CouncilNotTold,
    KeptFromYou,
    LateWithoutReason,
    NobodyLeftToRead,
    NotWhole,
    NotYourOrganisation,
)
from cases.models import Case
from cases.models.restricted import RestrictedEntry, RestrictedRecord
from cases.notices import tell_its_readers
from cases.selectors.clocks import day_due
from cases.selectors.restricted import may_read, readers_of, their_own_words
from cases.selectors.scope import cases_met_by
from core import clock
from core.transitions import lock
from people.models import Organisation, User
from people.selectors import current_employment
from people.vocabulary import Nation

R = TypeVar("R", bound=RestrictedRecord)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Whom somebody told, when, and what was said of it there."""

    whom: ToldWhom
    at: datetime
    name: str = ""
    reference: str = ""
    words: str = ""
    late_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class About:
    """Of whom it is told: the person of a case or, outside any case, whoever is described, and in which nation."""

    case: Case | None = None
    whom: str = ""
    nation: Nation | None = None


def employer_of(by: User, case: Case | None) -> Organisation:
    """The organisation whose record it becomes: that of the case, also where a provider's staff report. Raises
    `NotYourOrganisation`."""
    job = current_employment(by)
    if job is None:
        raise NotYourOrganisation("You do not work for an organisation today. Ring the council, or 999.")
    if case is None:
        return job.organisation
    if not cases_met_by(by).filter(pk=case.pk).exists():
        raise NotYourOrganisation(f"Only staff of {case.organisation} can do this. You do not work there today.")
    return case.organisation


def new_record(
    model: type[R],
    *,
    organisation: Organisation,
    about: About,
    reported_by: User | None,
    told: Told | None,
    **facts: Any,
) -> R:
    """Write the record with its clock, what was told already, its event and the note to its readers."""
    nation = Nation(about.case.home.locality.nation) if about.case else about.nation
    if nation is None:
        raise NotWhole("Say in which nation the person lives.")
    reported_at = clock.now()
    made = model(
        organisation=organisation,
        case=about.case,
        about_whom=about.whom,
        reported_at=reported_at,
        reported_by=reported_by,
        council_due_on=day_due(organisation, Measured.INCIDENT, nation, reported_at, otherwise=COUNCIL_TOLD_WITHIN),
        council_calendar=nation.calendar,
        **facts,
    )
    if made.kept_from and not readers_of(made).exists():
        raise NobodyLeftToRead(
            f"Nobody but {made.kept_from} reads these here. Ring the council yourself, and do not write it down here."
        )
    made.save()
    write_event(f"cases.{model._meta.model_name}_reported", made, by=reported_by)
    if told and reported_by:
        _write_told(made, told, by=reported_by)
    tell_its_readers(made)
    return made


@transaction.atomic
def take_on(*, record: R, by: User, **facts: Any) -> R:
    """A reader takes it into their hands. From then on whoever reported it reads it no more."""
    record = locked_for(record, by, "take_on")
    record.state = record.LIFE.steps["take_on"].to
    record.taken_on_at, record.taken_on_by = clock.now(), by
    for name, value in facts.items():
        setattr(record, name, value)
    record.save(update_fields=["state", "taken_on_at", "taken_on_by", *facts])
    write_event(f"cases.{record._meta.model_name}_taken_on", record, by=by)
    return record


@transaction.atomic
def tell(*, record: RestrictedRecord, told: Told, by: User) -> RestrictedEntry:
    """Write down who was told. The first time that it is the council stops the clock (H13).

    Raises `LateWithoutReason` when its day had passed and nothing says why.
    """
    record = locked_for(record, by, "tell", reporter_may=True)
    return _write_told(record, told, by=by)


def _write_told(record: RestrictedRecord, told: Told, *, by: User) -> RestrictedEntry:
    if told.at > clock.now():
        raise NotWhole("Say when you told them. It cannot be later than now.")
    day = timezone.localdate(told.at)
    if told.whom == ToldWhom.COUNCIL and record.council_told_on is None:
        if day > record.council_due_on and not told.late_reason.strip():
            due = date_format(record.council_due_on, "j F Y")
            raise LateWithoutReason(f"The council was to know by {due}. Say why it was told later.")
        record.council_told_at, record.council_told_on = told.at, day
        record.late_reason = told.late_reason if day > record.council_due_on else ""
        record.save(update_fields=["council_told_at", "council_told_on", "late_reason"])
    write_event(f"cases.{record._meta.model_name}_told", record, by=by, detail={"whom": str(told.whom)})
    return _entries(record).create(
        kind=EntryKind.TOLD,
        whom=told.whom,
        told_name=told.name,
        told_at=told.at,
        told_by=by,
        reference=told.reference,
        words=told.words,
        at=clock.now(),
        by=by,
    )


@transaction.atomic
def add_update(*, record: RestrictedRecord, words: str, by: User) -> RestrictedEntry:
    """Write what is new. It is never changed afterwards."""
    record = locked_for(record, by, "update")
    if not words.strip():
        raise NotWhole("Say what is new.")
    write_event(f"cases.{record._meta.model_name}_updated", record, by=by)
    return _entries(record).create(kind=EntryKind.UPDATE, words=words, at=clock.now(), by=by)


@transaction.atomic
def close(*, record: R, outcome: str, by: User, **facts: Any) -> R:
    """End it with what came of it. Raises `CouncilNotTold` while the council does not know."""
    record = locked_for(record, by, "close")
    if record.council_told_on is None:
        raise CouncilNotTold("Tell the council first, and write down when. Then it can be closed.")
    return end(record, "close", outcome, by=by, **facts)


def end(record: R, verb: str, outcome: str, *, by: User, **facts: Any) -> R:
    """The last step of a locked record."""
    if not outcome.strip():
        raise NotWhole("Say what came of it.")
    record.state = record.LIFE.steps[verb].to
    record.closed_at, record.closed_by, record.outcome = clock.now(), by, outcome
    for name, value in facts.items():
        setattr(record, name, value)
    record.save(update_fields=["state", "closed_at", "closed_by", "outcome", *facts])
    write_event(f"cases.{record._meta.model_name}_{record.state}", record, by=by)
    return record


def locked_for(record: R, by: User, verb: str, *, reporter_may: bool = False) -> R:
    """The record as it stands, locked, if `by` may act on it and it is in a state from which the verb is allowed."""
    record = lock(type(record)._default_manager, record.pk)
    if not may_read(record, by) and not (reporter_may and their_own_words(record, by)):
        raise KeptFromYou("Only those who may read this record can do that.")
    record.LIFE.require(record, verb)
    return record


def _entries(record: RestrictedRecord) -> Any:
    return record.entries  # type: ignore[attr-defined]
