from django.db import models
from django.db.models import Q

from accreditation.models import Adaptation
from cases.constants.lines import FINISHED, LineKind, LineRoute, LineState
from cases.models.case import Case
from core.constraints import paired
from people.models import User


class SolutionLine(models.Model):
    """One solution in a case, with a state of its own: an adaptation, equipment, a move, some rehabilitation.

    `round` counts the times that the line was decided: assessed, recommended and authorised are one of each in a
    round, and sending a line back for another assessment starts the next. So what was decided is never changed,
    and of two people who decide at once only one can.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=15, choices=LineKind)
    adaptation = models.ForeignKey(Adaptation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    purpose = models.TextField()
    need = models.PositiveSmallIntegerField(
        help_text="The number of the first line that is for the same need; its own where it is the first."
    )
    route = models.CharField(max_length=15, choices=LineRoute)
    state = models.CharField(max_length=25, choices=LineState, default=LineState.PROPOSED)
    round = models.PositiveSmallIntegerField(default=1)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    waiting_reason = models.TextField(blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stopped_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "solution"
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["case"],
                include=["id", "state", "round", "proposed_at"],
                condition=~Q(state__in=sorted(FINISHED)),
                name="line_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_line_for_a_number"),
            paired("line_stopped_at_with_by", "stopped_at", "stopped_by"),
            models.CheckConstraint(
                name="line_stopped_says_why",
                condition=(Q(state=LineState.STOPPED, stopped_at__isnull=False) & ~Q(stopped_reason=""))
                | (~Q(state=LineState.STOPPED) & Q(stopped_at=None)),
            ),
            models.CheckConstraint(
                name="line_of_the_catalogue_is_not_merely_agreed",
                condition=Q(adaptation=None, route=LineRoute.AGREED)
                | (Q(adaptation__isnull=False) & ~Q(route=LineRoute.AGREED)),
            ),
            models.CheckConstraint(
                name="line_adaptation_is_of_the_catalogue",
                condition=~Q(kind=LineKind.ADAPTATION) | Q(adaptation__isnull=False),
            ),
            models.CheckConstraint(name="line_state_is_known", condition=Q(state__in=LineState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number} {self.title}"

    @property
    def item(self) -> Adaptation:
        """The item of the catalogue that the register is asked about. Raises LookupError where there is none."""
        if self.adaptation is None:
            raise LookupError(f"{self} is not of the catalogue.")
        return self.adaptation

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED
