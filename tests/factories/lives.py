"""An accreditation in each of its states, and each verb of its life, made through the product's own services."""

from collections.abc import Callable
from datetime import date, timedelta

from accreditation.constants import HEARERS, AppealOutcome, AppealState, DecisionKind, LiftedAs, Status
from accreditation.models import Accreditation, Appeal
from accreditation.services import (
    add_conditions,
    give_opinion,
    grant,
    keep_suspended,
    lodge_appeal,
    name_hearers,
    propose_reinstatement,
    refuse,
    refuse_renewal,
    reinstate,
    relinquish,
    renew,
    reply,
    revoke,
    suspend,
    withdraw_appeal,
)
from accreditation.services.register import recount
from core import clock
from people.constants import Role
from people.models import User
from tests.factories.accreditation import FAR_END, a_scope, accredited, an_officer, applied
from tests.factories.people import employed

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


def a_governor(**employment: object) -> User:
    return employed(roles=(Role.GOVERNANCE,), **employment)


def appealed(accreditation: Accreditation) -> Appeal:
    """The person appeals against what was decided last."""
    decision = accreditation.decisions.order_by("-register_number")[0]
    return lodge_appeal(decision=decision, grounds="Nobody asked me.", by=accreditation.user)


def to_be_heard(accreditation: Accreditation) -> Appeal:
    appeal = appealed(accreditation)
    return name_hearers(appeal=appeal, officer=an_officer(), governor=a_governor(), by=an_officer())


def hear(appeal: Appeal, outcome: AppealOutcome) -> Appeal:
    """Both hearers say the same."""
    for row in appeal.participants.filter(part__in=HEARERS):
        appeal = give_opinion(appeal=appeal, outcome=outcome, reasons="The reply was not read.", by=row.user)
    return appeal


MAKE_APPEAL: dict[AppealState, Callable[[Accreditation], Appeal]] = {
    AppealState.LODGED: appealed,
    AppealState.TO_BE_HEARD: to_be_heard,
    AppealState.UPHELD: lambda a: hear(to_be_heard(a), AppealOutcome.UPHELD),
    AppealState.DISMISSED: lambda a: hear(to_be_heard(a), AppealOutcome.DISMISSED),
    AppealState.WITHDRAWN: lambda a: withdraw_appeal(appeal=appealed(a), by=a.user),
}
