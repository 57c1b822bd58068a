"""A case system proves itself by a signed assertion and gets a token (A4, RFC 7523); everything else is refused."""

import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Token
from django.http import HttpResponse
from django.test import Client as Browser
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from accreditation.case_systems import close, set_scopes, switch_off, switch_on
from accreditation.client_assertions import forget_expired
from accreditation.client_keys import add_keys, end_key, read_public_keys
from accreditation.models import CaseSystemUse, UsedAssertion
from core import clock
from tests.factories.accreditation import an_officer
from tests.factories.machines import (
    ASSERTION_TYPE,
    AUDIENCE,
    FORM,
    TOKEN,
    Key,
    Machine,
    a_key,
    a_machine,
    a_request,
    an_assertion,
    in_the_sandbox,
    public_half,
)

pytestmark = pytest.mark.django_db

SCOPES = ("register:check", "register:offline")


@pytest.fixture
def machine() -> Machine:
    return a_machine(scopes=SCOPES)


def with_key(machine: Machine, key: Key) -> None:
    add_keys(case_system=machine.case_system, keys=read_public_keys(public_half(key)), by=an_officer())


def is_refused(response: HttpResponse, error: str, status: int = 401, says: str = "") -> None:
    assert response.status_code == status, response.content
    body = response.json()
    assert set(body) == {"error", "error_description"}
    assert body["error"] == error
    assert says in body["error_description"]
    assert response["Cache-Control"] == "no-store"
    assert response["Pragma"] == "no-cache"


def test_a4_a_signed_assertion_gets_a_token_as_allauth_writes_it(machine: Machine) -> None:
    response = machine.ask_for_token()
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["Pragma"] == "no-cache"
    assert not response.cookies
    body = response.json()
    assert set(body) == {"access_token", "token_type", "expires_in", "scope"}
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, " ".join(SCOPES))
    kept = Token.objects.get()
    assert kept.hash == get_adapter().hash_token(body["access_token"])
    assert body["access_token"] not in kept.hash
    assert (kept.type, kept.client_id, kept.user_id) == ("at", machine.client_id, None)
    assert kept.get_scopes() == [*SCOPES]
    assert timedelta(minutes=59) < kept.expires_at - timezone.now() <= timedelta(hours=1)


def test_a4_the_token_is_good_for_questions(machine: Machine) -> None:
    assert machine.sign_in().ask(a_request("TA-0000-0")).status_code == 200


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ECKey.generate_key("P-256"), "ES256"),
        (RSAKey.generate_key(2048), "RS256"),
        (RSAKey.generate_key(2048), "PS256"),
        (a_key(), "EdDSA"),
    ],
    ids=["ES256", "RS256", "PS256", "EdDSA"],
)
def test_a4_each_algorithm_that_is_offered_works(machine: Machine, key: Key, algorithm: str) -> None:
    with_key(machine, key)
    response = machine.ask_for_token(key=key, algorithm=algorithm, header={"kid": None})
    assert response.status_code == 200, response.content


def test_a4_an_rsa_key_does_not_sign_for_another_kind(machine: Machine) -> None:
    key = RSAKey.generate_key(2048)
    with_key(machine, key)
    is_refused(machine.ask_for_token(key=key, algorithm="RS512", header={"kid": None}), "invalid_client", says="alg")


def test_a4_an_assertion_signed_with_the_public_key_as_a_secret_is_refused(machine: Machine) -> None:
    secret = OctKey.import_key(public_half(machine.key))
    forged = jwt.encode(
        {"alg": "HS256", "kid": machine.key.kid},
        {"iss": machine.client_id, "sub": machine.client_id, "aud": AUDIENCE, "exp": int(time.time()) + 60, "jti": "1"},
        secret,
        algorithms=["HS256"],
    )
    is_refused(machine.ask_for_token(assertion=forged), "invalid_client", says="alg")


def test_a4_an_unsigned_assertion_is_refused(machine: Machine) -> None:
    _, claims, _ = an_assertion(machine.client_id, machine.key).split(".")
    is_refused(machine.ask_for_token(assertion=f"eyJhbGciOiJub25lIn0.{claims}."), "invalid_client", says="alg")


def test_a4_a_changed_assertion_is_refused(machine: Machine) -> None:
    one, two = (an_assertion(machine.client_id, machine.key).split(".") for _ in range(2))
    mixed = ".".join([one[0], two[1], one[2]])
    is_refused(machine.ask_for_token(assertion=mixed), "invalid_client", says="not signed by a key in force")


NOW = int(time.time())


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"iss": "nobody", "sub": "nobody"}, "not signed by a key in force"),
        ({"sub": "somebody-else"}, "must both be the client id"),
        ({"iss": None}, "must both be the client id"),
        ({"iss": 7, "sub": 7}, "must both be the client id"),
        ({"aud": "https://elsewhere.example/token"}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": [AUDIENCE, "https://elsewhere.example"]}, "and nothing else"),
        ({"aud": {"a": 1}}, "aud"),
        ({"exp": None}, "“exp” is missing"),
        ({"exp": NOW - 3600}, "has expired"),
        ({"exp": NOW + 3600}, "at most 5 minutes"),
        ({"exp": str(NOW + 60)}, "number of seconds"),
        ({"exp": True}, "number of seconds"),
        ({"exp": 10**30}, "is no moment"),
        ({"iat": NOW + 3600}, "“iat” lies ahead"),
        ({"nbf": NOW + 3600}, "“nbf” lies ahead"),
        ({"jti": None}, "“jti” must be text"),
        ({"jti": ""}, "“jti” must be text"),
        ({"jti": "a" * 201}, "“jti” must be text"),
        ({"jti": 7}, "“jti” must be text"),
        ({"jti": "a\x00"}, "“jti” must be text"),
        ({"header": {"kid": "another"}}, "not signed by a key in force"),
        ({"header": {"typ": "at+jwt"}}, "does not understand"),
        ({"key": a_key()}, "not signed by a key in force"),
        ({"key": a_key(), "header": {"kid": None}}, "not signed by a key in force"),
    ],
)
def test_a4_a_wrong_assertion_is_refused_in_words(machine: Machine, changes: dict[str, Any], says: str) -> None:
    is_refused(machine.ask_for_token(**changes), "invalid_client", says=says)
    assert not Token.objects.exists()


@pytest.mark.parametrize("aud", [AUDIENCE, "http://testserver", "http://testserver/", [AUDIENCE]])
def test_a4_the_token_endpoint_or_the_issuer_is_the_audience(machine: Machine, aud: Any) -> None:
    assert machine.ask_for_token(aud=aud).status_code == 200


def test_a4_a_clock_half_a_minute_ahead_is_forgiven(machine: Machine) -> None:
    now = clock.now()
    seconds = int(now.timestamp())
    with clock.fixed(now):
        assert machine.ask_for_token(iat=seconds + 29, nbf=seconds + 29, exp=seconds + 300).status_code == 200
        assert machine.ask_for_token(iat=seconds + 32, exp=seconds + 100).status_code == 401


@pytest.mark.parametrize("assertion", ["nonsense", "a.b.c", "....", "é.é.é", "e30.e30.e30", "a" * 9000])
def test_a4_what_is_no_jwt_is_refused(machine: Machine, assertion: str) -> None:
    is_refused(machine.ask_for_token(assertion=assertion), "invalid_client")


def test_a4_an_assertion_is_used_once(machine: Machine) -> None:
    assertion = an_assertion(machine.client_id, machine.key)
    assert machine.ask_for_token(assertion=assertion).status_code == 200
    is_refused(machine.ask_for_token(assertion=assertion), "invalid_client", says="used before")
    assert Token.objects.count() == 1


def test_a4_the_same_jti_of_two_systems_is_two() -> None:
    for name in ("One", "Two"):
        assert a_machine(name=name).ask_for_token(jti="1").status_code == 200


def test_a4_used_assertions_are_forgotten_once_they_have_expired(machine: Machine) -> None:
    machine.ask_for_token()
    assert forget_expired() == 0
    with clock.fixed(clock.now() + timedelta(minutes=6)):
        assert forget_expired() == 1
    assert not UsedAssertion.objects.exists()


# Keys


def test_a4_two_keys_hold_at_once_and_an_ended_one_no_longer(machine: Machine) -> None:
    newer = a_key()
    with_key(machine, newer)
    assert [machine.ask_for_token(key=key).status_code for key in (machine.key, newer)] == [200, 200]
    end_key(key=machine.case_system.keys.get(kid=machine.key.kid), by=an_officer())
    assert [machine.ask_for_token(key=key).status_code for key in (machine.key, newer)] == [401, 200]


def test_a4_a_key_that_starts_later_or_has_run_out_does_not_hold(machine: Machine) -> None:
    now, later = clock.now(), a_key()
    add_keys(
        case_system=machine.case_system,
        keys=read_public_keys(public_half(later)),
        by=an_officer(),
        valid_from=now + timedelta(hours=1),
        valid_until=now + timedelta(hours=2),
    )
    is_refused(machine.ask_for_token(key=later), "invalid_client", says="not signed by a key in force")
    for hours, status in ((1, 200), (2, 401)):
        with clock.fixed(now + timedelta(hours=hours)):
            exp = int(clock.now().timestamp()) + 60
            assert machine.ask_for_token(key=later, exp=exp).status_code == status


def test_a4_another_systems_key_is_no_use(machine: Machine) -> None:
    other = a_machine(name="Other")
    is_refused(machine.ask_for_token(key=other.key), "invalid_client", says="not signed by a key in force")


# Scopes


def test_a4_a_scope_is_narrowed_and_never_widened(machine: Machine) -> None:
    assert machine.ask_for_token("register:offline").json()["scope"] == "register:offline"
    is_refused(machine.ask_for_token("register:search"), "invalid_scope", 400)
    is_refused(machine.ask_for_token("register:check register:search"), "invalid_scope", 400)
    set_scopes(case_system=machine.case_system, scopes=["register:check"], by=an_officer())
    is_refused(machine.ask_for_token("register:offline"), "invalid_scope", 400)


def test_a4_a_token_for_one_resource_is_good_for_it_alone(machine: Machine) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": an_assertion(machine.client_id, machine.key),
        "resource": "https://elsewhere.example/",
    }
    machine.token = machine.browser.post(TOKEN, urlencode(form), content_type=FORM).json()["access_token"]
    assert machine.ask(a_request("TA-0000-0")).status_code == 401


# Whom the register listens to


def test_a4_a_system_that_is_not_live_gets_no_token_for_the_register() -> None:
    machine = in_the_sandbox()
    is_refused(machine.ask_for_token(), "invalid_client", says="not live")
    assert machine.ask_for_token(sandbox=True).status_code == 200


def test_a4_switched_off_means_no_token_until_it_is_on_again(machine: Machine) -> None:
    officer = an_officer()
    switch_off(case_system=machine.case_system, reason="Its key was stolen.", by=officer)
    is_refused(machine.ask_for_token(), "invalid_client", says="not live")
    switch_on(case_system=machine.case_system, reason="It has a new key.", by=officer)
    assert machine.ask_for_token().status_code == 200
    switch_off(case_system=machine.case_system, reason="The contract ended.", by=officer)
    close(case_system=machine.case_system, reason="The contract ended.", by=officer)
    is_refused(machine.ask_for_token(), "invalid_client", says="not signed by a key in force")
    is_refused(machine.ask_for_token(sandbox=True), "invalid_client", says="not signed by a key in force")


def test_a4_a_live_client_gets_nothing_by_a_secret_whatever_it_is(machine: Machine) -> None:
    """The sandbox's secret is for the sandbox; the live client has none, and may not use allauth's endpoint at all."""
    assert machine.ask_by_secret(client_id=machine.client_id).status_code == 401
    client = machine.case_system.client
    client.set_secret("known")
    client.save()
    response = machine.ask_by_secret(client_id=machine.client_id, secret="known")
    assert response.status_code == 400
    assert response.json()["error"] == "unauthorized_client"
    assert not Token.objects.exists()


def test_a4_the_sandbox_takes_a_secret(machine: Machine) -> None:
    assert machine.ask_by_secret().status_code == 200
    assert machine.ask_by_secret(secret="wrong").status_code == 401


# The form


def test_a4_a_secret_at_this_endpoint_is_refused(machine: Machine) -> None:
    form = "grant_type=client_credentials&client_id=a&client_secret=b"
    is_refused(machine.browser.post(TOKEN, form, content_type=FORM), "invalid_client", says="private_key_jwt")
    basic = machine.browser.post(TOKEN, form, content_type=FORM, headers={"Authorization": "Basic YTpi"})
    is_refused(basic, "invalid_client")
    assert basic["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    ("form", "error", "status"),
    [
        ("", "invalid_request", 400),
        ("grant_type=password", "unsupported_grant_type", 400),
        ("grant_type=client_credentials", "invalid_client", 401),
        ("grant_type=client_credentials&grant_type=client_credentials", "invalid_request", 400),
        ("grant_type=client_credentials&client_assertion=a.b.c&client_assertion_type=x", "invalid_request", 400),
        ("grant_type=client_credentials&x=" + "y" * 20_000, "invalid_request", 400),
        (
            f"grant_type=client_credentials&client_assertion=a&client_assertion_type={ASSERTION_TYPE}&resource=x",
            "invalid_target",
            400,
        ),
    ],
)
def test_a4_a_wrong_form_is_told_so(machine: Machine, form: str, error: str, status: int) -> None:
    is_refused(machine.browser.post(TOKEN, form, content_type=FORM), error, status)


def test_a4_json_and_other_methods_are_refused(machine: Machine) -> None:
    is_refused(machine.browser.post(TOKEN, "{}", content_type="application/json"), "invalid_request", 400)
    assert machine.browser.get(TOKEN).status_code == 405


def test_a4_another_client_id_beside_the_assertion_is_refused(machine: Machine) -> None:
    assertion = an_assertion(machine.client_id, machine.key)
    form = f"grant_type=client_credentials&client_assertion_type={ASSERTION_TYPE}&client_assertion={assertion}"
    response = machine.browser.post(TOKEN, f"{form}&client_id=somebody-else", content_type=FORM)
    is_refused(response, "invalid_client", says="client_id")


def test_a4_the_metadata_says_how_to_get_a_token() -> None:
    metadata = Browser().get("/.well-known/oauth-authorization-server").json()
    assert metadata["issuer"] == "http://testserver"
    assert metadata["token_endpoint"] == AUDIENCE
    assert metadata["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert "none" not in metadata["token_endpoint_auth_signing_alg_values_supported"]
    assert "register:check" in metadata["scopes_supported"]


def test_a4_wrong_assertions_are_counted_for_those_who_exist(machine: Machine) -> None:
    machine.ask_for_token(key=a_key())
    machine.ask_for_token(exp=NOW - 3600)
    machine.ask_for_token(iss="nobody", sub="nobody")
    machine.ask_for_token()
    assert CaseSystemUse.objects.get().wrong_sign_ins == 2
