"""Staff checks and registrations as officers and managers read them: who, what is due, what has passed (A8, A9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils import timezone

from core import clock
from people.constants import FITNESS_REMIND_DAYS, Role
from people.models import ComplexExperience, Employment, ProfessionalRegistration, StaffCheck, User
from people.selectors import has_role, organisations_managed_by


class Due(TextChoices):
    """How a date stands; by these the list is narrowed."""

    PAST = "past", "Past its date"
    SOON = "soon", "Due within 60 days"
    IN_DATE = "in_date", "In date"
    NONE = "none", "No check recorded"


@dataclass(frozen=True, kw_only=True)
class Dated:
    """One check or registration with how its date stands. `tag` is the colour's name."""

    row: StaffCheck | ProfessionalRegistration
    day: date
    words: str
    tag: str


@dataclass(frozen=True, kw_only=True)
class StaffRow:
    """A person with the newest check of each kind and the newest entry on each register."""

    user: User
    organisation: str
    checks: list[Dated]
    registrations: list[Dated]


@dataclass(frozen=True, kw_only=True)
class Fitness:
    """The checks and registrations of one person that counted at a moment, as far as was recorded by another."""

    checks: list[StaffCheck]
    registrations: list[ProfessionalRegistration]
    experience: list[ComplexExperience]


def fitness_as_of(user: User, at: datetime, *, known_at: datetime) -> Fitness:
    own = ProfessionalRegistration.objects.filter(user=user).select_related("profession")
    experience = ComplexExperience.objects.holding(at, known_at=known_at).filter(registration__user=user)
    return Fitness(
        checks=list(StaffCheck.objects.in_date(at, known_at=known_at).filter(user=user)),
        registrations=list(own.known(timezone.localdate(at), known_at)),
        experience=list(experience.select_related("registration")),
    )


def staff_for(reader: User) -> QuerySet[User]:
    """Everybody at work for an officer, an organisation's staff for its manager; never the reader."""
    today = clock.today()
    jobs = Employment.objects.on(today).filter(user=OuterRef("pk"))
    if not has_role(reader, Role.ACCREDITATION_OFFICER):
        jobs = jobs.filter(organisation__in=organisations_managed_by(reader))
    return User.objects.filter(Exists(jobs), is_active=True).exclude(pk=reader.pk)


def narrowed(people: QuerySet[User], *, text: str = "", due: str = "") -> QuerySet[User]:
    """By words of a name, and by how the last date of any check or of any registration stands."""
    for word in text.split():
        people = people.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    today = clock.today()
    soon = today + timedelta(days=max(FITNESS_REMIND_DAYS))
    checks = StaffCheck.objects.filter(user=OuterRef("pk"), end__isnull=True).order_by("-recheck_on")
    entries = ProfessionalRegistration.objects.filter(user=OuterRef("pk")).order_by("-valid_until")
    people = people.annotate(
        checked_until=Subquery(checks.values("recheck_on")[:1], output_field=DateField()),
        registered_until=Subquery(entries.values("valid_until")[:1], output_field=DateField()),
    )
    wanted = {
        Due.PAST: Q(checked_until__lt=today) | Q(registered_until__lte=today),
        Due.SOON: Q(checked_until__range=(today, soon)) | Q(registered_until__gt=today, registered_until__lte=soon),
        Due.IN_DATE: Q(checked_until__gte=today) | Q(registered_until__gt=today),
        Due.NONE: Q(checked_until=None),
    }
    if due in wanted:
        people = people.filter(wanted[Due(due)])
    return people.order_by("last_name", "first_name", "pk")


def rows_of(people: Sequence[User]) -> list[StaffRow]:
    """These people with what is recorded of them: three queries, however many."""
    today = clock.today()
    ids = [user.pk for user in people]
    jobs = dict(Employment.objects.on(today).filter(user__in=ids).values_list("user_id", "organisation__name"))
    checks = StaffCheck.objects.filter(user__in=ids).select_related("end").order_by("-recheck_on", "-pk")
    entries = ProfessionalRegistration.objects.filter(user__in=ids).select_related("profession")
    by_check: dict[int, dict[str, Dated]] = {pk: {} for pk in ids}
    by_entry: dict[int, dict[str, Dated]] = {pk: {} for pk in ids}
    for check in sorted(checks, key=lambda row: hasattr(row, "end")):
        by_check[check.user_id].setdefault(check.kind, dated_check(check, today))
    for entry in entries.order_by("-valid_until", "-pk"):
        by_entry[entry.user_id].setdefault(f"{entry.body} {entry.number}", dated_entry(entry, today))
    return [
        StaffRow(
            user=user,
            organisation=jobs.get(user.pk, ""),
            checks=list(by_check[user.pk].values()),
            registrations=list(by_entry[user.pk].values()),
        )
        for user in people
    ]


def dated_check(check: StaffCheck, today: date) -> Dated:
    if hasattr(check, "end"):
        return Dated(row=check, day=check.recheck_on, words="Ended", tag="withdrawn")
    return _dated(check, check.recheck_on, is_past=check.recheck_on < today, today=today)


def dated_entry(entry: ProfessionalRegistration, today: date) -> Dated:
    if entry.ended_at:
        return Dated(row=entry, day=entry.valid_until, words="Ended", tag="withdrawn")
    return _dated(entry, entry.valid_until, is_past=entry.valid_until <= today, today=today)


def _dated(row: StaffCheck | ProfessionalRegistration, day: date, *, is_past: bool, today: date) -> Dated:
    if is_past:
        return Dated(row=row, day=day, words=str(Due.PAST.label), tag="overdue")
    if day <= today + timedelta(days=max(FITNESS_REMIND_DAYS)):
        return Dated(row=row, day=day, words="Due soon", tag="expiring")
    return Dated(row=row, day=day, words=str(Due.IN_DATE.label), tag="completed")
