"""How soon something must be done, and how that is counted (home improvement agency specification, 6 and 14.2)."""

from django.db.models import TextChoices


class Measured(TextChoices):
    """What a service standard measures. A clock of each kind starts when that kind of thing begins to wait."""

    RESPONSE = "response", "Response to a referral"
    VISIT = "visit", "Visit to the home"
    INCIDENT = "incident", "Incident told to the council"
    URGENT_NOTICE = "urgent_notice", "Danger told to an authority"
    RESULTS = "results", "Results of a Housing MOT given to the person"


# What a referral sets going.
STARTED_BY_A_REFERRAL = (Measured.RESPONSE, Measured.VISIT)


class CountedIn(TextChoices):
    """How a standard counts. Elapsed hours go through the night; the others through working days alone."""

    ELAPSED_HOURS = "elapsed_hours", "Hours as they pass, nights and holidays too"
    OFFICE_HOURS = "office_hours", "Office hours"
    WORKING_DAYS = "working_days", "Working days"


UNITS = {
    CountedIn.ELAPSED_HOURS: ("hour", "hours"),
    CountedIn.OFFICE_HOURS: ("office hour", "office hours"),
    CountedIn.WORKING_DAYS: ("working day", "working days"),
}


class Weekday(TextChoices):
    """A day of the week, by the number that the calendar gives it."""

    MONDAY = "0", "Monday"
    TUESDAY = "1", "Tuesday"
    WEDNESDAY = "2", "Wednesday"
    THURSDAY = "3", "Thursday"
    FRIDAY = "4", "Friday"
    SATURDAY = "5", "Saturday"
    SUNDAY = "6", "Sunday"


class ClockState(TextChoices):
    """Where a clock stands. Nobody sets it: it follows from what was done, and from the time."""

    RUNNING = "running", "Waiting"
    OVERDUE = "overdue", "Overdue"
    MET = "met", "Met"
    MISSED = "missed", "Done late"
    ENDED = "ended", "The case closed first"


class MissCause(TextChoices):
    """Why something was late, as a person judges it."""

    PERSON_ASKED = "person_asked", "The person asked for a later time"
    NOT_REACHED = "not_reached", "We tried in time, and nobody could be reached"
    AWAY = "away", "The person was in hospital or away"
    STAFF = "staff", "We had too few staff"
    TOLD_LATE = "told_late", "It came to us late, or with something missing"
    WEATHER = "weather", "Weather or travel"
    MISTAKE = "mistake", "A mistake of ours"
    OTHER = "other", "Another reason"
