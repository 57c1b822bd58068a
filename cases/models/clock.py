"""How soon things must be done, and the clock that runs for each case (H2, H3, H13).

Standards, office hours and closed days are dated: another row follows, and none is edited. So what a clock was
computed with can always be said.
"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from cases.constants.clocks import UNITS, ClockState, CountedIn, Measured, MissCause, Weekday
from cases.models.case import Case
from core.constraints import period
from core.models import ImmutableModel
from core.periods import PeriodQuerySet
from core.working_days import Calendar
from people.models import Organisation, User

EVERYBODY = "Empty for every organisation that has none of its own."


class ServiceStandard(models.Model):
    """Within how long something must be done, by an organisation's contract or for everybody."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text=EVERYBODY
    )
    measures = models.CharField("what it measures", max_length=20, choices=Measured)
    amount = models.PositiveSmallIntegerField("within how many")
    counted_in = models.CharField("counted in", max_length=15, choices=CountedIn)
    source = models.CharField(
        "contract or policy", max_length=160, blank=True, help_text="Where it is written, such as a contract's clause."
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["measures", "organisation__name", "-valid_from"]
        constraints = [
            period("service_standard_period"),
            models.UniqueConstraint(
                Coalesce("organisation", 0), "measures", "valid_from", name="one_service_standard_from_a_day"
            ),
            models.UniqueConstraint(
                Coalesce("organisation", 0),
                "measures",
                condition=Q(valid_until=None),
                name="one_open_service_standard",
            ),
            models.CheckConstraint(name="service_standard_gives_time", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.get_measures_display()}: {self.words}, {self.organisation or 'everybody'}"

    @property
    def words(self) -> str:
        """Such as “within 10 working days”."""
        one, many = UNITS[CountedIn(self.counted_in)]
        return f"within {self.amount} {one if self.amount == 1 else many}"


class OfficeHours(models.Model):
    """When an organisation's office is open on one day of the week. A day without a row is one without hours."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text=EVERYBODY
    )
    weekday = models.CharField("day of the week", max_length=1, choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "office hours"
        ordering = ["organisation__name", "weekday", "-valid_from"]
        constraints = [
            period("office_hours_period"),
            models.CheckConstraint(name="office_closes_after_it_opens", condition=Q(closes__gt=F("opens"))),
            models.UniqueConstraint(
                Coalesce("organisation", 0),
                "weekday",
                condition=Q(valid_until=None),
                name="one_open_row_of_office_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()}, {self.opens:%H:%M} to {self.closes:%H:%M}"


class ClosedDays(models.Model):
    """Days on which an organisation is closed besides bank holidays. They are no working days of its cases."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField("first day closed")
    valid_until = models.DateField("first day open again")
    why = models.CharField(max_length=120)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "closed days"
        ordering = ["-valid_from"]
        constraints = [models.CheckConstraint(name="closed_days_end", condition=Q(valid_until__gt=F("valid_from")))]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.why}"


class ServiceClock(models.Model):
    """One thing that is timed in a case: by when, and with which standard and calendar that was computed.

    `done_at` repeats the moment of the fact that stopped it (a contact, a visit), written with the fact, so that lists
    of what waits need not look for it. Whether it was met follows from the two times and from now.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    measures = models.CharField(max_length=20, choices=Measured)
    standard = models.ForeignKey(ServiceStandard, on_delete=models.PROTECT, related_name="+")
    calendar = models.CharField(max_length=3, choices=Calendar)
    closed_days = models.JSONField(
        default=list, blank=True, help_text="The organisation's own closed days, as counted."
    )
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When the case closed, of a clock that waited then, once it is opened again."
    )

    class Meta:
        ordering = ["due_at"]
        indexes = [
            models.Index(
                fields=["case", "measures"],
                include=["id", "due_at", "starts_at"],
                condition=Q(done_at=None, ended_at=None),
                name="clock_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(name="clock_due_after_it_starts", condition=Q(due_at__gte=F("starts_at"))),
            models.UniqueConstraint(fields=["case", "measures", "starts_at"], name="one_clock_from_a_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.get_measures_display()} of case {self.case_id}"

    def state_at(self, now: datetime, *, ended_at: datetime | None = None) -> ClockState:
        """Where it stands; `ended_at` is when the case closed, after which nothing waits any more."""
        if self.done_at:
            return ClockState.MET if self.done_at <= self.due_at else ClockState.MISSED
        ended_at = self.ended_at or ended_at
        if ended_at and ended_at <= self.due_at:
            return ClockState.ENDED
        return ClockState.OVERDUE if now > self.due_at else ClockState.RUNNING

    @property
    def is_by_the_day(self) -> bool:
        """Whether people say the day alone, without the hour."""
        return self.standard.counted_in == CountedIn.WORKING_DAYS


class MissReason(ImmutableModel):
    """Why something was late, given by a person. The newest of a clock holds; the ones before stay."""

    clock = models.ForeignKey(ServiceClock, on_delete=models.PROTECT, related_name="reasons")
    cause = models.CharField(max_length=15, choices=MissCause)
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="miss_is_explained", condition=~Q(words=""))]

    def __str__(self) -> str:
        return f"Reason for {self.clock_id}"
