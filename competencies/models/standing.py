"""Who may sign: dated trainer standing, earned, or founded by a decision of two governance members."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from competencies.constants import SIGNED_LEVEL_CHOICES, VISIT_MAX_DAYS, ProposalState, StandingBasis
from core.constraints import different, paired, period
from core.models import ImmutableModel
from core.periods import DaysLater, PeriodQuerySet
from modules.models import Module


class TrainerStanding(models.Model):
    """That a person may lead a module, and sign at its tier, from one day until another (T3, C3).

    The first trainers have nobody to sign them off. Two governance members found them by a recorded decision that
    is shown as such, made once for a person and module, and lapses after twelve months. Standing that is ended early
    keeps the day until which it would have held.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trainer_standings")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="trainer_standings")
    level = models.CharField("tier", max_length=12, choices=SIGNED_LEVEL_CHOICES)
    basis = models.CharField(max_length=10, choices=StandingBasis)
    first_decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    partnership = models.CharField(max_length=120, blank=True, help_text="Where a visiting signer comes from.")
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(help_text="Exclusive.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.TextField(blank=True, help_text="Why it was ended before its time.")
    was_until = models.DateField(
        null=True, blank=True, help_text="Until when (exclusive) it would have held, had it not been ended early."
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["user__last_name", "user__first_name", "module__position", "-valid_from"]
        constraints = [
            period("standing_ends_after_it_starts"),
            paired("early_end_of_standing_is_whole", "ended_at", "ended_by", "was_until"),
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
            models.CheckConstraint(
                name="visiting_takes_two_a_reason_and_a_partnership",
                condition=Q(partnership="") & ~Q(basis=StandingBasis.VISITING)
                | Q(basis=StandingBasis.VISITING, second_decided_by__isnull=False) & ~Q(partnership="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="visiting_standing_is_short",
                condition=~Q(basis=StandingBasis.VISITING)
                | Q(valid_until__lte=DaysLater("valid_from", VISIT_MAX_DAYS)),
            ),
            models.UniqueConstraint(
                fields=["user", "module"],
                condition=Q(basis=StandingBasis.FOUNDING),
                name="a_trainer_is_founded_once_for_a_module",
            ),
            models.UniqueConstraint(
                fields=["user", "module", "basis", "valid_from"], name="one_standing_for_a_module_from_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.module}"

    @property
    def is_founding(self) -> bool:
        return self.basis == StandingBasis.FOUNDING

    @property
    def is_visiting(self) -> bool:
        return self.basis == StandingBasis.VISITING

    @property
    def in_words(self) -> str:
        """What people are shown of its basis beside a signature or a name, if anything."""
        if self.is_visiting:
            return f"Visiting, {self.partnership}"
        return "Founding trainer" if self.is_founding else ""

    @property
    def last_day(self) -> date:
        """The last day on which it holds, as people are told it."""
        return self.valid_until - timedelta(days=1)

    @property
    def planned_last_day(self) -> date | None:
        """The last day on which standing that was ended early would have held."""
        return self.was_until - timedelta(days=1) if self.was_until else None


class TrainerProposal(models.Model):
    """One governance member's proposal to found a trainer, which a second member confirms or declines."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trainer_proposals")
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


class ProposedStanding(ImmutableModel):
    """One module, and the tier that goes with it, that a proposal names."""

    proposal = models.ForeignKey(TrainerProposal, on_delete=models.PROTECT, related_name="standings")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="+")
    level = models.CharField("tier", max_length=12, choices=SIGNED_LEVEL_CHOICES)

    class Meta:
        ordering = ["module__position", "id"]
        constraints = [models.UniqueConstraint(fields=["proposal", "module"], name="a_proposal_names_a_module_once")]

    def __str__(self) -> str:
        return f"{self.module}, {self.get_level_display().lower()}"


class StandingReminder(ImmutableModel):
    """That the trainer and governance were told that standing ends soon; `stage` is 90, 30 or 7 days before."""

    standing = models.ForeignKey(TrainerStanding, on_delete=models.PROTECT, related_name="reminders")
    stage = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["told_at", "id"]
        constraints = [models.UniqueConstraint(fields=["standing", "stage"], name="told_once_that_standing_ends")]

    def __str__(self) -> str:
        return f"{self.standing}, {self.stage} days"
