"""What makes a need more complex than the item alone (P5, design: tier belongs to the need, not to the item)."""

from django.db.models import TextChoices


class Situation(TextChoices):
    """A situation that may raise the tier. Several items for one need are the register's rule, and not among these."""

    STRUCTURAL = "structural", "The work changes the structure of the building"
    WARRANT = "warrant", "The work needs a building warrant or building regulations approval"
    SECOND_PERSON = "second_person", "A second disabled person lives in the home"
    PROGRESSIVE = "progressive", "The person’s condition is getting worse"
    CHILD = "child", "It is for a child"
    RED_FLAG = "red_flag", "An answer raised a red flag"


# What somebody records: about the person and the home for the whole case, or about the work for one solution.
RECORDED_OF_CASE = (Situation.PROGRESSIVE, Situation.SECOND_PERSON, Situation.CHILD)
RECORDED_OF_LINE = (Situation.STRUCTURAL, Situation.WARRANT)
