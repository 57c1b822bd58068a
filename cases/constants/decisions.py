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


class AlternativeCame(TextChoices):
    """What came of talking over one alternative of the catalogue."""

    TRIED = "tried", "Tried, and not enough"
    NOT_ENOUGH = "not_enough", "Would not meet the need"
    DECLINED = "declined", "The person does not want it"
    BESIDE = "beside", "Goes ahead beside this"
    LATER = "later", "Perhaps later"


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
