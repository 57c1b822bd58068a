"""Why a case got a new owner (P12)."""

from django.db.models import TextChoices


class HandoverWhy(TextChoices):
    ASKED = "asked", "Handed over"
    SUSPENDED = "suspended", "The owner’s accreditation was suspended"
    REVOKED = "revoked", "The owner lost their accreditation"


# By rule, and so looked at by a manager afterwards.
BY_RULE = frozenset({HandoverWhy.SUSPENDED, HandoverWhy.REVOKED})
