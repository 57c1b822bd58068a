"""What asking a register elsewhere refuses."""

from core.exceptions import Refused


class RegisterNotReached(Refused):
    """The register elsewhere gave no answer that can be acted on, so nothing was decided."""

    code = "register_not_reached"


class ChangedMeanwhile(Refused):
    """What the register elsewhere was asked about is not the same any more."""

    code = "changed_meanwhile"


class NumberNotPossible(Refused):
    """A number on the register is somebody's, and nobody else's."""

    code = "number_not_possible"


class NoRegisterNumber(Refused):
    """A register elsewhere can be asked only about somebody whose number there is recorded."""

    code = "no_register_number"
