from django.db import models
from django.db.models import F, Q

from cases.constants.handover import BY_RULE, HandoverWhy
from cases.models.case import Case
from core.constraints import paired
from people.models import User


class CaseHandover(models.Model):
    """That a case went from one owner to another: by somebody with a note, or by rule (P12).

    What went by rule stands on the manager's list until a person has looked at it. Where the rule found nobody,
    `to_owner` is empty: the case keeps its owner and the list says that it needs another.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handovers")
    from_owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    to_owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=HandoverWhy)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    looked_at_at = models.DateTimeField(null=True, blank=True)
    is_superseded = models.BooleanField(default=False, help_text="The case went on before a person looked at this.")
    looked_at_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "handover"
        constraints = [
            paired("case_handover_looked_at_with_by", "looked_at_at", "looked_at_by"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(looked_at_at=None, is_superseded=False),
                name="one_handover_of_a_case_to_look_at",
            ),
            models.CheckConstraint(name="case_handover_to_another", condition=~Q(to_owner=F("from_owner"))),
            models.CheckConstraint(
                name="case_handover_by_a_person_says_why",
                condition=(Q(why=HandoverWhy.ASKED, to_owner__isnull=False, by__isnull=False) & ~Q(note=""))
                | Q(why__in=sorted(BY_RULE), by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Handover of case {self.case_id}"
