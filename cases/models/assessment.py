"""The case assessment of one line: its marks of good practice, and the draft in which it is written (P4)."""

from django.db import models
from django.db.models import Q

from cases.constants.conversation import Capacity
from cases.constants.decisions import Agreement, AlternativeCame, Concern
from cases.models.deciding import CapacityRecord
from cases.models.decision import LineRecord
from cases.models.line import SolutionLine
from core.models import ImmutableModel
from people.models import User


class CaseAssessment(LineRecord):
    """The case assessment of one line, with the marks of good practice (P4, protocol, Assessment and Provision).

    Alternatives of the catalogue are rows of their own; `alternatives` are others that were thought of. The person's
    own agreement stands apart from what the carer thinks.
    """

    reason_for_provision = models.TextField()
    minimum_intervention = models.TextField()
    alternatives = models.TextField("other alternatives considered", blank=True)
    discussion = models.TextField("what the person said about them")
    long_term_suitability = models.TextField("long-term suitability of the home")
    decision = models.TextField("what was decided, and why")
    agreement = models.CharField(max_length=15, choices=Agreement)
    agreement_note = models.TextField("in the person's own words", blank=True)
    capacity_record = models.ForeignKey(
        CapacityRecord, null=True, blank=True, on_delete=models.PROTECT, related_name="case_assessments"
    )
    carer_view = models.TextField("what the carer thinks", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "round"], name="one_case_assessment_in_a_round"),
            models.CheckConstraint(
                name="case_assessment_carries_every_mark",
                condition=~(
                    Q(reason_for_provision="")
                    | Q(minimum_intervention="")
                    | Q(discussion="")
                    | Q(long_term_suitability="")
                    | Q(decision="")
                ),
            ),
        ]


class ContraindicationConsidered(ImmutableModel):
    """One contraindication of the catalogue, asked about for this person in this home."""

    assessment = models.ForeignKey(CaseAssessment, on_delete=models.PROTECT, related_name="contraindications")
    words = models.CharField(max_length=250)
    concern = models.CharField(max_length=10, choices=Concern)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "words"], name="one_answer_for_a_contraindication"),
            models.CheckConstraint(
                name="contraindication_concern_is_explained", condition=Q(concern=Concern.NONE) | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return self.words


class AlternativeConsidered(ImmutableModel):
    """One alternative of the catalogue, discussed with the person, and what came of it."""

    assessment = models.ForeignKey(CaseAssessment, on_delete=models.PROTECT, related_name="considered")
    words = models.CharField(max_length=250)
    came_of_it = models.CharField(max_length=12, choices=AlternativeCame)
    note = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "words"], name="one_answer_for_an_alternative"),
            models.CheckConstraint(name="alternative_says_what_came_of_it", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return self.words


class CapacityCheck(LineRecord):
    """For what can watch or limit somebody: whether they understand it and decide, and that nothing less would do."""

    capacity = models.CharField(max_length=12, choices=Capacity)
    shown_by = models.TextField("how that was found")
    least_restrictive = models.TextField("why nothing less restrictive would do")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "round"], name="one_capacity_check_in_a_round"),
            models.CheckConstraint(
                name="capacity_check_is_whole", condition=~Q(shown_by="") & ~Q(least_restrictive="")
            ),
        ]


class AssessmentDraft(models.Model):
    """What colleagues have saved of a case assessment that is not recorded yet. One for a line in a round.

    `version` counts the savings. Whoever saves says which version they began with, so nobody writes over another
    unseen. It goes when the case assessment is recorded.
    """

    line = models.ForeignKey(SolutionLine, on_delete=models.CASCADE, related_name="assessment_drafts")
    round = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=0)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "round"], name="one_assessment_draft_in_a_round")]

    def __str__(self) -> str:
        return f"Draft of line {self.line_id}, version {self.version}"


class DraftEditor(models.Model):
    """That somebody has a case assessment open: since when, and when they were last there."""

    line = models.ForeignKey(SolutionLine, on_delete=models.CASCADE, related_name="draft_editors")
    round = models.PositiveSmallIntegerField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "round", "user"], name="one_editor_of_a_draft_for_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.user}, line {self.line_id}"
