"""Whoever asks at the same moment is answered by one commit, and a token that was known a moment ago is looked at again
in it (A4). Here every test has transactions of its own, so that askers meet as they do under a server.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.idp.oidc.models import Token
from django.db import connections
from django.test import Client
from django.utils import timezone

from accreditation import admission
from accreditation.answers import ask
from accreditation.case_systems import REGISTER_CHECK, REGISTER_DETAIL, set_scopes, switch_off
from accreditation.log_check import LogCheck
from accreditation.models import Accreditation, Answer, AnswerBatch
from accreditation.services import suspend
from tests.factories.accreditation import AdaptationFactory, a_question, accredited, an_officer
from tests.factories.door import ThroughTheDoor
from tests.factories.machines import EVALUATIONS, Machine, a_machine, a_request, codes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wagtail_root")]


@pytest.fixture
def accreditation(transactional_db: None) -> Accreditation:
    AdaptationFactory()
    return accredited()


@pytest.fixture(params=[Client, ThroughTheDoor], ids=["by Django", "by the door"])
def machine(transactional_db: None, request: pytest.FixtureRequest) -> Machine:
    machine = a_machine(scopes=(REGISTER_CHECK, REGISTER_DETAIL)).sign_in()
    machine.browser = request.param()
    return machine


def test_a4_a_system_that_is_switched_off_is_refused_on_its_very_next_request(
    machine: Machine, accreditation: Accreditation
) -> None:
    assert machine.ask(a_request(accreditation.number)).json()["decision"] is True
    assert admission._kept, "the token is kept for a moment"
    switch_off(case_system=machine.case_system, reason="Its key was stolen.", by=an_officer())
    response = machine.ask(a_request(accreditation.number))
    assert (response.status_code, response.json()["error"]) == (401, "invalid_token")
    assert Answer.objects.count() == 1


def test_a4_a_scope_that_is_taken_away_is_gone_on_the_very_next_request(
    machine: Machine, accreditation: Accreditation
) -> None:
    assert "detail" in machine.ask(a_request(accreditation.number)).json()["context"]
    set_scopes(case_system=machine.case_system, scopes=[REGISTER_CHECK], by=an_officer())
    assert "detail" not in machine.ask(a_request(accreditation.number)).json()["context"]
    assert [answer.with_detail for answer in Answer.objects.order_by("pk")] == [True, False]


def test_a4_a_token_that_has_run_out_is_refused_though_it_was_known(
    machine: Machine, accreditation: Accreditation
) -> None:
    assert machine.ask(a_request(accreditation.number)).status_code == 200
    Token.objects.update(expires_at=timezone.now())
    assert machine.ask(a_request(accreditation.number)).status_code == 401


def test_a4_a_suspension_holds_on_the_very_next_answer_for_a_known_token(
    machine: Machine, accreditation: Accreditation
) -> None:
    assert machine.ask(a_request(accreditation.number)).json()["decision"] is True
    suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
    assert codes(machine.ask(a_request(accreditation.number)).json()) == ["SUSPENDED"]


def test_a4_a_batch_is_counted_against_the_quota_by_its_questions(
    machine: Machine, accreditation: Accreditation
) -> None:
    type(machine.case_system).objects.update(quota_a_minute=4)
    body = {"evaluations": [a_request(accreditation.number)] * 3}
    assert machine.ask(body, EVALUATIONS).status_code == 200
    response = machine.ask(body, EVALUATIONS)
    assert (response.status_code, response.json()["error"]) == (429, "too_many_requests")


def test_a5_many_at_once_are_answered_each_with_their_own_and_the_log_is_whole(
    machine: Machine, accreditation: Accreditation
) -> None:
    others = [accredited().number for _ in range(4)]

    def one(place: int) -> tuple[str, bool, bool]:
        number = [accreditation.number, *others, "TA-0000-0"][place % 6]
        try:
            answer = ask([a_question(number)], asker=f"Asker {place}")[0]
            return answer.question["subject"], answer.asker == f"Asker {place}", answer.decision
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        said = list(pool.map(one, range(60)))
    assert all(is_own for _, is_own, _ in said)
    assert [permitted for _, _, permitted in said] == [place % 6 != 5 for place in range(60)]
    assert Answer.objects.count() == 60
    assert AnswerBatch.objects.count() <= 60
    assert not list(LogCheck().problems())
