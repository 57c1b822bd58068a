"""What a row says of the trainer who acts, so that the database can hold the act to the rules (C3)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from competencies.constants import SIGNED_LEVEL_CHOICES
from competencies.models.standing import TrainerStanding
from core.constraints import different
from core.models import ImmutableModel
from people.models import Organisation


class TrainerAct(ImmutableModel):
    """One trainer's act about one person at a level, with what made it lawful copied as it was on the day.

    `standing` is the dated row that let them act. Standing may be ended later, employers and managers change; the
    copies are what the act is judged by.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_line_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    level = models.CharField(max_length=12, choices=SIGNED_LEVEL_CHOICES, help_text="The competency's level.")
    standing = models.ForeignKey(TrainerStanding, on_delete=models.PROTECT, related_name="%(class)ss")
    standing_level = models.CharField(max_length=12, choices=SIGNED_LEVEL_CHOICES)
    standing_from = models.DateField()
    standing_until = models.DateField(help_text="Exclusive, as it was known on the day.")
    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    seconded_from = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Who lends them."
    )
    acted_on = models.DateField(help_text="The day of the act in the partnership's time zone.")

    class Meta:
        abstract = True


def rules_of_acting(act: str, trainer: str) -> list[models.BaseConstraint]:
    """The constraints of an act (`signature`) by the trainer in that field (`signer`)."""
    return [
        different(f"nobody_makes_a_{act}_about_themselves", "person", trainer),
        different(f"no_{act}_about_a_person_one_manages", "person_line_manager", trainer),
        models.CheckConstraint(name=f"{act}_at_the_level_of_the_standing", condition=Q(level=F("standing_level"))),
        models.CheckConstraint(
            name=f"{act}_on_a_day_of_the_standing",
            condition=Q(acted_on__gte=F("standing_from"), acted_on__lt=F("standing_until")),
        ),
    ]
