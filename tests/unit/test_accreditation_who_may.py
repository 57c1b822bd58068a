"""Who may, and by which number the register knows somebody (P7, A8)."""

from datetime import datetime

import pytest

from accreditation.models import Adaptation
from accreditation.selectors import subject_number, who_may
from accreditation.services import suspend
from people.vocabulary import Tier
from tests.factories.accreditation import (
    SchemeFactory,
    a_catalogue,
    a_question,
    a_scope,
    accredited,
    an_officer,
)
from tests.factories.fitness import registered_as
from tests.factories.people import UserFactory, employed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue(db: None) -> dict[str, Adaptation]:
    return a_catalogue()


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
    registered_as(user, "physiotherapist", number="PH104233")
    assert subject_number(user) == "PH104233"
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
    registered_as(therapist, number="OT104233")
    assert subject_number(therapist) == "OT104233"
