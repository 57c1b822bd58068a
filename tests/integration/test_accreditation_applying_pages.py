"""A1: applying, with a live list of what is missing and where to get it, what is asked for, and taking it back."""

from datetime import date, datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accreditation.constants import Status
from accreditation.models import Accreditation, AccreditationDecision, Scheme
from accreditation.services.register import recount
from core import clock
from people.constants import Role, StaffCheckKind
from people.models import RoleGrant, User
from people.services import record_staff_check
from people.vocabulary import Tenure
from tests.factories.accreditation import AdaptationFactory, SchemeFactory, accredited, an_officer, applied
from tests.factories.competencies import competency, completed, module, signed_off, trainer_pair
from tests.factories.people import LocalityFactory, employed

pytestmark = pytest.mark.django_db

OFFERS = "/accreditation/apply/"
ASKED = {"tenures": ["owner", "council"], "localities": ["harbour"], "kinds": ["bathroom"]}


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.fixture
def scheme(now: datetime) -> Scheme:
    competency("SN-1")
    module("module-1")
    AdaptationFactory()
    LocalityFactory(code="harbour")
    return SchemeFactory(code="taught", module_codes=["module-1"], competency_levels=["simple"], needs_staff_check=True)


@pytest.fixture
def applicant(client: Client, scheme: Scheme) -> User:
    user = employed()
    client.force_login(user)
    return user


def test_a1_the_list_says_what_is_missing_and_where_to_get_it(client: Client, applicant: User) -> None:
    for address in (OFFERS, f"{OFFERS}taught/"):
        page = text_of(client.get(address))
        assert "The module “Module-1” is not completed." in page
        assert f'href="{reverse("modules:module", args=["module-1"])}"' in page
        assert f'href="{reverse("competencies:offer", args=["SN-1"])}"' in page
        assert "A staff check (DBS or PVG) that is in date is not recorded." in page
        assert "Show your certificate to an accreditation officer" in page


def test_a1_the_list_changes_as_things_come(client: Client, applicant: User) -> None:
    completed(applicant, "module-1")
    page = text_of(client.get(OFFERS))
    assert "Module-1" not in page
    for code in ("SN-1", "SN-2"):
        signed_off(applicant, competency(code))
    page = text_of(client.get(OFFERS))
    assert "is not signed off" not in page
    record_staff_check(
        user=applicant,
        kind=StaffCheckKind.PVG,
        checked_on=date(2026, 1, 1),
        recheck_on=date(2029, 1, 1),
        by=an_officer(),
    )
    assert "Everything is there." in text_of(client.get(OFFERS))


def test_a1_what_is_asked_for_is_kept_and_the_officer_sees_it(client: Client, applicant: User) -> None:
    errors = text_of(client.post(f"{OFFERS}taught/", {}))
    assert "Choose at least one tenure" in errors
    assert "Choose at least one locality" in errors
    page = text_of(client.post(f"{OFFERS}taught/", ASKED, follow=True))
    accreditation = Accreditation.objects.get(user=applicant)
    assert f"Your number is {accreditation.number}" in page
    assert (accreditation.asked_tenures, accreditation.asked_kinds) == (["owner", "council"], ["bathroom"])
    assert accreditation.asked_localities == ["harbour"]
    assert "What you asked for" in text_of(client.get("/accreditation/mine/"))
    assert "already has" in text_of(client.post(f"{OFFERS}taught/", ASKED))
    assert client.post(f"{OFFERS}none/", ASKED).status_code == 404
    client.force_login(an_officer())
    page = text_of(client.get(f"/accreditation/{accreditation.number}/"))
    assert "What is asked for" in page
    assert "Council tenancy" in page
    grant = text_of(client.get(f"/accreditation/{accreditation.number}/grant/"))
    assert "This cannot be decided yet" in grant


def test_a1_a_grant_begins_with_what_was_asked_for(client: Client, now: datetime) -> None:
    AdaptationFactory()
    LocalityFactory(code="harbour")
    user = employed()
    SchemeFactory()
    client.force_login(user)
    client.post(f"{OFFERS}simple/", ASKED)
    client.force_login(an_officer())
    page = text_of(client.get(f"/accreditation/{Accreditation.objects.get(user=user).number}/grant/"))
    assert page.count(" checked") == 4


def test_a1_who_may_decide_is_named(client: Client, scheme: Scheme) -> None:
    pair, boss, free = trainer_pair(), an_officer(), an_officer()
    RoleGrant.objects.create(user=pair[0], role=Role.ACCREDITATION_OFFICER, valid_from=date(2020, 1, 1))
    applicant = employed(line_manager=boss, roles=(Role.ACCREDITATION_OFFICER,))
    signed_off(applicant, competency("SN-1"), pair)
    accreditation = applied(user=applicant, scheme=scheme)
    client.force_login(free)
    page = text_of(client.get(f"/accreditation/{accreditation.number}/"))
    named = page.split("Who may decide")[1].split("</p>")[0]
    assert str(free) in named
    for other in (pair[0], boss, applicant):
        assert str(other) not in named.replace(str(free), "")


def test_a1_an_application_is_taken_back(client: Client, applicant: User) -> None:
    client.post(f"{OFFERS}taught/", ASKED)
    accreditation = Accreditation.objects.get(user=applicant)
    address = f"/accreditation/mine/{accreditation.number}/give-up/"
    assert address in text_of(client.get(OFFERS))
    page = text_of(client.get(address))
    assert "Withdraw the application" in page
    assert "What this touches" not in page
    client.post(address, {"reason": "Another job."})
    assert recount(accreditation, at=clock.now()).status is Status.RELINQUISHED
    assert client.get(f"/register/{accreditation.number}/").status_code == 404
    client.post(f"{OFFERS}taught/", ASKED)
    assert Accreditation.objects.filter(user=applicant).count() == 2


def test_a1_asking_binds_nobody(client: Client, now: datetime) -> None:
    """The term covers what the officer grants, not what was asked for."""
    accreditation = accredited()
    assert accreditation.asked_tenures == []
    scope = AccreditationDecision.objects.get().scopes.get()
    assert scope.tenures == [tenure.value for tenure in Tenure]
