"""What a person offers, and the request that two trainers answer (C2, C4)."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from competencies.constants import LIVE_STATES, SIGNABLE_STATES, EvidenceKind, RequestState
from competencies.lives import REQUEST_LIFE
from competencies.models.framework import Competency
from competencies.models.observing import Observation
from competencies.models.travelling import ImportedPortfolio
from core.constraints import different
from core.models import ImmutableModel
from core.models.immutable import ImmutableQuerySet
from modules.models import Attempt, Reflection, ScenarioRun
from training_sessions.models import Attendance


class SignOffRequestQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(state__in=LIVE_STATES)

    def signable(self) -> Self:
        return self.filter(state__in=SIGNABLE_STATES)


class SignOffRequest(models.Model):
    """A person's wish to be signed off in a competency, from the first evidence to the answer.

    Each referral back ends a round; what is offered after it starts the next one, with two new signatures.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_off_requests")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="requests")
    state = models.CharField(max_length=15, choices=RequestState, default=RequestState.OPEN)
    round = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    waiting_since = models.DateTimeField(help_text="When the present round began; trainers' lists are in its order.")

    objects = SignOffRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "request for sign-off"
        verbose_name_plural = "requests for sign-off"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "competency"],
                condition=Q(state__in=sorted(LIVE_STATES)),
                name="one_live_request_for_a_competency",
            ),
            models.CheckConstraint(name="request_state_is_known", condition=Q(state__in=RequestState.values)),
        ]
        indexes = [models.Index(fields=["state", "waiting_since"], name="competencies_waiting")]

    def __str__(self) -> str:
        return f"{self.user}, {self.competency}"

    @property
    def may_be_taken_back(self) -> bool:
        return self.state in REQUEST_LIFE.steps["withdraw"].allowed_from


class EvidenceQuerySet(ImmutableQuerySet):
    def standing(self) -> Self:
        """What was not taken back, with who was asked to confirm it and whether they did."""
        return self.filter(withdrawal=None).select_related("confirmer", "confirmation")


class Evidence(ImmutableModel):
    """One piece of evidence for a competency, in the words of the person who offers it (C2).

    It may rest on something they did here: then it points there, and keeps what that showed on the day.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="evidence")
    request = models.ForeignKey(SignOffRequest, on_delete=models.PROTECT, related_name="evidence")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=EvidenceKind)
    shows = models.TextField(help_text="What the evidence shows, without anything that names a person in a case.")
    completion_label = models.CharField(
        max_length=200, blank=True, help_text="Which completion it comes from, as a label: another app owns it."
    )
    scenario_run = models.ForeignKey(
        ScenarioRun, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    reflection = models.ForeignKey(Reflection, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    attempt = models.ForeignKey(Attempt, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    attendance = models.ForeignKey(Attendance, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    observation = models.ForeignKey(
        Observation, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    imported_portfolio = models.ForeignKey(
        ImportedPortfolio, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    case_label = models.CharField(
        max_length=40, blank=True, help_text="Which supervised case it rests on, as a label: another app owns it."
    )
    confirmer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evidence_to_confirm",
        help_text="Who discussed or supervised it, and is asked to say so.",
    )
    snapshot = models.JSONField(
        default=dict, blank=True, help_text="What it rests on, as it was shown when it was offered."
    )
    offered_at = models.DateTimeField()

    objects: ClassVar = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["offered_at", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_rests_on_what_its_kind_says",
                condition=(Q(scenario_run=None) | Q(kind=EvidenceKind.SCENARIO))
                & (Q(reflection=None) | Q(kind=EvidenceKind.REFLECTION))
                & (Q(attempt=None) | Q(kind=EvidenceKind.KNOWLEDGE_CHECK))
                & (Q(attendance=None) | Q(kind=EvidenceKind.ATTENDANCE))
                & (Q(observation=None) | Q(kind=EvidenceKind.OBSERVED_PRACTICE))
                & (Q(case_label="") | Q(kind=EvidenceKind.SUPERVISED_CASE))
                & (Q(imported_portfolio=None) | Q(kind=EvidenceKind.IMPORTED)),
            ),
            different("nobody_confirms_their_own_evidence", "user", "confirmer"),
            models.CheckConstraint(
                name="imported_evidence_rests_on_a_verified_file",
                condition=~Q(kind=EvidenceKind.IMPORTED) | Q(imported_portfolio__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.competency.code}, {self.user}"

    @property
    def is_confirmed(self) -> bool:
        return hasattr(self, "confirmation")


class EvidenceConfirmation(ImmutableModel):
    """That whoever discussed or supervised a case says that it was so, with what they saw."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="confirmation")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            different("confirmed_by_somebody_else", "person", "confirmed_by"),
            models.CheckConstraint(name="confirmation_says_what_was_seen", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"Confirmed: {self.evidence}"


class EvidenceWithdrawal(ImmutableModel):
    """That its owner took a piece of evidence back before a trainer had signed on it."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Taken back: {self.evidence}"
