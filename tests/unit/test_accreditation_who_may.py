"""Who may, and by which number the register knows somebody (P7, A8)."""

from datetime import date, datetime

import pytest

from accreditation.decisions import decide_many
from accreditation.models import Adaptation
from accreditation.questions import Decision
from accreditation.selectors import subject_number, who_may
from accreditation.services import suspend
from core import clock
from people.constants import RegistrationBody
from people.models import ProfessionalRegistration, User
from people.vocabulary import Tier
from tests.factories.accreditation import (
    AdaptationFactory,
    SchemeFactory,
    a_question,
    a_scope,
    accredited,
    an_officer,
)
from tests.factories.people import ProfessionFactory, UserFactory, employed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue(db: None) -> dict[str, Adaptation]:
    items = [
        AdaptationFactory(),
        AdaptationFactory(code="STAIRLIFT-STR", category="stairs", tier=Tier.MODERATE),
        AdaptationFactory(code="RAIL-GRAB-INT", category="rails", tier=Tier.DIRECT_ACCESS),
        AdaptationFactory(code="HOIST-CEIL", category="transfer", tier=Tier.MODERATE, registered_only=True),
    ]
    return {item.code: item for item in items}


def ask(subject: str, at: datetime | None = None, known_at: datetime | None = None, **changes: object) -> Decision:
    return decide_many([a_question(subject, **changes)], at or clock.now(), known_at=known_at)[0]


def registered(profession: str, number: str, *, valid_until: date = date(2028, 1, 1), user: User | None = None) -> User:
    user = user or UserFactory()
    ProfessionalRegistration.objects.create(
        user=user,
        body=RegistrationBody.HCPC,
        number=number,
        profession=ProfessionFactory(code=profession),
        valid_from=date(2020, 1, 1),
        valid_until=valid_until,
        checked_on=date(2027, 1, 1),
        checked_by=UserFactory(),
    )
    return user


def test_p7_who_may_lists_those_to_whom_the_register_says_yes(now: datetime) -> None:
    near = accredited()
    scheme = SchemeFactory(code="moderate", tier=Tier.MODERATE)
    able = accredited(user=UserFactory(last_name="Able"), scheme=scheme)
    own = accredited(user=employed(organisation__code="millburn"), scheme=scheme)
    accredited(user=UserFactory(), scheme=scheme, scopes=[a_scope(localities=["islands"])])
    suspended = accredited(user=UserFactory(), scheme=scheme)
    suspend(accreditation=suspended, reason="A complaint.", by=an_officer())
    wanted = a_question(near.number, adaptation="STAIRLIFT-STR", organisation="millburn")
    assert [entry.number for entry in who_may(wanted)] == [own.number, able.number]
    assert len(who_may(wanted, limit=1)) == 1


def test_p7_the_number_by_which_the_register_knows_somebody(now: datetime) -> None:
    user = UserFactory()
    assert subject_number(user) == ""
    registered("physiotherapist", "PH1", user=user)
    assert subject_number(user) == "PH1"
    first = accredited(user=user)
    assert subject_number(user) == first.number
    moderate = accredited(user=user, scheme=SchemeFactory(code="moderate", tier=Tier.MODERATE))
    assert subject_number(user) == moderate.number
    suspend(accreditation=moderate, reason="A complaint.", by=an_officer())
    assert subject_number(user) == first.number


def test_a8_a_registered_occupational_therapist_is_known_by_that_number(now: datetime) -> None:
    """An accreditation for simple needs beside the registration takes nothing away."""
    therapist = UserFactory()
    accredited(user=therapist)
    registered("occupational-therapist", "OT1", user=therapist)
    assert subject_number(therapist) == "OT1"
