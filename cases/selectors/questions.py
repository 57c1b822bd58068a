"""What caseworkers ask of occupational therapists."""

from django.db.models import QuerySet

from cases.constants.intake import CaseState
from cases.models import TherapistQuestion


def open_questions() -> QuerySet[TherapistQuestion]:
    """What waits for an answer in an open case, the oldest first; of every partner, without the person's name."""
    waiting = TherapistQuestion.objects.filter(answered_at=None, case__state=CaseState.OPEN)
    return waiting.select_related("case__organisation", "case__home__locality", "asked_by").order_by("asked_at", "id")


def answered_questions() -> QuerySet[TherapistQuestion]:
    """What was answered, newest first."""
    done = TherapistQuestion.objects.filter(answered_at__isnull=False)
    return done.select_related("case__organisation", "case__home__locality", "asked_by", "answered_by").order_by(
        "-answered_at", "-id"
    )
