"""Works at the person's home: their dates, what was found on inspection, and what was put right (P9)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from audit.services import record
from cases.constants.provision import ProvisionState
from cases.exceptions import DutiesNotSeparate, HandOverIncomplete, NotYetPassed
from cases.models import Inspection, Provision, Snag
from cases.services.guards import require_no_open_review, require_no_relation, require_not_on_hold
from cases.services.provision_guards import provision_for, step, works_for
from cases.services.provision_notices import tell_provider
from cases.services.visits import set_works_dates
from core import clock
from core.transitions import lock
from people.models import User


@transaction.atomic
def agree_works(*, provision: Provision, starts_at: datetime, ends_at: datetime, by: User, note: str = "") -> Provision:
    """Agree with the person when the works are done; agreeing again moves them. Calendars follow."""
    provision = provision_for(provision, by, "agree_works")
    provision = step(provision, "agree_works", by=by)
    set_works_dates(provision, starts_at=starts_at, ends_at=ends_at, note=note, by=by)
    return provision


@transaction.atomic
def start_works(*, provision: Provision, by: User) -> Provision:
    """Begin at the person's home. Raises `UnderReview` while the line is on the review list (P12)."""
    provision = provision_for(provision, by, "start")
    require_no_open_review(provision.line)
    require_not_on_hold(provision.line, "start the works of", by)
    return step(provision, "start", by=by, started_at=clock.now(), started_by=by)


@transaction.atomic
def complete_works(*, provision: Provision, by: User) -> Provision:
    """Say that the works are done. From now on the provider may send an invoice (H6)."""
    provision = provision_for(provision, by, "complete")
    return step(provision, "complete", by=by, completed_at=clock.now(), completed_by=by)


@transaction.atomic
def inspect(*, provision: Provision, by: User, snags: Sequence[str] = (), note: str = "") -> Inspection:
    """Look at completed works: with no snags they pass, with any the provider puts them right.

    Raises `DutiesNotSeparate` for whoever assessed, authorised or fitted it, and for the fitter's colleagues unless
    the case's own organisation fitted it. Raises `ConflictOfInterest` for somebody close to the person.
    """
    found = [words.strip() for words in snags if words.strip()]
    verb = "find_snags" if found else "pass_inspection"
    provision = provision_for(provision, by, verb)
    fitter = _require_apart(provision, by)
    require_no_relation(provision.line, by)
    inspection = Inspection.objects.create(
        provision=provision,
        at=clock.now(),
        by=by,
        has_passed=not found,
        note=note,
        assessed_by=provision.assessed_by,
        authorised_by=provision.authorised_by,
        fitted_by=fitter,
    )
    for words in found:
        Snag.objects.create(inspection=inspection, provision=provision, words=words)
    if found:
        step(provision, verb, by=by)
        tell_provider(provision, "snags", inspection=inspection.pk)
    else:
        step(provision, verb, by=by, passed_at=clock.now(), passed_by=by)
    return inspection


def _require_apart(provision: Provision, by: User) -> User:
    """Assessor is not inspector (design: separation of duties). Gives who said that it is fitted."""
    if provision.completed_by is None:
        raise NotYetPassed("Nobody has recorded that the works are completed.")
    for person, did in (
        (provision.assessed_by_id, "assessed"),
        (provision.authorised_by_id, "authorised"),
        (provision.started_by_id, "fitted"),
        (provision.completed_by_id, "fitted"),
    ):
        if person == by.pk:
            raise DutiesNotSeparate(f"You {did} this. Somebody else must inspect it.")
    if provision.snags.filter(put_right_by=by).exists():
        raise DutiesNotSeparate("You put a snag right. Somebody else must inspect it.")
    if provision.provider_id != provision.line.case.organisation_id and works_for(by, provision.provider):
        raise DutiesNotSeparate(f"You work for {provision.provider}, who fitted this. Somebody else must inspect it.")
    return provision.completed_by


@transaction.atomic
def put_right(*, snag: Snag, by: User, note: str = "") -> Snag:
    """Say that a snag is put right. The last one leads back to an inspection; no clock starts again."""
    provision = provision_for(snag.provision, by, "put_right")
    snag = lock(Snag.objects, snag.pk)
    if snag.put_right_at:
        raise HandOverIncomplete("This is put right already.")
    snag.put_right_at, snag.put_right_by, snag.put_right_note = clock.now(), by, note
    snag.save(update_fields=["put_right_at", "put_right_by", "put_right_note"])
    line = provision.line
    record("cases.snag_put_right", line.case, by=by, detail={"line": line.number, "snag": snag.pk})
    if not provision.snags.filter(put_right_at=None).exists():
        provision.state = ProvisionState.COMPLETED
        provision.save(update_fields=["state"])
    return snag
