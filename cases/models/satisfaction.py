"""Who was asked how it went and, apart from it, what was answered (H11).

The two tables share nothing that joins a person to an answer: no key, no day, no order. The invitation knows that
somebody has answered; the response knows the organisation, the nation and the quarter.
"""

import uuid

from django.db import models
from django.db.models import Q

from cases.constants.satisfaction import AnsweredHow, FilledInBy, SentHow
from cases.models.line import SolutionLine
from core.models import ImmutableModel
from core.tokens import new_token
from evaluation.models import QuestionnaireVersion
from people.models import Organisation, User
from people.vocabulary import Nation


class SatisfactionInvitation(models.Model):
    """That the person is asked once about a solution that was handed over. It knows whether, never what."""

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    paper_code = models.CharField(max_length=12, unique=True)
    line = models.ForeignKey(SolutionLine, on_delete=models.PROTECT, related_name="satisfaction_invitations")
    round = models.PositiveSmallIntegerField()
    questionnaire_version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    sent_how = models.CharField(max_length=10, choices=SentHow, default=SentHow.NOT_SENT)
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_answered = models.BooleanField(default=False)
    answered_how = models.CharField(max_length=10, choices=AnsweredHow, blank=True)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "round"], name="one_satisfaction_invitation_in_a_round"),
            models.CheckConstraint(
                name="satisfaction_sent_says_when",
                condition=Q(sent_how=SentHow.NOT_SENT, sent_on=None)
                | (~Q(sent_how=SentHow.NOT_SENT) & Q(sent_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="satisfaction_answered_says_how",
                condition=Q(is_answered=False, answered_how="") | (Q(is_answered=True) & ~Q(answered_how="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Questionnaire {self.pk}"


class SatisfactionResponse(ImmutableModel):
    """What one person answered, without the person, the day or a number that counts up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire_version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    nation = models.CharField(max_length=10, choices=Nation)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    filled_in_by = models.CharField(max_length=10, choices=FilledInBy)
    how = models.CharField(max_length=10, choices=AnsweredHow)

    class Meta:
        indexes = [models.Index(fields=["organisation", "year", "quarter"], name="satisfaction_results")]
        constraints = [
            models.CheckConstraint(
                name="satisfaction_quarter_is_one_of_four", condition=Q(quarter__gte=1, quarter__lte=4)
            ),
        ]

    def __str__(self) -> str:
        return f"A response of {self.year}, quarter {self.quarter}"


class SatisfactionAnswer(ImmutableModel):
    """The answer to one question: a number, a choice, words, or that they would rather not say."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(SatisfactionResponse, on_delete=models.PROTECT, related_name="answers")
    code = models.CharField(max_length=50)
    is_declined = models.BooleanField(default=False)
    scale = models.PositiveSmallIntegerField(null=True)
    choice = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "code"], name="one_satisfaction_answer_to_a_question"),
            models.CheckConstraint(
                name="satisfaction_answer_is_one_thing",
                condition=Q(is_declined=True, scale=None, choice="", words="")
                | (Q(is_declined=False, scale__gte=1, scale__lte=5, choice="", words=""))
                | (Q(is_declined=False, scale=None, words="") & ~Q(choice=""))
                | (Q(is_declined=False, scale=None, choice="") & ~Q(words="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code
