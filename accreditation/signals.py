"""News of the register, sent inside the writing transaction; receivers write rows only."""

from django.dispatch import Signal

# Keywords: accreditation, decision.
accreditation_changed = Signal()
