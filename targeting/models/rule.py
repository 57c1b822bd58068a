"""Which staff need which module by when (T9)."""

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from wagtail.models import RevisionMixin

from core.constraints import period
from core.periods import PeriodQuerySet
from modules.models import Module, ModuleVersion
from people.constants import OrganisationKind
from people.models import Locality, Organisation, Profession, ServiceSetting
from people.words import with_article


class TargetRuleQuerySet(PeriodQuerySet):
    def in_force(self, day: date) -> "TargetRuleQuerySet":
        """The rules that ask something of somebody on a day: they hold, and their module is published."""
        published = ModuleVersion.objects.current().order_by().values("module")
        return (
            self.on(day)
            .filter(module__in=published)
            .select_related("module", "profession", "service_setting", "organisation", "locality")
            .order_by("module__position", "module__code", "valid_from", "pk")
        )


class TargetRule(RevisionMixin, models.Model):
    """Staff whom every criterion that is filled in fits need the module; one that is left empty fits everybody.

    They need it within so many days of starting that employment or of the rule's own start, whichever is later.
    Where several rules ask for one module, the earliest date counts. Wagtail keeps each state of a rule that changed.
    """

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="target_rules")
    profession = models.ForeignKey(
        Profession, null=True, blank=True, on_delete=models.PROTECT, verbose_name="staff group", related_name="+"
    )
    service_setting = models.ForeignKey(
        ServiceSetting, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation_kind = models.CharField("kind of organisation", max_length=30, choices=OrganisationKind, blank=True)
    locality = models.ForeignKey(Locality, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    within_days = models.PositiveSmallIntegerField(
        "within how many days",
        validators=[MaxValueValidator(1825)],
        help_text="Counted from the start of the person’s employment or of the rule, whichever is later.",
    )
    again_every_months = models.PositiveSmallIntegerField(
        "again every how many months",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text="Leave empty when once is enough.",
    )
    valid_from = models.DateField("in force from")
    valid_until = models.DateField(
        "in force until", null=True, blank=True, help_text="The first day on which it no longer holds."
    )

    objects: ClassVar = TargetRuleQuerySet.as_manager()

    class Meta:
        ordering = ["module", "valid_from", "pk"]
        constraints = [
            period("target_rule_ends_after_it_starts"),
            models.CheckConstraint(
                name="target_rule_comes_round", condition=Q(again_every_months=None) | Q(again_every_months__gte=1)
            ),
            models.CheckConstraint(
                name="target_rule_kind_known", condition=Q(organisation_kind__in=["", *OrganisationKind.values])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module} for {self.audience}"

    @property
    def audience(self) -> str:
        """Whom it fits, in words for a list: “Housing officer, at Lantern Homes, in Harbour”."""
        return ", ".join([self.profession.name if self.profession else "All staff", *self._places()])

    def because(self) -> str:
        """Why it fits somebody, in words that follow “Because you are”."""
        who = with_article(self.profession.name.lower()) if self.profession else "a member of staff"
        return " ".join([who, *self._places()])

    def _places(self) -> list[str]:
        places = []
        if self.service_setting:
            places.append(f"in the service setting “{self.service_setting}”")
        if self.organisation:
            places.append(f"at {self.organisation}")
        if self.organisation_kind:
            places.append(f"at {with_article(self.get_organisation_kind_display().lower())}")
        if self.locality:
            places.append(f"in {self.locality}")
        return places
