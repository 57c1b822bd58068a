"""Looking again at what somebody authorised who was suspended or revoked since (P12)."""

from django.db.models import TextChoices

from accreditation.constants import DecisionKind

# How many working days a competent person has to look at a line whose authoriser was suspended or revoked (P12).
REVIEW_DAYS = 5


# The register's decisions after which what somebody authorised is looked at again.
REVIEWED_AFTER = (DecisionKind.SUSPENDED, DecisionKind.REVOKED)


# Something else after which it is: the register elsewhere was away and its offline copy allowed it (A6).
OUTAGE = "outage"
WHY_REVIEWED = [
    *((kind.value, kind.label) for kind in REVIEWED_AFTER),
    (OUTAGE, "Allowed while the register was away, which would refuse it now"),
]


class ReviewDecision(TextChoices):
    CONFIRM = "confirm", "Confirm: it is still right"
    CHANGE = "change", "Change: assess it again"
    STOP = "stop", "Stop: it should not go ahead"
