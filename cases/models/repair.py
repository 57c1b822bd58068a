from django.db import models
from django.db.models import Q

from cases.models.assessment import CaseAssessment
from cases.models.decision import LineRecord
from cases.models.mot import MotHazard


class Repair(LineRecord):
    """What a handyperson is to do, and which finding names it (specification, 10.1.1).

    A Housing MOT or an occupational therapist's case assessment comes first. The service gives the labour; the person
    pays for materials, and was told so (10.1.2).
    """

    hazard = models.ForeignKey(MotHazard, null=True, blank=True, on_delete=models.PROTECT, related_name="repairs")
    assessment = models.ForeignKey(
        CaseAssessment, null=True, blank=True, on_delete=models.PROTECT, related_name="repairs"
    )
    what = models.TextField("what is to be repaired")
    materials = models.CharField(max_length=300, blank=True)
    is_told_of_materials = models.BooleanField("the person was told that they pay for materials", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "round"], name="one_repair_in_a_round"),
            models.CheckConstraint(
                name="repair_follows_from_one_finding",
                condition=Q(hazard__isnull=False, assessment=None) | Q(hazard=None, assessment__isnull=False),
            ),
            models.CheckConstraint(
                name="repair_materials_are_explained", condition=Q(is_told_of_materials=True) & ~Q(what="")
            ),
        ]
