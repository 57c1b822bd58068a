"""What may be kept with a case beside its words."""

from django.db.models import TextChoices


class FileKind(TextChoices):
    PHOTOGRAPH = "photograph", "Photograph"
    LETTER = "letter", "Letter or consent"
    DRAWING = "drawing", "Drawing or plan"
    REPORT = "report", "Report or quotation"
    OTHER = "other", "Something else"


class RemovedWhy(TextChoices):
    WRONG_CASE = "wrong_case", "It belongs to another case"
    THIRD_PARTY = "third_party", "It shows somebody else"
    ASKED = "asked", "The person asked for it"
    NOT_NEEDED = "not_needed", "It is not needed"
    UNREADABLE = "unreadable", "It cannot be read"


JPEG, PDF = "image/jpeg", "application/pdf"
ENDINGS = {JPEG: "jpg", PDF: "pdf"}
STORAGE = "case_files"
# More than this is a mistake or a misuse.
MOST_FILES = 200
