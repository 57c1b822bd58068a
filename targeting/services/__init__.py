"""Changes: rules, reminders, enrolling many at once."""

from targeting.services.bulk import Line, enrol_lines, look_through
from targeting.services.reminders import send_digests, send_reminders
from targeting.services.rules import require_confirmed, save_rule

__all__ = [
    "Line",
    "enrol_lines",
    "look_through",
    "require_confirmed",
    "save_rule",
    "send_digests",
    "send_reminders",
]
