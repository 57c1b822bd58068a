"""Complaints and compliments (home improvement agency specification, 4.1 g and 14.2; H12)."""

from django.db.models import TextChoices

from cases.constants.people import ContactRoute
from core.states import Life, Step


class Whose(TextChoices):
    """By whose procedure a complaint is answered, and whose is given to the person."""

    PROVIDER = "provider", "The provider’s own"
    COUNCIL = "council", "The council’s"


class FeedbackKind(TextChoices):
    COMPLAINT = "complaint", "Complaint"
    COMPLIMENT = "compliment", "Compliment"


class ReceivedBy(TextChoices):
    """By which route it came in. Every route counts."""

    TELEPHONE = "telephone", "By telephone"
    IN_PERSON = "in_person", "In person"
    LETTER = "letter", "By letter"
    EMAIL = "email", "By e-mail"
    FORM = "form", "By a form or questionnaire"
    COUNCIL = "council", "Through the council or a councillor"
    ADVOCATE = "advocate", "Through an advocate or adviser"
    OTHER = "other", "In another way"


class FromWhom(TextChoices):
    PERSON = "person", "The person"
    FAMILY = "family", "Family or a carer"
    NEIGHBOUR = "neighbour", "A neighbour or member of the public"
    PARTNER = "partner", "Another organisation"


class ComplaintState(TextChoices):
    RECEIVED = "received", "Being looked into"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"
    NOTED = "noted", "Passed on"


class StageOutcome(TextChoices):
    UPHELD = "upheld", "Upheld"
    PARTLY = "partly", "Partly upheld"
    NOT_UPHELD = "not_upheld", "Not upheld"
    RESOLVED = "resolved", "Put right, without a finding"


class GivenHow(TextChoices):
    BY_HAND = "by_hand", "By hand"
    POST = "post", "By post"
    EMAIL = "email", "By e-mail"


# What is asked before it is given in this way (cases/contact.py).
GIVEN_BY = {
    GivenHow.BY_HAND: ContactRoute.VISIT,
    GivenHow.POST: ContactRoute.LETTER,
    GivenHow.EMAIL: ContactRoute.EMAIL,
}

STAFF = "a caseworker or manager of the organisation"

COMPLAINT_LIFE = Life(
    slug="complaint",
    title="States of a complaint or compliment",
    states=ComplaintState,
    steps={
        "receive": Step(
            words="receive",
            allowed_from=frozenset(),
            to=ComplaintState.RECEIVED,
            by=f"{STAFF}, by whatever route it came",
        ),
        "note": Step(
            words="pass on",
            allowed_from=frozenset(),
            to=ComplaintState.NOTED,
            by=f"{STAFF}: a compliment, which has no stages",
        ),
        "acknowledge": Step(
            words="acknowledge",
            allowed_from=frozenset({ComplaintState.RECEIVED}),
            to=ComplaintState.RECEIVED,
            by=STAFF,
        ),
        "extend": Step(
            words="give more time to",
            allowed_from=frozenset({ComplaintState.RECEIVED}),
            to=ComplaintState.RECEIVED,
            by=f"{STAFF}, with the reason, within what the procedure allows",
        ),
        "answer": Step(
            words="answer", allowed_from=frozenset({ComplaintState.RECEIVED}), to=ComplaintState.ANSWERED, by=STAFF
        ),
        "take_further": Step(
            words="take further",
            allowed_from=frozenset({ComplaintState.ANSWERED}),
            to=ComplaintState.RECEIVED,
            by=f"{STAFF}, when whoever complained asks for the next stage",
        ),
        "close": Step(
            words="close",
            allowed_from=frozenset({ComplaintState.ANSWERED}),
            to=ComplaintState.CLOSED,
            by=f"{STAFF}, with what was learned",
        ),
    },
    notes=(
        "Each stage is due in working days by the calendar of the home, from the day of receipt, and keeps that "
        "calendar. An answer after its day says why.",
        "The second stage is answered by somebody who did not answer the first.",
        "A complaint holds up nothing in the case.",
    ),
)
