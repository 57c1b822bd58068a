from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cases.constants.concern import CONCERN_LIFE, OPEN_CONCERNS, ConcernSource, ConcernState, Protection
from cases.models.restricted import RestrictedEntry, RestrictedRecord
from core.constraints import period
from core.periods import PeriodQuerySet
from people.constants import Role
from people.models import Locality, Organisation
from people.vocabulary import Nation


class ProtectionRoute(models.Model):
    """Where to turn when somebody may be harmed: what a nation calls it, by which law, and the number to ring.

    Dated, because law and telephone numbers change. One for a locality goes before one for the whole nation.
    """

    nation = models.CharField(max_length=10, choices=Nation)
    protection = models.CharField("who it protects", max_length=10, choices=Protection)
    title = models.CharField(
        max_length=80, help_text="What the nation calls it, such as “Adult support and protection”."
    )
    words = models.TextField(help_text="Whom it protects, in one or two plain sentences.")
    law = models.CharField(max_length=200, blank=True)
    locality = models.ForeignKey(
        Locality,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty for every locality of the nation.",
    )
    council = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    telephone = models.CharField(max_length=30, blank=True)
    telephone_hours = models.CharField("when it is answered", max_length=80, blank=True)
    out_of_hours = models.CharField("telephone out of hours", max_length=30, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")

    objects = PeriodQuerySet.as_manager()

    panels = [
        MultiFieldPanel([FieldPanel("nation"), FieldPanel("locality"), FieldPanel("protection")], heading="For whom"),
        MultiFieldPanel([FieldPanel("title"), FieldPanel("words"), FieldPanel("law")], heading="What it is called"),
        MultiFieldPanel(
            [
                FieldPanel("council"),
                FieldPanel("telephone"),
                FieldPanel("telephone_hours"),
                FieldPanel("out_of_hours"),
            ],
            heading="Whom to ring",
        ),
        MultiFieldPanel([FieldPanel("valid_from"), FieldPanel("valid_until")], heading="When it holds"),
    ]

    class Meta:
        ordering = ["nation", "protection", "valid_from"]
        constraints = [
            period("protection_route_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["nation", "protection", "locality", "valid_from"], name="one_protection_route_of_a_locality"
            ),
            models.UniqueConstraint(
                fields=["nation", "protection", "valid_from"],
                condition=Q(locality=None),
                name="one_protection_route_of_a_nation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.locality or self.get_nation_display()}"


class Concern(RestrictedRecord):
    """That somebody may be harmed, controlled or neglected (H13; design, who the person is).

    A separate restricted record: the person's page, messages and calendar know nothing of it, because others in the
    home may see them. Only the safeguarding leads of the organisation read it.
    """

    protection = models.CharField(max_length=10, choices=Protection)
    source = models.CharField(max_length=15, choices=ConcernSource, default=ConcernSource.STAFF)
    state = models.CharField(max_length=10, choices=ConcernState, default=ConcernState.REPORTED)

    LIFE = CONCERN_LIFE
    READERS = (Role.SAFEGUARDING_LEAD,)
    OPEN = OPEN_CONCERNS

    class Meta(RestrictedRecord.Meta):
        indexes = [models.Index(fields=["organisation", "state", "-reported_at"], name="concern_list")]
        constraints = [
            *RestrictedRecord.Meta.constraints,
            models.CheckConstraint(
                name="concern_is_reported_by_somebody",
                condition=Q(source=ConcernSource.STAFF, reported_by__isnull=False)
                | Q(source=ConcernSource.QUESTIONNAIRE, reported_by=None, case__isnull=False),
            ),
            models.CheckConstraint(
                name="concern_set_aside_came_by_questionnaire_and_says_why",
                condition=~Q(state=ConcernState.SET_ASIDE)
                | (Q(source=ConcernSource.QUESTIONNAIRE, closed_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="concern_says_whom_it_is_about", condition=Q(case__isnull=False) | ~Q(about_whom="")
            ),
        ]


class ConcernEntry(RestrictedEntry):
    """Who told whom when about a concern, or what is new."""

    record = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="entries")
