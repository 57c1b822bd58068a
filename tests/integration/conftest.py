"""A case system that asks, and somebody it asks about."""

import pytest

from people.vocabulary import Tier
from tests.factories.accreditation import AdaptationFactory, a_scope, accredited
from tests.factories.machines import Machine, a_machine


@pytest.fixture
def machine() -> Machine:
    return a_machine().sign_in()


@pytest.fixture
def number() -> str:
    """Somebody who may authorise simple needs in Harbour."""
    AdaptationFactory()
    AdaptationFactory(code="STAIRLIFT-STR", category="access", tier=Tier.MODERATE)
    return accredited(scopes=[a_scope(localities=["harbour"])]).number
