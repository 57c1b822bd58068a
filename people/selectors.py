"""Questions about people that other apps ask."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from core import clock
from people.constants import REGISTERED_THERAPISTS, OrganisationKind, Role, WithholdingState
from people.models import Employment, NameWithholding, Organisation, ProfessionalRegistration, RoleGrant, User


def employment_on(user: User, day: date) -> Employment | None:
    """Where somebody works on a day, with organisation, profession and service setting loaded."""
    return Employment.objects.on(day).filter(user=user).order_by("-valid_from").first()


def current_employment(user: User) -> Employment | None:
    return employment_on(user, clock.today())


def partnership_name() -> str:
    """What the partnership is called: the name of the body that the partners make together."""
    bodies = Organisation.objects.filter(kind=OrganisationKind.PARTNERSHIP).order_by("pk")
    return bodies.values_list("name", flat=True).first() or settings.WAGTAIL_SITE_NAME


def has_role(user: User, role: Role) -> bool:
    """Whether somebody holds the role today and can sign in.

    A superuser holds none: being an administrator authorises nothing.
    """
    return RoleGrant.objects.on(clock.today()).filter(user=user, user__is_active=True, role=role).exists()


def holders_of(role: Role) -> QuerySet[User]:
    """Everybody who holds the role today and can sign in."""
    grants = RoleGrant.objects.on(clock.today()).filter(role=role)
    return User.objects.filter(pk__in=grants.values("user"), is_active=True)


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    if not user.is_authenticated:
        return frozenset()
    return frozenset(RoleGrant.objects.on(clock.today()).filter(user=user).values_list("role", flat=True))


def standing_withholding(user: User) -> NameWithholding | None:
    """The decision by which public pages do not say somebody's name or organisation, while it stands."""
    standing = NameWithholding.objects.filter(user=user, state=WithholdingState.STANDING)
    return standing.select_related("withheld_by").first()


def name_is_withheld(user: User) -> bool:
    return standing_withholding(user) is not None


def organisations_where(user: User | AnonymousUser, *roles: Role) -> frozenset[int]:
    """The ids of the organisations for which somebody holds one of the roles today: those their grants name.

    A grant that names none counts for where the person works; it never reaches the whole partnership.
    """
    if not user.is_authenticated:
        return frozenset()
    today = clock.today()
    grants = RoleGrant.objects.on(today).filter(user=user, role__in=roles)
    named = set(grants.values_list("organisation_id", flat=True))
    if None in named:
        named.discard(None)
        named |= set(Employment.objects.on(today).filter(user=user).values_list("organisation_id", flat=True))
    return frozenset(named)


def organisations_managed_by(user: User | AnonymousUser) -> frozenset[int]:
    """The ids of the organisations that somebody manages today."""
    return organisations_where(user, Role.MANAGER)


def holders_in(organisation: Organisation, role: Role) -> QuerySet[User]:
    """Who holds the role for one organisation today: by a grant that names it, or one that names none and work there.

    By name, so that a list of them stays in order.
    """
    today = clock.today()
    grants = RoleGrant.objects.on(today).filter(role=role)
    staff = Employment.objects.on(today).filter(organisation=organisation).values("user")
    held = grants.filter(organisation=organisation) | grants.filter(organisation=None, user__in=staff)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("first_name", "last_name", "pk")


def line_manages(manager: User, person: User, day: date) -> bool:
    return Employment.objects.on(day).filter(user=person, line_manager=manager).exists()


def registered_therapist_on(user: User, day: date) -> ProfessionalRegistration | None:
    """The registration as occupational therapist or other allied health professional that holds on a day."""
    return (
        ProfessionalRegistration.objects.on(day)
        .filter(user=user, profession__code__in=REGISTERED_THERAPISTS)
        .order_by("-valid_until")
        .first()
    )


def pairing_problems(one: Employment, other: Employment) -> list[str]:
    """Why two people may not act as a pair, in sentences; empty when they may (T6, C3).

    A pair comes from different employers, and from different professions or different service settings. Whoever is
    seconded counts for the employer they come from as well as for the one they work for.
    """
    problems = []
    if one.user_id == other.user_id:
        problems.append("A pair is two different people.")
    problems += [
        f"{employment.organisation} employs nobody, so it cannot provide a trainer."
        for employment in (one, other)
        if not employment.organisation.is_employer
    ]
    problems += employers_in_common(one, other)
    if one.profession_id == other.profession_id and one.service_setting_id == other.service_setting_id:
        problems.append(
            f"Both are “{one.profession}” in “{one.service_setting}”. "
            "A pair has different professions or different service settings."
        )
    return problems


def employers_in_common(one: Employment, other: Employment) -> list[str]:
    """Why two people do not count as of different employers, in a sentence; empty when they do."""
    if one.organisation_id == other.organisation_id:
        return [f"Both work for {one.organisation}. A pair comes from different employers."]
    return [
        f"Both belong to {shared}: a secondment does not change who employs somebody. "
        "A pair comes from different employers."
        for shared in sorted(one.employers & other.employers, key=str)[:1]
    ]
