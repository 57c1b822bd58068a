"""Who hears an appeal has no part in it, also not one that began after it was lodged (A2)."""

from datetime import datetime

import pytest

from accreditation.constants import HEARERS, AppealOutcome, DecisionKind, LiftedAs, Status
from accreditation.exceptions import DutiesNotSeparate
from accreditation.services import give_opinion, keep_suspended, name_hearers, propose_reinstatement
from core import clock
from people.constants import Role
from people.models import RoleGrant, User
from people.selectors import has_role
from tests.factories.accreditation import SchemeFactory, an_officer, applied
from tests.factories.competencies import competency, request_of, signed, trainer
from tests.factories.lives import MAKE, VERB, a_governor, appealed, to_be_heard
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

UPHELD = AppealOutcome.UPHELD


@pytest.mark.parametrize("part", ["reviewed", "proposed"])
def test_a2_whoever_reviewed_or_proposed_after_the_appeal_was_lodged_does_not_hear_it(part: str, now: datetime) -> None:
    accreditation = MAKE[Status.SUSPENDED]()
    appeal, officer = appealed(accreditation), an_officer()
    if part == "reviewed":
        keep_suspended(accreditation=accreditation, reason="Not answered yet.", by=officer)
    else:
        propose_reinstatement(accreditation=accreditation, reason="Right.", lifted_as=LiftedAs.PUT_RIGHT, by=officer)
    with pytest.raises(DutiesNotSeparate, match="cannot hear"):
        name_hearers(appeal=appeal, officer=officer, governor=a_governor(), by=an_officer())


def test_a2_a_hearer_who_takes_part_before_writing_hears_it_no_longer(now: datetime) -> None:
    accreditation = MAKE[Status.SUSPENDED]()
    appeal = to_be_heard(accreditation)
    officer = appeal.participants.get(part=HEARERS[0]).user
    keep_suspended(accreditation=accreditation, reason="Not answered yet.", by=officer)
    with pytest.raises(DutiesNotSeparate, match="has a part"):
        give_opinion(appeal=appeal, outcome=UPHELD, reasons="R.", by=appeal.participants.get(part=HEARERS[1]).user)
    assert not appeal.opinions.exists()
    name_hearers(appeal=appeal, officer=an_officer(), governor=a_governor(), by=an_officer())


def test_a2_who_signed_after_the_appeal_was_lodged_does_not_hear_it(now: datetime) -> None:
    person = UserFactory()
    accreditation = applied(user=person, scheme=SchemeFactory(code="taught", competency_levels=["simple"]))
    VERB[DecisionKind.REFUSED](accreditation)
    appeal = appealed(accreditation)
    officer = trainer("harbour", "nurse")
    RoleGrant.objects.create(user=officer, role=Role.ACCREDITATION_OFFICER, valid_from=clock.today())
    signed(request_of(person, competency("SN-1")), officer)
    with pytest.raises(DutiesNotSeparate, match="cannot hear"):
        name_hearers(appeal=appeal, officer=officer, governor=a_governor(), by=an_officer())


@pytest.mark.parametrize("part", HEARERS)
@pytest.mark.parametrize("outcome", AppealOutcome)
def test_a2_a_hearer_whose_role_ended_decides_nothing(part: str, outcome: AppealOutcome, now: datetime) -> None:
    appeal = to_be_heard(MAKE[Status.SUSPENDED]())
    hearer = appeal.participants.get(part=part).user
    RoleGrant.objects.filter(user=hearer).update(valid_until=clock.today())
    for row in appeal.participants.filter(part__in=HEARERS):
        with pytest.raises(DutiesNotSeparate, match="does not hold the role"):
            give_opinion(appeal=appeal, outcome=outcome, reasons="R.", by=row.user)
    assert not appeal.opinions.exists()


def test_who_can_no_longer_sign_in_holds_no_role(now: datetime) -> None:
    """So nobody is a second person of a decision after their account was closed."""
    officer = an_officer()
    assert has_role(officer, Role.ACCREDITATION_OFFICER)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert not has_role(officer, Role.ACCREDITATION_OFFICER)
    with pytest.raises(DutiesNotSeparate, match="does not hold the role"):
        name_hearers(appeal=appealed(MAKE[Status.SUSPENDED]()), officer=officer, governor=a_governor(), by=an_officer())
