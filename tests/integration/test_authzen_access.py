"""Who may ask the register over HTTP (A4)."""

import pytest
from allauth.idp.oidc.models import Client, Token
from django.utils import timezone

from accreditation.case_systems import switch_off
from accreditation.models import Answer
from tests.factories.accreditation import an_officer
from tests.factories.machines import EVALUATION, Machine, a_key, a_machine, a_request

pytestmark = pytest.mark.django_db


def test_a4_without_a_token_nothing_is_answered(machine: Machine) -> None:
    response = machine.browser.post(EVALUATION, a_request("TA-0000-0"), content_type="application/json")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="register"'
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "header",
    ["Bearer nonsense", "Bearer", "Bearer ", "Basic abc", "Bearer a b", "nonsense", "Bearer é", "Bearer " + "a" * 9000],
)
def test_a4_a_wrong_token_is_refused(machine: Machine, header: str) -> None:
    response = machine.ask(a_request("TA-0000-0"), Authorization=header)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="register", error="invalid_token"'
    assert response.json()["error"] == "invalid_token"


def test_a4_a_token_in_the_body_or_the_address_does_not_count(machine: Machine, number: str) -> None:
    token, machine.token = machine.token, "none"
    in_form = machine.browser.post(EVALUATION, {"access_token": token})
    in_address = machine.browser.post(
        f"{EVALUATION}?access_token={token}", a_request(number), content_type="application/json"
    )
    assert [in_form.status_code, in_address.status_code] == [401, 401]


def test_a4_an_expired_token_is_refused(machine: Machine, number: str) -> None:
    Token.objects.update(expires_at=timezone.now())
    assert machine.ask(a_request(number)).status_code == 401


def test_a4_a_token_of_another_kind_is_refused(machine: Machine, number: str) -> None:
    Token.objects.update(type=Token.Type.REFRESH_TOKEN)
    assert machine.ask(a_request(number)).status_code == 401


def test_a4_a_client_that_is_no_case_system_is_refused(machine: Machine, number: str) -> None:
    stranger = Client.objects.create(name="Stranger", scopes="register:check")
    Token.objects.update(client=stranger)
    assert machine.ask(a_request(number)).status_code == 401


def test_a4_a_token_for_another_resource_is_refused(machine: Machine, number: str) -> None:
    Token.objects.update(data={"resources": ["https://elsewhere.example/"]})
    assert machine.ask(a_request(number)).status_code == 401
    Token.objects.update(data={"resources": ["http://testserver/access/"]})
    assert machine.ask(a_request(number)).status_code == 200


def test_a4_a_system_switched_off_is_refused_at_once_and_gets_no_new_token(machine: Machine, number: str) -> None:
    assert machine.ask(a_request(number)).status_code == 200
    switch_off(case_system=machine.case_system, reason="Its key was stolen.", by=an_officer())
    assert machine.ask(a_request(number)).status_code == 401
    assert machine.ask_for_token().status_code == 401


def test_a4_switching_off_does_not_hang_on_the_tokens(machine: Machine, number: str) -> None:
    """The flag alone stops it: a token written by a race with the switch is no use."""
    type(machine.case_system).objects.update(is_live=False, state="agreed")
    assert machine.ask(a_request(number)).status_code == 401


def test_a4_a_wrong_scope_is_forbidden_not_unknown(number: str) -> None:
    machine = a_machine(scopes=("register:offline",)).sign_in()
    response = machine.ask(a_request(number))
    assert response.status_code == 403
    assert response["WWW-Authenticate"] == (
        'Bearer realm="register", error="insufficient_scope", scope="register:check"'
    )
    assert response.json()["error"] == "insufficient_scope"


def test_a4_a_scope_taken_from_the_client_is_gone_at_once(machine: Machine, number: str) -> None:
    Client.objects.filter(pk=machine.client_id).update(scopes="register:offline")
    assert machine.ask(a_request(number)).status_code == 403


def test_a4_a_client_gets_no_scope_of_another(number: str) -> None:
    machine = a_machine(scopes=("register:offline",))
    assert machine.ask_for_token("register:check").status_code == 400


def test_a4_tokens_are_asked_for_with_the_right_key_and_kept_as_hashes(machine: Machine) -> None:
    assert machine.ask_for_token(key=a_key()).status_code == 401
    assert machine.token not in Token.objects.get().hash
