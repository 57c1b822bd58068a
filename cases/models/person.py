from django.db import models
from django.db.models import F, Q

from cases.constants.decisions import Relation
from people.models import Locality, User
from people.vocabulary import Tenure


class Person(models.Model):
    """Somebody who needs a home that works for them. Never named in an address, and reached only through a case."""

    name = models.CharField(max_length=120)
    date_of_birth = models.DateField(null=True, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    safe_contact = models.TextField(
        "how to get in touch safely", blank=True, help_text="For example when to ring, and who may pick up."
    )
    communication_needs = models.TextField(blank=True)
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
        """Letters, surveys and invitations stop for somebody who has died or moved away (R4)."""
        return self.died_on is None and self.moved_on is None


class Home(models.Model):
    """Where the person lives. The tenure decides what is on offer by direct access and who pays, never who is heard."""

    address = models.TextField(help_text="One line for each part of the address.")
    postcode = models.CharField(max_length=10)
    tenure = models.CharField(max_length=20, choices=Tenure)
    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="+")
    uprn = models.CharField(
        "unique property reference number", max_length=12, blank=True, help_text="Up to 12 digits, if you know it."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="home_tenure_is_known", condition=Q(tenure__in=Tenure.values)),
        ]

    def __str__(self) -> str:
        return f"Home {self.pk}"


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
