from training_sessions.models.attendance import Attendance
from training_sessions.models.booking import Booking, BookingMove, Invitation
from training_sessions.models.place import AreaBooking, DemonstrationArea, Place
from training_sessions.models.session import Session, SessionDate, SessionPair
from training_sessions.models.teaching import SessionLog, TrainerPromise

__all__ = [
    "AreaBooking",
    "Attendance",
    "Booking",
    "BookingMove",
    "DemonstrationArea",
    "Invitation",
    "Place",
    "Session",
    "SessionDate",
    "SessionLog",
    "SessionPair",
    "TrainerPromise",
]
