from django.db import models
from django.db.models import Q

from cases.constants.conversation import Capacity, Considered
from cases.constants.intake import CaseState, ClosedReason, LawfulBasis, ReferralRoute
from cases.models.person import Home, Person
from core.constraints import paired
from core.models import ImmutableModel
from people.models import Organisation, User


class ReferenceCounter(models.Model):
    """The last number given to a case in a year. Locked by whoever takes the next one."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Referral(ImmutableModel):
    """How somebody came to the service: by whom, why, and on which lawful basis (H1, R2)."""

    route = models.CharField(max_length=15, choices=ReferralRoute)
    reason = models.TextField(help_text="What is difficult at home, in the words it was told in.")
    lawful_basis = models.CharField(max_length=20, choices=LawfulBasis)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="referral_route_is_one_of_eight", condition=Q(route__in=ReferralRoute.values)),
            models.CheckConstraint(name="referral_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Referral {self.pk}"


class Case(models.Model):
    """One person's way from first conversation to outcome, on one pathway whatever the tenure (P1).

    A case holds several solution lines, each with a state of its own; the case itself is open or closed.
    Several people of one home have a case each; a person may have several cases, and a case may move home.
    """

    reference = models.CharField(max_length=20, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cases")
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="case")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_reason = models.CharField(max_length=15, choices=ClosedReason, blank=True)
    closing_note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "state", "-opened_at"], name="case_work_list")]
        constraints = [
            paired("case_closed_at_with_by", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="case_closed_says_why",
                condition=Q(state=CaseState.OPEN, closed_at=None, closed_reason="")
                | (Q(state=CaseState.CLOSED, closed_at__isnull=False) & ~Q(closed_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Conversation(ImmutableModel):
    """What matters to the person, and what was talked through before anything is fitted (P2, P3, P13).

    It is the gate to a case assessment. Agreeing to move is not: the reasons are the person's own.
    A later conversation is another row; none is changed.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conversations")
    what_matters = models.TextField("what matters to the person")
    goals = models.TextField()
    rehousing = models.CharField(max_length=10, choices=Considered)
    rehousing_reason = models.TextField()
    equipment = models.CharField(max_length=10, choices=Considered)
    equipment_reason = models.TextField()
    technology = models.CharField(max_length=10, choices=Considered)
    technology_reason = models.TextField()
    rehabilitation = models.CharField(max_length=10, choices=Considered)
    rehabilitation_reason = models.TextField()
    took_part = models.TextField("who took part")
    had_time_alone_offered = models.BooleanField("time alone was offered", default=False)
    capacity = models.CharField(max_length=12, choices=Capacity)
    capacity_note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        get_latest_by = "recorded_at"
        constraints = [
            models.CheckConstraint(
                name="conversation_gives_each_reason",
                condition=~(
                    Q(rehousing_reason="")
                    | Q(equipment_reason="")
                    | Q(technology_reason="")
                    | Q(rehabilitation_reason="")
                    | Q(what_matters="")
                    | Q(goals="")
                ),
            ),
            models.CheckConstraint(
                name="conversation_names_who_decides",
                condition=~Q(capacity=Capacity.REPRESENTED) | ~Q(capacity_note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Conversation {self.pk}"
