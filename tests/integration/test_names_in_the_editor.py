"""A name edited in Wagtail's own pages reaches the register's search at once (A3)."""

from datetime import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accreditation.models import RegisterEntry
from accreditation.public import register_search
from audit.models import Event
from people.models import User
from tests.factories.accreditation import accredited
from tests.factories.people import employed

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(now: datetime) -> User:
    user = employed()
    user.first_name, user.last_name = "Ann", "Able"
    user.save()
    accredited(user=user)
    return user


def found(text: str) -> list[RegisterEntry]:
    return list(register_search(text=text))


def test_a3_a_name_edited_on_the_page_of_users_is_found_at_once(client: Client, person: User) -> None:
    client.force_login(User.objects.create_superuser("root@example.org", "x", first_name="Rita", last_name="Root"))
    values = {"email": person.email, "first_name": "Zoë", "last_name": "Baker", "is_active": "on"}
    assert client.get(f"/cms/users/edit/{person.pk}/").status_code == 200
    assert client.post(f"/cms/users/edit/{person.pk}/", values).status_code == 302
    assert [entry.user for entry in found("baker zoe")] == [person]
    assert not found("able")
    assert Event.objects.filter(verb="people.renamed", subject_id=str(person.pk)).count() == 1


def test_a3_a_name_edited_on_ones_own_account_is_found_at_once(client: Client, person: User) -> None:
    group = Group.objects.create(name="Editors")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    person.groups.add(group)
    client.force_login(person)
    page = client.get("/cms/account/")
    assert page.status_code == 200
    values = {"name_email-first_name": "Ann", "name_email-last_name": "Carter"}
    fields = {
        name: value
        for panels in page.context["panels_by_tab"].values()
        for panel in panels
        if panel.name != "name_email"
        for name, value in {
            f"{panel.name}-{field}": panel.get_form()[field].value() or "" for field in panel.get_form().fields
        }.items()
    }
    assert client.post("/cms/account/", fields | values).status_code == 302
    assert [entry.user for entry in found("carter")] == [person]
    assert not found("able")


def test_a3_the_account_page_is_for_those_who_edit(client: Client, person: User) -> None:
    client.force_login(person)
    assert client.get("/cms/account/").status_code == 302
