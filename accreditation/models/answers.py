"""The log of answers: what was asked of the register, what it said, and the chain that shows any change (A5)."""

import uuid

from django.db import models
from django.db.models import Q

from accreditation.models.machines import CaseSystem
from accreditation.questions import Decision, as_told
from core.constraints import paired
from core.models import ImmutableModel


class AnswerBatch(ImmutableModel):
    """Answers that were written together: one link of the chain.

    `head` hashes the previous link's head with the digests of this link's answers, so that no answer can be
    edited, removed, added or moved without every later head being wrong; `signed_head` says so under the key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveBigIntegerField(unique=True, help_text="From 1, without gaps.")
    size = models.PositiveSmallIntegerField()
    previous_head = models.CharField(max_length=64, blank=True, help_text="Empty for the first.")
    head = models.CharField(max_length=64, unique=True)
    signed_head = models.TextField()
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "answer batches"
        constraints = [
            models.CheckConstraint(name="answer_batch_holds_something", condition=Q(size__gte=1)),
            models.CheckConstraint(
                name="only_the_first_answer_batch_has_nothing_before_it",
                condition=Q(number=1, previous_head="") | (Q(number__gt=1) & ~Q(previous_head="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Batch {self.number}"


class Answer(ImmutableModel):
    """One answer of the register: who asked what, what was decided, and on which state of the register."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(AnswerBatch, on_delete=models.PROTECT, related_name="answers", db_index=False)
    position = models.PositiveSmallIntegerField(help_text="Its place in the batch, from 1.")
    asked_at = models.DateTimeField()
    asker = models.CharField(max_length=250, help_text="Who asked, as a label that outlives what it names.")
    case_system = models.ForeignKey(
        CaseSystem, null=True, blank=True, on_delete=models.PROTECT, related_name="answers", db_index=False
    )
    question = models.JSONField()
    decision = models.BooleanField(help_text="True permits.")
    reasons = models.JSONField()
    tier = models.CharField(max_length=20, blank=True, help_text="The tier that was used.")
    accreditation_number = models.CharField(max_length=40, blank=True)
    register_number = models.PositiveBigIntegerField(help_text="The state of the register that was read.")
    with_detail = models.BooleanField(
        default=True, help_text="The asker was told these reasons; else only what the public register shows of them."
    )
    as_of = models.DateTimeField(null=True, blank=True, help_text="The past moment that was asked about, if one was.")
    known_at = models.DateTimeField(null=True, blank=True, help_text="Up to whose recording the register was read.")
    would_have_been = models.BooleanField(
        null=True, blank=True, help_text="What was decided about the past. The answer itself permits nothing."
    )
    request_hash = models.CharField(max_length=64)
    receipt = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["accreditation_number", "asked_at"], name="answers_about_accreditation")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="one_answer_in_a_place"),
            models.CheckConstraint(name="answer_place_is_from_one", condition=Q(position__gte=1)),
            paired("answer_about_the_past_is_whole", "as_of", "known_at", "would_have_been"),
            models.CheckConstraint(
                name="answer_about_the_past_permits_nothing", condition=Q(as_of=None) | Q(decision=False)
            ),
        ]

    # What the register decided, for whoever asked in this process: a row that is read later has none.
    decided: Decision | None = None

    @property
    def told_reasons(self) -> list[str]:
        """The codes that the asker was told; `reasons` are the true ones."""
        return as_told(self.reasons, with_detail=self.with_detail)

    def __str__(self) -> str:
        return f"Answer {self.public_id}"


class AnswerLog(models.Model):
    """The end of the chain, in one row: how many batches there are and the last head. Locked while one is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    batches = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="answer_log_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"Log of {self.batches} batches"
