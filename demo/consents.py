"""Consents of the demonstration: what building control said before an order, and a landlord who does not answer."""

from cases.constants.consents import AskedOf, BuildingControl
from cases.models import SolutionLine
from cases.selectors.consents import needed_for
from cases.services import ask_consent, check_permissions
from core import clock
from demo.partnership import Partnership
from people.models import User

# So long ago that a month has passed without an answer.
ASKED_DAYS_AGO = 36


def find_out(line: SolutionLine, by: User) -> None:
    """Ask building control, where the catalogue says that a warrant is likely, before the order."""
    if any(needed.kind == "building" and not needed.is_met for needed in needed_for(line)):
        check_permissions(
            line=line,
            has_common_parts=False,
            building_control=BuildingControl.NOT_NEEDED,
            note="Building standards, by telephone: the joists bear it as they are.",
            by=by,
        )


def load(p: Partnership) -> None:
    """A private tenant's landlord was asked about an extension and said nothing, which the law takes as a refusal."""
    line = SolutionLine.objects.select_related("adaptation", "case__home", "case__owner").get(
        adaptation__code="EXT-BED-BATH"
    )
    with clock.fixed(p.moment(ASKED_DAYS_AGO)):
        ask_consent(
            line=line,
            asked_of=AskedOf.LANDLORD,
            asked="Orchard Lettings",
            address="2 Market Place\nArdlea\nAR1 1AA",
            asked_on=clock.today(),
            by=line.case.owner,
        )
