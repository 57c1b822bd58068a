"""Words that every partner shares: nations, tenures of homes, tiers of need (protocol, Roles and responsibilities)."""

from django.db.models import TextChoices

from core.working_days import Calendar


class Nation(TextChoices):
    """Whose law holds where a home stands: its working days, and its funding regime."""

    SCOTLAND = "scotland", "Scotland"
    ENGLAND = "england", "England"

    @property
    def calendar(self) -> Calendar:
        return Calendar.SCOTLAND if self is Nation.SCOTLAND else Calendar.ENGLAND


class Tenure(TextChoices):
    OWNER = "owner", "Owner-occupied"
    PRIVATE_RENT = "private_rent", "Private rent"
    COUNCIL = "council", "Council tenancy"
    HOUSING_ASSOCIATION = "housing_association", "Housing association tenancy"


class Tier(TextChoices):
    """How much assessment a need asks for. Compare tiers by `rank`, never by their text."""

    DIRECT_ACCESS = "direct_access", "Direct access"
    SIMPLE = "simple", "Simple"
    MODERATE = "moderate", "Moderate"
    COMPLEX = "complex", "Complex"

    @property
    def rank(self) -> int:
        """0 for direct access up to 3 for complex."""
        return _RANKS[self]


_RANKS = {tier: place for place, tier in enumerate(Tier)}
