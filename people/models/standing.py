"""What makes somebody fit to act: registration with a professional body, staff checks, roles."""

from django.db import models

from core.constraints import period
from core.periods import PeriodQuerySet
from people.constants import RegistrationBody, Role, StaffCheckKind
from people.models.organisation import Organisation, Profession
from people.models.user import User


class ProfessionalRegistration(models.Model):
    """Entry on a professional body's register, as last checked there. `valid_until` is exclusive."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="registrations")
    body = models.CharField(max_length=10, choices=RegistrationBody)
    number = models.CharField(max_length=30)
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_until = models.DateField()
    checked_on = models.DateField(help_text="When the body's own register was last looked at.")
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            period("registration_ends_after_it_starts"),
            models.UniqueConstraint(fields=["body", "number", "valid_from"], name="one_registration_for_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()} {self.number}"


class StaffCheck(models.Model):
    """That a check was seen, and when it is to be looked at again. Its content is never stored (A9).

    A certificate does not expire; `recheck_on` is the employer's date, and a check past it blocks what needs it.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="staff_checks")
    kind = models.CharField(max_length=10, choices=StaffCheckKind)
    checked_on = models.DateField()
    recheck_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [period("staff_check_recheck_is_later", "checked_on", "recheck_on")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.user}"


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
