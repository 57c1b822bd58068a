"""An accreditation in each of its states, and each verb of its life, made through the product's own services."""

from collections.abc import Callable
from datetime import date, timedelta

from accreditation.constants import DecisionKind, LiftedAs, Status
from accreditation.models import Accreditation
from accreditation.services import (
    add_conditions,
    grant,
    keep_suspended,
    propose_reinstatement,
    refuse,
    refuse_renewal,
    reinstate,
    relinquish,
    renew,
    reply,
    revoke,
    suspend,
)
from accreditation.services.register import recount
from core import clock
from tests.factories.accreditation import FAR_END, a_scope, accredited, an_officer, applied

LATER = date(2033, 6, 4)


def status(accreditation: Accreditation) -> Status:
    return recount(accreditation, at=clock.now()).status


def lift(accreditation: Accreditation, lifted_as: LiftedAs = LiftedAs.PUT_RIGHT) -> None:
    one, two = an_officer(), an_officer()
    propose_reinstatement(accreditation=accreditation, reason="Answered every point.", lifted_as=lifted_as, by=one)
    reinstate(accreditation=accreditation, reason="Agreed.", by=two, second=one)


def give_up(accreditation: Accreditation) -> None:
    relinquish(accreditation=accreditation, reason="Moving to another job.", by=accreditation.user)


VERB: dict[str, Callable[[Accreditation], object]] = {
    DecisionKind.GRANTED: lambda a: grant(
        accreditation=a, scopes=[a_scope()], valid_until=FAR_END, reason="Everything is there.", by=an_officer()
    ),
    DecisionKind.REFUSED: lambda a: refuse(accreditation=a, reason="The evidence was not one's own.", by=an_officer()),
    DecisionKind.CONDITIONED: lambda a: add_conditions(
        accreditation=a, conditions="Works with a colleague.", reason="New in the post.", by=an_officer()
    ),
    DecisionKind.SUSPENDED: lambda a: suspend(accreditation=a, reason="A complaint is looked into.", by=an_officer()),
    "reply": lambda a: reply(accreditation=a, text="The wall was sound when I saw it.", by=a.user),
    "review": lambda a: keep_suspended(accreditation=a, reason="The provider has not answered.", by=an_officer()),
    DecisionKind.REINSTATED: lift,
    DecisionKind.RENEWED: lambda a: renew(
        accreditation=a, scopes=[a_scope()], valid_until=LATER, reason="Practises still.", by=an_officer()
    ),
    DecisionKind.RENEWAL_REFUSED: lambda a: refuse_renewal(
        accreditation=a, reason="Has not practised.", by=an_officer()
    ),
    DecisionKind.REVOKED: lambda a: revoke(accreditation=a, reason="Found unfit.", by=an_officer()),
    DecisionKind.RELINQUISHED: give_up,
}


def expired() -> Accreditation:
    with clock.fixed(clock.now() - timedelta(days=400)):
        return accredited(valid_until=clock.today() + timedelta(days=365))


def refused() -> Accreditation:
    accreditation = applied()
    VERB[DecisionKind.REFUSED](accreditation)
    return accreditation


def after(*kinds: DecisionKind) -> Callable[[], Accreditation]:
    def make() -> Accreditation:
        accreditation = accredited()
        for kind in kinds:
            VERB[kind](accreditation)
        return accreditation

    return make


MAKE: dict[Status, Callable[[], Accreditation]] = {
    Status.APPLIED: applied,
    Status.REFUSED: refused,
    Status.NOT_STARTED: lambda: accredited(effective_from=clock.now() + timedelta(days=10)),
    Status.ACCREDITED: accredited,
    Status.SUSPENDED: after(DecisionKind.SUSPENDED),
    Status.EXPIRED: expired,
    Status.REVOKED: after(DecisionKind.REVOKED),
    Status.RELINQUISHED: after(DecisionKind.RELINQUISHED),
}
