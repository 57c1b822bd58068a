"""News of the register, sent inside the writing transaction; receivers write rows only."""

from django.dispatch import Signal

# Keywords: accreditation, decision.
accreditation_changed = Signal()

# Keywords: register_number, change_of. A change that counted a number and was no decision about an accreditation.
register_changed = Signal()
