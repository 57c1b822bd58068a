"""How people are asked what they think when something has been handed over (H11, E1)."""

from django.db.models import TextChoices

from cases.constants.people import ContactRoute


class FilledInBy(TextChoices):
    """Who filled it in. Staff who read it aloud write down what they hear."""

    PERSON = "person", "The person it was for"
    CARER = "carer", "A carer or somebody of the family"
    ADVOCATE = "advocate", "An advocate or friend"
    STAFF = "staff", "Staff who read it aloud"


class AnsweredHow(TextChoices):
    LINK = "link", "By the link"
    PAPER = "paper", "On paper"
    TELEPHONE = "telephone", "By telephone"


class SentHow(TextChoices):
    EMAIL = "email", "By e-mail"
    LETTER = "letter", "By letter"
    NOT_SENT = "not_sent", "Not sent yet"


# What is asked before it is sent in this way (cases/contact.py).
SENT_BY = {SentHow.EMAIL: ContactRoute.EMAIL, SentHow.LETTER: ContactRoute.LETTER}

# Signs of a code on paper: none that is mistaken for another.
CODE_SIGNS = "BCDFGHJKLMNPQRSTVWXZ23456789"
CODE_LENGTH = 8
