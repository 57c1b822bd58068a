"""Reads about case systems: whose page somebody may open, and what stands on it."""

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from accreditation.client_life import STEPS, CaseSystemState, CaseSystemVerb
from accreditation.models import Anomaly, CaseSystem
from people.constants import Role
from people.models import Organisation, User
from people.selectors import has_role, organisations_managed_by


def systems_for(user: User) -> QuerySet[CaseSystem]:
    """All for an officer; for others those of the organisations they manage, and those they are the contact of."""
    systems = CaseSystem.objects.select_related("organisation", "contact")
    if has_role(user, Role.ACCREDITATION_OFFICER):
        return systems
    return systems.filter(Q(organisation__in=organisations_managed_by(user)) | Q(contact=user))


def contact_for(user: User) -> QuerySet[CaseSystem]:
    """The case systems that somebody is the technical contact of, as long as they are not closed, by name."""
    systems = CaseSystem.objects.filter(contact=user).exclude(state=CaseSystemState.CLOSED)
    return systems.select_related("organisation").order_by("name")


def listed(systems: QuerySet[CaseSystem], *, text: str = "", state: str = "") -> QuerySet[CaseSystem]:
    """Those that a search finds, each with `last_asked_at` and `is_unusual`: something waits to be looked into."""
    for word in text.split():
        systems = systems.filter(
            Q(name__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(contact__email__icontains=word)
            | Q(contact__last_name__icontains=word)
        )
    if state:
        systems = systems.filter(state=state)
    waiting = Anomaly.objects.filter(case_system=OuterRef("pk"), acknowledged_at=None)
    return systems.annotate(last_asked_at=Max("use__last_asked_at"), is_unusual=Exists(waiting)).order_by("name")


def may_register_for(user: User) -> QuerySet[Organisation]:
    """The organisations whose case systems somebody may register."""
    organisations = Organisation.objects.ours()
    if has_role(user, Role.ACCREDITATION_OFFICER):
        return organisations
    return organisations.filter(pk__in=organisations_managed_by(user))


def allowed_now(case_system: CaseSystem) -> frozenset[str]:
    """The verbs that the system's state allows."""
    return frozenset(verb for verb, step in STEPS.items() if case_system.state in step.allowed_from)


def next_step(case_system: CaseSystem) -> str:
    """What the system waits for, as a sentence; "" when nothing does."""
    allowed = allowed_now(case_system)
    if CaseSystemVerb.RUN_PASSED in allowed:
        return "Next: add a public key, and pass a conformance run in the sandbox."
    if CaseSystemVerb.WENT_LIVE in allowed:
        return "Next: an accreditation officer takes it live."
    if case_system.state == "tested":
        return f"Next: a manager of {case_system.organisation} signs the data-sharing agreement."
    return ""
