"""The directory of other services, in the words of Open Referral UK 3.0 where it has one (H10).

A state takes the values of its `status`; a topic is its taxonomy term, a service's topic its attribute.
"""

from dataclasses import dataclass

from django.db.models import TextChoices

from cases.constants.people import ContactRoute
from core.states import Life, Step


class ListingState(TextChoices):
    ACTIVE = "active", "In use"
    INACTIVE = "inactive", "Out of use"


class Topic(TextChoices):
    """What somebody may need that an adaptation does not give."""

    COMPANY = "company", "Company and getting out"
    CARERS = "carers", "Help for carers"
    MONEY = "money", "Money and benefits"
    WARMTH = "warmth", "A warm home and energy bills"
    REPAIRS = "repairs", "Repairs and gardening"
    FALLS = "falls", "Falls and keeping active"
    MEALS = "meals", "Meals and shopping"
    TRANSPORT = "transport", "Transport"
    SIGHT_HEARING = "sight_hearing", "Sight and hearing"
    MEMORY = "memory", "Memory and dementia"
    MIND = "mind", "Worry and low mood"
    ADVICE = "advice", "Legal and housing advice"
    SAFETY = "safety", "Feeling safe at home"


class ToldHow(TextChoices):
    """How somebody was told of a service."""

    IN_PERSON = "in_person", "In person"
    PRINTED = "printed", "In person, with the printed page"
    TELEPHONE = "telephone", "By telephone"
    LETTER = "letter", "The printed page by post"


# What reaches the person from outside, and so asks whether it may.
SENT_BY = {ToldHow.TELEPHONE: ContactRoute.TELEPHONE, ToldHow.LETTER: ContactRoute.LETTER}


class Answered(TextChoices):
    """What the person makes of it."""

    WANTS = "wants", "Wants to try it"
    THINKS = "thinks", "Wants to think about it"
    DECLINES = "declines", "Does not want it"


class GotThere(TextChoices):
    """What came of it when somebody asked later."""

    YES = "yes", "Got there"
    NOT_YET = "not_yet", "Not yet"
    TURNED_AWAY = "turned_away", "The service could not help"
    GAVE_UP = "gave_up", "No longer wants it"
    NOT_KNOWN = "not_known", "Could not be asked"


# How long an entry counts as right after somebody confirmed it.
CONFIRMED_FOR_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How somebody narrows the directory. Empty: everything that is in use."""

    search: str = ""
    topic: str = ""
    locality: int | None = None
    age: int | None = None
    shown: str = "active"


LISTED_SERVICE_LIFE = Life(
    slug="listed-service",
    title="States of a service in the directory",
    states=ListingState,
    steps={
        "add": Step(
            words="add",
            allowed_from=frozenset(),
            to=ListingState.ACTIVE,
            by="a manager of any partner",
        ),
        "change": Step(
            words="change",
            allowed_from=frozenset({ListingState.ACTIVE}),
            to=ListingState.ACTIVE,
            by="a manager of any partner",
        ),
        "confirm": Step(
            words="confirm",
            allowed_from=frozenset({ListingState.ACTIVE}),
            to=ListingState.ACTIVE,
            by="a manager of any partner, who has asked the service",
        ),
        "retire": Step(
            words="put out of use",
            allowed_from=frozenset({ListingState.ACTIVE}),
            to=ListingState.INACTIVE,
            by="a manager of any partner, with the reason",
        ),
        "bring-back": Step(
            words="bring back",
            allowed_from=frozenset({ListingState.INACTIVE}),
            to=ListingState.ACTIVE,
            by="a manager of any partner, who has asked the service",
        ),
    },
    notes=(
        "Nothing ends by itself: an entry that nobody confirmed for twelve months says so wherever it is shown.",
        "What was suggested to a person keeps the words of its day, whatever becomes of the entry.",
    ),
)
