"""What trainers write down, and the days that organisations promise (T11, T12)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel

from core.models import ImmutableModel
from people.models import Organisation
from training_sessions.models.session import Session


class SessionLog(ImmutableModel):
    """How a session went, in the words of one of its trainers. Writing again adds; nothing is rewritten (T11)."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="logs")
    how_it_went = models.TextField(max_length=4000)
    to_change = models.TextField(max_length=4000, blank=True)
    incidents = models.TextField(max_length=4000, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="session_logs")

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(name="a_session_log_says_something", condition=~Q(how_it_went=""))]

    def __str__(self) -> str:
        return f"{self.session}, {self.written_by}"


class TrainerPromise(models.Model):
    """How many trainer days an organisation gives in a year, which begins in April (T12)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="trainer_promises")
    year = models.PositiveSmallIntegerField(help_text="The year in which it begins: 2027 is April 2027 to March 2028.")
    days = models.DecimalField(max_digits=5, decimal_places=1, help_text="Each trainer at each session counts.")

    panels = [FieldPanel("organisation"), FieldPanel("year"), FieldPanel("days")]

    class Meta:
        ordering = ["-year", "organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="one_promise_for_a_year"),
            models.CheckConstraint(name="promised_days_are_not_negative", condition=Q(days__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.year}: {self.days}"
