from core.models.daily import DailyRun
from core.models.immutable import ImmutableModel, ImmutableQuerySet
from core.models.media import PlatformDocument, PlatformImage, PlatformRendition
from core.models.outbox import OutboxEntry
from core.models.pages import PlatformPage

__all__ = [
    "DailyRun",
    "ImmutableModel",
    "ImmutableQuerySet",
    "OutboxEntry",
    "PlatformDocument",
    "PlatformImage",
    "PlatformPage",
    "PlatformRendition",
]
