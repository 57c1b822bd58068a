"""Who was in touch, when and how; and visits to the home (H2, H3)."""

from django.db import models
from django.db.models import Q

from cases.constants.contact import AUTOMATIC, ContactCame, ContactHow, ContactWith, HomeVisitFailed, HomeVisitState
from cases.models.case import Case
from core.constraints import paired
from core.models import ImmutableModel
from people.models import User


class Contact(ImmutableModel):
    """That somebody was in touch about a case, or tried to be. One that was written down wrongly is struck out."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contacts")
    at = models.DateTimeField()
    how = models.CharField(max_length=20, choices=ContactHow)
    with_whom = models.CharField(max_length=15, choices=ContactWith)
    came_of_it = models.CharField(max_length=10, choices=ContactCame)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"Contact {self.pk}"

    @property
    def is_human(self) -> bool:
        return self.how not in AUTOMATIC

    @property
    def is_response(self) -> bool:
        """Whether it answers a referral: by a human being, and not a telephone that nobody answered (H2)."""
        return self.is_human and self.came_of_it != ContactCame.NO_ANSWER


class ContactStruck(ImmutableModel):
    """That a contact was written down wrongly, and why. It counts no more; it stays to be read."""

    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="struck")
    why = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="contact_struck_says_why", condition=~Q(why=""))]

    def __str__(self) -> str:
        return f"Contact {self.contact_id}, struck out"


class HomeVisit(models.Model):
    """One visit to the home by staff of the case: proposed, agreed with the person, then made or failed (H3).

    What an order brings to the home, such as works and their inspection, is a `Visit` of that order.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="home_visits")
    purpose = models.CharField(max_length=160)
    visitor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=HomeVisitState, default=HomeVisitState.PROPOSED)
    starts_at = models.DateTimeField()
    outside_hours_why = models.CharField(max_length=200, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    came_of_it_at = models.DateTimeField(null=True, blank=True)
    came_of_it_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)
    failed_because = models.CharField(max_length=15, choices=HomeVisitFailed, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(
                fields=["starts_at"],
                condition=Q(state__in=[HomeVisitState.PROPOSED, HomeVisitState.AGREED]),
                name="home_visit_waiting",
            )
        ]
        constraints = [
            paired("visit_agreed_at_with_by", "agreed_at", "agreed_by"),
            paired("visit_came_of_it_at_with_by", "came_of_it_at", "came_of_it_by"),
            models.CheckConstraint(
                name="home_visit_made_says_when",
                condition=Q(state=HomeVisitState.MADE, made_at__isnull=False)
                | (~Q(state=HomeVisitState.MADE) & Q(made_at=None)),
            ),
            models.CheckConstraint(
                name="home_visit_failed_says_why",
                condition=(Q(state=HomeVisitState.FAILED) & ~Q(failed_because=""))
                | (~Q(state=HomeVisitState.FAILED) & Q(failed_because="")),
            ),
            models.CheckConstraint(
                name="home_visit_called_off_says_why", condition=~Q(state=HomeVisitState.CALLED_OFF) | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"Home visit {self.pk}"
