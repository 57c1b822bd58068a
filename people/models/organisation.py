from typing import Self

from django.db import models

from people.constants import OrganisationKind
from people.vocabulary import Nation


class OrganisationQuerySet(models.QuerySet):
    def ours(self) -> Self:
        """Those of this partnership: all but the employers of visiting signers, and providers under contract."""
        return self.filter(partnership="").exclude(kind=OrganisationKind.PROVIDER)


class Organisation(models.Model):
    """A partner. Those that employ people are "agencies" in the sense of the pairing rules (T6)."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=30, choices=OrganisationKind)
    is_employer = models.BooleanField(default=True, help_text="A partnership body that employs nobody is not.")
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    partnership = models.CharField(
        max_length=120, blank=True, help_text="The other partnership that it belongs to; empty for our own."
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Locality(models.Model):
    """A part of the partnership's area, in which training is delivered and accreditation is scoped.

    It lies in one nation, whose working days and funding regime hold for the homes in it.
    """

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    nation = models.CharField(max_length=10, choices=Nation, default=Nation.SCOTLAND)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "localities"

    def __str__(self) -> str:
        return self.name


class Profession(models.Model):
    """What somebody is by training or job: housing officer, nurse, occupational therapist."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ServiceSetting(models.Model):
    """Where somebody works: a housing office, a hospital ward, a community team."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
