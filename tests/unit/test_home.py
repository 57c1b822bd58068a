"""The public help page and the dashboard: what anybody may have and ask (I3, I4), and what one's own page costs."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accreditation.case_systems import close
from home.selectors import contacts, direct_access_items
from people.constants import Role
from people.models import Organisation, User
from people.vocabulary import Tenure
from tests.factories import competencies as competence
from tests.factories.accreditation import AdaptationFactory, SchemeFactory, accredited, an_officer, direct_access
from tests.factories.cases import a_case
from tests.factories.machines import in_the_sandbox
from tests.factories.people import OrganisationFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_i3_anybody_sees_what_they_can_have_without_an_assessment(client: Client) -> None:
    """Once each, in whichever tenure it is agreed; without an account."""
    rail, step = AdaptationFactory(code="RAIL-GRAB-INT"), AdaptationFactory(code="STEP-HALF")
    AdaptationFactory(code="STAIRLIFT-STR")
    direct_access(Tenure.COUNCIL, rail, step)
    direct_access(Tenure.OWNER, rail)
    assert [item.code for item in direct_access_items()] == ["RAIL-GRAB-INT", "STEP-HALF"]
    response = client.get("/help/")
    assert response.status_code == 200
    page = response.content.decode()
    assert page.count("<li>Rail grab int</li>") == 1
    assert "Stairlift str" not in page


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "is_offered"),
    [
        (date(2027, 6, 4), None, True),
        (date(2027, 6, 5), None, False),
        (date(2027, 1, 1), date(2027, 6, 5), True),
        (date(2027, 1, 1), date(2027, 6, 4), False),
    ],
)
def test_i3_only_the_lists_of_today_are_offered(valid_from: date, valid_until: date | None, is_offered: bool) -> None:
    listed = direct_access(Tenure.COUNCIL, AdaptationFactory(code="RAIL-GRAB-INT"))
    type(listed).objects.filter(pk=listed.pk).update(valid_from=valid_from, valid_until=valid_until)
    assert direct_access_items().exists() == is_offered


def test_i4_the_partners_contacts_are_shown_to_anybody(client: Client) -> None:
    OrganisationFactory(code="by-telephone", contact_phone="01632 960 100")
    OrganisationFactory(code="by-letter", contact_email="help@letter.example")
    OrganisationFactory(code="unreachable")
    assert [organisation.name for organisation in contacts()] == ["By letter", "By telephone"]
    page = client.get("/help/").content.decode()
    assert 'href="tel:01632960100"' in page
    assert 'href="mailto:help@letter.example"' in page
    assert "Unreachable" not in page
    Organisation.objects.filter(code="by-telephone").update(contact_phone="01632 960 999")
    assert "01632 960 999" in client.get("/help/").content.decode()


def test_the_dashboard_asks_who_is_reading(client: Client) -> None:
    assert client.get("/my-work/")["Location"].startswith("/accounts/login/")


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def more_work(user: User, *, until: int) -> None:
    """Cases of their own, accreditations of their own, and requests that wait for their signature."""
    for number in range(user.cases.count(), until):
        a_case(user)
        accredited(user=user, scheme=SchemeFactory(code=f"scheme-{number}"))
        competence.request_of(employed())


def test_the_dashboard_takes_the_same_queries_for_2_and_for_20(client: Client) -> None:
    user = employed(roles=(Role.CASEWORKER, Role.TRAINER), organisation__code="lantern")
    competence.standing(user)
    client.force_login(user)
    more_work(user, until=2)
    queries_of(client, "/my-work/")
    few = queries_of(client, "/my-work/")
    more_work(user, until=20)
    assert queries_of(client, "/my-work/") == few
    assert few <= 33
    page = client.get("/my-work/").content.decode()
    assert "20 open cases of yours" in page
    assert "20 wait for your signature" in page


def test_a4_a_technical_contact_without_a_role_finds_the_case_system(client: Client) -> None:
    """Nothing in the header leads a contact there; a system that is closed is no longer theirs to look after."""
    contact = employed()
    system = in_the_sandbox(name="Lantern repairs", organisation=OrganisationFactory(), contact=contact).case_system
    in_the_sandbox(name="Somebody else’s")
    client.force_login(contact)
    page = client.get("/my-work/").content.decode()
    assert f'href="/accreditation/case-systems/{system.pk}/">Lantern repairs</a>' in page
    assert "Somebody else" not in page
    close(case_system=system, reason="It is replaced.", by=an_officer())
    assert "Case systems" not in client.get("/my-work/").content.decode()
