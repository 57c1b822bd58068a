"""What runs beside a case refuses: concerns, complaints, holds, questionnaires."""

from core.exceptions import Refused


class KeptFromYou(Refused):
    """A restricted record is acted on by its few readers alone."""

    code = "kept_from_you"


class NobodyLeftToRead(Refused):
    """Kept from its only reader, a record would be read by nobody."""

    code = "nobody_left_to_read"


class LateWithoutReason(Refused):
    """What was done after its due day says why."""

    code = "late_without_reason"


class CouncilNotTold(Refused):
    """A concern or incident ends once the council knows of it."""

    code = "council_not_told"


class NotWhole(Refused):
    """Something that must be said is missing or cannot be so."""

    code = "not_whole"


class OnHold(Refused):
    """A hold pauses this step. The sentence names the hold, so that nobody has to guess."""

    code = "on_hold"


class AlreadyOnHold(Refused):
    """One hold stands for a case or a solution at a time."""

    code = "already_on_hold"


class ProcedureMissing(Refused):
    """The dated complaints procedure that is needed is not set."""

    code = "procedure_missing"


class AlreadyAnsweredHere(Refused):
    """A questionnaire is answered once."""

    code = "already_answered"
