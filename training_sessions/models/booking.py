"""Who comes, who waits, and every move between the two (T5)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.calendars import Method
from core.models import ImmutableModel
from training_sessions.constants import BookingState, MoveKind
from training_sessions.models.session import Session, SessionDate


class Booking(models.Model):
    """Somebody's booking of a session; one for each person and session, however often they change their mind."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="bookings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="session_bookings")
    state = models.CharField(max_length=20, choices=BookingState)
    queue_number = models.PositiveIntegerField(
        null=True, blank=True, help_text="Given in the order in which people joined the waiting list."
    )
    offered_until = models.DateTimeField(null=True, blank=True)
    needs = models.TextField(
        max_length=1000, blank=True, help_text="What the person chose to tell the trainers so that they can take part."
    )
    booked_at = models.DateTimeField(help_text="When it was made, or made anew.")

    class Meta:
        ordering = ["booked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="one_booking_of_a_session"),
            models.UniqueConstraint(fields=["session", "queue_number"], name="one_person_at_a_place_in_the_queue"),
            models.CheckConstraint(
                name="who_waits_has_a_number",
                condition=Q(state=BookingState.WAITING, queue_number__isnull=False)
                | (~Q(state=BookingState.WAITING) & Q(queue_number=None)),
            ),
            models.CheckConstraint(
                name="an_offer_has_an_end",
                condition=Q(state=BookingState.OFFERED, offered_until__isnull=False)
                | (~Q(state=BookingState.OFFERED) & Q(offered_until=None)),
            ),
        ]
        indexes = [models.Index(fields=["session", "state"], name="bookings_by_state")]

    def __str__(self) -> str:
        return f"{self.user}: {self.session}"

    def has_lapsed(self, now: datetime) -> bool:
        """Whether it is an offer whose time is up, though nobody has taken it back yet."""
        return self.offered_until is not None and self.offered_until <= now


class BookingMove(ImmutableModel):
    """One move of a booking: from which state to which, when, by whom, and on the waiting list at which place."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=20, choices=MoveKind)
    from_state = models.CharField(max_length=20, choices=BookingState, blank=True)
    to_state = models.CharField(max_length=20, choices=BookingState)
    position = models.PositiveIntegerField(
        null=True, blank=True, help_text="The place on the waiting list when joined."
    )
    note = models.CharField(max_length=300, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty when the product moved it.",
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.booking}: {self.get_kind_display()}"


class Invitation(ImmutableModel):
    """A calendar message that somebody was sent about a date of a session.

    Each is newer than the last in what calendars compare, its sequence; the date's identifier never changes.
    """

    session_date = models.ForeignKey(SessionDate, on_delete=models.PROTECT, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=10, choices=Method)
    sequence = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["session_date", "user", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["session_date", "user", "sequence"], name="one_invitation_of_a_sequence")
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.sequence}: {self.session_date}"
