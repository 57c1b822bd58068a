"""Who sits on the Complex Cases Panel, by which rule, and when it meets (P8)."""

from django.db import models
from django.db.models import F, Q

from cases.constants.panel import MeetingState, SeatKind
from core.constraints import paired, period
from core.periods import PeriodQuerySet
from people.models import Organisation, User


class PanelRule(models.Model):
    """From when on how many members, of how many partners, have to be there, and how somebody complains (dated)."""

    quorum_members = models.PositiveSmallIntegerField("members who have to be there", default=3)
    quorum_partners = models.PositiveSmallIntegerField("organisations that they have to come from", default=3)
    complaint_route = models.TextField(
        help_text="What a letter says to somebody who does not agree: whom to complain to, and who looks at it after."
    )
    valid_from = models.DateField()
    valid_until = models.DateField("first day on which it no longer holds", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            period("panel_rule_ends_after_it_starts"),
            models.UniqueConstraint(fields=["valid_from"], name="one_panel_rule_from_a_day"),
            models.CheckConstraint(
                name="panel_is_of_several_partners",
                condition=Q(quorum_partners__gte=2, quorum_members__gte=F("quorum_partners")),
            ),
            models.CheckConstraint(name="panel_rule_says_how_to_complain", condition=~Q(complaint_route="")),
        ]

    def __str__(self) -> str:
        return f"{self.quorum_members} members of {self.quorum_partners} organisations"


class PanelSeat(models.Model):
    """That somebody sits on the panel for their organisation, or decides by statute what the panel could not.

    A deputy's seat names whom they stand in for; of the two only one counts at a meeting.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="panel_seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=SeatKind, default=SeatKind.MEMBER)
    office = models.CharField(max_length=80, blank=True, help_text="Such as “Chief Social Work Officer”.")
    deputy_for = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="deputies", verbose_name="stands in for"
    )
    valid_from = models.DateField()
    valid_until = models.DateField("first day without the seat", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "id"]
        constraints = [
            period("panel_seat_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(valid_until=None), name="one_open_panel_seat_of_a_person"
            ),
            models.CheckConstraint(
                name="statutory_decision_maker_holds_an_office",
                condition=~Q(kind=SeatKind.DECISION_MAKER) | (~Q(office="") & Q(deputy_for=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.office or self.organisation}"

    @property
    def post(self) -> int:
        """The seat that is counted: the member's, whether they or their deputy come."""
        return self.deputy_for_id or self.pk


class PanelMeeting(models.Model):
    """One meeting: a day, a place, and who came. What it looks at is listed for it."""

    token = models.CharField(max_length=20, unique=True)
    held_on = models.DateField("day of the meeting")
    place = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "meeting"
        ordering = ["held_on", "id"]
        constraints = [
            paired("panel_meeting_ended_at_with_by", "ended_at", "ended_by"),
            models.CheckConstraint(
                name="panel_meeting_is_planned_until_it_ended",
                condition=Q(state=MeetingState.PLANNED, ended_at=None)
                | (~Q(state=MeetingState.PLANNED) & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Meeting of {self.held_on:%-d %B %Y}"


class PanelAttendance(models.Model):
    """That somebody came to a meeting, in which seat and for which organisation."""

    meeting = models.ForeignKey(PanelMeeting, on_delete=models.CASCADE, related_name="attendances")
    seat = models.ForeignKey(PanelSeat, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    post = models.PositiveBigIntegerField(help_text="The member's seat, whether they or their deputy came.")

    class Meta:
        ordering = ["organisation__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="one_attendance_of_a_person"),
            models.UniqueConstraint(fields=["meeting", "post"], name="a_member_or_their_deputy"),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.organisation}"
