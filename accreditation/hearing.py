"""Reads about appeals and declared practice: who may read one, who could hear it, who confirms what."""

from django.db.models import Case, Q, QuerySet, When

from accreditation.constants import HEARERS, OPEN_APPEALS
from accreditation.models import Appeal, PracticeDeclaration
from core import clock
from people.constants import REGISTERED_THERAPISTS, Role
from people.models import Employment, ProfessionalRegistration, User
from people.selectors import has_role, holders_of


def appeals_for(user: User) -> QuerySet[Appeal]:
    """The appeals that an officer or a governance member may read, those that wait first; not one's own."""
    return _with_appeal_people(Appeal.objects.exclude(decision__person=user)).order_by(
        Case(When(state__in=OPEN_APPEALS, then=0), default=1), "-lodged_at"
    )


def appeal_for(user: User, pk: int) -> Appeal | None:
    """One appeal, for the person, those who hear it, officers and the governance group."""
    readers = Q(decision__person=user) | Q(participants__user=user, participants__part__in=HEARERS)
    if has_role(user, Role.ACCREDITATION_OFFICER) or has_role(user, Role.GOVERNANCE):
        readers |= ~Q(pk=None)
    return _with_appeal_people(Appeal.objects.filter(readers, pk=pk)).distinct().first()


def _with_appeal_people(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return appeals.select_related(
        "decision__accreditation__scheme", "decision__person", "decision__actor"
    ).prefetch_related("participants__user", "opinions__hearer")


def possible_hearers(appeal: Appeal, role: Role) -> QuerySet[User]:
    """Holders of a role who have no part in the matter."""
    taken = appeal.participants.exclude(part__in=HEARERS).values("user")
    return holders_of(role).exclude(pk__in=taken).order_by("last_name", "first_name")


def possible_confirmers(person: User) -> QuerySet[User]:
    """The person's line manager and registered therapists, today."""
    today = clock.today()
    managers = Employment.objects.on(today).filter(user=person).values("line_manager")
    registered = ProfessionalRegistration.objects.on(today).filter(profession__code__in=REGISTERED_THERAPISTS)
    return (
        User.objects.filter(Q(pk__in=managers) | Q(pk__in=registered.values("user")), is_active=True)
        .exclude(pk=person.pk)
        .order_by("last_name", "first_name")
    )


def practice_to_confirm(user: User) -> QuerySet[PracticeDeclaration]:
    """What somebody is asked to confirm and has not yet."""
    waiting = PracticeDeclaration.objects.filter(asked=user, confirmation=None)
    return waiting.select_related("accreditation__user", "accreditation__scheme", "locality").order_by("declared_at")
