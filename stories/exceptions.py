from core.exceptions import Refused


class ConsentAlreadyWithdrawn(Refused):
    """Consent is withdrawn once; what follows is a new consent."""

    code = "consent_already_withdrawn"


class ConsentKindDoesNotFit(Refused):
    """An invented story rests on no person's consent, and a person's story on nothing else."""

    code = "consent_kind_does_not_fit"


class ConsentNotWhole(Refused):
    """A person's consent says for what, in which words, how it was given and where the proof is kept."""

    code = "consent_not_whole"


class AppearanceNotCurrent(Refused):
    """The person is not in the story, or no longer."""

    code = "appearance_not_current"


class StoryNotReady(Refused):
    """A consent, captions or a transcript are missing, so the story is not shown."""

    code = "story_not_ready"


class RecordingUnfit(Refused):
    """The recording, its captions or its transcript cannot be shown as they are."""

    code = "recording_unfit"


class StoryFileUnusable(Refused):
    """The file says something that a story cannot be."""

    code = "story_file_unusable"
