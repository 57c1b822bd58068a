from stories.models.consent import Appearance, Consent, ConsentWording
from stories.models.recording import Recording
from stories.models.story import Need, Story, Theme
from stories.models.version import StoryVersion, Viewing

__all__ = [
    "Appearance",
    "Consent",
    "ConsentWording",
    "Need",
    "Recording",
    "Story",
    "StoryVersion",
    "Theme",
    "Viewing",
]
