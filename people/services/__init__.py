"""Changes to who people are. Each refuses in words, and writes its audit event in the same transaction."""

from people.services.employing import (
    add_organisation,
    add_person,
    add_word,
    employ,
    ensure_role,
    grant_role,
    second,
    withdraw_role,
)
from people.services.fitness import (
    end_experience,
    end_registration,
    end_staff_check,
    record_experience,
    record_registration,
    record_staff_check,
)
from people.services.reminding import remind_of_rechecks

__all__ = [
    "add_organisation",
    "add_person",
    "add_word",
    "employ",
    "end_experience",
    "end_registration",
    "end_staff_check",
    "ensure_role",
    "grant_role",
    "record_experience",
    "record_registration",
    "record_staff_check",
    "remind_of_rechecks",
    "second",
    "withdraw_role",
]
