"""A case goes from one owner to another: handed over by a person, or by rule when its owner is stopped (P12)."""

from django.db import transaction

from accreditation.models import Accreditation, AccreditationDecision
from audit.services import record
from cases import handover_notices
from cases.constants.handover import HandoverWhy
from cases.constants.intake import CaseState
from cases.exceptions import AlreadyDecided, HandoverRefused
from cases.models import Case, CaseHandover
from cases.selectors.handovers import Successors, may_own
from cases.services.guards import open_case
from core import clock
from core.transitions import lock
from people.models import User
from people.selectors import organisations_managed_by


@transaction.atomic
def give_cases_new_owners(*, accreditation: Accreditation, decision: AccreditationDecision) -> list[CaseHandover]:
    """Give somebody's open cases to colleagues, by rule, in the transaction that stops them. Nothing is lost.

    No verb holds a case while it waits for the register, so writing cases here, behind the register's lock, waits for
    nobody who waits for us.
    """
    return pass_cases_on(leaver=accreditation.user, why=decision.kind, key=str(decision.pk))


@transaction.atomic
def pass_cases_on(*, leaver: User, why: str, key: str) -> list[CaseHandover]:
    """Give the open cases of somebody who was stopped to colleagues. `key` names the decision or the news of it."""
    cases = list(Case.objects.filter(owner=leaver, state=CaseState.OPEN).select_related("home").order_by("pk"))
    successors = Successors(leaver, cases) if cases else None
    made = []
    for case in cases:
        successor = successors.take(case) if successors else None
        # Two stops of one person at once, or a handover meanwhile: whoever owns it now keeps it.
        if not Case.objects.filter(pk=case.pk, owner=leaver, state=CaseState.OPEN).update(owner=successor or leaver):
            continue
        CaseHandover.objects.filter(case=case, looked_at_at=None).update(is_superseded=True)
        handover = CaseHandover.objects.create(
            case=case, from_owner=leaver, to_owner=successor, why=why, at=clock.now()
        )
        record("cases.owner_changed" if successor else "cases.owner_needed", case, by=None, detail={"by_rule": True})
        made.append(handover)
    handover_notices.tell_of_rule(made, key)
    return made


@transaction.atomic
def reassign_case(*, case: Case, to: User, note: str, by: User) -> CaseHandover:
    """Hand a case over to a colleague, with a note. Its owner or a manager of its organisation does it."""
    case = open_case(case, by)
    if by.pk != case.owner_id and case.organisation_id not in organisations_managed_by(by):
        raise HandoverRefused(f"{case.owner} owns this case. They or a manager of {case.organisation} hand it over.")
    if to.pk == case.owner_id:
        raise AlreadyDecided(f"{to} owns this case already.")
    if not may_own(case).filter(pk=to.pk).exists():
        raise HandoverRefused(
            f"{to} cannot own this case: it takes a caseworker of {case.organisation} without a private tie to the "
            "person."
        )
    if not note.strip():
        raise HandoverRefused("Write what the next owner needs to know.")
    now = clock.now()
    waiting = CaseHandover.objects.filter(case=case, looked_at_at=None, is_superseded=False)
    waiting.update(looked_at_at=now, looked_at_by=by)
    handover = CaseHandover.objects.create(
        case=case,
        from_owner=case.owner,
        to_owner=to,
        why=HandoverWhy.ASKED,
        note=note,
        at=now,
        by=by,
        looked_at_at=now,
        looked_at_by=by,
    )
    case.owner = to
    case.save(update_fields=["owner"])
    record("cases.owner_changed", case, by=by, detail={"by_rule": False})
    handover_notices.tell_new_owner(handover)
    return handover


@transaction.atomic
def confirm_handover(*, handover: CaseHandover, by: User) -> CaseHandover:
    """Say, as the manager, that the owner whom the rule found is right."""
    handover = lock(CaseHandover.objects, handover.pk)
    if handover.case.organisation_id not in organisations_managed_by(by):
        raise HandoverRefused(f"Only a manager of {handover.case.organisation} can do this.")
    if handover.looked_at_at is not None:
        raise AlreadyDecided(f"{handover.looked_at_by} has looked at this already.")
    if handover.to_owner_id is None:
        raise HandoverRefused("The rule found nobody. Choose a new owner.")
    handover.looked_at_at, handover.looked_at_by = clock.now(), by
    handover.save(update_fields=["looked_at_at", "looked_at_by"])
    record("cases.owner_confirmed", handover.case, by=by)
    return handover
