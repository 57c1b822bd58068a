"""Recording experience in complex needs and secondments, by officers and managers about others (A8, C3)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from core import clock
from people.constants import Role
from people.exceptions import RecordNotAccepted
from people.models import ComplexExperience, Employment, User
from people.selectors import current_employment, employment_on, pairing_problems
from people.services import second
from tests.factories.fitness import an_officer, registered_as
from tests.factories.people import OrganisationFactory, ServiceSettingFactory, employed

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(now: datetime) -> User:
    return employed(organisation__code="lantern")


@pytest.fixture
def officer(client: Client, person: User) -> User:
    user = an_officer()
    client.force_login(user)
    return user


def day(name: str, ahead: int) -> dict[str, str]:
    when = clock.today() + timedelta(days=ahead)
    return {f"{name}_day": str(when.day), f"{name}_month": str(when.month), f"{name}_year": str(when.year)}


def a_secondment(**changes: object) -> dict[str, object]:
    values = {
        "organisation": OrganisationFactory(code="harbour").pk,
        "job_title": "Adviser",
        "service_setting": ServiceSettingFactory(code="ward").pk,
    }
    return values | day("valid_from", 1) | day("valid_until", 100) | changes


def test_a8_experience_is_recorded_and_ended_on_the_persons_page(client: Client, person: User, officer: User) -> None:
    entry = registered_as(person)
    page = f"/staff-checks/{person.pk}/"
    assert "Record experience in complex needs" in client.get(page).content.decode()
    address = f"{page}registrations/{entry.pk}/experience/"
    assert client.get(address).status_code == 200
    assert "Enter the day from which it counts" in client.post(address, {}).content.decode()
    assert client.post(address, day("valid_from", 0)).status_code == 302
    row = ComplexExperience.objects.get()
    assert (row.recorded_by, row.valid_until) == (officer, None)
    said = client.get(page).content.decode()
    assert "Counts" in said
    assert "Record experience in complex needs" not in said
    assert client.post(f"{page}experience/{row.pk}/end/").status_code == 302
    assert "Ended by" in client.get(page).content.decode()


def test_c3_a_secondment_is_recorded_and_the_person_returns(client: Client, person: User, officer: User) -> None:
    home = current_employment(person)
    assert home
    colleague = employed(organisation__code="lantern", profession__code="surveyor", service_setting__code="visits")
    address = f"/staff-checks/{person.pk}/secondment/"
    assert client.get(address).status_code == 200
    assert client.post(address, a_secondment()).status_code == 302
    today = clock.today()
    lent = employment_on(person, today + timedelta(days=50))
    back = employment_on(person, today + timedelta(days=100))
    assert lent
    assert back
    assert (lent.organisation.code, lent.seconded_from) == ("harbour", home.organisation)
    assert (back.organisation, back.job_title, back.valid_until) == (home.organisation, home.job_title, None)
    assert current_employment(person) == home
    other = current_employment(colleague)
    assert other
    assert pairing_problems(lent, other)
    assert "lent by" in client.get(f"/staff-checks/{person.pk}/").content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_from": -1},
        {"valid_until": 1},
    ],
)
def test_c3_a_secondment_with_wrong_days_is_refused_in_words(
    client: Client, person: User, officer: User, changes: dict[str, int]
) -> None:
    ((name, ahead),) = changes.items()
    response = client.post(f"/staff-checks/{person.pk}/secondment/", a_secondment(**day(name, ahead)))
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert Employment.objects.filter(user=person).count() == 1


def test_c3_nobody_seconds_themselves_or_another_organisations_staff(client: Client, person: User) -> None:
    stranger = employed(organisation__code="glen", roles=(Role.MANAGER,))
    client.force_login(stranger)
    assert client.get(f"/staff-checks/{person.pk}/secondment/").status_code == 404
    values = {
        "organisation": OrganisationFactory(code="harbour"),
        "service_setting": ServiceSettingFactory(code="ward"),
        "job_title": "Adviser",
        "valid_from": clock.today() + timedelta(days=1),
        "valid_until": clock.today() + timedelta(days=9),
    }
    for by in (stranger, person):
        with pytest.raises(RecordNotAccepted):
            second(user=person, by=by, **values)
    second(user=person, by=an_officer(), **values)
    with pytest.raises(RecordNotAccepted):
        second(user=person, by=an_officer(), **values)
