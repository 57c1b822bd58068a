"""The words of a case assessment, and of the decisions that stand on an answer of the register."""

from django.db.models import TextChoices


class Sought(TextChoices):
    """What somebody wanted of the register when it said no."""

    AUTHORISE = "authorise", "To authorise"
    DIRECT_ACCESS = "direct_access", "To arrange by direct access"
    CONFIRM = "confirm", "To confirm on review"


class Agreement(TextChoices):
    """Whether the person agrees to what the case assessment says."""

    AGREES = "agrees", "The person agrees"
    REPRESENTATIVE = "representative", "Whoever lawfully decides for the person agrees"
    DISAGREES = "disagrees", "The person does not agree"


class Concern(TextChoices):
    """What came of asking about one contraindication. What counts is ability, not diagnosis."""

    NONE = "none", "Not a concern here"
    MANAGED = "managed", "A concern, and it can be managed"
    PREVENTS = "prevents", "A concern that rules this out"


class Basis(TextChoices):
    """On what an authorisation stands, as the register answered."""

    ACCREDITED = "accredited", "Accredited assessor"
    REGISTERED = "registered", "Professional registration"
    DIRECT_ACCESS = "direct_access", "Direct access"


class Relation(TextChoices):
    """Being this to the person, nobody decides anything for them."""

    SELF = "self", "I am the person"
    RELATED = "related", "I am related to the person"
    PARTNER = "partner", "I am their partner"
    NEIGHBOUR = "neighbour", "I am their neighbour"
    OTHER = "other", "I know the person in another private way"


class RedFlag(TextChoices):
    """What is asked before anything is arranged by direct access. One “yes” sends the item to assessment."""

    FALLS = "falls", "Has the person fallen more than once in the last six months, without a plain reason?"
    WORSE = "worse", "Is their condition getting worse quickly, or are they near the end of life?"
    UNDERSTANDING = "understanding", "Might a change to the home confuse them, or would they forget how to use it?"
    TRANSFER = "transfer", "Does somebody have to lift or steady them where this would be fitted?"
    FIXING = "fixing", "Is there doubt about the wall, floor, step or wiring where this would be fitted?"
