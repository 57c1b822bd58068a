"""What every verb of a provision checks before it acts: the line is locked first, then the order."""

from typing import Any

from audit.services import record
from cases.constants.provision import CALLED_OFF, CASE_STAFF, LIFE
from cases.exceptions import NotYourOrganisation
from cases.models import Case, Provision, SolutionLine
from core.transitions import lock
from people.models import Organisation, User
from people.selectors import current_employment


def works_for(user: User, organisation: Organisation) -> bool:
    job = current_employment(user)
    return job is not None and job.organisation_id == organisation.pk


def provision_for(provision: Provision, by: User, verb: str) -> Provision:
    """The order as it stands now, locked, if its state allows the verb and `by` may do it."""
    line = lock(SolutionLine.objects, provision.line_id)
    provision = lock(Provision.objects, provision.pk)
    provision.line = line
    require_may(provision, by, verb)
    LIFE.require(provision, verb)
    return provision


def require_may(provision: Provision, by: User, verb: str) -> None:
    """Some verbs are the case organisation's alone; the others are the provider's too."""
    case: Case = provision.line.case
    if works_for(by, case.organisation):
        return
    if LIFE.steps[verb].by.startswith(CASE_STAFF):
        raise NotYourOrganisation(f"Only staff of {case.organisation} can do this. You do not work there today.")
    if not works_for(by, provision.provider):
        raise NotYourOrganisation(
            f"Only staff of {provision.provider} or {case.organisation} can do this. You do not work there today."
        )


def live_provision(line: SolutionLine) -> Provision | None:
    """What is ordered, or was delivered, in the line's present round."""
    provision = line.provisions.exclude(state__in=CALLED_OFF).filter(round=line.round).first()
    if provision is None:
        return None
    provision = lock(Provision.objects, provision.pk)
    provision.line = line
    return provision


def step(provision: Provision, verb: str, *, by: User, **fields: Any) -> Provision:
    """Bring the order to its next state, and write what happened in the case's history."""
    fields["state"] = LIFE.steps[verb].to
    for name, value in fields.items():
        setattr(provision, name, value)
    provision.save(update_fields=list(fields))
    line = provision.line
    record(f"cases.order_{verb}", line.case, by=by, detail={"line": line.number, "order": provision.number})
    return provision
