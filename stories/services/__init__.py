from stories.services.consent import (
    end_appearance,
    make_wording,
    note_appearance,
    record_consent,
    tell_of_endings,
    withdraw_consent,
)
from stories.services.loading import load_stories
from stories.services.publishing import publish_story
from stories.services.viewing import note_viewings

__all__ = [
    "end_appearance",
    "load_stories",
    "make_wording",
    "note_appearance",
    "note_viewings",
    "publish_story",
    "record_consent",
    "tell_of_endings",
    "withdraw_consent",
]
