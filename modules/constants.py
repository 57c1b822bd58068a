from django.db.models import TextChoices


class Level(TextChoices):
    """What a module prepares for. Levels of competencies bear the same codes."""

    FOUNDATION = "foundation", "Foundation"
    SIMPLE = "simple", "Simple needs"
    MODERATE = "moderate", "Moderate needs"
    TRAINER = "trainer", "Trainers"


class QuestionKind(TextChoices):
    SINGLE = "single", "One right answer"
    MULTIPLE = "multiple", "Several right answers"
    TRUE_FALSE = "true_false", "True or false"
    MATCHING = "matching", "Pairs to match"
    ORDERING = "ordering", "Items to put in order"
    SHORT_ANSWER = "short_answer", "A few words to type"
    NUMERIC = "numeric", "A number to type"


class QuestionUse(TextChoices):
    """Where a question is asked. One for practice is never drawn for a check."""

    CHECK = "check", "Knowledge check"
    PRACTICE = "practice", "Practice in a lesson"


class Purpose(TextChoices):
    """Why questions are answered: to pass, or to see what somebody knew before the first lesson (T8, T10)."""

    CHECK = "check", "Knowledge check"
    BEFORE = "before", "What you know already"


class ReviewDecision(TextChoices):
    APPROVED = "approved", "Approved"
    CHANGES_ASKED = "changes_asked", "Changes asked for"


class Voice(TextChoices):
    """Who comments on a draft. The first three must be heard before the text stops being a draft (T13)."""

    SERVICE_USER_OR_CARER = "service_user_or_carer", "Service user or carer"
    OCCUPATIONAL_THERAPIST = "occupational_therapist", "Occupational therapist"
    HOUSING_PRACTITIONER = "housing_practitioner", "Housing practitioner"
    OTHER = "other", "Somebody else"


VOICES_TO_HEAR = frozenset({Voice.SERVICE_USER_OR_CARER, Voice.OCCUPATIONAL_THERAPIST, Voice.HOUSING_PRACTITIONER})


class ReviewState(TextChoices):
    """Whether the teaching text of a version has been read by those whom it concerns."""

    DRAFT = (
        "draft",
        "Draft teaching text: not yet reviewed by an occupational therapist, a housing practitioner and service users",
    )
    REVIEWED = "reviewed", "Reviewed by an occupational therapist, a housing practitioner and service users"


class Nation(TextChoices):
    """Whose law a passage tells, and where a scenario plays."""

    SCOTLAND = "scotland", "Scotland"
    ENGLAND = "england", "England"
    BOTH = "both", "Scotland and England"


class DoneHow(TextChoices):
    """How a lesson came to count as done."""

    ONLINE = "online", "Done online"
    IN_THE_ROOM = "in_the_room", "Taught in the room"
    WAIVED = "waived", "Waived"


class WaiverOf(TextChoices):
    """What somebody need not do."""

    LESSON = "lesson", "A lesson"
    CHECK = "check", "The knowledge check"
    MODULE = "module", "The whole module"


# A change that alters the completions of more people than this waits for a second person.
ALTERED_BY_ONE_PERSON = 20


class Standing(TextChoices):
    """Where somebody stands with a module."""

    CLOSED = "not_open", "Not open to you yet"
    NOT_STARTED = "not_started", "Not started"
    STARTED = "started", "Started"
    COMPLETED = "completed", "Completed"


class Ending(TextChoices):
    """How a scenario may end. A node without one has choices."""

    GOOD = "good", "A good ending"
    ACCEPTABLE = "acceptable", "An acceptable ending"
    UNSAFE = "unsafe", "An unsafe ending"


class Mark(TextChoices):
    """The four marks of an assessment, in scenarios as in the case record (T8)."""

    REASON = "reason", "Reason for provision"
    CONTRAINDICATIONS = "contraindications", "Contraindications"
    DECISION = "decision", "Decision recorded"
    ALTERNATIVES = "alternatives", "Alternatives considered and discussed"


class Marked(TextChoices):
    """What a choice, or a whole run of a scenario, says of a mark."""

    MET = "met", "Met"
    PARTLY = "partly", "Partly met"
    NOT_MET = "not_met", "Not met"
