"""What was said with the person, what they want to be able to do, and how that turned out (P2, P3, P13)."""

from django.db import models
from django.db.models import Q

from cases.constants.conversation import Considered
from cases.constants.outcome import Met
from cases.models.case import Case
from cases.models.deciding import CapacityRecord
from core.constraints import paired
from core.models import ImmutableModel
from people.models import User


class Conversation(ImmutableModel):
    """What matters to the person, and what was talked through before anything is fitted (P2, P3, P13).

    It is the gate to a case assessment. Agreeing to move is not: the reasons are the person's own.
    A later conversation is another row; none is changed.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conversations")
    what_matters = models.TextField("what matters to the person")
    rehousing = models.CharField(max_length=10, choices=Considered)
    rehousing_reason = models.TextField()
    equipment = models.CharField(max_length=10, choices=Considered)
    equipment_reason = models.TextField()
    technology = models.CharField(max_length=10, choices=Considered)
    technology_reason = models.TextField()
    rehabilitation = models.CharField(max_length=10, choices=Considered)
    rehabilitation_reason = models.TextField()
    took_part = models.TextField("who took part")
    had_time_alone_offered = models.BooleanField("time alone was offered", default=False)
    capacity_record = models.ForeignKey(CapacityRecord, on_delete=models.PROTECT, related_name="conversations")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        get_latest_by = "recorded_at"
        constraints = [
            models.CheckConstraint(
                name="conversation_gives_each_reason",
                condition=~(
                    Q(rehousing_reason="")
                    | Q(equipment_reason="")
                    | Q(technology_reason="")
                    | Q(rehabilitation_reason="")
                    | Q(what_matters="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Conversation {self.pk}"


class Goal(ImmutableModel):
    """One thing that the person wants to be able to do, in their own words (P3)."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="goals")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="one_goal_for_a_number"),
            models.CheckConstraint(name="goal_says_what", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"Goal {self.number} of conversation {self.conversation_id}"


class GoalMeasure(ImmutableModel):
    """How far a goal was met when somebody asked. A later measure is another row."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="measures")
    met = models.CharField(max_length=10, choices=Met)
    words = models.TextField("in the person's own words", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"Measure {self.pk} of {self.goal_id}"


class TherapistQuestion(models.Model):
    """Something that a caseworker wants to know from an occupational therapist of the partnership.

    It names nobody: therapists of every partner read it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="questions")
    words = models.TextField("the question")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "question"
        ordering = ["asked_at", "id"]
        constraints = [
            paired("question_answered_at_with_by", "answered_at", "answered_by"),
            models.CheckConstraint(
                name="question_answered_says_what",
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.pk}"
