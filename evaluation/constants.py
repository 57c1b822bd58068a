from django.db.models import TextChoices


class Purpose(TextChoices):
    """Who is asked, and when. There is one questionnaire for each."""

    REACTION = "reaction", "Learners, after completing a module or attending a session"
    LEARNER = "learner", "Learners, after three months at work"
    MANAGER = "manager", "Line managers, after three months"
    TRAINER = "trainer", "Trainers, about a module"
    SATISFACTION = "satisfaction", "People and carers, when something has been handed over"


class QuestionKind(TextChoices):
    SCALE = "scale", "Agree or disagree, from 1 to 5"
    CHOICE = "choice", "One of several answers"
    WORDS = "words", "In their own words"
    CONFIDENCE = "confidence", "How confident, for each learning outcome, before and now"


class Outcome(TextChoices):
    """What the governance group decides about a module."""

    KEEP = "keep", "Keep it as it is"
    CHANGE = "change", "Change it"
    WITHDRAW = "withdraw", "Withdraw it"


AGREEMENT = {5: "Strongly agree", 4: "Agree", 3: "Neither", 2: "Disagree", 1: "Strongly disagree"}
CONFIDENCE = {5: "Very confident", 4: "Confident", 3: "Fairly confident", 2: "Not very", 1: "Not at all"}

# A figure about fewer people than this is not shown: it could tell what one of them said.
SMALLEST_GROUP = 5

USE_AFTER_MONTHS = 3
# Completions older than this when the product first asks are left in peace.
USE_CATCH_UP_DAYS = 60
# Attendance may be marked a while after a session; for so long people are still asked about it.
SESSION_CATCH_UP_DAYS = 14
REMIND_AFTER_DAYS = 14
CLOSES_AFTER_DAYS = {Purpose.REACTION: 60, Purpose.LEARNER: 60, Purpose.MANAGER: 60, Purpose.TRAINER: 365}
# How many of the group must be present for a decision.
QUORUM = 2
