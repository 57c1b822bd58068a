"""Read what happened."""

from django.db import models

from audit.models import Event


def history_of(subject: models.Model) -> "models.QuerySet[Event]":
    """Every event about one record, oldest first."""
    return Event.objects.filter(subject_type=subject._meta.label, subject_id=str(subject.pk)).order_by("at", "id")
