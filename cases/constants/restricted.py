"""What concerns and serious incidents have in common: who was told, and how soon the council has to know."""

from django.db.models import TextChoices

# Working days within which the council is told (home improvement agency specification, 14.2; H13).
COUNCIL_TOLD_WITHIN = 1


class ToldWhom(TextChoices):
    """Whom somebody told. Telling the council is what the clock waits for."""

    COUNCIL = "council", "The council’s protection team"
    POLICE = "police", "The police"
    AMBULANCE = "ambulance", "The ambulance service or a hospital"
    HEALTH = "health", "A doctor, nurse or health visitor"
    OWN = "own", "Somebody of our own organisation"
    REGULATOR = "regulator", "A regulator, such as the Care Inspectorate, the CQC or the HSE"
    OTHER = "other", "Somebody else"


class Safety(TextChoices):
    SAFE = "safe", "Safe for now"
    NOT_SAFE = "not_safe", "Not safe now"
    NOT_KNOWN = "not_known", "Not known"


class EntryKind(TextChoices):
    TOLD = "told", "Told"
    UPDATE = "update", "Update"
