"""Which register the cases ask: the one that is kept here, or another deployment's over HTTP.

Whatever asks (`cases.register`) does not know which of the two it is.
"""

from django.conf import settings

from cases.registers.base import Asked, Competent, Register, Reply
from cases.registers.here import RegisterHere

__all__ = ["Asked", "Competent", "Register", "Reply", "chosen"]


def chosen() -> Register:
    """The register that the settings name."""
    if settings.REGISTER_ELSEWHERE is None:
        return RegisterHere()
    # The client of a register elsewhere is installed only where there is one.
    from cases.registers.elsewhere import RegisterElsewhere

    return RegisterElsewhere(settings.REGISTER_ELSEWHERE)
