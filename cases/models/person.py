from django.db import models
from django.db.models import F, Q

from cases.constants import people as words
from cases.constants.decisions import Relation
from core.models import ImmutableModel
from people.models import User


class Person(models.Model):
    """Somebody who needs a home that works for them. Never named in an address, and reached only through a case.

    Whatever writes, rings or invites asks `cases.contact.may_contact` first.
    """

    name = models.CharField(max_length=120)
    date_of_birth = models.DateField(null=True, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    safe_contact = models.TextField(
        "how to get in touch safely", blank=True, help_text="For example when to ring, and who may pick up."
    )
    communication_needs = models.TextField(blank=True)
    accessible_format = models.CharField(
        max_length=15, choices=words.AccessibleFormat, default=words.AccessibleFormat.STANDARD
    )
    died_on = models.DateField(null=True, blank=True)
    moved_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                name="person_born_before_they_died",
                condition=Q(died_on=None) | Q(date_of_birth=None) | Q(died_on__gte=F("date_of_birth")),
            )
        ]
        indexes = [models.Index(fields=["name"], name="person_name")]

    def __str__(self) -> str:
        # Audit events keep what this says, so it names nobody.
        return f"Person {self.pk}"

    @property
    def may_be_contacted(self) -> bool:
        """Nothing at all is sent to somebody who has died or moved away (R4)."""
        return self.died_on is None and self.moved_on is None


class PersonMarking(ImmutableModel):
    """That somebody was marked as having died or moved away, or that this was a mistake and is taken back.

    `on` is the day it happened; empty, it takes the mark back and says why. The person's own row holds what stands.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="markings")
    mark = models.CharField(max_length=10, choices=words.PersonMark)
    on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="mark_taken_back_says_why", condition=Q(on__isnull=False) | ~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"Marking {self.pk}"


class ContactRule(models.Model):
    """Whether one way to reach somebody is safe. Where nothing is said, it is not known to be unsafe."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_rules")
    route = models.CharField(max_length=10, choices=words.ContactRoute)
    is_allowed = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "route"], name="one_rule_for_a_route")]

    def __str__(self) -> str:
        return f"{self.get_route_display()} to person {self.person_id}"


class DeclaredRelation(models.Model):
    """That a member of staff is, or is close to, the person; from then on they decide nothing for them."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declared_relations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=12, choices=Relation)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "user"], name="one_declared_relation_to_a_person")]

    def __str__(self) -> str:
        return f"{self.user}, {self.relation}"
