"""H2, H3 through the pages: contacts, visits, why something was late; and the times promised, in Wagtail's editor."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.constants.clocks import Measured
from cases.constants.contact import HomeVisitState
from cases.models import ClosedDays, OfficeHours, ServiceStandard
from core import clock
from people.constants import Role
from people.models import User
from tests.factories.cases import a_case
from tests.factories.cases_clocks import a_home_visit, clock_of, default_standards, rang
from tests.factories.people import OrganisationFactory, employed
from tests.integration.test_accreditation_editor import in_the_editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def caseworker(client: Client) -> User:
    default_standards()
    user = employed(organisation__code="lantern", roles=(Role.CASEWORKER,))
    client.force_login(user)
    return user


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_h2_h3_a_referral_is_answered_and_visited_through_the_pages(client: Client, caseworker: User) -> None:
    case = a_case(caseworker)
    page = reverse("cases:contacts", args=[case.reference])
    assert "Nobody has been in touch yet." in text(client, page)
    assert "18 June 2027" in text(client, page)
    said = {"how": "telephone", "with_whom": "person", "came_of_it": "spoke", "note": "Rang."}
    then = {"on_day": "4", "on_month": "6", "on_year": "2027", "hour": "13:00"}
    response = client.post(reverse("cases:new-contact", args=[case.reference]), said | then)
    assert response["Location"] == page
    assert clock_of(case, Measured.RESPONSE).done_at == clock.now()
    monday = {"on_day": "7", "on_month": "6", "on_year": "2027", "hour": "10:30"}
    visit = {"purpose": "First visit", "visitor": caseworker.pk} | monday
    address = reverse("cases:home-visit", args=[case.reference])
    outside = client.post(address, visit | {"hour": "19:00"})
    assert "is closed then" in outside.content.decode()
    assert client.post(address, visit)["Location"] == page
    made = case.home_visits.get()
    at = [case.reference, made.pk]
    client.post(reverse("cases:agree-home-visit", args=at))
    made.refresh_from_db()
    assert made.state == HomeVisitState.AGREED
    with clock.fixed(clock.now() + timedelta(days=3)):
        client.post(reverse("cases:make-home-visit", args=at), monday | {"note": "Let in."})
        assert clock_of(case, Measured.VISIT).done_at
        assert "Let in." in text(client, page)


def test_h2_a_late_response_asks_for_its_reason(client: Client, caseworker: User) -> None:
    case = a_case(caseworker)
    late = clock_of(case, Measured.RESPONSE)
    with clock.fixed(late.due_at + timedelta(hours=1)):
        page = reverse("cases:contacts", args=[case.reference])
        assert "Say why" in text(client, page)
        address = reverse("cases:miss", args=[case.reference, late.pk])
        assert "not done yet" in text(client, address)
        assert client.post(address, {"cause": "staff", "words": ""}).status_code == 200
        client.post(address, {"cause": "staff", "words": "Two were ill."})
        assert "Two were ill." in text(client, page)


def test_h2_a_contact_is_struck_out_on_its_page(client: Client, caseworker: User) -> None:
    case = a_case(caseworker)
    contact = rang(case, caseworker)
    client.post(reverse("cases:strike-contact", args=[case.reference, contact.pk]), {"why": "Another person."})
    assert "Struck out by" in text(client, reverse("cases:contacts", args=[case.reference]))
    assert clock_of(case, Measured.RESPONSE).done_at is None


def test_h3_a_visit_fails_or_is_called_off(client: Client, caseworker: User) -> None:
    case = a_case(caseworker)
    visits = [a_home_visit(case, caseworker, clock.now() + timedelta(days=3)) for _ in range(2)]
    client.post(reverse("cases:fail-home-visit", args=[case.reference, visits[0].pk]), {"because": "no_answer"})
    client.post(reverse("cases:call-off-home-visit", args=[case.reference, visits[1].pk]), {"why": "In hospital."})
    page = text(client, reverse("cases:contacts", args=[case.reference]))
    assert "Nobody answered the door" in page
    assert "In hospital." in page
    assert case.home_visits.filter(state=HomeVisitState.CALLED_OFF).count() == 1


@pytest.mark.parametrize(
    "page", ["strike-contact", "agree-home-visit", "make-home-visit", "fail-home-visit", "call-off-home-visit", "miss"]
)
def test_r1_the_record_of_another_case_is_absent(client: Client, caseworker: User, page: str) -> None:
    case, other = a_case(caseworker), a_case(caseworker)
    records = {"strike-contact": rang(other, caseworker).pk, "miss": clock_of(other, Measured.VISIT).pk}
    pk = records.get(page) or a_home_visit(other, caseworker, clock.now() + timedelta(days=3)).pk
    assert client.get(reverse(f"cases:{page}", args=[other.reference, pk])).status_code == 200
    for ask in (client.get, client.post):
        assert ask(reverse(f"cases:{page}", args=[case.reference, pk])).status_code == 404


STANDARDS, HOURS, CLOSED, CHECKLISTS, KINDS = (
    f"/cms/snippets/cases/{name}/"
    for name in ("servicestandard", "officehours", "closeddays", "motchecklist", "hazardkind")
)


def test_h2_the_times_promised_are_edited_by_the_governance_group(client: Client, caseworker: User) -> None:
    own = OrganisationFactory(code="lantern")
    client.force_login(in_the_editor(Role.GOVERNANCE))
    terms = {"organisation": own.pk, "measures": "response", "amount": "8", "counted_in": "office_hours", "source": ""}
    early = client.post(f"{STANDARDS}add/", terms | {"valid_from": "2027-06-03"})
    assert "cannot start in the past" in early.content.decode()
    assert client.post(f"{STANDARDS}add/", terms | {"valid_from": "2027-06-04"}).status_code == 302
    assert client.post(f"{STANDARDS}add/", terms | {"valid_from": "2027-07-01", "amount": "6"}).status_code == 302
    rows = ServiceStandard.objects.filter(organisation=own).order_by("valid_from")
    assert [(row.amount, row.valid_until) for row in rows] == [(8, date(2027, 7, 1)), (6, None)]
    again = client.post(f"{STANDARDS}add/", terms | {"valid_from": "2027-07-01"})
    assert "Choose a later day" in again.content.decode()
    assert client.get(f"{STANDARDS}edit/{rows[0].pk}/").status_code in {302, 403}
    hours = {"organisation": own.pk, "weekday": "0", "opens": "08:00", "closes": "16:00", "valid_from": "2027-06-04"}
    assert client.post(f"{HOURS}add/", hours).status_code == 302
    closed = {"organisation": own.pk, "valid_from": "2027-12-27", "valid_until": "2027-12-31", "why": "Winter"}
    assert client.post(f"{CLOSED}add/", closed).status_code == 302
    assert OfficeHours.objects.count() == ClosedDays.objects.count() == 1
    checklist = {"area": "g", "prompts": "Mould behind the wardrobe?", "valid_from": "2027-06-04"}
    assert client.post(f"{CHECKLISTS}add/", checklist).status_code == 302
    hazard = {"nation": "england", "number": "30", "name": "Flooding", "valid_from": "2027-06-04"}
    assert client.post(f"{KINDS}add/", hazard).status_code == 302
    for address in (STANDARDS, HOURS, CLOSED, CHECKLISTS, KINDS):
        assert client.get(address).status_code == 200


def test_r1_caseworkers_edit_no_times(client: Client, caseworker: User) -> None:
    client.force_login(in_the_editor(Role.CASEWORKER))
    assert client.get(f"{STANDARDS}add/").status_code == 302


def test_p1_the_work_list_leads_to_where_each_thing_is_done(client: Client, caseworker: User) -> None:
    assert "Nothing waits for you that fits this." in text(client, "/cases/work/")
    case = a_case(caseworker)
    page = text(client, "/cases/work/")
    assert f'href="/cases/{case.reference}/contacts/new/">Answer the referral</a>' in page
    assert "5 June 2027, 13:00" in page
    assert "In the next seven days: 1" in page
    assert "Nothing waits that fits this." in text(client, "/cases/work/?whose=team&when=overdue")
    assert "Missing now" in text(client, f"/cases/{case.reference}/")
    assert text(client, "/cases/work/?owner=x&kind=y&when=z&page=99&tenure=w").count(case.reference) > 1
