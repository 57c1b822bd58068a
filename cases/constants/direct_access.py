"""The short ways: direct access by the tenure's policy, and fast track for what cannot wait (P6)."""

from django.db.models import TextChoices


class WhyTurnedAway(TextChoices):
    """Why an item left a short way and goes by a case assessment."""

    RED_FLAG = "red_flag", "An answer raised a red flag"
    NOT_LISTED = "not_listed", "Not on the direct-access list for this tenure"
    READER = "reader", "Stopped by whoever read the answers"
    AUTHORISER = "authoriser", "Stopped by whoever was asked to authorise it"
    AT_THE_DOOR = "at_the_door", "Stopped at the door by whoever came to fit it"


class FastTrackReason(TextChoices):
    """For whom the ordinary way is too long (protocol, Direct Access: recognised and agreed needs)."""

    PALLIATIVE = "palliative", "The person is near the end of life"
    PROGRESSIVE = "progressive", "Their condition is getting worse quickly"
    DISCHARGE = "discharge", "They are coming home from hospital"
    REPEAT = "repeat", "A need that was agreed before"
