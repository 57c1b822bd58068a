"""Reminders that a staff check is to be looked at again or a registration ends: sixty and fourteen days before (A9)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.formats import date_format

from core import clock
from people.constants import FITNESS_REMIND_DAYS, Role
from people.models import Employment, ProfessionalRegistration, RoleGrant, StaffCheck, User
from people.notices import notify


@transaction.atomic
def remind_of_rechecks() -> int:
    """Tell each person at work, and their manager or else the officers, once for each date and stage.

    Returns about how many dates. Told again it is the same e-mail, which the outbox knows by its key.
    """
    today = clock.today()
    due = [
        *_newest(StaffCheck.objects.filter(end__isnull=True), "recheck_on", ("user", "kind"), today),
        *_newest(ProfessionalRegistration.objects.all(), "valid_until", ("user", "body", "number"), today),
    ]
    jobs = {job.user_id: job for job in _jobs({row.user_id for row, _ in due}, today)}
    officers = list(
        User.objects.filter(
            pk__in=RoleGrant.objects.on(today).filter(role=Role.ACCREDITATION_OFFICER).values("user"), is_active=True
        )
    )
    told = 0
    for row, day in due:
        if (job := jobs.get(row.user_id)) and job.user.is_active:
            manager = job.line_manager
            _tell(row, day, job.user, [manager] if manager and manager.is_active else officers)
            told += 1
    return told


def _jobs(user_ids: set[int], today: date) -> Iterable[Employment]:
    return Employment.objects.on(today).filter(user__in=user_ids).select_related("user", "line_manager")


def _newest(
    rows: QuerySet, field: str, of_one: tuple[str, ...], today: date
) -> list[tuple[StaffCheck | ProfessionalRegistration, date]]:
    """The newest row of each sort, where its date falls within the first reminder's time."""
    last = today + timedelta(days=max(FITNESS_REMIND_DAYS))
    newest = rows.values(*of_one).annotate(last_day=Max(field)).filter(last_day__range=(today, last))
    found = []
    for group in newest:
        last_day = group.pop("last_day")
        found.append((rows.filter(**group, **{field: last_day}).order_by("-pk")[0], last_day))
    return found


def _tell(row: StaffCheck | ProfessionalRegistration, day: date, person: User, others: Iterable[User]) -> None:
    stage = min(days for days in FITNESS_REMIND_DAYS if (day - clock.today()).days <= days)
    is_check = isinstance(row, StaffCheck)
    context = {
        "person": str(person),
        "what": row.get_kind_display() if isinstance(row, StaffCheck) else row.get_body_display(),
        "is_check": is_check,
        "day": date_format(day, "j F Y"),
    }
    for reader in [person, *(other for other in others if other.pk != person.pk)]:
        notify(
            user=reader,
            template="people/emails/recheck.txt",
            key=f"people.recheck.{row._meta.model_name}.{row.pk}.{stage}.{reader.pk}",
            context=context | {"is_own": reader.pk == person.pk},
        )
