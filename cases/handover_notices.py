"""E-mails about cases that got a new owner. None says whom a case is about."""

from collections import defaultdict
from collections.abc import Iterable

from cases.models import CaseHandover
from people.constants import Role
from people.models import User
from people.notices import notify
from people.selectors import holders_of, organisations_managed_by


def tell_of_rule(handovers: Iterable[CaseHandover], key: str) -> None:
    """One e-mail to each new owner with their cases, and one to each manager. `key` names what stopped the owner."""
    by_owner: dict[User, list[str]] = defaultdict(list)
    organisations: dict[int, int] = defaultdict(int)
    for handover in handovers:
        organisations[handover.case.organisation_id] += 1
        if handover.to_owner:
            by_owner[handover.to_owner].append(handover.case.reference)
    for owner, references in by_owner.items():
        notify(
            user=owner,
            template="cases/email/new_owner.txt",
            key=f"cases.new_owner:{key}:{owner.pk}",
            context={"references": references, "note": ""},
        )
    if not organisations:
        return
    for manager in holders_of(Role.MANAGER):
        if count := sum(organisations[pk] for pk in organisations_managed_by(manager) if pk in organisations):
            notify(
                user=manager,
                template="cases/email/handovers.txt",
                key=f"cases.handovers:{key}:{manager.pk}",
                context={"count": count},
            )


def tell_new_owner(handover: CaseHandover) -> None:
    """The note stays in the case: an e-mail may be read by others."""
    if handover.to_owner:
        notify(
            user=handover.to_owner,
            template="cases/email/new_owner.txt",
            key=f"cases.new_owner:handover:{handover.pk}",
            context={"references": [handover.case.reference], "by": str(handover.by)},
        )
