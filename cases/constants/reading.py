"""Why somebody reads a person's record, and what makes a reading worth a second look (R1)."""

from django.db.models import TextChoices


class ReadAs(TextChoices):
    """By which task somebody opened a record. Whoever has none of the others gives a reason first."""

    OWNER = "owner", "Owns the case"
    MANAGER = "manager", "Manages the service"
    WORKS_ON_IT = "works_on_it", "Has worked on the case"
    NAMED = "named", "Is named for something in the case"
    DELIVERY = "delivery", "Orders and hand-overs are for every caseworker of the team"
    AUTHORISER = "authoriser", "May be asked to authorise or review a solution"
    THERAPIST = "therapist", "Asked as an occupational therapist"
    BUDGET = "budget", "Holds a budget that may pay"
    READER = "reader", "Named to read the answers of direct access"
    STATED = "stated", "Gave a reason"
    PARTNER = "partner", "Works for a partner that may be told"


class StatedWhy(TextChoices):
    """Why somebody without a task in a case opens it all the same."""

    COVER = "cover", "I stand in for the owner"
    CONTACT = "contact", "The person, or somebody for them, has been in touch"
    ASKED = "asked", "The owner or a manager asked me"
    SAFETY = "safety", "Somebody may be in danger"
    OTHER = "other", "Another reason"


class Unusual(TextChoices):
    """What a manager looks at first. None of it says that anything was wrong."""

    STATED = "stated", "Gave a reason first"
    TIE = "tie", "Has told us of a private tie to the person"
    HOURS = "hours", "At night or at the weekend"
    CLOSED = "closed", "The case was closed"


# Readings outside these hours, or at the weekend, are shown as unusual.
FROM_HOUR, UNTIL_HOUR = 7, 20

# Somebody who opens more different records than this in a day is named on the managers' page.
MANY_RECORDS = 25

# What a page is called in the list of who has read a record; others go by the words of their address.
PAGES = {
    "case": "The case",
    "line": "A solution",
    "history": "History",
    "shared": "As a partner sees it",
    "readings": "Who has read it",
    "conversation": "Conversation",
}
