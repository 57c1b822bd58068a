"""A case system that asks, and somebody it asks about."""

import pytest
from django.test import Client

from people.vocabulary import Tier
from tests.factories.accreditation import AdaptationFactory, a_scope, accredited
from tests.factories.door import ThroughTheDoor
from tests.factories.machines import Machine, a_machine


@pytest.fixture(params=[Client, ThroughTheDoor], ids=["by Django", "by the door"])
def machine(request: pytest.FixtureRequest) -> Machine:
    """A case system that asks in each of the two ways in which it may be answered: they come to the same."""
    machine = a_machine().sign_in()
    machine.browser = request.param()
    return machine


@pytest.fixture
def number() -> str:
    """Somebody who may authorise simple needs in Harbour."""
    AdaptationFactory()
    AdaptationFactory(code="STAIRLIFT-STR", category="access", tier=Tier.MODERATE)
    return accredited(scopes=[a_scope(localities=["harbour"])]).number
