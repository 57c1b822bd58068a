"""A4: managers record under which numbers a register elsewhere knows their staff."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accreditation.numbers import check_character
from cases.exceptions import DutiesNotSeparate, NotYourOrganisation, NumberNotPossible
from cases.models import RegisterNumber
from cases.services.numbers import set_register_number
from core import clock
from people.constants import Role
from people.models import User
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
ADDRESS = "/cases/numbers/"


@pytest.fixture
def manager(client: Client) -> User:
    user = employed(organisation__code="lantern", roles=(Role.MANAGER,))
    client.force_login(user)
    return user


def colleague(organisation: str = "lantern") -> User:
    return employed(organisation__code=organisation, roles=(Role.CASEWORKER,))


def text(client: Client, data: dict[str, object] | None = None) -> str:
    response = client.post(ADDRESS, data) if data else client.get(ADDRESS)
    return " ".join(response.content.decode().split())


def test_a4_a_manager_records_a_number_and_puts_it_right(client: Client, manager: User) -> None:
    user = colleague()
    assert "No number is recorded." in text(client)
    assert "Enter the number" in text(client, {"user": user.pk, "number": ""})
    assert client.post(ADDRESS, {"user": user.pk, "number": " ta-7k3m-3 "}).status_code == 302
    assert client.post(ADDRESS, {"user": user.pk, "number": "TA-9PQ2-0"}).status_code == 302
    kept = RegisterNumber.objects.get()
    assert (kept.user, kept.number, kept.set_by) == (user, "TA-9PQ2-0", manager)
    assert f"4 June 2027 by {manager}" in text(client)
    assert "recorded for somebody else" in text(client, {"user": colleague().pk, "number": "TA-9PQ2-0"})


@pytest.mark.parametrize("typed", ["TA-7K3M-5", "TA-7K3N-3", "TA-K73M-3", "TA-7K3M", "OT12345", "Tara"])
def test_a4_a_mistyped_number_is_refused_and_stays_to_be_put_right(client: Client, manager: User, typed: str) -> None:
    user = colleague()
    shown = text(client, {"user": user.pk, "number": typed})
    assert "Check each letter and digit against their entry on the register" in shown
    assert f'value="{typed}"' in shown
    with pytest.raises(NumberNotPossible, match="cannot be a register number"):
        set_register_number(user=user, number=typed, by=manager)
    assert not RegisterNumber.objects.exists()


@pytest.mark.parametrize("typed", ["ta7k3m3", "TA 7K3M 3", "ta–7k3m–3"])
def test_a4_a_number_is_one_number_however_it_is_typed(manager: User, typed: str) -> None:
    assert set_register_number(user=colleague(), number=typed, by=manager).number == "TA-7K3M-3"
    with pytest.raises(NumberNotPossible, match="recorded for somebody else"):
        set_register_number(user=colleague(), number="TA-7K3M-3", by=manager)


def test_a4_nobody_records_their_own_number_or_a_strangers(client: Client, manager: User) -> None:
    assert "Choose a colleague" in text(client, {"user": manager.pk, "number": "TA-7K3M-3"})
    assert "Choose a colleague" in text(client, {"user": colleague("millburn").pk, "number": "TA-7K3M-3"})
    with pytest.raises(DutiesNotSeparate):
        set_register_number(user=manager, number="TA-7K3M-3", by=manager)
    with pytest.raises(NotYourOrganisation):
        set_register_number(user=colleague("millburn"), number="TA-7K3M-3", by=manager)
    with pytest.raises(NotYourOrganisation):
        set_register_number(user=colleague(), number="TA-7K3M-3", by=colleague())
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterNumber.objects.create(user=manager, number="TA-7K3M-3", set_at=clock.now(), set_by=manager)
    assert not RegisterNumber.objects.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_a4_the_list_takes_as_many_queries_for_many(
    client: Client, manager: User, count: int, django_assert_max_num_queries: object
) -> None:
    for body in (f"00{place:02}" for place in range(count)):
        set_register_number(user=colleague(), number=f"TA-{body}-{check_character(body)}", by=manager)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert text(client).count("TA-00") == count


def test_a4_a_caseworker_does_not_see_the_page(client: Client) -> None:
    client.force_login(colleague())
    assert client.get(ADDRESS).status_code == 403
