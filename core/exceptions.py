"""Refusals that any app may raise. A refusal is a sentence for a person, and a code for a machine."""


class Refused(Exception):
    """A rule of the domain says no. `str()` is a sentence that may be shown; `code` names the rule."""

    code = "refused"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code:
            self.code = code


class TransitionNotAllowed(Refused):
    """The verb is not allowed from the state the record is in now."""

    code = "transition_not_allowed"


class ImmutableRecord(Exception):
    """Somebody tried to change or delete a record that never changes. A programming error, not a refusal."""
