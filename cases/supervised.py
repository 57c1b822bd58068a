"""What of a case may be shown as evidence of somebody's practice (C2): what was done, never for whom.

Free words are left out, because they can name or place the person. What remains are the words of the catalogue and
of the forms.
"""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from cases.models import Authorisation, CaseAssessment, SolutionLine
from competencies.supervised import SupervisedCase
from people.models import User


def supervised_cases(user: User) -> list[SupervisedCase]:
    """Case assessments that somebody made and another, whom the register permitted, authorised. Four queries."""
    made = (
        CaseAssessment.objects.filter(by=user, line__adaptation__isnull=False)
        .select_related("line__case__home", "line__adaptation")
        .prefetch_related("contraindications", "line__authorisations__by")
        .order_by("-at", "-pk")
    )
    return [_supervised(one, by) for one in made if (by := authorisation_by_another(one.line, one))]


def authorisation_by_another(line: SolutionLine, assessment: CaseAssessment) -> Authorisation | None:
    """The authorisation of what was assessed, when somebody else than the assessor made it."""
    found = [row for row in line.authorisations.all() if row.round == assessment.round]
    return found[0] if found and found[0].by_id != assessment.by_id else None


def _supervised(assessment: CaseAssessment, authorisation: Authorisation) -> SupervisedCase:
    line = assessment.line
    item, case = line.item, line.case
    assessed = date_format(localtime(assessment.at), "j F Y")
    return SupervisedCase(
        pk=assessment.pk,
        label=f"{case.reference}/{line.number}/{assessment.round}",
        words=f"Case {case.reference}, {item.name}, assessed on {assessed}",
        supervisor=authorisation.by,
        facts={
            "reference": case.reference,
            "adaptation": item.name,
            "tier": item.get_tier_display(),
            "tenure": case.home.get_tenure_display(),
            "assessed_on": assessed,
            "authorised_on": date_format(localtime(authorisation.at), "j F Y"),
            "supervisor": str(authorisation.by),
            "basis": authorisation.get_basis_display(),
            "marks": _marks(assessment),
        },
    )


def _marks(assessment: CaseAssessment) -> list[dict[str, Any]]:
    """The four marks, each with what was decided as far as it is a choice and no free words."""
    considered = [
        f"{one.words.capitalize()}: {one.get_concern_display().lower()}" for one in assessment.contraindications.all()
    ]
    return [
        {"mark": "Reason for provision", "decided": ["Recorded, with the least that helps"]},
        {"mark": "Contraindications", "decided": considered or ["The catalogue names none"]},
        {
            "mark": "Decision recorded",
            "decided": [f"Recorded, with why. The person: {assessment.get_agreement_display().lower()}"],
        },
        {
            "mark": "Alternatives considered and discussed",
            "decided": ["Recorded, with what the person said about them"],
        },
    ]
