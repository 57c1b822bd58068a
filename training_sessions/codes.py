"""The code on the trainers' screen that says “I am here”. It is signed, changes, and belongs to one date (T5).

Nothing is stored: the code follows from the date, the minute and the product's secret key, so a code from another
date, or one passed on by telephone after its time, says nothing.
"""

from datetime import UTC, datetime

from django.utils.crypto import constant_time_compare, salted_hmac

from training_sessions.constants import CODE_CLOSES_AFTER, CODE_OPENS_BEFORE, CODE_SECONDS, CODES_TAKEN
from training_sessions.models import SessionDate

# No letters that look like digits, none that are read out alike on a bad line.
ALPHABET = "234679CDFHJKMPRTVWXY"
LENGTH = 6
SALT = "training_sessions.attendance"


def is_shown(date: SessionDate, now: datetime) -> bool:
    """Whether the date is near enough for its code to be shown and taken."""
    return date.starts_at - CODE_OPENS_BEFORE <= now <= date.ends_at + CODE_CLOSES_AFTER


def code_at(date: SessionDate, now: datetime) -> str:
    return _code(date, _turn(now))


def changes_at(now: datetime) -> datetime:
    """When the next code takes over."""
    return datetime.fromtimestamp((_turn(now) + 1) * CODE_SECONDS, tz=UTC)


def is_right(date: SessionDate, given: str, now: datetime) -> bool:
    """Whether this is the date's code now, or one of the last few."""
    tidied = "".join(letter for letter in given.upper() if letter in ALPHABET)
    turns = range(_turn(now), _turn(now) - CODES_TAKEN, -1)
    return is_shown(date, now) and any(constant_time_compare(tidied, _code(date, turn)) for turn in turns)


def _turn(now: datetime) -> int:
    return int(now.timestamp()) // CODE_SECONDS


def _code(date: SessionDate, turn: int) -> str:
    number = int.from_bytes(salted_hmac(SALT, f"{date.uid}:{turn}", algorithm="sha256").digest())
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
