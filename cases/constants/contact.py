"""Contacts with a person, and visits to the home."""

from django.db.models import TextChoices

from core.states import Life, Step


class ContactHow(TextChoices):
    """By which way. What a machine sends is no contact by a human being, and answers no referral (H2)."""

    TELEPHONE = "telephone", "Telephone"
    IN_PERSON = "in_person", "In person"
    VIDEO = "video", "Video call"
    LETTER = "letter", "Letter that somebody wrote"
    EMAIL = "email", "E-mail that somebody wrote"
    TEXT = "text", "Text message that somebody wrote"
    AUTOMATIC_EMAIL = "automatic_email", "Automatic e-mail"
    AUTOMATIC_TEXT = "automatic_text", "Automatic text message"


AUTOMATIC = frozenset({ContactHow.AUTOMATIC_EMAIL, ContactHow.AUTOMATIC_TEXT})


class ContactCame(TextChoices):
    """What came of it. A telephone that nobody answers is an attempt, not a response."""

    SPOKE = "spoke", "We spoke with each other"
    LEFT = "left", "A message was left or sent"
    NO_ANSWER = "no_answer", "Nobody answered"


class ContactWith(TextChoices):
    PERSON = "person", "The person"
    CARER = "carer", "A carer or relative"
    REPRESENTATIVE = "representative", "An attorney, guardian, deputy or advocate"
    REFERRER = "referrer", "Whoever referred them"
    OTHER = "other", "Somebody else"


class HomeVisitState(TextChoices):
    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed"
    MADE = "made", "Made"
    FAILED = "failed", "Failed"
    CALLED_OFF = "called_off", "Called off"


class HomeVisitFailed(TextChoices):
    """Why somebody went and did not get to visit."""

    NO_ANSWER = "no_answer", "Nobody answered the door"
    UNWELL = "unwell", "The person was unwell, or in hospital"
    NOT_CONVENIENT = "not_convenient", "The person was in, and it did not suit"
    NOT_SAFE = "not_safe", "It was not safe to go in"
    WE_DID_NOT_COME = "we_did_not_come", "We did not come"
    OTHER = "other", "Another reason"


HOME_VISIT = Life(
    slug="home-visit",
    title="States of a visit to a home",
    states=HomeVisitState,
    steps={
        "propose": Step(
            words="propose",
            allowed_from=frozenset(),
            to=HomeVisitState.PROPOSED,
            by="a caseworker of the case's organisation; outside office hours only when the person asks for it",
        ),
        "agree": Step(
            words="agree",
            allowed_from=frozenset({HomeVisitState.PROPOSED}),
            to=HomeVisitState.AGREED,
            by="a caseworker, once the person has said yes",
        ),
        "make": Step(
            words="record",
            allowed_from=frozenset({HomeVisitState.PROPOSED, HomeVisitState.AGREED}),
            to=HomeVisitState.MADE,
            by="whoever went",
        ),
        "fail": Step(
            words="record as failed",
            allowed_from=frozenset({HomeVisitState.PROPOSED, HomeVisitState.AGREED}),
            to=HomeVisitState.FAILED,
            by="whoever went, with the reason",
        ),
        "call off": Step(
            words="call off",
            allowed_from=frozenset({HomeVisitState.PROPOSED, HomeVisitState.AGREED}),
            to=HomeVisitState.CALLED_OFF,
            by="a caseworker, with the reason; the mark that the person died or moved away; the close of the case",
        ),
    },
    notes=("Another time is another visit: what was agreed stays as it was agreed.",),
)
WAITING_HOME_VISITS = frozenset({HomeVisitState.PROPOSED, HomeVisitState.AGREED})
