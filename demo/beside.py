"""What runs beside the cases: safeguarding leads, a concern, a serious incident and holds."""

from datetime import timedelta

from cases.constants.concern import Protection
from cases.constants.hold import AskedBy, Paused
from cases.constants.incident import IncidentKind
from cases.constants.restricted import Safety, ToldWhom
from cases.defaults import load_protection_routes
from cases.models import Concern, ProtectionRoute
from cases.services import place_hold
from cases.services.concern import report_concern
from cases.services.incident import begin_investigation, report_incident
from cases.services.restricted import About, Told, add_update, take_on, tell
from core import clock
from demo.partnership import Partnership
from people.constants import Role
from people.services import grant_role

# Who leads on safeguarding, by the key of the person.
LEADS = ("manager", "assessor", "therapist")
LEADS_SINCE_DAYS = 400
COUNCILS = {"scotland": "ardlea-council", "england": "coldharrow-council"}
TELEPHONE, OUT_OF_HOURS = "01632 960 150", "01632 960 199"


def load(p: Partnership) -> None:
    _routes(p)
    for key in LEADS:
        person = p.people[key]
        organisation = p.organisations[p.staff[key]["organisation"]]
        grant_role(
            user=person,
            role=Role.SAFEGUARDING_LEAD,
            organisation=organisation,
            valid_from=p.day(LEADS_SINCE_DAYS),
            by=None,
        )
    _concern(p)
    _incident(p)
    _holds(p)


def _routes(p: Partnership) -> None:
    """The words of both nations, with the numbers of the demonstration's councils."""
    load_protection_routes(ProtectionRoute)
    for nation, council in COUNCILS.items():
        ProtectionRoute.objects.filter(nation=nation, locality=None).update(
            council=p.organisations[council],
            telephone=TELEPHONE,
            telephone_hours="Monday to Friday, 8:45 to 17:00",
            out_of_hours=OUT_OF_HOURS,
        )


def _concern(p: Partnership) -> None:
    """One that a lead has taken on, told to the council on the same day."""
    case, officer, lead = p.case("Sandra Petrie"), p.people["officer"], p.people["manager"]
    with clock.fixed(p.moment(6, 11)):
        concern: Concern = report_concern(
            about=About(case=case),
            protection=Protection.ADULT,
            what="When we spoke alone she said that her nephew keeps her bank card and gives her ten pounds a week. "
            "The cupboards were nearly empty.",
            when_seen="At the visit this morning",
            safety=Safety.NOT_KNOWN,
            safety_done="She has my number and her neighbour’s. She asked that nobody ring her at home.",
            by=officer,
        )
    with clock.fixed(p.moment(6, 13)):
        take_on(record=concern, by=lead)
        told = Told(whom=ToldWhom.COUNCIL, at=clock.now(), name="Duty social worker", reference="ASP 4417")
        tell(record=concern, told=told, by=lead)
    with clock.fixed(p.moment(3, 15)):
        add_update(record=concern, words="A council officer saw her alone. Inquiries go on.", by=lead)


def _incident(p: Partnership) -> None:
    case, officer, lead = p.case("Ina Cheyne"), p.people["officer"], p.people["manager"]
    with clock.fixed(p.moment(9, 10)):
        incident = report_incident(
            about=About(case=case),
            kind=IncidentKind.FAILURE,
            what="A grab rail came away from the wall when it was first used. Nobody was hurt.",
            when_seen="Yesterday evening",
            safety=Safety.SAFE,
            safety_done="The rail was taken down and a free-standing frame lent.",
            told=Told(whom=ToldWhom.COUNCIL, at=clock.now(), name="Contracts officer"),
            by=officer,
        )
    with clock.fixed(p.moment(8, 10)):
        begin_investigation(
            record=incident, scope="Which fixings were used, and whether other rails of that order hold.", by=lead
        )


def _holds(p: Partnership) -> None:
    """One of a solution that pauses the works, and one of a whole case whose day of review has passed."""
    case = p.case("Ronald McKechnie")
    with clock.fixed(p.moment(5, 14)):
        place_hold(
            case=case,
            line=case.lines.get(),
            reason="In hospital after a fall. The family asks that nobody fits anything until they are home.",
            asked_by=AskedBy.FAMILY,
            asked_by_note="His daughter",
            pauses=[Paused.PROVISION],
            review_on=p.day(-9),
            by=case.owner,
        )
    case = p.case("Jean Abercrombie")
    with clock.fixed(p.moment(20, 14)):
        place_hold(
            case=case,
            reason="Wants to talk it over with her sister first.",
            asked_by=AskedBy.PERSON,
            pauses=[],
            review_on=clock.today() + timedelta(days=14),
            by=case.owner,
        )
