"""T9 on the pages: what I need, my people, an organisation, the partnership; who may see whom; queries that stay."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.constants import Role
from people.models import Organisation, RoleGrant, User
from tests.factories.people import (
    EmploymentFactory,
    LocalityFactory,
    OrganisationFactory,
    ProfessionFactory,
    ServiceSettingFactory,
    employed,
)
from tests.factories.targeting import RuleFactory, a_module, done

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def lantern() -> Organisation:
    return OrganisationFactory(code="lantern-homes")


def manager_of(organisation: Organisation) -> User:
    manager = employed(organisation=organisation, profession=ProfessionFactory(code="manager"))
    RoleGrant.objects.create(user=manager, role=Role.MANAGER, organisation=organisation, valid_from=date(2020, 1, 1))
    return manager


def page(client: Client, user: User, address: str, **data: Any) -> str:
    client.force_login(user)
    response = client.get(address, data)
    assert response.status_code == 200, address
    return response.content.decode()


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_t9_the_person_sees_what_they_need_why_and_what_comes_next(client: Client) -> None:
    RuleFactory(within_days=180, profession=ProfessionFactory())
    RuleFactory(module=a_module("module-2", "The second module"), within_days=10)
    seen = page(client, employed(), "/training-needs/")
    assert "Due by 3 July 2027." in seen
    assert "It was due by 14 January 2027." in seen
    assert "Because you are a housing officer (rule since 4 January 2027)." in seen
    assert seen.index("The second module") < seen.index("The first module"), "the most pressing first"
    assert "Look at this module" in seen


def test_t9_a_completion_that_expires_leads_to_the_check(client: Client) -> None:
    rule = RuleFactory(within_days=10, again_every_months=12)
    user = employed()
    done(user, rule.module, date(2026, 7, 1))
    seen = page(client, user, "/training-needs/")
    assert "Last done on 1 July 2026. Do it again by 1 July 2027." in seen
    assert '<a href="/learning/module-1/check/">Take the knowledge check again' in seen


def test_t9_nothing_to_do_says_so(client: Client) -> None:
    assert "No rule asks for a module from you today." in page(client, employed(), "/training-needs/")


def test_t9_the_dashboard_shows_what_is_due_and_who_is_late(client: Client) -> None:
    RuleFactory(within_days=10)
    manager = employed()
    employed(line_manager=manager)
    seen = page(client, manager, "/my-work/")
    assert "It was due by 14 January 2027." in seen
    assert "One module late among the people you manage" in seen


def test_t9_a_line_manager_sees_their_own_people(client: Client) -> None:
    RuleFactory()
    manager = employed()
    mine, other = employed(line_manager=manager), employed()
    seen = page(client, manager, "/training-needs/team/")
    assert str(mine) in seen
    assert str(other) not in seen
    client.force_login(other)
    assert client.get("/training-needs/team/").status_code == 403


def test_t9_the_manager_of_an_organisation_sees_it_and_no_other(client: Client, lantern: Organisation) -> None:
    RuleFactory()
    officer, elsewhere = employed(organisation=lantern), employed(organisation__code="millburn")
    manager = manager_of(lantern)
    seen = page(client, manager, "/training-needs/organisations/lantern-homes/")
    assert str(officer) in seen
    assert str(elsewhere) not in seen
    for address in ("organisations/millburn/", "organisations/millburn.csv", "partnership/", "rules/reach/"):
        assert client.get(f"/training-needs/{address}").status_code == 403, address


def test_t9_a_grant_without_an_organisation_reaches_only_the_own_one(client: Client, lantern: Organisation) -> None:
    manager = employed(organisation=lantern, roles=(Role.MANAGER,))
    OrganisationFactory(code="millburn")
    client.force_login(manager)
    assert client.get("/training-needs/organisations/")["Location"].endswith("/organisations/lantern-homes/")
    assert client.get("/training-needs/organisations/millburn/").status_code == 403


def test_t9_a_grant_that_ended_opens_nothing(client: Client, lantern: Organisation) -> None:
    manager = manager_of(lantern)
    RoleGrant.objects.update(valid_until=date(2027, 6, 4))
    client.force_login(manager)
    assert client.get("/training-needs/organisations/lantern-homes/").status_code == 403


def test_t9_governance_sees_counts_everywhere_and_names_at_home(client: Client, lantern: Organisation) -> None:
    module = a_module()
    RuleFactory(module=module)
    governor = employed(organisation=lantern, roles=(Role.GOVERNANCE,))
    colleague, stranger = employed(organisation=lantern), employed(organisation__code="millburn")
    done(colleague, module, date(2027, 2, 1))
    seen = page(client, governor, "/training-needs/partnership/")
    assert str(stranger) not in seen
    assert "33% of what is needed is done." in seen
    assert str(colleague) in page(client, governor, "/training-needs/organisations/lantern-homes/")
    assert client.get("/training-needs/organisations/millburn/").status_code == 403


def test_t9_figures_by_organisation_and_locality(client: Client, lantern: Organisation) -> None:
    module = a_module()
    RuleFactory(module=module, within_days=10)
    RuleFactory(module=a_module("module-2", "The second module"), within_days=200)
    job = EmploymentFactory(organisation=lantern)
    job.localities.add(LocalityFactory(code="harbour"), LocalityFactory(code="islands"))
    done(job.user, module, date(2027, 1, 6))
    governor = employed(organisation__code="millburn", roles=(Role.GOVERNANCE,))
    client.force_login(governor)
    lines = client.get("/training-needs/partnership.csv").content.decode("utf-8-sig").splitlines()
    assert lines == [
        'By,Name,Needed,Completed,Expiring,Due,Overdue,Expired,"Share done, %"',
        "Organisation,Lantern homes,2,1,0,1,0,0,50",
        "Organisation,Millburn,2,0,0,1,1,0,0",
        "Locality,Harbour,2,1,0,1,0,0,50",
        "Locality,Islands,2,1,0,1,0,0,50",
        "Locality,No locality,2,0,0,1,1,0,0",
    ]
    narrowed = client.get("/training-needs/partnership.csv", {"module": "module-1", "locality": "harbour"})
    assert "Organisation,Lantern homes,1,1,0,0,0,0,100" in narrowed.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 4),
        ({"module": "module-2"}, 2),
        ({"state": "late"}, 2),
        ({"state": "to_do"}, 4),
        ({"state": "due", "staff_group": "nurse"}, 1),
        ({"locality": "harbour"}, 2),
        ({"state": "not_needed"}, 2),
        ({"module": "no-such-module"}, 4),
    ],
)
def test_t9_a_list_is_narrowed_by_its_address(
    client: Client, lantern: Organisation, asked: dict[str, str], found: int
) -> None:
    """Two people, of whom neither is the manager; two modules, one of them late."""
    officer, nurse = ProfessionFactory(), ProfessionFactory(code="nurse")
    for group in (officer, nurse):
        RuleFactory(module=a_module(), within_days=10, profession=group)
        RuleFactory(module=a_module("module-2", "The second module"), within_days=200, profession=group)
    EmploymentFactory(organisation=lantern).localities.add(LocalityFactory(code="harbour"))
    EmploymentFactory(organisation=lantern, profession=nurse)
    seen = page(client, manager_of(lantern), "/training-needs/organisations/lantern-homes/", **asked)
    assert f"{found} in this list" in seen


def test_t9_a_name_is_posted_and_never_in_an_address(client: Client, lantern: Organisation) -> None:
    RuleFactory()
    employed(organisation=lantern, user__first_name="Isla", user__last_name="Fraser")
    employed(organisation=lantern, user__first_name="Jamie", user__last_name="Kerr")
    client.force_login(manager_of(lantern))
    found = client.post("/training-needs/organisations/lantern-homes/", {"name": "isla fra"}).content.decode()
    assert "Isla Fraser" in found
    assert "Jamie Kerr" not in found
    empty = client.post("/training-needs/organisations/lantern-homes/", {"name": ""}).content.decode()
    assert "Enter a name or part of one" in empty


def test_t9_a_download_holds_no_formula(client: Client, lantern: Organisation) -> None:
    RuleFactory()
    employed(organisation=lantern, user__first_name="=HYPERLINK(1)", user__last_name="Fraser")
    client.force_login(manager_of(lantern))
    text = client.get("/training-needs/organisations/lantern-homes.csv").content.decode("utf-8-sig")
    assert "\r\n'=HYPERLINK(1) Fraser,Lantern homes,Housing officer," in text
    assert "2027-04-04" in text


def test_t9_the_rules_in_words_and_whom_one_would_fit(client: Client, lantern: Organisation) -> None:
    RuleFactory(organisation=lantern, again_every_months=24)
    colleague = employed(organisation=lantern)
    employed(organisation__code="millburn")
    editor = employed(organisation=lantern, roles=(Role.EDITOR,))
    seen = page(client, editor, "/training-needs/rules/")
    assert "All staff, at Lantern homes" in seen
    assert "Within 90 days, and again every 24 months" in seen
    reach = page(client, editor, "/training-needs/rules/reach/", organisation="lantern-homes")
    assert "This rule touches 2 people today." in reach
    assert str(colleague) not in reach, "an editor sees how many, not who"
    governor = employed(organisation=lantern, roles=(Role.GOVERNANCE,))
    assert str(colleague) in page(client, governor, "/training-needs/rules/reach/", organisation="lantern-homes")
    client.force_login(colleague)
    assert client.get("/training-needs/rules/").status_code == 403


@pytest.mark.parametrize("address", ["", "team/", "organisations/", "partnership/", "rules/", "enrol/", "team.csv"])
def test_t9_strangers_are_asked_to_sign_in(client: Client, address: str) -> None:
    assert client.get(f"/training-needs/{address}")["Location"].startswith("/accounts/login/")


def staff(organisation: Organisation, manager: User, *, until: int) -> None:
    """So many people, every third of whom has completed the first module."""
    module, locality = a_module(), LocalityFactory(code="harbour")
    facts = {"organisation": organisation, "profession": ProfessionFactory(), "line_manager": manager}
    for number in range(organisation.employments.count(), until):
        job = EmploymentFactory(service_setting=ServiceSettingFactory(), user__password="!", **facts)
        job.localities.add(locality)
        if number % 3 == 0:
            done(job.user, module, date(2027, 2, 1))


@pytest.mark.parametrize(
    "address",
    [
        "/training-needs/team/",
        "/training-needs/organisations/lantern-homes/",
        "/training-needs/organisations/lantern-homes/?state=late",
        "/training-needs/partnership/",
        "/training-needs/rules/",
        "/my-work/",
        "/learning/module-1/",
    ],
)
def test_t9_the_same_queries_for_10_people_and_for_1000(client: Client, lantern: Organisation, address: str) -> None:
    manager = manager_of(lantern)
    RoleGrant.objects.create(user=manager, role=Role.GOVERNANCE, valid_from=date(2020, 1, 1))
    module = a_module()
    RuleFactory(module=module, within_days=10)
    RuleFactory(module=a_module("module-2", "The second module"), within_days=100)
    staff(lantern, manager, until=10)
    client.force_login(manager)
    queries_of(client, address)
    few = queries_of(client, address)
    staff(lantern, manager, until=1000)
    assert queries_of(client, address) == few
    assert few <= 30
