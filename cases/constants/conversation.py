"""The words of the housing conversation."""

from django.db.models import TextChoices


class Considered(TextChoices):
    """What came of talking about a solution other than an adaptation."""

    PURSUE = "pursue", "Worth pursuing"
    LATER = "later", "Perhaps later"
    NOT_RIGHT = "not_right", "Not right for this person"


class Capacity(TextChoices):
    """Who decides in this conversation."""

    DECIDES = "decides", "The person decides for themselves"
    SUPPORTED = "supported", "The person decides, with support"
    REPRESENTED = "represented", "Somebody with legal powers decides"
