from django.db.models import TextChoices


class ConsentKind(TextChoices):
    PERSON = "person", "A person agreed"
    MADE_FOR_TRAINING = "made_for_training", "Made for training: not a real person"


class Part(TextChoices):
    """How somebody comes to be in a story. Each of them is asked, not the teller alone (S2)."""

    TELLER = "teller", "Tells their own story"
    FAMILY = "family", "Family or friend who appears or is named"
    HOME = "home", "Lives in the home that is shown"
    STAFF = "staff", "Member of staff who appears"


class Use(TextChoices):
    """What somebody agreed that a story may be used for."""

    TRAINING = "training", "Training people who work in housing, health and care"
    EVALUATION = "evaluation", "Reports on how well the services work"
    PUBLIC_WEB = "public_web", "The public website"


class How(TextChoices):
    PAPER = "paper", "Signed on paper"
    RECORDED = "recorded", "Said and recorded"
    ONLINE = "online", "Agreed online"


# Editors are told this many days before a consent ends.
WARNING_DAYS = 30
