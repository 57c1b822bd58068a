"""The handyperson: which finding names the repair, and that the person knows who pays for what (H9)."""

from django.db import transaction

from audit.services import record
from cases.constants.lines import LineKind
from cases.exceptions import NotOnThisRoute, RepairNotNamed
from cases.models import CaseAssessment, MotHazard, Repair, SolutionLine
from cases.selectors.repair import is_by_therapist
from cases.services.guards import line_for
from core import clock
from people.models import User


@transaction.atomic
def name_repair(
    *,
    line: SolutionLine,
    what: str,
    is_told_of_materials: bool,
    by: User,
    hazard: MotHazard | None = None,
    assessment: CaseAssessment | None = None,
    materials: str = "",
) -> Repair:
    """Name the finding of this case that a handyperson answers: of a Housing MOT, or of a therapist's case assessment.

    Raises `RepairNotNamed` for a finding of another case, an assessment by somebody who is no occupational therapist,
    and while the person has not been told that they pay for materials.
    """
    line = line_for(line, by, "name the repair of")
    if line.kind != LineKind.HANDYPERSON:
        raise NotOnThisRoute("Only a handyperson’s work names a repair.")
    if line.repairs.filter(round=line.round).exists():
        raise RepairNotNamed("The repair is named already.")
    if (hazard is None) == (assessment is None):
        raise RepairNotNamed("Choose one finding that names the repair.")
    if hazard and hazard.mot.case_id != line.case_id:
        raise RepairNotNamed("That finding is of another case.")
    if assessment and (assessment.line.case_id != line.case_id or not is_by_therapist(assessment)):
        raise RepairNotNamed("Choose a case assessment of this case that an occupational therapist made.")
    if not is_told_of_materials:
        raise RepairNotNamed("Tell the person first that they pay for the materials, and we for the work.")
    repair = Repair.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        hazard=hazard,
        assessment=assessment,
        what=what,
        materials=materials,
        is_told_of_materials=is_told_of_materials,
    )
    record("cases.repair_named", line.case, by=by, detail={"line": line.number, "round": line.round})
    return repair


def require_repair_named(line: SolutionLine) -> None:
    """A handyperson comes after a Housing MOT or an occupational therapist's assessment that names the repair (H9)."""
    if line.kind == LineKind.HANDYPERSON and not line.repairs.filter(round=line.round).exists():
        raise RepairNotNamed(
            "A handyperson comes after a Housing MOT, or an occupational therapist’s assessment, that names the "
            "repair. Name the finding first."
        )
