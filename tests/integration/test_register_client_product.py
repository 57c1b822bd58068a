"""The client package and the product, each as it is: over HTTP, with real receipts (A4, A5, A6)."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer
from threshold_register import Question, Register

from accreditation import case_systems, receipts
from accreditation.models import Accreditation, Answer
from accreditation.services import suspend
from tests.factories.accreditation import AdaptationFactory, a_scope, accredited, an_officer
from tests.factories.machines import Machine, a_machine

NOBODY_THERE = "http://127.0.0.1:9"
SCOPES = (case_systems.REGISTER_CHECK, case_systems.REGISTER_SEARCH, case_systems.REGISTER_OFFLINE)


@pytest.fixture
def assessor(transactional_db: None) -> Accreditation:
    AdaptationFactory()
    return accredited(scopes=[a_scope(localities=["harbour"])])


@pytest.fixture
def machine(transactional_db: None) -> Machine:
    return a_machine(scopes=SCOPES)


@pytest.fixture
def base(live_server: LiveServer, settings: Any) -> str:
    settings.REGISTER_ISSUER = live_server.url
    return str(live_server.url)


def connected(base: str, machine: Machine, **options: Any) -> Register:
    key = dict(machine.key.as_dict(private=True))
    return Register(base, machine.client_id, scope=" ".join(SCOPES), private_key=key, **options)


def seat(number: str, **changes: str) -> Question:
    parts = {"adaptation": "SEAT-SHOWER", "tenure": "owner", "locality": "harbour", "tier": "simple"} | changes
    return Question(number=number, **parts)


def test_a4_the_client_is_told_yes_with_a_receipt_that_it_proves(
    base: str, machine: Machine, assessor: Accreditation
) -> None:
    register = connected(base, machine)
    answer = register.check(seat(assessor.number))
    assert answer.permitted, answer.why
    kept = Answer.objects.get()
    assert (answer.answer_id, answer.receipt) == (str(kept.public_id), kept.receipt)
    assert receipts.read(answer.receipt, receipts.public_keys())["aud"] == machine.client_id
    assert register.min_seq == kept.register_number


def test_a4_a_suspension_shows_in_the_client_s_very_next_answer(
    base: str, machine: Machine, assessor: Accreditation
) -> None:
    register = connected(base, machine)
    assert register.check(seat(assessor.number)).permitted
    suspend(accreditation=assessor, reason="A complaint is looked into.", by=an_officer())
    answer = register.check(seat(assessor.number))
    assert (answer.permitted, answer.source, answer.codes) == (False, "register", ("SUSPENDED",))


def test_a4_a_register_of_another_name_is_not_believed(base: str, machine: Machine, assessor: Accreditation) -> None:
    answer = connected(base, machine, issuer="https://elsewhere.example").check(seat(assessor.number))
    assert (answer.permitted, answer.source) == (False, "none")
    assert "another register" in answer.why


def test_a4_what_the_register_cannot_read_is_told_in_its_words(
    base: str, machine: Machine, assessor: Accreditation
) -> None:
    answer = connected(base, machine).check(seat(assessor.number, tenure="castle"))
    assert (answer.permitted, answer.source) == (False, "none")
    assert "tenure must be one of" in answer.why


def test_a4_a_batch_is_answered_in_its_order(base: str, machine: Machine, assessor: Accreditation) -> None:
    questions = [seat("TA-0000-0"), seat(assessor.number), seat(assessor.number, tenure="castle")]
    answers = connected(base, machine).check_many(questions)
    assert [(answer.permitted, answer.source) for answer in answers] == [
        (False, "register"),
        (True, "register"),
        (False, "none"),
    ]
    stopped = connected(base, machine).check_many(questions, semantics="deny_on_first_deny")
    assert [answer.source for answer in stopped] == ["register", "none", "none"]


def test_a4_the_client_finds_whom_to_ask(base: str, machine: Machine, assessor: Accreditation) -> None:
    assert connected(base, machine).who_may(seat("TA-0000-0")) == [assessor.number]


def test_a6_the_client_works_through_an_outage_and_gives_account(
    base: str, machine: Machine, assessor: Accreditation, tmp_path: Path
) -> None:
    from threshold_register.offline import OfflineCopy

    kept = {"offline": OfflineCopy(tmp_path / "copy", issuer=base), "outage_file": tmp_path / "outage.jsonl"}
    register = connected(base, machine, **kept)
    register.refresh_offline()
    away = connected(NOBODY_THERE, machine, **kept, time_limit=2, pause=lambda _: None)
    answer = away.check(seat(assessor.number))
    assert (answer.permitted, answer.source) == (True, "offline"), answer.why
    suspend(accreditation=assessor, reason="A complaint is looked into.", by=an_officer())
    assert [result.stop for result in register.report_outage()] == [True]
    assert register.report_outage() == []
    register.refresh_offline()
    assert not away.check(seat(assessor.number)).permitted
