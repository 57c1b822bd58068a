"""Words about people and homes: how to reach somebody, who decides, who lives with whom (P13, R2, R4)."""

from django.db.models import TextChoices


class AccessibleFormat(TextChoices):
    """In which form somebody wants what is written to them (the accessible information standard)."""

    STANDARD = "standard", "Ordinary print"
    LARGE_PRINT = "large_print", "Large print"
    EASY_READ = "easy_read", "Easy read, with pictures"
    AUDIO = "audio", "Audio, or read aloud"
    BRAILLE = "braille", "Braille"
    BSL = "bsl", "British Sign Language"
    OTHER_LANGUAGE = "other_language", "Another language"


class ContactRoute(TextChoices):
    """A way to reach somebody. One may be safe where another is not."""

    LETTER = "letter", "Letter"
    TELEPHONE = "telephone", "Telephone"
    TEXT = "text", "Text message"
    EMAIL = "email", "E-mail"
    VISIT = "visit", "Visit"


class PersonMark(TextChoices):
    """What ends all contact, marked once (R4)."""

    DIED = "died", "The person died"
    MOVED = "moved", "The person moved away"


class PowerKind(TextChoices):
    """By what somebody speaks or decides for another. An advocate speaks; the others may decide."""

    WELFARE_ATTORNEY = "welfare_attorney", "Attorney for health and welfare"
    FINANCIAL_ATTORNEY = "financial_attorney", "Attorney for money and property"
    GUARDIAN = "guardian", "Guardian"
    DEPUTY = "deputy", "Deputy"
    INTERVENTION_ORDER = "intervention_order", "Holder of an intervention order"
    PARENT = "parent", "Parent, or whoever has parental responsibility"
    ADVOCATE = "advocate", "Advocate"


SPEAKS_ONLY = frozenset({PowerKind.ADVOCATE})


class FlagKind(TextChoices):
    """What whoever goes to an address must know first."""

    HAZARD = "hazard", "Hazard at the address"
    LONE_WORKER = "lone_worker", "Do not visit alone"


class SharingScope(TextChoices):
    """How much a partner may be told, from least to most."""

    PROGRESS = "progress", "That there is a case, and how far it is"
    NEEDS = "needs", "Needs, home and solutions as well"
    RECORD = "record", "The whole record of the case"

    @property
    def rank(self) -> int:
        return list(SharingScope).index(self)


class HowGiven(TextChoices):
    """How somebody said yes, or took it back."""

    SPOKEN = "spoken", "Spoken, in person"
    TELEPHONE = "telephone", "By telephone"
    WRITTEN = "written", "In writing"
    SIGNED = "signed", "Signed form"
    REPRESENTATIVE = "representative", "By whoever lawfully decides for the person"
