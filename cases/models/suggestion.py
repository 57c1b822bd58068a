from django.db import models
from django.db.models import Q

from cases.constants.directory import Answered, GotThere, ToldHow, Topic
from cases.models.case import Case
from cases.models.directory import ListedService
from core.models import ImmutableModel
from people.models import User


class Suggestion(models.Model):
    """That somebody was told of a service: in which words, how, and what they made of it (H10).

    `words` is the entry as it stood that day. Nothing but `ask_again_on` changes: the day on which somebody asks
    whether they got there, and none once that is answered.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suggestions")
    service = models.ForeignKey(ListedService, on_delete=models.PROTECT, related_name="suggestions")
    words = models.JSONField()
    topic = models.CharField("what it is for", max_length=20, choices=Topic)
    told_how = models.CharField("how they were told", max_length=10, choices=ToldHow)
    answered = models.CharField("what they make of it", max_length=10, choices=Answered)
    said = models.TextField("in their words", blank=True)
    ask_again_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["ask_again_on"], name="suggestion_to_follow", condition=Q(ask_again_on__isnull=False))
        ]
        constraints = [
            models.CheckConstraint(name="suggestion_topic_is_known", condition=Q(topic__in=Topic.values)),
            models.CheckConstraint(
                name="suggestion_declined_is_not_followed_up",
                condition=~Q(answered=Answered.DECLINES) | Q(ask_again_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Suggestion {self.pk}"


class SuggestionFollowUp(ImmutableModel):
    """What came of a suggestion when somebody asked. The newest holds."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="follow_ups")
    got_there = models.CharField("did they get there", max_length=12, choices=GotThere)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="follow_up_that_failed_says_why",
                condition=~Q(got_there__in=[GotThere.TURNED_AWAY, GotThere.NOT_KNOWN]) | ~Q(note=""),
            )
        ]

    def __str__(self) -> str:
        return f"Follow-up of suggestion {self.suggestion_id}"
