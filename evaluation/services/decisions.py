"""The governance group decides about a module; a change is carried to the next version (T10)."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from audit.services import record
from core import clock
from core.transitions import lock
from evaluation.constants import QUORUM, Outcome
from evaluation.exceptions import DecisionNotAllowed
from evaluation.models import Decision, DecisionAnswered, DecisionReply, Present
from evaluation.selectors.decisions import open_changes
from modules.models import Module, ModuleVersion
from people.constants import Role
from people.models import User
from people.notices import notify
from people.selectors import has_role, roles_of
from stories.permissions import EDITORS


@transaction.atomic
def decide(
    *,
    version: ModuleVersion,
    outcome: Outcome,
    what: str,
    why: str,
    due_on: date,
    owner: User,
    present: Collection[User],
    by: User,
) -> Decision:
    """Record what the group decided about a module on the evidence about one of its versions.

    Members of the group decide together: two or more present, the one who writes it down among them. While a change
    is still to be made, no second one is asked of the same module.
    """
    module = lock(Module.objects, version.module_id)
    if not has_role(by, Role.GOVERNANCE):
        raise DecisionNotAllowed("Only a member of the governance group records a decision.")
    members = {one.pk: one for one in present}
    if len(members) < QUORUM or by.pk not in members:
        raise DecisionNotAllowed("The group decides together: name yourself and one other member or more as present.")
    for member in members.values():
        if not has_role(member, Role.GOVERNANCE):
            raise DecisionNotAllowed(f"{member} is not a member of the governance group today.")
    if due_on < clock.today():
        raise DecisionNotAllowed("The day by which it is to be done has passed.")
    if outcome == Outcome.CHANGE and open_changes(module):
        raise DecisionNotAllowed("A change to this module has been decided and is not made yet. See to that first.")
    decision = Decision.objects.create(
        module_version=version,
        outcome=outcome,
        what=what,
        why=why,
        due_on=due_on,
        owner=owner,
        decided_at=clock.now(),
        decided_by=by,
    )
    Present.objects.bulk_create(Present(decision=decision, user=member) for member in members.values())
    record("evaluation.decided", decision, by=by, detail={"outcome": outcome, "present": sorted(members)})
    notify(
        user=owner,
        template="evaluation/email/decided.txt",
        key=f"evaluation:decision:{decision.pk}",
        context={
            "module": version.title,
            "outcome": Outcome(outcome).label,
            "what": what,
            "due_on": f"{due_on:%-d %B %Y}",
            "decision_id": decision.pk,
        },
    )
    return decision


@transaction.atomic
def reply_to_decision(*, decision: Decision, words: str, by: User) -> DecisionReply:
    """An editor says what the draft does about it. The version that goes live next answers the decision."""
    lock(Module.objects, decision.module_version.module_id)
    if roles_of(by).isdisjoint(EDITORS):
        raise DecisionNotAllowed("Only editors and the governance group reply to a decision.")
    if decision.outcome != Outcome.CHANGE:
        raise DecisionNotAllowed("Only a decision to change the module asks for a new version.")
    if DecisionReply.objects.filter(decision=decision).exists():
        raise DecisionNotAllowed("Somebody has replied to this decision already.")
    reply = DecisionReply.objects.create(decision=decision, words=words, replied_at=clock.now(), replied_by=by)
    record("evaluation.decision_replied", decision, by=by)
    return reply


@transaction.atomic
def answer_decisions(*, version: ModuleVersion) -> list[DecisionAnswered]:
    """Pin a version that goes live to the decisions that its editors replied to."""
    replied = [one for one in open_changes(version.module) if hasattr(one, "reply")]
    answered = [DecisionAnswered.objects.create(decision=one, module_version=version) for one in replied]
    for one in answered:
        record("evaluation.decision_answered", one.decision, by=version.published_by, detail={"version": version.pk})
    return answered
