"""The verbs of sessions: schedule, book, wait, attend, write down how it went."""

from training_sessions.services.areas import book_area, book_area_for_date, cancel_area_booking
from training_sessions.services.attendance import mark, mark_by_code
from training_sessions.services.booking import accept_offer, apologise, book, decline_offer, hand_on, leave_queue
from training_sessions.services.pairing import substitute
from training_sessions.services.scheduling import (
    DateSlot,
    add_date,
    cancel,
    change_date,
    change_session,
    close_booking,
    hold,
    open_booking,
    schedule,
)
from training_sessions.services.teaching import write_log

__all__ = [
    "DateSlot",
    "accept_offer",
    "add_date",
    "apologise",
    "book",
    "book_area",
    "book_area_for_date",
    "cancel",
    "cancel_area_booking",
    "change_date",
    "change_session",
    "close_booking",
    "decline_offer",
    "hand_on",
    "hold",
    "leave_queue",
    "mark",
    "mark_by_code",
    "open_booking",
    "schedule",
    "substitute",
    "write_log",
]
