import uuid

from django.db import models
from django.db.models import F, Q

from cases.constants.provision import VisitKind
from cases.models.provision import Provision
from core.calendars import Method
from core.constraints import paired
from core.models import ImmutableModel
from people.models import User


class Visit(models.Model):
    """A time at which an order brings somebody to the person's home, agreed with them: to measure, to work, to inspect.

    How the case's own staff come to see the person is a `HomeVisit`.
    """

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=12, choices=VisitKind)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, help_text="By which calendars know it.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.TextField(blank=True)
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cancelled_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(name="home_visit_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            paired("visit_cancelled_at_with_by", "cancelled_at", "cancelled_by"),
            models.UniqueConstraint(
                fields=["provision"],
                condition=Q(kind=VisitKind.WORKS, cancelled_at=None),
                name="one_date_of_works_of_an_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.provision_id}"


class VisitMessage(ImmutableModel):
    """One message about a visit to one calendar: an invitation, a change of it, or its cancellation.

    `user` is the member of staff; none means the person whose home it is.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="messages")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=10, choices=Method)
    sequence = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "user", "sequence"],
                condition=Q(user__isnull=False),
                name="one_message_to_staff_in_a_sequence",
            ),
            models.UniqueConstraint(
                fields=["visit", "sequence"], condition=Q(user=None), name="one_message_to_the_person_in_a_sequence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.sequence} of {self.visit_id}"
