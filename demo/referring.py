"""Referrals that wait, one that was not taken on, and what is known of the people and homes of some cases."""

from datetime import timedelta

from cases.constants.conversation import Capacity
from cases.constants.intake import LawfulBasis, ReferralRoute
from cases.constants.people import ContactRoute, FlagKind, HowGiven, PowerKind, SharingScope
from cases.constants.referrals import DeclineReason, Urgency
from cases.models import FrontDoor
from cases.services import (
    HomeDetails,
    PersonDetails,
    ReferralDetails,
    add_carer,
    add_to_household,
    answer_question,
    ask_a_therapist,
    ask_for_help,
    decline_referral,
    raise_flag,
    record_capacity,
    record_power,
    send_referral,
    set_contact_rules,
    share_with,
)
from core import clock
from demo.partnership import Partnership

PLACE = "Ardlea"


def load(p: Partnership) -> None:
    FrontDoor.objects.create(organisation=p.organisations["ardlea-council"], valid_from=p.day(400))
    FrontDoor.objects.create(
        organisation=p.organisations["lantern-homes"], locality=p.localities["harbour"], valid_from=p.day(200)
    )
    for code in ("fenwick-vale", "coldharrow"):
        FrontDoor.objects.create(
            organisation=p.organisations["fenwick-vale"], locality=p.localities[code], valid_from=p.day(200)
        )
    _from_the_hospital(p)
    _from_the_public(p)
    _not_taken_on(p)
    _a_carer(p)
    _questions(p)


def _from_the_hospital(p: Partnership) -> None:
    """The ward says who comes home when; the landlord reads it in the morning."""
    with clock.fixed(p.moment(1, 16, 10)):
        send_referral(
            person=PersonDetails(name="Wilma Petrie", date_of_birth=p.as_of.replace(year=1941, month=3, day=9)),
            home=HomeDetails(address=f"11 Quay Terrace\n{PLACE}", postcode="AR1 2DD", locality=p.localities["harbour"]),
            told=ReferralDetails(
                route=ReferralRoute.HEALTH,
                reason="Walks ten metres with a frame. The toilet at home is up a flight of stairs.",
                lawful_basis=LawfulBasis.PUBLIC_TASK,
                urgency=Urgency.URGENT,
                urgency_reason="Medically fit. Cannot go home until there is a way to use a toilet downstairs.",
                care_setting="Ward 7, Ardlea General",
                discharge_on=p.as_of + timedelta(days=5),
            ),
            to=p.organisations["lantern-homes"],
            by=p.people["nurse"],
        )


def _from_the_public(p: Partnership) -> None:
    with clock.fixed(p.moment(1, 20, 40)):
        ask_for_help(
            person=PersonDetails(
                name="Alec Gourlay",
                telephone="01632 960 431",
                safe_contact="After six. My son is at work before that.",
            ),
            home=HomeDetails(address=f"3 Rope Walk\n{PLACE}", postcode="AR1 2BC", locality=p.localities["harbour"]),
            told=ReferralDetails(
                route=ReferralRoute.SELF,
                reason="My father cannot get over the side of the bath any more. He washes at the sink.",
                asked_by="Neil Gourlay",
                asked_by_tie="Son",
                asked_by_contact="01632 960 432",
            ),
            to=p.organisations["lantern-homes"],
        )


def _not_taken_on(p: Partnership) -> None:
    with clock.fixed(p.moment(12, 9, 5)):
        referral = ask_for_help(
            person=PersonDetails(name="Marjory Yule", telephone="01632 960 455"),
            home=HomeDetails(address="40 Shore Road\nSt Fillan", postcode="AR9 4AA", locality=None),
            told=ReferralDetails(route=ReferralRoute.SELF, reason="A rail at the front door, please."),
            to=p.organisations["lantern-homes"],
        )
    with clock.fixed(p.moment(12, 11, 20)):
        decline_referral(
            referral=referral,
            reason=DeclineReason.NOT_OUR_AREA,
            note="Rang Mrs Yule. Her own council fits rails; gave her the number.",
            by=p.people["officer"],
        )


def _a_carer(p: Partnership) -> None:
    """Betty has a case of her own and looks after Jim, who lives with her."""
    case, by = p.case("Betty Ogilvie"), p.people["officer"]
    with clock.fixed(p.moment(5, 14, 30)):
        add_to_household(case=case, name="Jim Ogilvie", since=p.day(9000), by=by)
        add_carer(case=p.case("Rita Falconer"), carer=case.person, tie="Friend and neighbour", since=p.day(300), by=by)
        rules = {ContactRoute.TELEPHONE: (True, "Her own mobile, in the morning."), ContactRoute.LETTER: (True, "")}
        set_contact_rules(case=case, rules=rules, by=by)
        record_power(
            case=case,
            kind=PowerKind.WELFARE_ATTORNEY,
            holder="Sheila Ogilvie, daughter",
            reach="01632 960 470",
            decisions="Health and welfare, when Betty cannot decide for herself.",
            document="Certificate of the Office of the Public Guardian",
            seen_on=p.day(5),
            valid_from=p.day(700),
            by=by,
        )
        record_capacity(
            case=case,
            decision="To have somebody in to help with Jim",
            finding=Capacity.SUPPORTED,
            support_tried="Talked in the morning, without Jim in the room. Left the leaflet overnight.",
            by=by,
        )
        share_with(
            case=case,
            organisation=p.organisations["ardlea-health"],
            scope=SharingScope.NEEDS,
            lawful_basis=LawfulBasis.CONSENT,
            how_given=HowGiven.SPOKEN,
            given_on=p.day(5),
            note="Betty wants the district nurse to know that she lifts.",
            by=by,
        )
        raise_flag(
            case=case,
            kind=FlagKind.HAZARD,
            words="The outside light is broken and the step is loose: bring a torch after four.",
            reason="Seen at the visit.",
            review_on=p.as_of + timedelta(days=30),
            by=by,
        )


def _questions(p: Partnership) -> None:
    by = p.people["officer"]
    with clock.fixed(p.moment(15, 10, 15)):
        question = ask_a_therapist(
            case=p.case("Alice Menzies"),
            words="Stands in the shower holding the curtain rail. Would a seat fixed to the wall do, "
            "or is a stool enough for somebody who tires after five minutes?",
            by=by,
        )
    with clock.fixed(p.moment(15, 13, 50)):
        answer_question(
            question=question,
            answer="Try a stool first if the tray is level. If one hand must hold on to stay upright, a fixed seat.",
            by=p.people["therapist"],
        )
    with clock.fixed(p.moment(0, 9, 10)):
        ask_a_therapist(
            case=p.case("Rita Falconer"),
            words="Can stand for about two minutes. Is there anything to lend while the visit is arranged?",
            by=by,
        )
