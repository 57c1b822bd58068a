"""Reminders: one e-mail for everything somebody must do, and once a week one for who manages those that are late (T9).

What has been told is kept, so running this again tells nothing twice; what is done is no longer due, so it stops.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from core import clock
from people.models import Employment, User
from people.notices import notify
from targeting.constants import LATE_STAGE, REMIND_DAYS_BEFORE
from targeting.models import Reminder
from targeting.selectors import Need, needs_to_remind_of

Told = tuple[int, date, int]


def stage_on(due_on: date, today: date) -> int | None:
    """Which reminder's time has come: the nearest of 90, 60, 30 and 7 days before, or -1 once the date has passed."""
    left = (due_on - today).days
    if left < 0:
        return LATE_STAGE
    return min((days for days in REMIND_DAYS_BEFORE if left <= days), default=None)


@transaction.atomic
def send_reminders() -> int:
    """Write an e-mail to each person for whom something has come nearer. Returns how many."""
    today = clock.today()
    return sum(_remind(needs, today) for needs in needs_to_remind_of())


def _remind(needs: list[Need], today: date) -> bool:
    user = needs[0].user
    stages = {_told(need, today): need for need in needs}
    known = set(Reminder.objects.filter(user=user).values_list("module_id", "due_on", "stage"))
    news = [told for told in stages if told not in known]
    if not news:
        return False
    now = clock.now()
    Reminder.objects.bulk_create(
        Reminder(user=user, module_id=module, due_on=due_on, stage=stage, told_at=now) for module, due_on, stage in news
    )
    ordered = sorted(needs, key=lambda need: need.due_on or date.max)
    notify(
        user=user,
        template="targeting/emails/reminder.txt",
        key=f"targeting.reminder.{user.pk}.{today.isoformat()}",
        context={
            "lines": [f"{need.module}: {_sentence(need)}" for need in ordered],
            "first": str(ordered[0].module),
            "first_is_late": ordered[0].is_late,
            "first_day": ordered[0].due_in_words,
            "path": reverse("targeting:mine"),
        },
    )
    return True


def _told(need: Need, today: date) -> Told:
    if need.due_on is None or (stage := stage_on(need.due_on, today)) is None:
        raise LookupError("Only what is due within the first reminder's time is reminded of.")
    return need.module.pk, need.due_on, stage


def _sentence(need: Need) -> str:
    return need.in_words[:1].lower() + need.in_words[1:]


@transaction.atomic
def send_digests() -> int:
    """Write to each manager, once in a week, who of their people is late. Returns to how many."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    late: dict[int, list[Need]] = {}
    for needs in needs_to_remind_of():
        for need in needs:
            if need.is_late and need.job.line_manager_id:
                late.setdefault(need.job.line_manager_id, []).append(need)
    at_work = Employment.objects.on(today).filter(user__in=late).values("user")
    managers = User.objects.filter(Q(pk__in=at_work), is_active=True).order_by("pk")
    for manager in managers:
        _tell_manager(manager, late[manager.pk], monday)
    return len(managers)


def _tell_manager(manager: User, late: list[Need], monday: date) -> None:
    people = sorted({str(need.user) for need in late})
    notify(
        user=manager,
        template="targeting/emails/digest.txt",
        key=f"targeting.digest.{manager.pk}.{monday.isoformat()}",
        context={
            "people": len(people),
            "lines": sorted(f"{need.user}: {need.module}, {_sentence(need)}" for need in late),
            "path": reverse("targeting:team") + "?state=late",
        },
    )
