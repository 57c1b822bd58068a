"""What surrounds a second signature: by when it is due, who is asked for it, who was reminded (C3)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from competencies.constants import AskState, RequestState
from competencies.models.evidence import SignOffRequest
from competencies.models.signing import Signature
from core.constraints import different, paired
from core.models import ImmutableModel, ImmutableQuerySet
from core.working_days import Calendar


class CountersigningQuerySet(ImmutableQuerySet):
    def waiting(self) -> Self:
        """Those whose second signature is still missing: the request waits, in this very round."""
        return self.filter(request__state=RequestState.WAITING, round=F("request__round"))


class Countersigning(ImmutableModel):
    """That a second signature is due, from the day of the first; one for each round of a request.

    `due_on` is the last day on which it is in time, computed in working days of `calendar`.
    """

    request = models.ForeignKey(SignOffRequest, on_delete=models.PROTECT, related_name="countersignings")
    round = models.PositiveSmallIntegerField()
    first_signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="countersigning")
    due_on = models.DateField()
    working_days = models.PositiveSmallIntegerField()
    calendar = models.CharField(max_length=3, choices=Calendar)
    started_at = models.DateTimeField()

    objects = CountersigningQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = "second signature"
        constraints = [
            models.UniqueConstraint(fields=["request", "round"], name="one_second_signature_due_in_a_round"),
        ]
        indexes = [models.Index(fields=["due_on"], name="competencies_countersign_due")]

    def __str__(self) -> str:
        return f"Second signature: {self.request}"


class CountersignAsk(models.Model):
    """That a particular trainer was asked for the second signature, and what became of it."""

    countersigning = models.ForeignKey(Countersigning, on_delete=models.PROTECT, related_name="asks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="countersign_asks")
    state = models.CharField(max_length=10, choices=AskState, default=AskState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True, help_text="From a trainer who declines.")

    class Meta:
        ordering = ["asked_at", "id"]
        verbose_name = "request for a second signature"
        verbose_name_plural = "requests for a second signature"
        constraints = [
            models.UniqueConstraint(
                fields=["countersigning"], condition=Q(state=AskState.ASKED), name="one_trainer_asked_at_a_time"
            ),
            paired("countersign_ask_is_closed_by_somebody", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="countersign_ask_state_says_whether_closed",
                condition=Q(state=AskState.ASKED, closed_at__isnull=True)
                | (~Q(state=AskState.ASKED) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="declining_to_countersign_says_why", condition=~Q(state=AskState.DECLINED) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="only_the_trainer_asked_declines",
                condition=~Q(state=AskState.DECLINED) | Q(closed_by=F("trainer")),
            ),
            different("nobody_is_asked_to_sign_for_themselves", "person", "trainer"),
            different("nobody_chooses_their_own_signer", "person", "asked_by"),
        ]

    def __str__(self) -> str:
        return f"{self.trainer}, {self.countersigning.request}"


class CountersignReminder(ImmutableModel):
    """That somebody was reminded of a second signature. `stage`: 3 days before, 0 from the day, -1, -2 … weeks late."""

    countersigning = models.ForeignKey(Countersigning, on_delete=models.PROTECT, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stage = models.SmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["told_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["countersigning", "user", "stage"], name="reminded_once_at_a_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.countersigning}"
