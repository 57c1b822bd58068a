"""Who may sign: dated trainer standing, earned, or founded by a decision of two governance members."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from competencies.constants import SIGNED_LEVEL_CHOICES, ProposalState, StandingBasis
from core.constraints import different, paired, period
from core.periods import PeriodQuerySet


class TrainerStanding(models.Model):
    """That a person may sign at a level from one day until another.

    The first trainers have nobody to sign them off. Two governance members found them by a recorded decision that
    is shown as such, made once for a person and level, and lapses after twelve months.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trainer_standings")
    level = models.CharField(max_length=12, choices=SIGNED_LEVEL_CHOICES)
    basis = models.CharField(max_length=10, choices=StandingBasis)
    first_decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(help_text="Exclusive.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.TextField(blank=True, help_text="Why it was ended before its time.")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["user__last_name", "user__first_name", "level", "-valid_from"]
        constraints = [
            period("standing_ends_after_it_starts"),
            paired("early_end_of_standing_is_whole", "ended_at", "ended_by"),
            models.CheckConstraint(
                name="early_end_of_standing_says_why", condition=Q(ended_at__isnull=True) | ~Q(end_reason="")
            ),
            different("standing_not_decided_by_oneself_first", "user", "first_decided_by"),
            different("standing_not_decided_by_oneself_second", "user", "second_decided_by"),
            different("standing_decided_by_two_people", "first_decided_by", "second_decided_by"),
            models.CheckConstraint(
                name="founding_takes_two_and_a_reason",
                condition=~Q(basis=StandingBasis.FOUNDING) | (Q(second_decided_by__isnull=False) & ~Q(reason="")),
            ),
            models.UniqueConstraint(
                fields=["user", "level"],
                condition=Q(basis=StandingBasis.FOUNDING),
                name="a_trainer_is_founded_once_at_a_level",
            ),
            models.UniqueConstraint(
                fields=["user", "level", "basis", "valid_from"], name="one_standing_of_a_basis_from_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_level_display()}"

    @property
    def is_founding(self) -> bool:
        return self.basis == StandingBasis.FOUNDING


class TrainerProposal(models.Model):
    """One governance member's proposal to found a trainer, which a second member confirms or declines."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trainer_proposals")
    levels = models.JSONField(help_text="The levels proposed.")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-proposed_at", "-id"]
        verbose_name = "proposal to found a trainer"
        constraints = [
            paired("proposal_decision_is_whole", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="proposal_state_says_whether_decided",
                condition=Q(state=ProposalState.PROPOSED, decided_at__isnull=True)
                | (~Q(state=ProposalState.PROPOSED) & Q(decided_at__isnull=False)),
            ),
            # Anybody of the group may decline, the proposer too; confirming takes another.
            models.CheckConstraint(
                name="proposal_confirmed_by_a_second_member",
                condition=~Q(state=ProposalState.CONFIRMED) | ~Q(decided_by=F("proposed_by")),
            ),
            different("nobody_proposes_themselves_as_trainer", "user", "proposed_by"),
            different("nobody_decides_their_own_proposal", "user", "decided_by"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(state=ProposalState.PROPOSED), name="one_open_proposal_for_a_trainer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"
