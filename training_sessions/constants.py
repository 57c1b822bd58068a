from datetime import timedelta

from django.db.models import TextChoices

from people.constants import Role


class SessionState(TextChoices):
    PLANNED = "planned", "Planned"
    OPEN = "open", "Open for booking"
    CLOSED = "booking_closed", "Booking closed"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


# A session that is still to come, and may be changed or cancelled.
AHEAD = frozenset({SessionState.PLANNED, SessionState.OPEN, SessionState.CLOSED})
# A session at which people can be marked as there.
ATTENDED = frozenset({SessionState.OPEN, SessionState.CLOSED, SessionState.HELD})


class Delivery(TextChoices):
    """How a module reached somebody. It changes nothing about the completion (T4)."""

    ONLINE = "online", "Online"
    ROOM = "room", "In the room"
    MIXED = "mixed", "Partly in the room, partly online"


# A session takes place in a room; it teaches the whole module there, or a part of it.
SESSION_DELIVERIES = [(one.value, one.label) for one in (Delivery.ROOM, Delivery.MIXED)]


class AreaKind(TextChoices):
    STAIRLIFT = "stairlift", "Stairlift"
    BATHROOM = "bathroom", "Bathroom"
    KITCHEN = "kitchen", "Kitchen"
    TELECARE = "telecare", "Telecare"
    BEDROOM = "bedroom", "Bedroom"
    OTHER = "other", "Other"


class BookingState(TextChoices):
    BOOKED = "booked", "Booked"
    WAITING = "waiting", "On the waiting list"
    OFFERED = "offered", "Offered a place"
    APOLOGISED = "apologised", "Cannot come"
    HANDED_ON = "handed_on", "Place given to a colleague"
    LEFT = "left", "Left the waiting list"


# Takes up one of the places.
HOLDS_PLACE = frozenset({BookingState.BOOKED, BookingState.OFFERED})
LIVE = HOLDS_PLACE | {BookingState.WAITING}


class MoveKind(TextChoices):
    """What happened to a booking."""

    BOOKED = "booked", "Booked a place"
    QUEUED = "queued", "Joined the waiting list"
    OFFERED = "offered", "Was offered a place"
    ACCEPTED = "accepted", "Took the offered place"
    DECLINED = "declined", "Turned the offered place down"
    LAPSED = "lapsed", "The offer ran out"
    LEFT = "left", "Left the waiting list"
    APOLOGISED = "apologised", "Apologised in time"
    APOLOGISED_LATE = "apologised_late", "Apologised late"
    HANDED_ON = "handed_on", "Gave the place to a colleague"
    TOOK_OVER = "took_over", "Took over a colleague’s place"


class AttendanceStatus(TextChoices):
    PRESENT = "present", "There"
    PARTLY = "partly", "There for a part"
    ABSENT = "absent", "Not there"


class MarkedBy(TextChoices):
    """How an attendance was marked."""

    CODE = "code", "Code on the screen"
    LIST = "list", "Trainer’s list"
    SHEET = "sheet", "Printed sheet or file"


# Who may schedule, change and cancel sessions, open and close their booking, and book demonstration areas.
SCHEDULERS = frozenset({Role.EDITOR, Role.GOVERNANCE, Role.TRAINER})
# Who sees each organisation's trainer days and who has trained with whom (T12).
SEES_SHARES = (Role.GOVERNANCE, Role.MANAGER)

OFFER_HOURS = 48
CUT_OFF_HOURS = 48
# Marking somebody later than this after the session needs a reason.
LATE_MARKING = timedelta(days=7)
# The attendance code changes every minute; the two before it are still taken, for slow hands and slow phones.
CODE_SECONDS = 60
CODES_TAKEN = 3
# How long before its start a session's code is shown and taken, and how long after its end.
CODE_OPENS_BEFORE = timedelta(minutes=60)
CODE_CLOSES_AFTER = timedelta(minutes=30)
# A session of this length or more is a trainer day, a shorter one half a day (T12).
WHOLE_DAY = timedelta(hours=4)
# A year of promised trainer days begins in this month.
YEAR_BEGINS_IN_MONTH = 4
NAMED_ALTERNATIVES = 3
