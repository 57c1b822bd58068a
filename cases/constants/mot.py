"""The Housing MOT: a home safety assessment in eight areas (home improvement agency specification, 7)."""

from django.db.models import TextChoices


class MotArea(TextChoices):
    """The eight areas of 7.1.3, a to h. A Housing MOT is finished when each has been looked at."""

    HEALTH = "a", "Physical and mental health"
    HOME = "b", "The home: repairs, hoarding, suitability"
    SECURITY = "c", "Home security: risk of crime, safety measures"
    SAFETY = "d", "Personal safety in the home: fire, telephone, lighting"
    GETTING_AROUND = "e", "Getting around the home and garden: risk of falls"
    MANAGING = "f", "Managing in the home: technology, aids, equipment, adaptations"
    DAMP = "g", "Damp"
    HEATING = "h", "Heating"


class ForWhom(TextChoices):
    """Who may have a Housing MOT (7.1.1): adults, and disabled people of any age."""

    ADULT = "adult", "An adult"
    DISABLED_CHILD = "disabled_child", "A disabled person under 18"


class Likelihood(TextChoices):
    UNLIKELY = "unlikely", "It could happen, but is not likely"
    LIKELY = "likely", "It is likely to happen"
    HAPPENS = "happens", "It has happened, or could any day"


class Harm(TextChoices):
    MINOR = "minor", "A bruise or a fright"
    SERIOUS = "serious", "A hospital visit, or an illness"
    LIFE = "life", "Death, or an injury for life"


class Acknowledged(TextChoices):
    """How somebody said that they know what the survey cannot see, and that following the advice rests with them."""

    SIGNED = "signed", "Signed on paper"
    SAID = "said", "Said so, after it was read out"
    TELEPHONE = "telephone", "Said so by telephone"
    SUPPORTED = "supported", "Said so with help to understand, such as an interpreter or pictures"


class SharedHow(TextChoices):
    BY_HAND = "by_hand", "Given by hand"
    POST = "post", "By post"
    EMAIL = "email", "By secure e-mail"
    TALKED = "talked", "Talked through"


class ActionState(TextChoices):
    OPEN = "open", "To do"
    DONE = "done", "Done"
    DROPPED = "dropped", "Not done, and why"


class ToldHow(TextChoices):
    """By which route an authority was told of danger."""

    EMERGENCY = "emergency", "999"
    TELEPHONE = "telephone", "Telephone"
    IN_PERSON = "in_person", "In person"
    SECURE_EMAIL = "secure_email", "Secure e-mail"
    ONLINE = "online", "The authority’s online form"


# What a Housing MOT cannot do, and whose choice it is to follow its advice (7.1.2). It is read out and shown.
LIMITS = (
    "We look at what can be seen on the day. We do not lift floors, open walls or test gas, electricity or structure.",
    "This is not a survey of the building, and not a medical examination.",
    "We advise. Whether you follow the advice is your own choice, and your own responsibility.",
    "If we see a danger to life or of injury, we may tell the authority that can act, even if you would rather not.",
)
MOST_HAZARDS = 4
