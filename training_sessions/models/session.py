"""A session, its dates and the pairs of trainers who lead them (T5, T6)."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime

from core.constraints import different, nothing_shared, paired
from core.models import ImmutableModel
from modules.models import ModuleVersion
from people.models import Employment, Locality, Organisation, Profession, ServiceSetting, User
from training_sessions.constants import (
    CUT_OFF_HOURS,
    OFFER_HOURS,
    SESSION_DELIVERIES,
    WHOLE_DAY,
    SessionState,
)
from training_sessions.models.place import Place


def _clock(moment: datetime) -> str:
    """10am, 12.30pm, midday."""
    local = localtime(moment)
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    return f"{local:%I.%M%p}".lstrip("0").replace(".00", "").lower()


class Session(models.Model):
    """One delivery of a module version in a room, on one date or several (T4, T5).

    `delivery` follows from what its dates teach: the whole module, or a part of it with the rest online.
    """

    module_version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="sessions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="sessions")
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="sessions", help_text="The place's, as it was scheduled."
    )
    capacity = models.PositiveSmallIntegerField()
    delivery = models.CharField(max_length=10, choices=SESSION_DELIVERIES)
    note = models.TextField(max_length=1000, blank=True, help_text="What people should know or bring.")
    state = models.CharField(max_length=20, choices=SessionState, default=SessionState.PLANNED)
    starts_at = models.DateTimeField(help_text="The start of its first date; the service keeps it.")
    ends_at = models.DateTimeField(help_text="The end of its last date; the service keeps it.")
    offer_hours = models.PositiveSmallIntegerField(
        default=OFFER_HOURS, help_text="How long an offered place is kept, never beyond the start."
    )
    cut_off_hours = models.PositiveSmallIntegerField(
        default=CUT_OFF_HOURS, help_text="An apology later than this before the start is recorded as late."
    )
    queue_counter = models.PositiveIntegerField(default=0, help_text="The last number given on its waiting list.")
    scheduled_at = models.DateTimeField()
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancel_reason = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(name="a_session_has_places", condition=Q(capacity__gte=1)),
            models.CheckConstraint(name="a_session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="an_offer_is_kept_for_a_while", condition=Q(offer_hours__gte=1)),
            paired("session_cancelled_by_somebody", "cancelled_at", "cancelled_by"),
            models.CheckConstraint(
                name="a_cancelled_session_says_why",
                condition=(Q(state=SessionState.CANCELLED, cancelled_at__isnull=False) & ~Q(cancel_reason=""))
                | (~Q(state=SessionState.CANCELLED) & Q(cancelled_at=None)),
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="sessions_ahead")]

    def __str__(self) -> str:
        return f"{self.module_version.title}, {self.place.name}"

    @property
    def apologies_until(self) -> datetime:
        """After this moment an apology is late."""
        return self.starts_at - timedelta(hours=self.cut_off_hours)

    def offer_until(self, now: datetime) -> datetime:
        """Until when a place offered now is kept."""
        return min(now + timedelta(hours=self.offer_hours), self.starts_at)


class SessionPair(ImmutableModel):
    """Two trainers who lead a session together, with where they worked as what when they were named (T6).

    The row carries both, so the database itself refuses two of one employer, or two of one profession in one
    setting. When a substitute steps in, a new row says who and why; the old one stays.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="pairs")
    first_trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="led_first")
    first_employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    first_seconded_from = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="+")
    first_setting = models.ForeignKey(ServiceSetting, on_delete=models.PROTECT, related_name="+")
    second_trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="led_second")
    second_employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    second_seconded_from = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="+")
    second_setting = models.ForeignKey(ServiceSetting, on_delete=models.PROTECT, related_name="+")
    qualified = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The one of the two who is qualified for the module.",
    )
    reason = models.TextField(max_length=500, blank=True, help_text="Why a substitute stepped in.")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            different("session_pair_is_two_people", "first_trainer", "second_trainer"),
            nothing_shared(
                "session_pair_has_two_employers",
                ["first_employer", "first_seconded_from"],
                ["second_employer", "second_seconded_from"],
            ),
            models.CheckConstraint(
                name="session_pair_has_two_professions_or_settings",
                condition=~Q(first_profession=F("second_profession")) | ~Q(first_setting=F("second_setting")),
            ),
            models.CheckConstraint(
                name="session_pair_has_one_who_is_qualified",
                condition=Q(qualified=F("first_trainer")) | Q(qualified=F("second_trainer")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_trainer} and {self.second_trainer}"

    @property
    def trainers(self) -> tuple[User, User]:
        return self.first_trainer, self.second_trainer

    def other_than(self, trainer_id: int) -> User:
        """The colleague of one of the two."""
        return self.second_trainer if self.first_trainer_id == trainer_id else self.first_trainer

    @staticmethod
    def facts(one: Employment, other: Employment) -> dict[str, object]:
        """The fields that two employments fill."""
        return {
            f"{place}_{field}": value
            for place, employment in (("first", one), ("second", other))
            for field, value in {
                "trainer": employment.user,
                "employer": employment.organisation,
                "seconded_from": employment.seconded_from,
                "profession": employment.profession,
                "setting": employment.service_setting,
            }.items()
        }


class SessionDateQuerySet(models.QuerySet["SessionDate"]):
    def led_by(self, *trainer_ids: int) -> "SessionDateQuerySet":
        return self.filter(Q(pair__first_trainer__in=trainer_ids) | Q(pair__second_trainer__in=trainer_ids))

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> "SessionDateQuerySet":
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def not_cancelled(self) -> "SessionDateQuerySet":
        return self.exclude(session__state=SessionState.CANCELLED)


class SessionDate(models.Model):
    """One date of a session: from when to when, which lessons it teaches, and the pair that leads it."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="dates")
    number = models.PositiveSmallIntegerField()
    uid = models.UUIDField(unique=True, default=uuid4, editable=False, help_text="What calendars know it by.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    lesson_ids = models.JSONField(help_text="The ids of the module version's lessons that it teaches.")
    pair = models.ForeignKey(SessionPair, on_delete=models.PROTECT, related_name="dates")

    objects: ClassVar = SessionDateQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="one_session_date_of_a_number"),
            models.UniqueConstraint(fields=["session", "starts_at"], name="a_session_starts_once_at_a_time"),
            models.CheckConstraint(name="session_date_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="session_dates_in_time")]

    def __str__(self) -> str:
        return f"{self.session}, {self.starts_at:%-d %B %Y}"

    @property
    def code(self) -> str:
        """What the learning records call this date when they say where a lesson was taught."""
        return f"{self.session_id}-{self.number}"

    @property
    def when(self) -> str:
        """In words: Friday 4 June 2027, 10am to 12.30pm."""
        day = date_format(localtime(self.starts_at), "l j F Y")
        return f"{day}, {self.starts_in_words} to {self.ends_in_words}"

    @property
    def starts_in_words(self) -> str:
        return _clock(self.starts_at)

    @property
    def ends_in_words(self) -> str:
        return _clock(self.ends_at)

    @property
    def trainer_days(self) -> float:
        return 1.0 if self.ends_at - self.starts_at >= WHOLE_DAY else 0.5
