"""What changed for the person (P3, M4)."""

from django.db.models import TextChoices


class Met(TextChoices):
    """How far the person's goals were met."""

    MET = "met", "Met"
    PARTLY = "partly_met", "Partly met"
    NOT_MET = "not_met", "Not met"


class ServiceOutcome(TextChoices):
    """One of the four service outcomes of the protocol (Performance), for this person."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_APPLICABLE = "not_applicable", "Did not apply"
