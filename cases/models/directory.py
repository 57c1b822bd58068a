import uuid
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from cases.constants.directory import CONFIRMED_FOR_MONTHS, ListingState, Topic
from core import clock
from core.periods import months_later
from people.models import Locality, User


class ListedOrganisation(models.Model):
    """Who offers a service of the directory: an organization of Open Referral. It need not be a partner of ours."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="one_listed_organisation_of_a_name")]

    def __str__(self) -> str:
        return self.name


class ListedService(models.Model):
    """A service outside the partnership that staff may suggest to somebody (home improvement agency, 5.3e; H10).

    Its fields are those of Open Referral UK that somebody at a kitchen table needs; ADR 90 says which is which.
    `places` and `costs` hold one on each line. Without a locality it serves the whole area.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(ListedOrganisation, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=160)
    description = models.TextField()
    state = models.CharField(max_length=10, choices=ListingState, default=ListingState.ACTIVE)
    state_reason = models.TextField(blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    eligibility = models.TextField("who it is for", blank=True)
    costs = models.TextField(blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    website = models.URLField(blank=True)
    contact_name = models.CharField("who to ask for", max_length=120, blank=True)
    opening_times = models.TextField(blank=True)
    places = models.TextField(blank=True)
    localities = models.ManyToManyField(Locality, blank=True, related_name="+")
    assured_on = models.DateField(help_text="When somebody last asked the service whether the entry is right.")
    assured_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "service"
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["state", "name"], name="listed_service_by_name")]
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="one_listed_service_of_a_name"),
            models.CheckConstraint(
                name="listed_service_is_named_and_described", condition=~Q(name="") & ~Q(description="")
            ),
            models.CheckConstraint(
                name="listed_service_ages_in_order",
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(maximum_age__gte=F("minimum_age")),
            ),
            models.CheckConstraint(
                name="listed_service_can_be_reached", condition=~Q(telephone="", email="", website="", places="")
            ),
            models.CheckConstraint(
                name="listed_service_out_of_use_says_why",
                condition=Q(state=ListingState.ACTIVE, state_reason="")
                | (Q(state=ListingState.INACTIVE) & ~Q(state_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def confirm_by(self) -> date:
        """Up to which day the entry counts as right."""
        return months_later(self.assured_on, CONFIRMED_FOR_MONTHS)

    @property
    def is_unconfirmed(self) -> bool:
        """Whether nobody has confirmed for twelve months that it is still right."""
        return self.confirm_by < clock.today()

    @property
    def ages(self) -> str:
        """For whom by age, in words; empty for everybody."""
        if self.minimum_age is not None and self.maximum_age is not None:
            return f"{self.minimum_age} to {self.maximum_age} years old"
        if self.minimum_age is not None:
            return f"{self.minimum_age} years old and older"
        return f"Up to {self.maximum_age} years old" if self.maximum_age is not None else ""

    def as_told(self) -> dict[str, Any]:
        """The entry in the words in which somebody is told of it, which a suggestion keeps."""
        return {
            "organisation": self.organisation.name,
            "name": self.name,
            "description": self.description,
            "who_for": "\n".join(words for words in (self.ages, self.eligibility) if words),
            "costs": self.costs,
            "telephone": self.telephone,
            "email": self.email,
            "website": self.website,
            "contact_name": self.contact_name,
            "opening_times": self.opening_times,
            "places": self.places,
            "assured_on": self.assured_on.isoformat(),
        }


class ServiceTopic(models.Model):
    """That a service helps with something: an attribute of Open Referral, with its taxonomy term."""

    service = models.ForeignKey(ListedService, on_delete=models.CASCADE, related_name="topics")
    topic = models.CharField(max_length=20, choices=Topic)

    class Meta:
        ordering = ["topic"]
        constraints = [
            models.UniqueConstraint(fields=["service", "topic"], name="one_topic_of_a_service"),
            models.CheckConstraint(name="topic_of_a_service_is_known", condition=Q(topic__in=Topic.values)),
        ]

    def __str__(self) -> str:
        return self.get_topic_display()
