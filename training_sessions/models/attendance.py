"""Who was there (T5)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from core.models import ImmutableModel
from core.models.immutable import ImmutableQuerySet
from training_sessions.constants import AttendanceStatus, MarkedBy
from training_sessions.models.session import SessionDate


class AttendanceQuerySet(ImmutableQuerySet):
    def newest(self) -> "AttendanceQuerySet":
        """For each person and date the row that counts: the last one."""
        later = Attendance.objects.filter(
            session_date=models.OuterRef("session_date"),
            user=models.OuterRef("user"),
            number__gt=models.OuterRef("number"),
        )
        return self.filter(~models.Exists(later))


class Attendance(ImmutableModel):
    """That somebody was, or was not, at a date of a session. A correction is a new row; the newest counts.

    `lesson_ids` are the lessons that it stands for: all of the date's, some when the person was there for a part.
    """

    session_date = models.ForeignKey(SessionDate, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attendances")
    number = models.PositiveSmallIntegerField(help_text="1, then 2 for the first correction.")
    status = models.CharField(max_length=10, choices=AttendanceStatus)
    lesson_ids = models.JSONField(default=list)
    how = models.CharField(max_length=10, choices=MarkedBy)
    reason = models.TextField(max_length=500, blank=True, help_text="Why it was marked late or corrected.")
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["session_date", "user", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session_date", "user", "number"], name="one_attendance_of_a_number"),
            models.CheckConstraint(
                name="a_corrected_attendance_says_why", condition=models.Q(number=1) | ~models.Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.session_date}: {self.get_status_display()}"
