"""Case systems: registered and switched off by officers alone, with an audit row, and never half (A4)."""

import pytest
from allauth.idp.oidc.models import Client
from django.db import IntegrityError, transaction

from accreditation.case_systems import REGISTER_CHECK, register_case_system, switch_off
from accreditation.exceptions import AlreadySwitchedOff, NotAnOfficer, SecretNotAllowed
from accreditation.models import CaseSystem
from audit.models import Event
from audit.selectors import history_of
from core import clock
from people.constants import Role
from people.models import User
from tests.factories.accreditation import an_officer
from tests.factories.machines import a_machine
from tests.factories.people import OrganisationFactory, UserFactory, employed

pytestmark = pytest.mark.django_db


def register(by: User, **options: str) -> tuple[CaseSystem, str, str]:
    return register_case_system(
        name="Test", organisation=OrganisationFactory(), scopes=[REGISTER_CHECK], by=by, **options
    )


def test_a4_a_registered_system_has_a_secret_that_is_kept_as_a_hash() -> None:
    case_system, client_id, secret = register(an_officer())
    client = Client.objects.get(pk=client_id)
    assert case_system.client == client
    assert case_system.is_live
    assert secret not in client.secret
    assert client.check_secret(secret)
    assert client.get_grant_types() == ["client_credentials"]
    assert [event.verb for event in history_of(case_system)] == ["accreditation.case_system_registered"]
    assert secret not in str(Event.objects.latest("id").detail)


@pytest.mark.parametrize("roles", [(), (Role.GOVERNANCE,), (Role.MANAGER, Role.TRAINER, Role.CASEWORKER, Role.EDITOR)])
def test_a4_nobody_but_an_officer_registers_or_switches_off(roles: tuple[Role, ...]) -> None:
    somebody = employed(roles=roles)
    with pytest.raises(NotAnOfficer):
        register(somebody)
    with pytest.raises(NotAnOfficer):
        switch_off(case_system=a_machine().case_system, by=somebody)
    assert CaseSystem.objects.get().is_live


def test_an_administrator_registers_nothing() -> None:
    with pytest.raises(NotAnOfficer):
        register(UserFactory(is_superuser=True))


def test_a_secret_of_ones_own_is_for_the_demonstration(settings: object) -> None:
    assert register(an_officer(), secret="known", client_id="known-id")[1:] == ("known-id", "known")
    settings.DEMONSTRATION_ALLOWED = False  # type: ignore[attr-defined]
    with pytest.raises(SecretNotAllowed):
        register(an_officer(), secret="known")


def test_a_client_id_is_never_taken_over() -> None:
    register(an_officer(), client_id="known-id")
    with pytest.raises(IntegrityError), transaction.atomic():
        register_case_system(
            name="Other",
            organisation=OrganisationFactory(),
            scopes=[REGISTER_CHECK],
            by=an_officer(),
            client_id="known-id",
        )


def test_a4_a_system_is_switched_off_once() -> None:
    case_system, officer = a_machine().case_system, an_officer()
    after = switch_off(case_system=case_system, by=officer)
    assert not after.is_live
    assert after.switched_off_by == officer
    assert history_of(case_system).last().verb == "accreditation.case_system_switched_off"  # type: ignore[union-attr]
    with pytest.raises(AlreadySwitchedOff):
        switch_off(case_system=case_system, by=officer)


@pytest.mark.parametrize(
    "change",
    [
        {"switched_off_at": clock.now()},
        {"switched_off_at": clock.now(), "is_live": False},
    ],
)
def test_the_database_refuses_a_system_half_switched_off(change: dict[str, object]) -> None:
    a_machine()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseSystem.objects.update(**change)


def test_the_database_refuses_a_live_system_that_was_switched_off() -> None:
    case_system = switch_off(case_system=a_machine().case_system, by=an_officer())
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseSystem.objects.filter(pk=case_system.pk).update(is_live=True)
