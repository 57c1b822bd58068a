"""Staff checks and registrations on the pages: who sees whom, and what they may do (A8, A9)."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.constants import Role
from people.models import ProfessionalRegistration, RoleGrant, StaffCheck, StaffCheckEnd, User
from people.services import end_staff_check
from tests.factories.fitness import an_officer, checked, registered_as
from tests.factories.people import OrganisationFactory, ProfessionFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

STAFF = "/staff-checks/"


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def manager_of(code: str) -> User:
    manager = employed(organisation__code="head-office")
    RoleGrant.objects.create(
        user=manager, role=Role.MANAGER, organisation=OrganisationFactory(code=code), valid_from=date(2020, 1, 1)
    )
    return manager


def typed_day(name: str, day: date) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def a_check(**days: date) -> dict[str, object]:
    values = {"checked_on": date(2027, 6, 1), "recheck_on": date(2029, 6, 1)} | days
    return (
        {"kind": "pvg"} | typed_day("checked_on", values["checked_on"]) | typed_day("recheck_on", values["recheck_on"])
    )


@pytest.fixture
def person() -> User:
    return employed(organisation__code="harbour", user__first_name="Eilidh", user__last_name="Ross")


def addresses(person: User) -> list[str]:
    check, entry = checked(person), registered_as(person)
    return [
        reverse("people:staff_member", args=[person.pk]),
        reverse("people:record_check", args=[person.pk]),
        reverse("people:record_registration", args=[person.pk]),
        reverse("people:end_check", args=[person.pk, check.pk]),
        reverse("people:end_registration", args=[person.pk, entry.pk]),
    ]


@pytest.mark.parametrize("role", [None, *sorted(set(Role) - {Role.ACCREDITATION_OFFICER, Role.MANAGER})])
def test_a9_the_pages_are_for_officers_and_managers(person: User, role: Role | None) -> None:
    client = browser(employed(organisation__code="harbour", roles=(role,) if role else ()))
    for address in [STAFF, *addresses(person)]:
        assert client.get(address).status_code == 403
        assert "/accounts/login/" in Client().get(address)["Location"]


def test_a9_a_manager_finds_their_own_staff_alone(person: User) -> None:
    own, other = browser(manager_of("harbour")), browser(manager_of("glen"))
    assert "Eilidh Ross" in text(own.get(STAFF))
    assert "Eilidh Ross" not in text(other.get(STAFF))
    assert "Nobody whose records you keep is found so." in text(other.get(STAFF))
    for address in addresses(person):
        assert own.get(address).status_code == 200
        assert other.get(address).status_code == 404
        assert other.post(address, a_check()).status_code == 404 or address.endswith(f"/{person.pk}/")
    assert not StaffCheckEnd.objects.exists()


def test_a9_nobody_finds_themselves() -> None:
    officer = an_officer()
    client = browser(officer)
    assert client.get(reverse("people:staff_member", args=[officer.pk])).status_code == 404
    assert client.post(reverse("people:record_check", args=[officer.pk]), a_check()).status_code == 404


def test_a9_an_officer_records_renews_and_ends_a_check(person: User) -> None:
    client = browser(an_officer())
    address = reverse("people:record_check", args=[person.pk])
    page = text(client.post(address, {}))
    for words in ("Choose which check you saw", "Enter the day on which you saw it", "Enter the day for looking again"):
        assert words in page
    wrong = a_check(checked_on=date(2027, 6, 5))
    assert "has not come yet" in text(client.post(address, wrong))
    page = text(client.post(address, a_check(), follow=True))
    assert "It is recorded for Eilidh Ross." in page
    assert "to be looked at again by 1 June 2029" in page
    check = StaffCheck.objects.get()
    end = reverse("people:end_check", args=[person.pk, check.pk])
    assert "You cannot take this back." in text(client.get(end))
    assert not StaffCheckEnd.objects.exists()
    page = text(client.post(end, follow=True))
    assert "no longer counts for Eilidh Ross" in page
    assert "Ended by" in page
    assert "ended already" in text(client.post(end, follow=True))
    assert "In date" in text(client.post(address, a_check(), follow=True))


def test_a8_a_registration_is_recorded_renewed_and_ended(person: User) -> None:
    client, address = browser(an_officer()), reverse("people:record_registration", args=[person.pk])
    typed = {"body": "hcpc", "number": "ot 104233", "profession": ProfessionFactory(code="occupational-therapist").pk}
    typed |= typed_day("valid_from", date(2026, 1, 1)) | typed_day("valid_until", date(2028, 1, 1))
    typed |= typed_day("checked_on", date(2027, 6, 4))
    page = text(client.post(address, typed | {"number": "104233"}))
    assert "A number of the Health and Care Professions Council is two letters and up to six digits" in page
    assert "HCPC" not in text(client.get(STAFF))
    assert "OT104233" in text(client.post(address, typed, follow=True))
    entry = ProfessionalRegistration.objects.get()
    form = client.get(address, {"renew": entry.number}).context["form"]
    assert (form["number"].value(), form["valid_from"].value()) == ("OT104233", date(2028, 1, 1))
    page = text(client.post(reverse("people:end_registration", args=[person.pk, entry.pk]), follow=True))
    assert "OT104233 no longer counts for Eilidh Ross" in page


@pytest.mark.parametrize("renew", ["x", "OT999999", ""])
def test_a8_a_renewal_of_what_is_not_there_is_a_new_record(person: User, renew: str) -> None:
    page = browser(an_officer()).get(reverse("people:record_registration", args=[person.pk]), {"renew": renew})
    assert page.status_code == 200


def test_a9_the_list_shows_what_is_due_and_what_has_passed(person: User) -> None:
    officer = an_officer()
    soon, past, ended = (employed(user__last_name=name) for name in ("Soon", "Past", "Ended"))
    checked(person)
    checked(soon, recheck_on=date(2027, 7, 1))
    checked(past, recheck_on=date(2027, 6, 3))
    end_staff_check(check=checked(ended), by=officer)
    client = browser(officer)

    def found(due: str = "", name: str = "") -> set[str]:
        response = client.post(f"{STAFF}?due={due}", {"name": name}) if name else client.get(STAFF, {"due": due})
        return {row.user.last_name for row in response.context["rows"]}

    assert found() >= {"Ross", "Soon", "Past", "Ended"}
    assert found(due="soon") == {"Soon"}
    assert found(due="past") == {"Past"}
    assert found(due="in_date") == {"Ross", "Soon"}
    assert "Ended" in found(due="none")
    assert found(name="eil ROS") == {"Ross"}
    assert found(due="nonsense") == found()
    assert found(due="past", name="ross") == set()
    checked(past, recheck_on=date(2029, 1, 1))
    assert found(due="past") == set()


def test_a9_the_list_is_paged_and_takes_the_same_queries_however_long() -> None:
    client = browser(an_officer())

    def queries(count: int) -> int:
        for number in range(count):
            checked(employed(), recheck_on=date(2028, 1, 1))
            if number % 2:
                registered_as(employed(), number=f"OT{count:02}{number:03}")
        with CaptureQueriesContext(connection) as caught:
            assert client.get(STAFF).status_code == 200
        return len(caught)

    few = queries(2)
    assert queries(24) == few
    assert "Page 2 of" in text(client.get(STAFF))


def test_a9_officers_and_managers_find_the_way_there() -> None:
    link, staff = f'href="{STAFF}"', reverse("targeting:organisation", args=["harbour"])
    assert link in browser(an_officer()).get(reverse("accreditation:work")).content.decode()
    assert link in browser(manager_of("harbour")).get(staff).content.decode()
    governor = employed(organisation__code="harbour", roles=(Role.GOVERNANCE,))
    assert link not in browser(governor).get(staff).content.decode()
