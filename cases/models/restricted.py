"""Records beside a case that only a few may read. Nothing of a case points at them; they point at the case."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cases.constants.restricted import EntryKind, Safety, ToldWhom
from cases.models.case import Case
from core import clock
from core.constraints import paired
from core.models import ImmutableModel
from core.states import Life
from core.tokens import new_token
from core.working_days import Calendar
from people.constants import Role
from people.models import Organisation, User


class RestrictedRecord(models.Model):
    """Something that a council must know within a working day (H13), with its own clock and its own readers.

    The keys to case, person and staff have no way back (`related_name="+"`), so that no page of a case, no list and
    no count reaches it by chance.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about_whom = models.CharField(max_length=160, blank=True)
    what = models.TextField()
    when_seen = models.CharField(max_length=160, blank=True)
    safety = models.CharField(max_length=10, choices=Safety)
    safety_done = models.TextField(blank=True)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kept_from = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Somebody who would otherwise read it, and is part of it.",
    )
    council_due_on = models.DateField()
    council_calendar = models.CharField(max_length=3, choices=Calendar)
    council_told_at = models.DateTimeField(null=True, blank=True)
    council_told_on = models.DateField(null=True, blank=True)
    late_reason = models.TextField(blank=True)
    taken_on_at = models.DateTimeField(null=True, blank=True)
    taken_on_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(blank=True)

    LIFE: ClassVar[Life]
    READERS: ClassVar[tuple[Role, ...]]
    OPEN: ClassVar[frozenset[str]]
    state: models.CharField

    class Meta:
        abstract = True
        ordering = ["-reported_at", "-pk"]
        constraints = [
            paired("%(class)s_told_at_with_day", "council_told_at", "council_told_on"),
            paired("%(class)s_taken_on_at_with_by", "taken_on_at", "taken_on_by"),
            paired("%(class)s_closed_at_with_by", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="%(class)s_told_late_says_why",
                condition=Q(council_told_on=None) | Q(council_told_on__lte=F("council_due_on")) | ~Q(late_reason=""),
            ),
            models.CheckConstraint(
                name="%(class)s_closed_after_council_knew",
                condition=~Q(state="closed")
                | (Q(council_told_on__isnull=False, closed_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="%(class)s_is_not_kept_from_its_reporter",
                condition=Q(kept_from=None) | Q(reported_by=None) | ~Q(kept_from=F("reported_by")),
            ),
        ]

    def __str__(self) -> str:
        # Audit events keep what this says, so it names nobody and no case.
        return f"{str(self._meta.verbose_name).capitalize()} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_overdue(self) -> bool:
        """The council does not know yet, and its day has passed."""
        return self.is_open and self.council_told_on is None and clock.today() > self.council_due_on


class RestrictedEntry(ImmutableModel):
    """One thing that was done about it: somebody was told, or there is news. It is never changed."""

    kind = models.CharField(max_length=10, choices=EntryKind)
    whom = models.CharField(max_length=12, choices=ToldWhom, blank=True)
    told_name = models.CharField(max_length=120, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_says_who_was_told_when",
                condition=(Q(kind=EntryKind.TOLD, told_at__isnull=False, told_by__isnull=False) & ~Q(whom=""))
                | (Q(kind=EntryKind.UPDATE, told_at=None, told_by=None, whom="") & ~Q(words="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
