from core.exceptions import Refused


class ConsentAlreadyWithdrawn(Refused):
    """Consent is withdrawn once; what follows is a new consent."""

    code = "consent_already_withdrawn"


class ConsentKindDoesNotFit(Refused):
    """An invented story rests on no person's consent, and a person's story on nothing else."""

    code = "consent_kind_does_not_fit"


class StoryFileUnusable(Refused):
    """The file says something that a story cannot be."""

    code = "story_file_unusable"
