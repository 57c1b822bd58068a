"""What trainers saw of people at work: an observation, each trainer's own sheet, and the records it becomes (C2)."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from competencies.constants import MOST_OBSERVED, OBSERVERS, SheetState, Verdict
from competencies.models.framework import Competency, PerformanceCriterion
from core.models import ImmutableModel
from training_sessions.models import SessionDate


class Observation(ImmutableModel):
    """One occasion at which one or two trainers watch up to eight people against the criteria of some competencies."""

    observed_on = models.DateField()
    place = models.CharField(max_length=120)
    session_date = models.ForeignKey(
        SessionDate, null=True, blank=True, on_delete=models.PROTECT, related_name="observations"
    )
    competencies = models.ManyToManyField(Competency, related_name="observations")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["-observed_on", "-id"]

    def __str__(self) -> str:
        return f"Observation of {self.observed_on:%-d %B %Y}, {self.place}"


class ObservedPerson(ImmutableModel):
    """Somebody who is watched. The position, which the database keeps within one to eight, holds the number down."""

    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="observed")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["observation", "user"], name="observed_once_in_an_observation"),
            models.UniqueConstraint(fields=["observation", "position"], name="one_observed_person_at_a_position"),
            models.CheckConstraint(
                name="up_to_eight_are_observed", condition=Q(position__gte=1, position__lte=MOST_OBSERVED)
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class ObservationSheet(models.Model):
    """One trainer's own part of an observation. Nobody else reads it until it is finished."""

    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="sheets")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="observation_sheets")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.WRITING)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "observation"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["observation", "trainer"], name="one_sheet_for_a_trainer"),
            models.UniqueConstraint(fields=["observation", "position"], name="one_sheet_at_a_position"),
            models.CheckConstraint(
                name="one_or_two_trainers_observe", condition=Q(position__gte=1, position__lte=OBSERVERS)
            ),
            models.CheckConstraint(
                name="sheet_is_finished_when_it_says_so",
                condition=Q(state=SheetState.WRITING, finished_at=None)
                | Q(state=SheetState.FINISHED, finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.observation}, {self.trainer}"


class ObservationNote(models.Model):
    """What a trainer has tapped and written so far about one person and one criterion, from one device.

    The device makes `uuid` when the first word is written, and counts `sequence` up with each change, so that what
    arrives twice, late or out of order changes nothing. A device that wrote after reading another's note says so, and
    that one is then `replaced_by` it. Two notes that know nothing of each other both stand until the trainer has
    looked at them.
    """

    sheet = models.ForeignKey(ObservationSheet, on_delete=models.CASCADE, related_name="notes")
    uuid = models.UUIDField()
    sequence = models.PositiveIntegerField()
    person = models.ForeignKey(ObservedPerson, on_delete=models.CASCADE, related_name="notes")
    criterion = models.ForeignKey(PerformanceCriterion, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    text = models.TextField(blank=True)
    received_at = models.DateTimeField()
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "uuid"], name="one_note_for_a_uuid"),
            models.CheckConstraint(name="a_note_does_not_replace_itself", condition=~Q(replaced_by=F("id"))),
        ]

    def __str__(self) -> str:
        return f"Note {self.uuid}"


class ObservationRecord(ImmutableModel):
    """What one trainer saw of one person, as it stood when the trainer finished. It never changes.

    `seen` is a list with, for each criterion: `competency`, `code`, `text`, `verdict` and `note`.
    """

    sheet = models.ForeignKey(ObservationSheet, on_delete=models.PROTECT, related_name="records")
    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="records")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="observation_records")
    seen = models.JSONField()
    is_proposed = models.BooleanField(help_text="The trainer proposes that the person offers it as evidence.")
    finished_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "person"], name="one_record_of_a_person_on_a_sheet"),
            models.CheckConstraint(name="nobody_observes_themselves", condition=~Q(trainer=F("person"))),
        ]

    def __str__(self) -> str:
        return f"{self.person}, seen by {self.trainer}"

    @property
    def digest(self) -> str:
        """SHA-256 of what the trainer wrote."""
        return hashlib.sha256(json.dumps(self.seen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def competencies_seen(self) -> set[str]:
        """The codes of the competencies of which something was seen."""
        return {row["competency"] for row in self.seen if row["verdict"] in (Verdict.MET, Verdict.NOT_YET)}
