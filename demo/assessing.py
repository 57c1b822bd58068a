"""What cannot wait and what is not plain: a fast track, a tier that was raised and lowered, a draft that two share."""

from datetime import date

from accreditation.models import Adaptation
from cases.constants.conversation import Capacity, Considered
from cases.constants.direct_access import FastTrackReason
from cases.constants.intake import LawfulBasis, ReferralRoute
from cases.constants.lines import LineKind, LineRoute
from cases.constants.tier import Situation
from cases.models import Case, RedFlagQuestion, SolutionLine
from cases.services import (
    HomeDetails,
    PersonDetails,
    arrange_direct_access,
    fast_track,
    lower_tier,
    open_draft,
    propose_line,
    record_circumstances,
    record_conversation,
    save_draft,
    take_referral,
)
from cases.services.policies import name_reader
from core import clock
from demo.partnership import Partnership
from people.models import User
from people.vocabulary import Tenure, Tier


def load(p: Partnership) -> None:
    """Three cases on the days before the demonstration."""
    _home_from_hospital(p)
    _lowered(p)
    _read_by_another(p)


def _refer(by: User, person: PersonDetails, home: HomeDetails, reason: str) -> Case:
    return take_referral(
        person=person,
        home=home,
        route=ReferralRoute.HEALTH,
        reason=reason,
        lawful_basis=LawfulBasis.PUBLIC_TASK,
        by=by,
    )


def _propose(case: Case, code: str, purpose: str, by: User, **kwargs: object) -> SolutionLine:
    item = Adaptation.objects.get(code=code)
    return propose_line(
        case=case,
        kind=LineKind.ADAPTATION,
        adaptation=item,
        purpose=purpose,
        by=by,
        **kwargs,  # type: ignore[arg-type]
    )


def _home_from_hospital(p: Partnership) -> None:
    """Home on Thursday: no conversation yet, a named therapist, and a clock of three working days."""
    nurse, therapist = p.people["nurse"], p.people["trainer_ot"]
    with clock.fixed(p.moment(1, 9, 12)):
        case = _refer(
            nurse,
            PersonDetails(name="Wilma Geddes", date_of_birth=date(1941, 2, 3), telephone="01632 960 347"),
            HomeDetails(
                address="6 Sailmaker Court\nArdlea",
                postcode="AR1 4DG",
                tenure=Tenure.HOUSING_ASSOCIATION,
                locality=p.localities["harbour"],
            ),
            "The ward sends her home on Thursday after a hip operation.",
        )
        line = _propose(case, "WC-RAISED", "To get up from the toilet without bending the new hip.", nurse)
        fast_track(
            line=line,
            reason=FastTrackReason.DISCHARGE,
            known_from="Ward 4 rang at nine: home on Thursday. The same pan was agreed for her other hip.",
            summary="Raised pan in the downstairs toilet, 480 mm.",
            authoriser=therapist,
            by=nurse,
        )


def _lowered(p: Partnership) -> None:
    """Raised because the condition gets worse; a therapist without a part in the case looked and lowered it."""
    assistant, therapist = p.people["assessor_technology"], p.people["therapist"]
    with clock.fixed(p.moment(12, 10)):
        case = _refer(
            assistant,
            PersonDetails(name="Norman Beattie", date_of_birth=date(1955, 7, 19), telephone="01632 960 288"),
            HomeDetails(
                address="3 Bing Street\nArdlea",
                postcode="AR3 2MN",
                tenure=Tenure.COUNCIL,
                locality=p.localities["northfield"],
            ),
            "He cannot see the edges of the stair and will not use the lamp.",
        )
        record_conversation(
            case=case,
            what_matters="Reading in bed, and going down by himself in the morning.",
            goals=["Use the stair at night without fear."],
            rehousing=(Considered.NOT_RIGHT, "He was born in the house."),
            equipment=(Considered.NOT_RIGHT, "Nothing on loan lights a stair."),
            technology=(Considered.PURSUE, "Lights that come on by themselves."),
            rehabilitation=(Considered.PURSUE, "Practice on the stair with the sight team."),
            took_part="Norman.",
            had_time_alone_offered=True,
            capacity=Capacity.DECIDES,
            by=assistant,
        )
        line = _propose(case, "LIGHT-TASK", "To see the edges of the stair.", assistant)
    with clock.fixed(p.moment(11, 11)):
        record_circumstances(
            line=line,
            situations=[Situation.PROGRESSIVE],
            note="His sight gets worse from year to year.",
            by=assistant,
        )
    with clock.fixed(p.moment(9, 14)):
        lower_tier(
            line=line,
            tier=Tier.SIMPLE,
            reason="I watched him on the stair. Light is what he needs now and will need later; it takes nothing away.",
            by=therapist,
        )
    with clock.fixed(p.moment(8, 9, 30)):
        save_draft(
            line=line,
            version=0,
            fields={
                "reason_for_provision": "Misses the last tread when it is dark.",
                "minimum_intervention": "A brighter bulb was tried; the switch is at the wrong end.",
            },
            by=assistant,
        )
        open_draft(line=line, by=therapist)


def _read_by_another(p: Partnership) -> None:
    """Direct access where the organisation names who reads the answers."""
    officer, manager = p.people["officer"], p.people["manager"]
    with clock.fixed(p.moment(3, 9)):
        name_reader(organisation=p.organisations["lantern-homes"], user=manager, valid_from=clock.today(), by=None)
    with clock.fixed(p.moment(1, 15)):
        case = _refer(
            officer,
            PersonDetails(name="Ina Cheyne", date_of_birth=date(1952, 11, 8), telephone="01632 960 391"),
            HomeDetails(
                address="20 Rope Walk\nArdlea",
                postcode="AR1 2BC",
                tenure=Tenure.HOUSING_ASSOCIATION,
                locality=p.localities["harbour"],
            ),
            "“The taps have beaten me.”",
        )
        line = _propose(
            case, "TAP-LEVER", "To turn the water on with stiff hands.", officer, route=LineRoute.DIRECT_ACCESS
        )
        answers = dict.fromkeys(RedFlagQuestion.objects.values_list("code", flat=True), False)
        arrange_direct_access(line=line, answers=answers, by=officer)
