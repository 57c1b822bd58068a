"""T9: enrolling many from a table: told row by row, nothing saved unasked, and doing it twice changes nothing."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from core import outbox
from modules.exceptions import MayNotEnrol, ModuleNotOpen
from modules.models import Enrolment, Module
from modules.services import enrol_staff
from people.constants import Role
from people.models import Organisation, RoleGrant, User
from targeting.services import look_through
from targeting.services.bulk import Outcome
from tests.factories.modules import publish_module
from tests.factories.people import OrganisationFactory, employed
from tests.factories.targeting import a_module, done

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def lantern() -> Organisation:
    return OrganisationFactory(code="lantern-homes")


@pytest.fixture
def manager(lantern: Organisation) -> User:
    manager = employed(organisation=lantern)
    RoleGrant.objects.create(user=manager, role=Role.MANAGER, organisation=lantern, valid_from=date(2020, 1, 1))
    return manager


def officer(lantern: Organisation, email: str) -> User:
    return employed(organisation=lantern, user__email=email)


def table(*rows: str) -> bytes:
    return "\n".join(["email,module", *rows]).encode()


def post(client: Client, by: User, content: bytes) -> str:
    client.force_login(by)
    upload = SimpleUploadedFile("staff.csv", content)
    response = client.post("/training-needs/enrol/", {"table": upload})
    assert response.status_code == 200
    return response.content.decode()


def save(client: Client, content: bytes, choice: str = "all") -> str:
    return client.post(
        "/training-needs/enrol/", {"content": content.decode(), "choice": choice}, follow=True
    ).content.decode()


def test_t9_a_table_is_looked_through_before_anything_is_saved(
    client: Client, manager: User, lantern: Organisation
) -> None:
    a_module()
    officer(lantern, "isla@example.org")
    seen = post(client, manager, table("ISLA@example.org,module-1"))
    assert "1 row would enrol somebody" in seen
    assert "Nothing is saved yet." in seen
    assert not Enrolment.objects.exists()


def test_t9_good_rows_are_enrolled_told_and_recorded_and_once_is_enough(
    client: Client, manager: User, lantern: Organisation
) -> None:
    a_module()
    isla = officer(lantern, "isla@example.org")
    content = table("isla@example.org,module-1")
    post(client, manager, content)
    assert "1 enrolment made" in save(client, content)
    assert "Nothing changed" in save(client, content)
    assert Enrolment.objects.get().user == isla
    assert Event.objects.get(verb="modules.enrolled_by_another").actor_label == str(manager)
    outbox.run_due()
    (message,) = mail.outbox
    assert message.to == ["isla@example.org"]
    assert message.subject == "You are enrolled in “The first module”"
    assert f"{manager} has enrolled you" in message.body
    assert message.body.count("http") == 1


def test_t9_each_wrong_row_says_why(client: Client, manager: User, lantern: Organisation) -> None:
    first = a_module()
    publish_module("module-2", title="The second module", requires=(first,))
    Module.objects.create(code="draft", title="A draft", position=9, level="foundation")
    isla = officer(lantern, "isla@example.org")
    employed(organisation__code="millburn", user__email="elsewhere@example.org")
    lines = look_through(
        table(
            "isla@example.org,module-1",
            "isla@example.org,module-1",
            "isla@example.org,module-2",
            "isla@example.org,module-9",
            "isla@example.org,draft",
            "elsewhere@example.org,module-1",
            "nobody@example.org,module-1",
            ",module-1",
            "isla@example.org",
            "=cmd|'/c calc',module-1",
        ),
        by=manager,
    )
    no_such = "Nobody with this e-mail address works for an organisation that you manage."
    assert [(line.number, line.outcome is Outcome.WRONG, line.words) for line in lines] == [
        (2, False, f"{isla}: “The first module”."),
        (3, True, "The same as line 2."),
        (4, True, "Complete “The first module” first."),
        (5, True, "There is no module with the code “module-9”."),
        (6, True, "This module is not published at the moment."),
        (7, True, no_such),
        (8, True, no_such),
        (9, True, "The e-mail address is missing."),
        (10, True, "The module’s code is missing."),
        (11, True, no_such),
    ]


def test_t9_one_wrong_row_stops_all_unless_the_good_ones_are_asked_for(
    client: Client, manager: User, lantern: Organisation
) -> None:
    a_module()
    officer(lantern, "isla@example.org")
    content = table("isla@example.org,module-1", "nobody@example.org,module-1")
    seen = post(client, manager, content)
    assert "Enrol by the 1 good row" in seen
    assert "Nothing was saved" in save(client, content)
    assert not Enrolment.objects.exists()
    assert "1 enrolment made" in save(client, content, "good")
    assert Enrolment.objects.count() == 1


def test_t9_the_page_says_what_is_wrong_with_a_file(client: Client, manager: User) -> None:
    assert "Line 2 holds letters that are not UTF-8" in post(client, manager, b"email,module\nj\xf3zef@example.org,m")
    assert "It lacks “module”" in post(client, manager, b"email;modul\n")
    assert "larger than 1 MB" in post(client, manager, b"x" * 1_000_001)
    assert "The file is empty" in post(client, manager, b"")
    assert "501 rows" in post(client, manager, table(*["a,b"] * 501))
    client.force_login(manager)
    assert "Choose a file" in client.post("/training-needs/enrol/").content.decode()


def test_t9_semicolons_and_a_byte_order_mark_are_read(client: Client, manager: User, lantern: Organisation) -> None:
    a_module()
    officer(lantern, "isla@example.org")
    seen = post(client, manager, b"\xef\xbb\xbfModule;Email\r\nmodule-1;isla@example.org\r\n")
    assert "1 row would enrol somebody" in seen


@pytest.mark.parametrize("role", [Role.GOVERNANCE, Role.EDITOR])
def test_t9_editors_and_the_group_enrol_anybody(client: Client, role: Role, lantern: Organisation) -> None:
    a_module()
    officer(lantern, "isla@example.org")
    by = employed(organisation__code="millburn", roles=(role,))
    content = table("isla@example.org,module-1")
    assert "1 row would enrol somebody" in post(client, by, content)
    assert "1 enrolment made" in save(client, content)


def test_t9_others_may_not_enrol_anybody(client: Client, lantern: Organisation) -> None:
    learner, other = officer(lantern, "isla@example.org"), employed(organisation=lantern)
    client.force_login(learner)
    for address in ("enrol/", "enrol/template.csv"):
        assert client.get(f"/training-needs/{address}").status_code == 403
    with pytest.raises(MayNotEnrol):
        enrol_staff(user=other, module=a_module(), by=learner)


def test_t9_a_manager_does_not_enrol_another_organisations_staff(manager: User) -> None:
    other = employed(organisation__code="millburn")
    with pytest.raises(MayNotEnrol):
        enrol_staff(user=other, module=a_module(), by=manager)
    assert not Enrolment.objects.exists()


def test_t9_what_must_come_first_holds_for_those_who_are_enrolled(manager: User, lantern: Organisation) -> None:
    first = a_module()
    second = publish_module("module-2", title="The second module", requires=(first,)).module
    isla = officer(lantern, "isla@example.org")
    with pytest.raises(ModuleNotOpen, match="Complete “The first module” first"):
        enrol_staff(user=isla, module=second, by=manager)
    done(isla, first, date(2027, 5, 1))
    _, is_new = enrol_staff(user=isla, module=second, by=manager)
    assert is_new


def test_t9_the_template_is_a_table_that_can_be_read(client: Client, manager: User) -> None:
    client.force_login(manager)
    template = client.get("/training-needs/enrol/template.csv").content
    assert [line.words for line in look_through(template, by=manager)]


def test_t9_a_longer_table_takes_no_more_queries_to_look_through(manager: User, lantern: Organisation) -> None:
    a_module()
    emails = [officer(lantern, f"p{number}@example.org").email for number in range(60)]

    def cost(some: list[str]) -> int:
        with CaptureQueriesContext(connection) as captured:
            lines: list[Any] = look_through(table(*(f"{email},module-1" for email in some)), by=manager)
        assert {line.outcome for line in lines} == {Outcome.WILL_ENROL}
        return len(captured)

    assert cost(emails[:3]) == cost(emails)
