"""Where training happens: places, and the areas in them where adaptations are shown (T5)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime
from wagtail.admin.panels import FieldPanel

from core.constraints import paired
from people.models import Locality
from training_sessions.constants import AreaKind


class Place(models.Model):
    """A building with a room for training, and what somebody must know to get in and take part."""

    name = models.CharField(max_length=120, unique=True)
    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="places")
    address = models.TextField(max_length=400)
    how_to_get_there = models.TextField(max_length=1000, blank=True)
    is_step_free = models.BooleanField("step-free", default=False)
    has_hearing_loop = models.BooleanField("hearing loop", default=False)
    has_accessible_toilet = models.BooleanField("accessible toilet", default=False)
    parking = models.CharField(
        max_length=200, blank=True, help_text="For example, four spaces at the door, two of them for Blue Badges."
    )
    is_in_use = models.BooleanField("in use", default=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("locality"),
        FieldPanel("address"),
        FieldPanel("how_to_get_there"),
        FieldPanel("is_step_free"),
        FieldPanel("has_hearing_loop"),
        FieldPanel("has_accessible_toilet"),
        FieldPanel("parking"),
        FieldPanel("is_in_use"),
    ]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def access_facts(self) -> list[str]:
        """What the place has and has not, in sentences: a gap that is named can be planned for."""
        return [
            "Step-free from the street to the room." if self.is_step_free else "There are steps on the way in.",
            "A hearing loop." if self.has_hearing_loop else "No hearing loop.",
            "An accessible toilet." if self.has_accessible_toilet else "No accessible toilet.",
            f"Parking: {self.parking}" if self.parking else "No parking of its own.",
        ]

    @property
    def address_line(self) -> str:
        """Name and address on one line, as calendars show them."""
        return ", ".join([self.name, *(line.strip() for line in self.address.splitlines() if line.strip())])


class DemonstrationArea(models.Model):
    """A stairlift, a bathroom, a telecare corner: where people try what they will recommend (T5)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="areas")
    kind = models.CharField(max_length=20, choices=AreaKind)
    name = models.CharField(max_length=120)
    capacity = models.PositiveSmallIntegerField(help_text="How many people at a time can use it.")
    checklist = models.TextField(
        max_length=2000, blank=True, help_text="What trainers check before people use it, one thing on each line."
    )
    is_in_use = models.BooleanField("in use", default=True)

    panels = [
        FieldPanel("place"),
        FieldPanel("kind"),
        FieldPanel("name"),
        FieldPanel("capacity"),
        FieldPanel("checklist"),
        FieldPanel("is_in_use"),
    ]

    class Meta:
        ordering = ["place__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="one_area_of_a_name_in_a_place"),
            models.CheckConstraint(name="an_area_has_room_for_somebody", condition=Q(capacity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.place}"

    @property
    def checks(self) -> list[str]:
        return [line.strip() for line in self.checklist.splitlines() if line.strip()]


class AreaBookingQuerySet(models.QuerySet["AreaBooking"]):
    def live(self) -> "AreaBookingQuerySet":
        return self.filter(cancelled_at=None)


class AreaBooking(models.Model):
    """That an area is taken from one moment to another, with a session or for something else.

    Two that hold never overlap: the service locks the area and looks. A cancelled one stays as a row.
    """

    area = models.ForeignKey(DemonstrationArea, on_delete=models.PROTECT, related_name="bookings")
    session_date = models.ForeignKey(
        "training_sessions.SessionDate", null=True, blank=True, on_delete=models.PROTECT, related_name="area_bookings"
    )
    purpose = models.CharField(max_length=200, blank=True, help_text="What for, when it is not a session.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AreaBookingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(name="area_booking_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="area_is_booked_for_a_session_or_a_purpose",
                condition=Q(session_date__isnull=False) | ~Q(purpose=""),
            ),
            paired("area_booking_cancelled_by_somebody", "cancelled_at", "cancelled_by"),
            models.UniqueConstraint(
                fields=["area", "starts_at"], condition=Q(cancelled_at=None), name="an_area_is_booked_once_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["area", "ends_at"], name="area_bookings_in_time")]

    def __str__(self) -> str:
        return f"{self.area}, {localtime(self.starts_at):%-d %B %Y %H:%M}"
