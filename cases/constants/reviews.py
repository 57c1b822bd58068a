"""Looking again at what somebody authorised who was suspended or revoked since (P12)."""

from django.db.models import TextChoices

from accreditation.constants import DecisionKind

# How many working days a competent person has to look at a line whose authoriser was suspended or revoked (P12).
REVIEW_DAYS = 5


# The register's decisions after which what somebody authorised is looked at again.
REVIEWED_AFTER = (DecisionKind.SUSPENDED, DecisionKind.REVOKED)


class ReviewDecision(TextChoices):
    CONFIRM = "confirm", "Confirm: it is still right"
    CHANGE = "change", "Change: assess it again"
    STOP = "stop", "Stop: it should not go ahead"
