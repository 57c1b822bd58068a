"""What happened to accreditations after they were granted: a reply, a lifting, an appeal, practice before a renewal."""

from datetime import timedelta

from accreditation.constants import LiftedAs, PracticeKind
from accreditation.models import Accreditation
from accreditation.services import (
    add_conditions,
    confirm_practice,
    declare_practice,
    lodge_appeal,
    name_hearers,
    propose_reinstatement,
    reinstate,
    reply,
    suspend,
)
from core import clock
from demo.partnership import Partnership

# Days before the day of the demonstration, in the order in which things happened.
CLEARED, CLEARED_REPLY, CLEARED_AGREED = 60, 58, 55
CONDITIONED, APPEALED, HEARERS_NAMED = 20, 11, 8
REPLIED = 9
PRACTISED = {80: 1, 52: 2, 24: 1}


def clear_somebody(p: Partnership) -> None:
    """Grace Adeyemi was suspended over a complaint about somebody else. Before the cases, which ask the register."""
    accreditation = _of(p, "trainer_care")
    officer, second = p.people["accreditor"], p.people["accreditor_two"]
    with clock.fixed(p.moment(CLEARED, 18, 5)):
        suspend(
            accreditation=accreditation,
            reason="A family says that a rail came off the wall a day after her visit. Looked into before she visits "
            "again.",
            by=officer,
        )
    with clock.fixed(p.moment(CLEARED_REPLY, 8, 30)):
        reply(
            accreditation=accreditation,
            text="I was not in that street. My diary for the week shows Glenside only, and the job sheet names a "
            "colleague of the fitter.",
            by=p.people["trainer_care"],
        )
    with clock.fixed(p.moment(CLEARED_AGREED, 10)):
        propose_reinstatement(
            accreditation=accreditation,
            reason="The job sheet names somebody else. She was never there.",
            lifted_as=LiftedAs.UNFOUNDED,
            by=officer,
        )
    with clock.fixed(p.moment(CLEARED_AGREED, 11)):
        reinstate(accreditation=accreditation, reason="I have seen the job sheet and agree.", by=second, second=officer)


def load(p: Partnership) -> None:
    """After the cases: conditions that are appealed against, Gary Tullis's reply, and practice towards a renewal."""
    _appeal(p)
    with clock.fixed(p.moment(REPLIED, 21, 15)):
        reply(
            accreditation=_of(p, "suspended"),
            text="I tapped both walls and wrote in my notes that they were hollow. The fitter used the fixings from "
            "the van. My photographs of both walls are with my manager.",
            by=p.people["suspended"],
        )
    _practise(p)


def _appeal(p: Partnership) -> None:
    accreditation, person = _of(p, "assessor_technology"), p.people["assessor_technology"]
    with clock.fixed(p.moment(CONDITIONED, 14)):
        decision = add_conditions(
            accreditation=accreditation,
            conditions="Visits the islands together with a registered therapist.",
            reason="Two recommendations for the islands left out how somebody would get to the boat.",
            by=p.people["accreditor"],
            conditions_until=p.as_of + timedelta(days=160),
        )
    with clock.fixed(p.moment(APPEALED, 19, 40)):
        appeal = lodge_appeal(
            decision=decision,
            grounds="Both recommendations had the way to the boat on the second page, which the copy left out. Nobody "
            "asked me for it.",
            by=person,
        )
    with clock.fixed(p.moment(HEARERS_NAMED, 9)):
        name_hearers(
            appeal=appeal,
            officer=p.people["accreditor_two"],
            governor=p.people["governor"],
            by=p.people["accreditor_two"],
        )


def _practise(p: Partnership) -> None:
    """Catriona MacPhail's term ends soon. A therapist confirms most of what she did before the register was asked."""
    accreditation, person, therapist = _of(p, "expiring"), p.people["expiring"], p.people["therapist"]
    for days_ago, count in PRACTISED.items():
        with clock.fixed(p.moment(days_ago, 16)):
            declaration = declare_practice(
                accreditation=accreditation,
                kind=PracticeKind.ASSESSMENT,
                count=count,
                practised_on=clock.today(),
                locality=p.localities["islands"],
                asked=therapist,
                by=person,
            )
        if days_ago != min(PRACTISED):
            with clock.fixed(p.moment(days_ago - 2, 12)):
                confirm_practice(declaration=declaration, by=therapist)


def _of(p: Partnership, key: str) -> Accreditation:
    return Accreditation.objects.get(user=p.people[key], scheme__code="simple")
