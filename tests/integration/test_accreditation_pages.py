"""What officers' lists cost, what other parts of the product read of the register, and who edits the catalogue."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accreditation.models import Accreditation
from accreditation.selectors import (
    accreditation_summary,
    accredited_counts_by_organisation,
    register_facts,
)
from accreditation.services import suspend
from core import clock
from people.constants import Role
from people.models import User
from people.services import grant_role
from people.vocabulary import Tier
from tests.factories.accreditation import (
    AdaptationFactory,
    SchemeFactory,
    accredited,
    an_officer,
    applied,
    many_accredited,
)
from tests.factories.people import UserFactory, employed

pytestmark = pytest.mark.django_db

SECRET = "A neighbour complained about his conduct."


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def somebody(first: str, last: str, organisation: str = "millburn") -> User:
    user = employed(organisation__code=organisation)
    user.first_name, user.last_name = first, last
    user.save()
    return user


def suspended() -> Accreditation:
    accreditation = accredited(user=somebody("Gary", "Tullis"))
    suspend(accreditation=accreditation, reason=SECRET, by=an_officer())
    return accreditation


# Lists


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", ["/accreditation/?status=accredited"])
def test_a3_lists_take_the_same_queries_at_10_and_at_200(client: Client, address: str, now: datetime) -> None:
    client.force_login(an_officer())
    many_accredited(10)
    client.get(address)
    few = count_queries(client, address)
    many_accredited(190)
    assert count_queries(client, address) == few
    assert few <= 16
    page = text_of(client.get(address))
    assert "of 8" in page


# What other parts of the product read


def test_m3_accredited_people_by_organisation_in_one_query(now: datetime) -> None:
    user = employed(organisation__code="millburn")
    accredited(user=user)
    accredited(user=user, scheme=SchemeFactory(code="moderate", tier=Tier.MODERATE))
    accredited(user=employed(organisation__code="lantern"))
    suspended()
    with CaptureQueriesContext(connection) as captured:
        assert accredited_counts_by_organisation() == {"millburn": 1, "lantern": 1}
    assert len(captured) == 1
    assert accredited_counts_by_organisation(now - timedelta(days=1)) == {}


def test_the_dashboard_reads_a_persons_own(now: datetime) -> None:
    accreditation = accredited(user=employed(), conditions="Not alone.")
    summary = accreditation_summary(accreditation.user)
    assert [(entry.number, entry.status_words) for entry in summary.entries] == [
        (accreditation.number, "Accredited with conditions")
    ]
    assert accreditation_summary(UserFactory()).is_empty


def test_a_strangers_program_reads_the_register(now: datetime) -> None:
    accreditation = accredited(user=employed(organisation__code="millburn"))
    applied()
    assert register_facts() == [
        {
            "number": accreditation.number,
            "status": "accredited",
            "scheme": "simple",
            "organisation": "Millburn",
            "tiers": ["direct_access", "simple"],
            "localities": ["harbour"],
            "tenures": ["owner", "private_rent", "council", "housing_association"],
        }
    ]


def test_p5_governance_changes_the_catalogue_and_nobody_else_does(client: Client, now: datetime) -> None:
    item = AdaptationFactory()
    address = f"/cms/snippets/accreditation/adaptation/edit/{item.pk}/"
    client.force_login(employed(roles=(Role.CASEWORKER,)))
    assert client.get(address).status_code == 302
    member = employed()
    grant_role(user=member, role=Role.GOVERNANCE, valid_from=clock.today(), by=None)
    # Wagtail's own migration gives its groups the way in; tests without migrations give it here.
    for group in Group.objects.all():
        group.permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(member)
    page = client.get(address)
    assert page.status_code == 200
    assert item.name in text_of(page)
