from datetime import date
from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from core.constraints import different, period
from core.periods import PeriodQuerySet
from people.models.organisation import Locality, Organisation, Profession, ServiceSetting


class UserManager(BaseUserManager["User"]):
    """Users are known by e-mail address, compared without regard to case."""

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A member of staff. Who employs them is an `Employment`; what they may do is a `RoleGrant`."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    visits_from = models.CharField(
        max_length=120, blank=True, help_text="The other partnership from which somebody visits to sign; else empty."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    objects = UserManager()  # type: ignore[misc, assignment]

    class Meta:
        constraints = [models.CheckConstraint(name="user_email_is_lower_case", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class EmploymentQuerySet(PeriodQuerySet):
    def on(self, day: date) -> "EmploymentQuerySet":
        return super().on(day).select_related("organisation", "profession", "service_setting", "seconded_from")


class Employment(models.Model):
    """Somebody's work for one employer, from `valid_from` until `valid_until` (exclusive; open while it lasts).

    On secondment they work for `organisation` while `seconded_from` stays their employer: both count wherever a rule
    asks for different employers.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="employments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="employments")
    seconded_from = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="secondments",
        help_text="The employer that lends them, while they work for the organisation.",
    )
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT)
    service_setting = models.ForeignKey(ServiceSetting, on_delete=models.PROTECT)
    job_title = models.CharField(max_length=120)
    localities = models.ManyToManyField(Locality, blank=True)
    line_manager = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="managed_employments"
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        constraints = [
            period("employment_ends_after_it_starts"),
            different("employment_not_managed_by_oneself", "user", "line_manager"),
            different("nobody_is_seconded_to_their_own_employer", "organisation", "seconded_from"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(valid_until=None), name="one_open_employment_for_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.job_title}, {self.organisation}"

    @property
    def employers(self) -> frozenset[Organisation]:
        """Whom they work for, and who lends them if they are seconded."""
        return frozenset(employer for employer in (self.organisation, self.seconded_from) if employer)
