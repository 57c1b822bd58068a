"""Many case systems at the same moment (A4): only PostgreSQL runs their transactions side by side."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.idp.oidc.models import Token
from django.db import connection, connections

from accreditation import usage
from accreditation.answers import ask
from accreditation.case_systems import switch_off
from accreditation.client_keys import MOST_KEYS, add_keys, read_public_keys
from accreditation.models import CaseSystemUse, UsedAssertion
from core.exceptions import Refused
from tests.factories.accreditation import a_question, an_officer
from tests.factories.machines import a_key, a_machine, an_assertion, in_the_sandbox, public_half

AT_ONCE = 20

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("wagtail_root", "_no_post"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite runs writers one by one"),
]


@pytest.fixture
def _no_post(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.tasks.run_due.delay_on_commit", lambda: None)


def all_at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    def one(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, acts))


def test_a4_twenty_uses_of_one_assertion_are_one() -> None:
    machine = a_machine()
    assertion = an_assertion(machine.client_id, machine.key)
    statuses = all_at_once([lambda: machine.ask_for_token(assertion=assertion).status_code] * AT_ONCE)
    assert sorted(statuses) == [200] + [401] * (AT_ONCE - 1)
    assert Token.objects.count() == 1
    assert UsedAssertion.objects.count() == 1


def test_a4_no_token_asked_for_while_it_is_switched_off_is_any_use() -> None:
    machine, officer = a_machine(), an_officer()

    def token() -> str:
        response = machine.ask_for_token()
        return response.json().get("access_token", "")

    acts: list[Callable[[], Any]] = [token] * (AT_ONCE - 1)
    acts.insert(AT_ONCE // 2, lambda: switch_off(case_system=machine.case_system, reason="A test.", by=officer))
    tokens = [made for made in all_at_once(acts) if isinstance(made, str) and made]
    for made in tokens:
        assert machine.ask({}, Authorization=f"Bearer {made}").status_code == 401


def test_a4_keys_added_at_once_are_never_more_than_five() -> None:
    system, officer = in_the_sandbox(with_key=False).case_system, an_officer()
    pasted = [read_public_keys(public_half(a_key())) for _ in range(AT_ONCE)]
    all_at_once([lambda keys=keys: add_keys(case_system=system, keys=keys, by=officer) for keys in pasted])
    assert system.keys.count() == MOST_KEYS


def test_a4_wrong_assertions_at_once_are_all_counted() -> None:
    machine, other = a_machine(), a_key()
    all_at_once([lambda: machine.ask_for_token(key=other).status_code] * AT_ONCE)
    assert CaseSystemUse.objects.get().wrong_sign_ins == AT_ONCE


def test_a4_counted_while_others_ask_and_count_it_adds_up() -> None:
    system = a_machine().case_system

    def asked() -> None:
        ask([a_question("TA-0000-0")], asker="A test", case_system=system)

    acts = [act for _ in range(AT_ONCE) for act in (asked, usage.count_new_answers)]
    all_at_once(acts)
    usage.count_new_answers()
    assert sum(CaseSystemUse.objects.values_list("asked", flat=True)) == AT_ONCE
