"""Asking people: once, by a link that needs no sign-in, with one reminder, for a limited time."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from audit.services import record
from core import clock
from core.periods import months_later
from evaluation.constants import (
    CLOSES_AFTER_DAYS,
    REMIND_AFTER_DAYS,
    SESSION_CATCH_UP_DAYS,
    USE_AFTER_MONTHS,
    USE_CATCH_UP_DAYS,
    Purpose,
)
from evaluation.links import link_to
from evaluation.models import Invitation, QuestionnaireVersion
from evaluation.surroundings import Facts, of_attendance, of_completion
from modules.models import Completion, ModuleVersion
from people.models import User
from people.notices import notify
from people.selectors import employment_on
from training_sessions.constants import AttendanceStatus, Delivery
from training_sessions.models import Attendance, SessionDate

LONGEST_QUARTER_DAYS = 92


@transaction.atomic
def invite(
    *, purpose: Purpose, asked: User, about: User, version: ModuleVersion, facts: Facts, by: User | None
) -> Invitation | None:
    """Ask somebody, unless they were asked before. None when nothing is published for this purpose."""
    questions = QuestionnaireVersion.objects.filter(questionnaire__purpose=purpose).order_by("-number").first()
    if questions is None:
        return None
    today = clock.today()
    invitation, is_new = Invitation.objects.get_or_create(
        purpose=purpose,
        about=about,
        module_version=version,
        defaults={
            "asked": asked,
            "questionnaire_version": questions,
            "asked_on": today,
            "closes_on": today + timedelta(days=CLOSES_AFTER_DAYS[purpose]),
            **facts.fields(),
        },
    )
    if is_new:
        record("evaluation.invited", invitation, by=by, detail={"purpose": purpose})
    return invitation


@transaction.atomic
def ask_for_reaction(*, completion: Completion) -> Invitation | None:
    """Ask a learner what they thought, on the day of completing. The page asks at once, the e-mail the day after.

    Whoever was excused from the whole module took nothing that they could judge.
    """
    if completion.waiver_id:
        return None
    user = completion.user
    facts = of_completion(completion, employment_on(user, timezone.localdate(completion.completed_at)))
    return invite(
        purpose=Purpose.REACTION, asked=user, about=user, version=completion.module_version, facts=facts, by=None
    )


@transaction.atomic
def ask_trainer(*, user: User, version: ModuleVersion, by: User | None) -> Invitation | None:
    """Ask a trainer about a module; once for each version."""
    employment = employment_on(user, clock.today())
    facts = Facts(organisation=employment.organisation if employment else None, delivery=Delivery.ROOM)
    return invite(purpose=Purpose.TRAINER, asked=user, about=user, version=version, facts=facts, by=by)


def do_the_day() -> None:
    """What is due each day: ask after sessions and about use at work, write to those who were asked, remind once."""
    ask_after_sessions()
    ask_about_use()
    write_to_those_asked()
    remind()


@transaction.atomic
def ask_after_sessions() -> None:
    """Ask those who were at a session, and the two who led it, from the day after.

    Whoever completed the module there was asked on that day; nobody is asked twice about a version.
    """
    for held in _held_before(clock.today()):
        version = held.session.module_version
        for trainer in held.pair.trainers:
            ask_trainer(user=trainer, version=version, by=None)
        there = Attendance.objects.newest().filter(session_date=held).exclude(status=AttendanceStatus.ABSENT)
        for attendance in there.select_related("user"):
            user = attendance.user
            facts = of_attendance(held, employment_on(user, timezone.localdate(held.starts_at)))
            invite(purpose=Purpose.REACTION, asked=user, about=user, version=version, facts=facts, by=None)


def _held_before(today: date) -> QuerySet[SessionDate]:
    """Dates of sessions that ended in the last days before today, each with what is asked about it."""
    since = today - timedelta(days=SESSION_CATCH_UP_DAYS)
    return (
        SessionDate.objects.not_cancelled()
        .filter(ends_at__gte=_start_of(since), ends_at__lt=_start_of(today))
        .select_related("session__module_version", "pair__first_trainer", "pair__second_trainer")
        .defer("session__module_version__content")
    )


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@transaction.atomic
def ask_about_use() -> None:
    """Three months after a completion, ask the learner and whoever is their line manager today."""
    today = clock.today()
    for completion in _completed_three_months_before(today):
        user = completion.user
        employment = employment_on(user, today)
        if not user.is_active or employment is None:
            continue
        version, facts = completion.module_version, of_completion(completion, employment)
        invite(purpose=Purpose.LEARNER, asked=user, about=user, version=version, facts=facts, by=None)
        if employment.line_manager and employment.line_manager.is_active:
            manager = employment.line_manager
            invite(purpose=Purpose.MANAGER, asked=manager, about=user, version=version, facts=facts, by=None)


def _completed_three_months_before(today: date) -> list[Completion]:
    """Completions whose third month ended today or a short while ago, and about which nobody was asked."""
    start = today - timedelta(days=LONGEST_QUARTER_DAYS + USE_CATCH_UP_DAYS)
    asked = Invitation.objects.filter(
        purpose=Purpose.LEARNER, about=OuterRef("user"), module_version=OuterRef("module_version")
    )
    completions = (
        Completion.objects.filter(completed_at__gte=_start_of(start), waiver=None)
        .exclude(Exists(asked))
        .select_related("user", "module_version")
        .defer("module_version__content")
        .order_by("completed_at", "pk")
    )
    return [one for one in completions if months_later(timezone.localdate(one.completed_at), USE_AFTER_MONTHS) <= today]


@transaction.atomic
def write_to_those_asked() -> None:
    """The first e-mail: about use at work at once, about a module only to those who did not answer on its page."""
    today = clock.today()
    for invitation in _open(today).filter(emailed_on=None).exclude(purpose=Purpose.REACTION, asked_on=today):
        _write(invitation, is_reminder=False)
        Invitation.objects.filter(pk=invitation.pk).update(emailed_on=today)


@transaction.atomic
def remind() -> None:
    """One reminder about use at work, a fortnight after the first e-mail. About a module nobody is reminded."""
    today = clock.today()
    waiting = _open(today).filter(
        purpose__in=[Purpose.LEARNER, Purpose.MANAGER],
        reminded_on=None,
        emailed_on__lte=today - timedelta(days=REMIND_AFTER_DAYS),
    )
    for invitation in waiting:
        _write(invitation, is_reminder=True)
        Invitation.objects.filter(pk=invitation.pk).update(reminded_on=today)


def _open(today: date) -> QuerySet[Invitation]:
    return (
        Invitation.objects.filter(is_answered=False, closes_on__gt=today)
        .select_related("asked", "about", "module_version", "questionnaire_version")
        .defer("module_version__content")
        .order_by("asked_on", "pk")
    )


def _write(invitation: Invitation, *, is_reminder: bool) -> None:
    notify(
        user=invitation.asked,
        template=f"evaluation/email/{invitation.purpose}.txt",
        key=f"evaluation:{invitation.pk}:{'reminder' if is_reminder else 'first'}",
        context={
            "module": invitation.module_version.title,
            "about": str(invitation.about),
            "link": link_to(invitation),
            "closes_on": f"{invitation.closes_on - timedelta(days=1):%-d %B %Y}",
            "is_reminder": is_reminder,
        },
    )
