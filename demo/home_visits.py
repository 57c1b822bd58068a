"""What a home improvement agency does at the door: an answer to the referral, a visit, a Housing MOT and its plan."""

from datetime import datetime, time, timedelta

from django.utils.timezone import localtime

from cases.clocks import at
from cases.constants.contact import ContactCame, ContactHow, ContactWith
from cases.constants.mot import Acknowledged, ForWhom, Harm, Likelihood, MotArea, SharedHow
from cases.models import Case, HousingMot, MotHazard, SolutionLine
from cases.selectors.clocks import timetable_for
from cases.services import (
    HazardSeen,
    finish_mot,
    make_home_visit,
    name_repair,
    propose_home_visit,
    record_contact,
    save_mot_area,
    share_mot,
)
from core import clock
from people.models import User

SEEN = {
    MotArea.HEALTH: "Both manage well. He was dizzy once in spring, and the practice knows.",
    MotArea.HOME: "Dry and tidy. The banister on the upper flight is loose.",
    MotArea.SECURITY: "Good locks. They open to callers they know.",
    MotArea.SAFETY: "Two smoke alarms, both tested today. No carbon monoxide alarm by the fire.",
    MotArea.GETTING_AROUND: "They hold the banister with both hands on the way down.",
    MotArea.MANAGING: "Bath with a board, which they use. A kettle that tips would spare her wrist.",
    MotArea.DAMP: "None that could be seen.",
    MotArea.HEATING: "Gas central heating, serviced in October. Warm enough, they say.",
}


def answer_and_visit(case: Case, by: User, *, in_days: int) -> None:
    """Ring on the day of the referral, and put down a visit in office hours, on a working day."""
    record_contact(
        case=case,
        at=clock.now(),
        how=ContactHow.TELEPHONE,
        with_whom=ContactWith.PERSON,
        came_of_it=ContactCame.SPOKE,
        by=by,
    )
    propose_home_visit(case=case, starts_at=_visit_at(case, in_days), purpose="First visit", by=by, is_agreed=True)


def _visit_at(case: Case, in_days: int) -> datetime:
    timetable, day = timetable_for(case, clock.today()), clock.today() + timedelta(days=in_days)
    while not timetable.is_open_on(day):
        day += timedelta(days=1)
    return at(day, time(10))


def visit(case: Case, by: User) -> None:
    """The visit that was put down takes place."""
    planned = case.home_visits.get()
    make_home_visit(visit=planned, made_at=min(planned.starts_at, clock.now()), by=by, note="Let in, and given tea.")


def look_round(case: Case, by: User) -> HousingMot:
    """A Housing MOT over the eight areas, with two hazards, given to the person by hand."""
    hazards = {
        MotArea.HOME: HazardSeen(
            what="The banister on the upper flight is loose",
            likelihood=Likelihood.LIKELY,
            harm=Harm.SERIOUS,
            advice="Have it screwed to the wall. Go up one at a time until then.",
            who="Our handyperson",
            due_on=clock.today() + timedelta(days=14),
        ),
        MotArea.SAFETY: HazardSeen(
            what="No carbon monoxide alarm in the room with the gas fire",
            likelihood=Likelihood.UNLIKELY,
            harm=Harm.LIFE,
            advice="Put up an alarm. The fire service gives one free of charge.",
            who="George and Ina, with a form that we leave",
            due_on=clock.today() + timedelta(days=28),
        ),
    }
    for area, found in SEEN.items():
        seen = [hazards[area]] if area in hazards else []
        save_mot_area(case=case, area=area, found=found, hazards=seen, by=by)
    said = finish_mot(
        case=case,
        visited_on=localtime(clock.now()).date(),
        for_whom=ForWhom.ADULT,
        took_part="George and Ina, in every room.",
        summary="Your home is dry, warm and tidy. Two things could hurt you, and both are quickly put right.",
        acknowledged_by="Ina Mutch",
        acknowledged_how=Acknowledged.SAID,
        may_share_with=["Riverside Medical Practice"],
        by=by,
    )
    if not isinstance(said.record, HousingMot):
        raise RuntimeError(f"The register did not permit the Housing MOT: {said.reasons}")
    share_mot(mot=said.record, how=SharedHow.BY_HAND, by=by)
    return said.record


def name_the_repair(line: SolutionLine, by: User) -> None:
    """What the handyperson is to do is what the Housing MOT found first."""
    name_repair(
        line=line,
        hazard=MotHazard.objects.filter(mot__case=line.case).order_by("area")[0],
        what="Screw the banister to the wall with new brackets.",
        materials="Three brackets and screws, about £12",
        is_told_of_materials=True,
        by=by,
    )
