"""What makes somebody fit to act: registration with a professional body, staff checks, roles."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core import clock
from core.constraints import different, paired, period
from core.models import ImmutableModel
from core.periods import PeriodQuerySet
from people.constants import RegistrationBody, Role, StaffCheckKind
from people.models.organisation import Organisation, Profession
from people.models.user import User


class RegistrationQuerySet(PeriodQuerySet):
    def known(self, day: date, known_at: datetime) -> Self:
        """Those that held on a day as far as was recorded by a moment: one that was ended later still held then."""
        ended_later = Q(ended_at__gt=known_at, was_until__gt=day)
        return self.filter(Q(valid_until__gt=day) | ended_later, valid_from__lte=day, recorded_at__lte=known_at)


class ProfessionalRegistration(models.Model):
    """Entry on a professional body's register, as last checked there. `valid_until` is exclusive.

    Ended before its time, it keeps until when it would have held, since that is what was believed until then.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="registrations")
    body = models.CharField(max_length=10, choices=RegistrationBody)
    number = models.CharField(max_length=30)
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_until = models.DateField()
    checked_on = models.DateField(help_text="When the body's own register was last looked at.")
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, help_text="Since when the register knows of it.")

    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was ended before its time.")
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    was_until = models.DateField(null=True, blank=True, help_text="Until when (exclusive) it would have held.")

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            period("registration_ends_after_it_starts"),
            paired("early_end_of_registration_is_whole", "ended_at", "ended_by", "was_until"),
            different("nobody_records_their_own_registration", "user", "checked_by"),
            models.UniqueConstraint(fields=["body", "number", "valid_from"], name="one_registration_for_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()} {self.number}"


class StaffCheckQuerySet(models.QuerySet):
    def in_date(self, at: datetime, *, known_at: datetime | None = None) -> Self:
        """Those that count at a moment: their day to be looked at again has not passed, and none has ended them.

        With `known_at`, as far as was recorded by then.
        """
        day = timezone.localdate(at)
        not_ended = Q(end__isnull=True) | Q(end__ended_at__gt=min(at, known_at or at))
        found = self.filter(not_ended, checked_on__lte=day, recheck_on__gte=day)
        return found.filter(recorded_at__lte=known_at) if known_at else found


class StaffCheck(models.Model):
    """That a check was seen, and when it is to be looked at again. Its content is never stored (A9).

    A certificate does not expire; `recheck_on` is the employer's date, and a check past it blocks what needs it. On
    that day itself it still counts.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="staff_checks")
    kind = models.CharField(max_length=10, choices=StaffCheckKind)
    checked_on = models.DateField()
    recheck_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, help_text="Since when the register knows of it.")

    objects = StaffCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-recheck_on", "-pk"]
        constraints = [
            period("staff_check_recheck_is_later", "checked_on", "recheck_on"),
            different("nobody_records_their_own_staff_check", "user", "recorded_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.user}"


class StaffCheckEnd(ImmutableModel):
    """That a check no longer counts, from a moment on: its employer took it back. Why is never kept (A9)."""

    check_ended = models.OneToOneField(StaffCheck, on_delete=models.PROTECT, related_name="end")
    ended_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Ended: {self.check_ended}"


class RoleGrant(models.Model):
    """That somebody holds a role, for one organisation or (None) for the partnership."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=30, choices=Role)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            period("role_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=models.Q(valid_until=None),
                name="one_open_grant_of_a_role_in_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(valid_until=None, organisation=None),
                name="one_open_grant_of_a_role_in_the_partnership",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"
