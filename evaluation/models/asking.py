"""Who was asked, and, apart from it, what was answered.

The two tables share nothing that joins a person to an answer: no key, no time, no order. The invitation knows that
somebody has answered; the response knows only the surroundings that reports are broken down by.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.constraints import period
from core.models import ImmutableModel
from evaluation.constants import Purpose
from evaluation.models.questionnaire import QuestionnaireVersion
from modules.models import ModuleVersion
from people.models import Locality, Organisation
from training_sessions.constants import Delivery


class Surroundings(models.Model):
    """What a report may be broken down by, as it was when somebody was asked."""

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    locality = models.ForeignKey(Locality, null=True, on_delete=models.PROTECT, related_name="+")
    delivery = models.CharField(max_length=10, choices=Delivery)
    pair = models.CharField(max_length=250, blank=True, help_text="The two trainers who led, if it was in a room.")

    class Meta:
        abstract = True


class Invitation(Surroundings):
    """That somebody is asked something once. It knows whether they have answered, never what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=20, choices=Purpose)
    asked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evaluation_invitations")
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose learning it is about: for a manager the member of staff, for anyone else themselves.",
    )
    module_version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="+")
    questionnaire_version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    closes_on = models.DateField(help_text="The first day on which it can no longer be answered.")
    emailed_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    is_answered = models.BooleanField(default=False)

    class Meta:
        constraints = [
            period("invitation_closes_after_it_opens", "asked_on", "closes_on"),
            models.UniqueConstraint(
                fields=["purpose", "about", "module_version"], name="asked_once_about_a_person_and_a_version"
            ),
            models.CheckConstraint(
                name="only_a_manager_is_asked_about_somebody_else",
                condition=(Q(purpose=Purpose.MANAGER) & ~Q(asked=models.F("about")))
                | (~Q(purpose=Purpose.MANAGER) & Q(asked=models.F("about"))),
            ),
        ]
        indexes = [
            models.Index(fields=["module_version", "purpose"], name="invitations_about_a_version"),
            models.Index(fields=["closes_on"], condition=Q(is_answered=False), name="invitations_still_open"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.module_version}"


class Response(Surroundings, ImmutableModel):
    """What one person answered, without the person, the time or a number that counts up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=20, choices=Purpose)
    module_version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="+")
    questionnaire_version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["module_version", "purpose"], name="responses_about_a_version")]

    def __str__(self) -> str:
        return f"A response about {self.module_version}"


class Answer(ImmutableModel):
    """The answer to one question: a number, a choice or words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers")
    code = models.CharField(max_length=50)
    outcome = models.CharField(max_length=20, blank=True, help_text="For confidence: the learning outcome's code.")
    scale = models.PositiveSmallIntegerField(null=True)
    choice = models.CharField(max_length=200, blank=True)
    words = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "code", "outcome"], name="one_answer_to_a_question"),
            models.CheckConstraint(
                name="an_answer_is_a_number_a_choice_or_words",
                condition=(Q(scale__isnull=False) & Q(choice="") & Q(words=""))
                | (Q(scale=None) & ~Q(choice="") & Q(words=""))
                | (Q(scale=None) & Q(choice="") & ~Q(words="")),
            ),
            models.CheckConstraint(
                name="a_scale_goes_from_1_to_5", condition=Q(scale=None) | (Q(scale__gte=1) & Q(scale__lte=5))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.scale or self.choice or 'in words'}"
