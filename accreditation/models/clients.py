"""What belongs to a case system: its keys, its steps, its agreement, its conformance runs, its use of the register."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accreditation.client_life import AnomalyKind, CaseSystemVerb
from accreditation.models.machines import CaseSystem
from core import clock
from core.constraints import paired, period
from core.models import ImmutableModel


class CaseSystemKeyQuerySet(models.QuerySet["CaseSystemKey"]):
    def in_force(self) -> "CaseSystemKeyQuerySet":
        now = clock.now()
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=now), valid_from__lte=now)

    def not_ended(self) -> "CaseSystemKeyQuerySet":
        """In force, or to come."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=clock.now()))


class CaseSystemKey(models.Model):
    """The public half of a key by which a case system proves itself. It holds from one moment to another, exclusive.

    A key that was ended is never taken again: whoever ended it may have had to.
    """

    case_system = models.ForeignKey(CaseSystem, on_delete=models.PROTECT, related_name="keys")
    kid = models.CharField(max_length=100)
    public_jwk = models.JSONField()
    thumbprint = models.CharField(max_length=43, unique=True, help_text="RFC 7638, SHA-256.")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CaseSystemKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case_system", "kid"], name="one_client_key_of_a_name"),
            period("client_key_ends_after_it_begins"),
            paired("client_key_ended_at_with_by", "ended_at", "ended_by"),
        ]

    def __str__(self) -> str:
        return self.kid

    @property
    def holds_now(self) -> bool:
        now = clock.now()
        return self.valid_from <= now and (self.valid_until is None or now < self.valid_until)

    @property
    def has_ended(self) -> bool:
        return self.valid_until is not None and self.valid_until <= clock.now()


class UsedAssertion(models.Model):
    """An assertion that was accepted, kept until it has expired so that it is accepted once (RFC 7523, `jti`)."""

    case_system = models.ForeignKey(CaseSystem, on_delete=models.PROTECT, related_name="+", db_index=False)
    jti = models.CharField(max_length=200)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_system", "jti"], name="one_use_of_an_assertion")]

    def __str__(self) -> str:
        return self.jti


class CaseSystemStep(ImmutableModel):
    """One thing that was done with a case system: what, when, by whom and why. The page shows them all."""

    case_system = models.ForeignKey(CaseSystem, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20, choices=CaseSystemVerb)
    reason = models.TextField(blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty where the system itself or the register did it.",
    )

    class Meta:
        ordering = ["-taken_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="case_system_step_has_its_reason",
                condition=~Q(verb__in=[CaseSystemVerb.SWITCHED_OFF, CaseSystemVerb.SWITCHED_ON, CaseSystemVerb.CLOSED])
                | (~Q(reason="") & Q(taken_by__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.case_system}"


class DataSharingAgreement(ImmutableModel):
    """The partnership's data-sharing agreement as a manager signed it for their organisation."""

    case_system = models.ForeignKey(CaseSystem, on_delete=models.PROTECT, related_name="agreements")
    version = models.CharField(max_length=40)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField(help_text="It is looked at again by this day.")

    class Meta:
        ordering = ["-signed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.case_system}"

    @property
    def is_current(self) -> bool:
        return clock.today() <= self.review_on


class ConformanceRun(models.Model):
    """A case system shows in the sandbox that it would do the right thing in every situation, the wrong ones too."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case_system = models.ForeignKey(CaseSystem, on_delete=models.PROTECT, related_name="runs")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField(help_text="The sandbox plays its situations until then.")
    reported_at = models.DateTimeField(null=True, blank=True)
    has_passed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="conformance_is_passed_by_a_report", condition=Q(has_passed=False) | Q(reported_at__isnull=False)
            ),
            models.CheckConstraint(name="conformance_run_ends_later", condition=Q(ends_at__gt=F("started_at"))),
        ]

    def __str__(self) -> str:
        return f"Conformance run of {timezone.localtime(self.started_at):%-d %B %Y, %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.reported_at is None and clock.now() < self.ends_at


class ConformanceSituation(models.Model):
    """One situation of a run, under a number that no other run uses, so that what to expect cannot be copied."""

    run = models.ForeignKey(ConformanceRun, on_delete=models.CASCADE, related_name="situations")
    place = models.PositiveSmallIntegerField(help_text="How the system names it in its report, from 1.")
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=40, unique=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When the sandbox was first asked about it.")
    would_allow = models.BooleanField(null=True, help_text="What the system said that it would do.")

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["run", "place"], name="one_situation_in_a_place")]

    def __str__(self) -> str:
        return f"Situation {self.place}"


class CaseSystemUse(models.Model):
    """What a case system did in one hour, added up from the log of answers and from failed attempts to sign in."""

    case_system = models.ForeignKey(CaseSystem, on_delete=models.PROTECT, related_name="use", db_index=False)
    starts_at = models.DateTimeField()
    asked = models.PositiveIntegerField(default=0)
    permitted = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0, help_text="Refused because no such number is on the register.")
    wrong_sign_ins = models.PositiveIntegerField(default=0)
    last_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_at"]
        verbose_name_plural = "use of case systems"
        constraints = [
            models.UniqueConstraint(fields=["case_system", "starts_at"], name="one_row_of_use_an_hour"),
            models.CheckConstraint(name="use_adds_up", condition=Q(asked__gte=F("permitted") + F("unknown"))),
        ]

    def __str__(self) -> str:
        return f"{self.case_system}, {timezone.localtime(self.starts_at):%-d %B %Y, %H:%M}"


class UseCounted(models.Model):
    """How far the log has been added up, in one row: the number of the last batch."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    batch = models.PositiveBigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "use counted"
        constraints = [models.CheckConstraint(name="use_counted_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"Counted to batch {self.batch}"


class Anomaly(models.Model):
    """Something unusual about one case system, seen once. It waits until an officer says what it was."""

    case_system = models.ForeignKey(CaseSystem, on_delete=models.PROTECT, related_name="anomalies")
    kind = models.CharField(max_length=20, choices=AnomalyKind)
    hour = models.DateTimeField(help_text="The hour in which it was seen.")
    words = models.CharField(max_length=300)
    seen_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-seen_at", "-id"]
        verbose_name_plural = "anomalies"
        constraints = [
            models.UniqueConstraint(fields=["case_system", "kind", "hour"], name="one_anomaly_of_a_kind_an_hour"),
            models.UniqueConstraint(
                fields=["case_system", "kind"],
                condition=Q(acknowledged_at=None),
                name="one_open_anomaly_of_a_kind",
            ),
            paired("anomaly_acknowledged_at_with_by", "acknowledged_at", "acknowledged_by"),
            models.CheckConstraint(
                name="anomaly_acknowledged_with_a_note", condition=Q(acknowledged_at=None) | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.case_system}"
