"""What the technical contact of a case system, its organisation's managers and the officers are told, by e-mail."""

from typing import Any

from django.db.models import Q, QuerySet

from accreditation.client_life import CaseSystemVerb
from accreditation.models import Anomaly, CaseSystem, CaseSystemStep
from core import clock
from people.constants import Role
from people.models import Employment, Organisation, RoleGrant, User
from people.notices import notify
from people.selectors import holders_of

V = CaseSystemVerb
# What each step means for whoever builds and runs the system. Others are not written about.
TOLD = {
    V.REGISTERED: "It is registered, and you are its technical contact. Make a key pair, add the public key on its "
    "page, ask the sandbox, and make a conformance run.",
    V.NEW_SECRET: "It has a new secret for the sandbox. The old one no longer works.",
    V.KEY_ADDED: "A public key was added. If you did not expect this, end the key on its page and tell the "
    "accreditation officer.",
    V.KEY_ENDED: "A public key was ended. Nothing signed with it is accepted any more.",
    V.RUN_PASSED: "It passed its conformance run.",
    V.RUN_FAILED: "It did not pass its conformance run. Its page shows each situation and what was expected.",
    V.AGREEMENT_SIGNED: "The data-sharing agreement is signed for the organisation.",
    V.WENT_LIVE: "It is live: the register answers it from now on. Sign in with the live client id and your key.",
    V.SCOPES_CHANGED: "What it may do was changed. Its page shows what it may do now.",
    V.QUOTA_CHANGED: "How many questions it may ask was changed. Its page shows the quota.",
    V.SWITCHED_OFF: "It is switched off: the register does not answer it. It must take that for a no.",
    V.SWITCHED_ON: "It is switched on again: the register answers it. Ask for a new token.",
    V.CLOSED: "It is closed. Neither the register nor the sandbox answers it, and its keys hold no longer.",
}


def tell_of_step(step: CaseSystemStep) -> None:
    """E-mail the technical contact; written with the step, sent after commit, once."""
    system, verb = step.case_system, CaseSystemVerb(step.verb)
    if system.contact is None or verb not in TOLD:
        return
    notify(
        user=system.contact,
        template="accreditation/emails/case_system_step.txt",
        key=f"accreditation.case_system.{step.pk}",
        context=_about(system)
        | {
            "what": verb.label,
            "words": TOLD[verb],
            "reason": step.reason,
            "by": str(step.taken_by) if step.taken_by else "",
        },
    )


def tell_managers(case_system: CaseSystem, *, template: str, key: str, **more: Any) -> None:
    for manager in managers_of(case_system.organisation):
        _tell(manager, case_system, template, key, **more)


def tell_officers(case_system: CaseSystem, *, template: str, key: str, **more: Any) -> None:
    for officer in holders_of(Role.ACCREDITATION_OFFICER):
        _tell(officer, case_system, template, key, **more)


def tell_of_anomaly(anomaly: Anomaly) -> None:
    tell_officers(
        anomaly.case_system,
        template="case_system_anomaly",
        key=f"anomaly.{anomaly.pk}",
        kind=anomaly.get_kind_display(),
        words=anomaly.words,
    )


def managers_of(organisation: Organisation) -> QuerySet[User]:
    """Who manages the organisation today: their grant names it, or names none and they work there."""
    today = clock.today()
    grants = RoleGrant.objects.on(today).filter(role=Role.MANAGER)
    there = Employment.objects.on(today).filter(organisation=organisation)
    named = grants.filter(Q(organisation=organisation) | Q(organisation=None, user__in=there.values("user")))
    return User.objects.filter(pk__in=named.values("user"), is_active=True)


def _tell(user: User, case_system: CaseSystem, template: str, key: str, **more: Any) -> None:
    notify(
        user=user,
        template=f"accreditation/emails/{template}.txt",
        key=f"accreditation.case_system.{key}.{user.pk}",
        context=_about(case_system) | more,
    )


def _about(case_system: CaseSystem) -> dict[str, Any]:
    return {"system": case_system.name, "organisation": str(case_system.organisation), "pk": case_system.pk}
