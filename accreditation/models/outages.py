"""What case systems allowed while the register was away, and what the register says to it afterwards (A6)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone

from accreditation.models.machines import CaseSystem
from core.models import ImmutableModel
from core.models.immutable import ImmutableQuerySet


class OutageReportQuerySet(ImmutableQuerySet):
    def unread_first(self) -> Self:
        """Those that nobody followed up come first, and of them those with something wrong; then the latest."""
        followed = Exists(OutageFollowUp.objects.filter(report=OuterRef("pk")))
        is_urgent = Case(When(wrongly_allowed__gt=0, is_followed_up=False, then=0), default=1)
        rows = self.annotate(is_followed_up=followed).annotate(place=is_urgent)
        return rows.order_by("is_followed_up", "place", "-received_at", "-pk")


class OutageReport(ImmutableModel):
    """One case system's account of an outage. Its `report_id` is the client's, so that sending twice is sending once.

    `request_hash` is of the whole account: the same id with other words is another account, and refused. It has no
    states: it is written once, and that somebody followed it up is a row of its own, also written once.
    """

    case_system = models.ForeignKey(CaseSystem, on_delete=models.PROTECT, related_name="outage_reports")
    report_id = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    copy_number = models.PositiveBigIntegerField(help_text="The state of the register that the offline copy held.")
    copy_made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    register_number = models.PositiveBigIntegerField(help_text="The state on which it was judged.")
    size = models.PositiveSmallIntegerField()
    wrongly_allowed = models.PositiveSmallIntegerField(help_text="Allowed offline, and refused then or now.")

    objects = OutageReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case_system", "report_id"], name="one_outage_report_for_its_id"),
            models.CheckConstraint(
                name="outage_report_counts_its_items", condition=Q(size__gte=1, wrongly_allowed__lte=F("size"))
            ),
        ]

    def __str__(self) -> str:
        return f"Report of {self.case_system.name}, {timezone.localtime(self.received_at):%-d %B %Y}"


class OutageItem(ImmutableModel):
    """One question that an offline copy answered, and what the register says to it as of then and as of now."""

    report = models.ForeignKey(OutageReport, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(help_text="Its place in the account, from 1.")
    asked_at = models.DateTimeField()
    question = models.JSONField()
    case_hash = models.CharField(max_length=100, blank=True)
    allowed = models.BooleanField(help_text="What the offline copy said.")
    then_permitted = models.BooleanField()
    then_reasons = models.JSONField()
    now_permitted = models.BooleanField()
    now_reasons = models.JSONField()
    accreditation_number = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="one_outage_item_in_a_place"),
            models.CheckConstraint(name="outage_item_place_is_from_one", condition=Q(position__gte=1)),
        ]

    def __str__(self) -> str:
        return f"Item {self.position} of {self.report_id}"

    @property
    def wrongly_allowed(self) -> bool:
        """Allowed offline, and the register would have refused it then or refuses it now."""
        return self.allowed and not (self.then_permitted and self.now_permitted)


class OutageFollowUp(ImmutableModel):
    """That an officer looked into a report, and what came of it."""

    report = models.OneToOneField(OutageReport, on_delete=models.PROTECT, related_name="follow_up")
    note = models.TextField()
    followed_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    followed_up_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="outage_follow_up_says_something", condition=~Q(note=""))]

    def __str__(self) -> str:
        return f"Followed up: {self.report}"
