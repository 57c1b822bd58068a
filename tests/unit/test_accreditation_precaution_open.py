"""While a precaution is open, nobody holds again who was stopped for another reason when it was taken (A1, A2)."""

from datetime import datetime, timedelta

import pytest

from accreditation.constants import AppealOutcome, DecisionKind, Status
from accreditation.exceptions import PrecautionOpen
from accreditation.models import Accreditation, Appeal, Precaution
from accreditation.services import close_precaution, suspend_as_precaution
from core import clock
from people.models import User
from tests.factories.accreditation import SchemeFactory, accredited, an_officer
from tests.factories.competencies import competency, signed_off, trainer_pair
from tests.factories.lives import VERB, hear, lift, status, to_be_heard
from tests.factories.people import employed

pytestmark = pytest.mark.django_db


def resting_on(pair: tuple[User, User]) -> Accreditation:
    user = employed()
    for code in ("SN-1", "SN-2"):
        signed_off(user, competency(code), pair)
    return accredited(user=user, scheme=SchemeFactory(code="resting", competency_levels=["simple"]))


def taken_about(trainer: User, *seen: Accreditation, spared: tuple[str, ...] = ()) -> Precaution:
    """An hour later than whatever went before."""
    with clock.fixed(clock.now() + timedelta(hours=1)):
        return suspend_as_precaution(
            trainer=trainer,
            signed_from=clock.today(),
            signed_until=clock.today(),
            seen=[one.number for one in seen],
            spared=spared,
            reason="The records are being looked into.",
            review_on=clock.today() + timedelta(days=14),
            by=an_officer(),
        ).precaution


def test_a1_who_was_suspended_already_is_not_lifted_past_an_open_precaution(now: datetime) -> None:
    pair = trainer_pair()
    accreditation = resting_on(pair)
    VERB[DecisionKind.SUSPENDED](accreditation)
    precaution = taken_about(pair[0])
    with pytest.raises(PrecautionOpen, match="precaution"):
        lift(accreditation)
    assert status(accreditation) is Status.SUSPENDED
    with clock.fixed(now + timedelta(hours=2)):
        close_precaution(precaution=precaution, reason="Every record is sound.", by=an_officer())
        lift(accreditation)
        assert status(accreditation) is Status.ACCREDITED


@pytest.mark.parametrize("kind", [DecisionKind.SUSPENDED, DecisionKind.REVOKED])
def test_a1_nor_is_the_decision_overturned_before_it_is_closed(kind: DecisionKind, now: datetime) -> None:
    pair = trainer_pair()
    accreditation = resting_on(pair)
    VERB[kind](accreditation)
    precaution = taken_about(pair[0])
    appeal = to_be_heard(accreditation)
    with pytest.raises(PrecautionOpen, match="precaution"):
        hear(appeal, AppealOutcome.UPHELD)
    assert status(accreditation) is not Status.ACCREDITED
    close_precaution(precaution=precaution, reason="Every record is sound.", by=an_officer())
    hear(Appeal.objects.get(), AppealOutcome.UPHELD)
    assert status(accreditation) is Status.ACCREDITED


def test_a1_what_the_precaution_itself_stopped_or_spared_is_lifted_one_by_one(now: datetime) -> None:
    """Officers have looked at each of these since; they need not wait for the last of the others."""
    pair = trainer_pair()
    stopped, spared = resting_on(pair), resting_on(pair)
    taken_about(pair[0], stopped, spared, spared=(spared.number,))
    with clock.fixed(now + timedelta(hours=2)):
        lift(stopped)
        VERB[DecisionKind.SUSPENDED](spared)
        lift(spared)
        assert status(stopped) is status(spared) is Status.ACCREDITED
