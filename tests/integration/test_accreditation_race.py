"""Many decisions at the same moment (A2): only PostgreSQL runs their transactions side by side."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from accreditation.constants import AppealOutcome, AppealPart, AppealState, DecisionKind, LiftedAs, Status
from accreditation.models import Accreditation, AccreditationDecision, Appeal, RegisterCounter, RegisterEntry
from accreditation.services import give_opinion, grant, propose_reinstatement, reinstate, renew, suspend
from accreditation.services.register import recount
from core import clock
from core.exceptions import Refused, TransitionNotAllowed
from tests.factories.accreditation import FAR_END, a_scope, accredited, an_officer, applied
from tests.factories.lives import LATER, to_be_heard

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
AT_ONCE = int(os.environ.get("SOAK_DECISIONS", "50"))
# PostgreSQL takes a hundred connections unless told otherwise.
AT_A_TIME = 40

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("wagtail_root", "_no_post"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite runs writers one by one"),
]


@pytest.fixture
def _no_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """E-mails are written and not sent: what is tried is the register."""
    monkeypatch.setattr("core.tasks.run_due.delay_on_commit", lambda: None)


def all_at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Each in a thread of its own; a refusal is returned, anything else is raised."""

    def one(act: Callable[[], object]) -> object:
        try:
            with clock.fixed(NOON):
                return act()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return list(pool.map(one, acts))


def the_register_is_whole() -> None:
    """Numbers in order without gaps, and each row of the register as a recount gives it."""
    numbers = list(AccreditationDecision.objects.order_by("register_number").values_list("register_number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert RegisterCounter.objects.get().number == len(numbers)
    for entry in RegisterEntry.objects.with_status(NOON).select_related("accreditation"):
        standing = recount(entry.accreditation, at=NOON)
        assert entry.status == standing.status
        assert (entry.is_suspended, entry.valid_until) == (standing.is_suspended, standing.valid_until)
        assert entry.register_number == standing.register_number


def test_a2_fifty_suspensions_at_once_are_one() -> None:
    with clock.fixed(NOON):
        accreditation, officers = accredited(), [an_officer() for _ in range(5)]
    done = all_at_once(
        [
            lambda by=officers[n % 5]: suspend(accreditation=accreditation, reason="A complaint.", by=by)
            for n in range(AT_ONCE)
        ]
    )
    assert len([one for one in done if isinstance(one, AccreditationDecision)]) == 1
    assert len([one for one in done if isinstance(one, TransitionNotAllowed)]) == AT_ONCE - 1
    assert AccreditationDecision.objects.filter(kind=DecisionKind.SUSPENDED).count() == 1
    the_register_is_whole()


def test_a2_suspend_meets_grant_renewal_lifting_and_an_appeal() -> None:
    """On ten accreditations at once, each verb in several threads: whatever comes first, everything stays whole."""
    with clock.fixed(NOON - timedelta(days=1)):
        one, two, three = an_officer(), an_officer(), an_officer()
        scope = a_scope()
        waiting = [applied() for _ in range(2)]
        holding = [accredited() for _ in range(4)]
        stopped = [accredited() for _ in range(4)]
        for accreditation in stopped:
            suspend(accreditation=accreditation, reason="A complaint.", by=three)
            propose_reinstatement(accreditation=accreditation, reason="R.", lifted_as=LiftedAs.PUT_RIGHT, by=one)
        appeals = [to_be_heard(accreditation) for accreditation in stopped[:2]]
        for appeal in appeals:
            governor = appeal.participants.get(part=AppealPart.GOVERNANCE_HEARER).user
            give_opinion(appeal=appeal, outcome=AppealOutcome.UPHELD, reasons="R.", by=governor)

    def granting(a: Accreditation) -> object:
        return grant(accreditation=a, scopes=[scope], valid_until=FAR_END, reason="R.", by=one)

    def renewing(a: Accreditation) -> object:
        return renew(accreditation=a, scopes=[scope], valid_until=LATER, reason="R.", by=two)

    def suspending(a: Accreditation) -> object:
        return suspend(accreditation=a, reason="R.", by=three)

    def lifting(a: Accreditation) -> object:
        return reinstate(accreditation=a, reason="R.", by=two, second=one)

    def hearing(appeal: Appeal) -> object:
        officer = appeal.participants.get(part=AppealPart.OFFICER_HEARER).user
        return give_opinion(appeal=appeal, outcome=AppealOutcome.UPHELD, reasons="R.", by=officer)

    acts: list[Callable[[], object]] = []
    for _ in range(2):
        acts += [lambda a=a: granting(a) for a in waiting]
        acts += [lambda a=a, verb=verb: verb(a) for a in holding for verb in (renewing, suspending)]
        acts += [lambda a=a, verb=verb: verb(a) for a in stopped for verb in (lifting, suspending)]
        acts += [lambda appeal=appeal: hearing(appeal) for appeal in appeals]
    all_at_once(acts)
    the_register_is_whole()
    assert set(Appeal.objects.values_list("state", flat=True)) == {AppealState.UPHELD}
    assert AccreditationDecision.objects.filter(kind=DecisionKind.OVERTURNED).count() == 2
    statuses = set(RegisterEntry.objects.with_status(NOON).values_list("status", flat=True))
    assert statuses <= {Status.ACCREDITED, Status.SUSPENDED}
