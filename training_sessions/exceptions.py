"""What the rules of sessions refuse, each with the rule's own name."""

from core.exceptions import Refused


class NotAllowedHere(Refused):
    """This person may not do this."""

    code = "not_allowed_here"


class SessionUnusable(Refused):
    """The times, places or lessons of a session do not fit together."""

    code = "session_unusable"


class PairRefused(Refused):
    """These two may not lead this session together (T6). The sentence names the rule and who could be asked."""

    code = "pair_refused"


class NotBookable(Refused):
    """This session takes no bookings now, or not from this person."""

    code = "not_bookable"


class OfferGone(Refused):
    """The offered place is not there any more."""

    code = "offer_gone"


class AttendanceRefused(Refused):
    """This attendance cannot be marked, or not like this."""

    code = "attendance_refused"


class ReasonMissing(Refused):
    """A late marking or a correction says why."""

    code = "reason_missing"


class AreaTaken(Refused):
    """Somebody has the demonstration area at that time."""

    code = "area_taken"
