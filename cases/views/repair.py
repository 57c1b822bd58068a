"""The handyperson (H9)."""

from django.http import HttpResponse

from cases import services
from cases.access import line_or_404, staff
from cases.constants.lines import LineKind
from cases.forms.repair import RepairForm
from cases.views.steps import say, step
from core.forms import posted
from people.access import SignedInRequest


@staff
def name_repair(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="repair")
    if line.kind != LineKind.HANDYPERSON:
        return say(request, line, "Only a handyperson’s work names a repair.", heading="Repair")
    form = RepairForm(posted(request), case=line.case)
    if not form.found:
        why = (
            "A handyperson comes after a Housing MOT, or an occupational therapist’s assessment, that names the "
            "repair. There is none in this case yet."
        )
        return say(request, line, why, heading="Not yet")
    return step(
        request,
        line.case,
        form,
        lambda details: services.name_repair(line=line, by=request.user, **details),
        done="The repair is named. It can be ordered.",
        line=line,
        verb="name the repair of",
        heading="Name the repair",
        lead="The service gives the labour. The person pays for the materials.",
        button="Name the repair",
    )
