"""Question banks to and from other learning systems: GIFT and Moodle XML, for all seven kinds (T8).

Reading gives every question with its line, or every problem with its line, never a part of a file. Writing is exact:
what was written reads as the same question again. What a format has no words for goes into a note beside the question
(see `modules.exchange.note`), which other systems pass over.
"""

from django.db.models import TextChoices

from modules.exchange import gift, moodle_xml
from modules.exchange.reading import Defaults, Problem, Reading, decoded


class Format(TextChoices):
    GIFT = "gift", "GIFT (a text file)"
    MOODLE_XML = "moodle-xml", "Moodle XML"


READERS = {Format.GIFT: gift.read, Format.MOODLE_XML: moodle_xml.read}
WRITERS = {Format.GIFT: gift.write, Format.MOODLE_XML: moodle_xml.write}

__all__ = ["READERS", "WRITERS", "Defaults", "Format", "Problem", "Reading", "decoded"]
