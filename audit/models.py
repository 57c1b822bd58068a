from django.db import models

from core.models import ImmutableModel


class Event(ImmutableModel):
    """Something that somebody did. It outlives what it speaks of, so it holds labels and ids, never keys.

    `verb` is `app.verb`, such as `accreditation.suspended`. `detail` holds plain values and no free text about
    a person's health or home.
    """

    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=80, db_index=True)
    actor_id = models.CharField(max_length=40, blank=True, help_text="Empty when the product itself acted.")
    actor_label = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_label}"
