"""Ask a Threshold register whether somebody may authorise a housing adaptation, and never take a doubt for a yes."""

from threshold_register.answers import Answer, Question, Reason
from threshold_register.errors import NotPermitted, NotTrusted, Refused, RegisterError, Unreachable
from threshold_register.register import Register
from threshold_register.webhooks import verify_webhook

__all__ = [
    "Answer",
    "NotPermitted",
    "NotTrusted",
    "Question",
    "Reason",
    "Refused",
    "Register",
    "RegisterError",
    "Unreachable",
    "verify_webhook",
]
