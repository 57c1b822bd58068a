"""Which findings of a case a handyperson can answer (H9)."""

from django.db.models import QuerySet
from django.utils.timezone import localtime

from cases.models import Case, CaseAssessment, MotHazard
from people.constants import OCCUPATIONAL_THERAPIST
from people.models import ProfessionalRegistration


def hazards_of(case: Case) -> QuerySet[MotHazard]:
    """What the finished Housing MOTs of a case found."""
    return MotHazard.objects.filter(mot__case=case).select_related("mot").order_by("-mot__number", "area", "pk")


def is_by_therapist(assessment: CaseAssessment) -> bool:
    """Whether a registered occupational therapist made it: registered on that day."""
    registered = ProfessionalRegistration.objects.on(localtime(assessment.at).date())
    return registered.filter(user=assessment.by_id, profession__code=OCCUPATIONAL_THERAPIST).exists()


def therapists_assessments(case: Case) -> list[CaseAssessment]:
    """The case assessments of a case that a registered occupational therapist made."""
    made = CaseAssessment.objects.filter(line__case=case).select_related("line", "by").order_by("-at")
    return [assessment for assessment in made if is_by_therapist(assessment)]
