"""An answer about the past explains and never permits (A4, A5)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accreditation import receipts
from accreditation.case_systems import REGISTER_CHECK, REGISTER_DETAIL
from accreditation.log_check import LogCheck
from accreditation.models import Accreditation, Answer
from accreditation.services import suspend
from core import clock
from tests.factories.accreditation import AdaptationFactory, accredited, an_officer
from tests.factories.machines import EVALUATIONS, Machine, a_machine, a_request, codes

pytestmark = pytest.mark.django_db

GRANTED, SUSPENDED, NOW = (datetime.fromisoformat(f"2027-0{month}-04T11:00:00+00:00") for month in (3, 5, 6))


@pytest.fixture
def insider() -> Machine:
    return a_machine(name="Insider", scopes=(REGISTER_CHECK, REGISTER_DETAIL)).sign_in()


@pytest.fixture
def held(insider: Machine) -> Accreditation:
    """Accredited in March, suspended in May; asked about in June."""
    AdaptationFactory()
    with clock.fixed(GRANTED):
        accreditation = accredited()
    with clock.fixed(SUSPENDED):
        suspend(accreditation=accreditation, reason="A complaint is looked into.", by=an_officer())
    return accreditation


def about(number: str, at: Any, **context: Any) -> dict[str, Any]:
    body = a_request(number)
    body["context"] = {"at": at} | context
    return body


def test_a4_the_past_is_told_as_it_was_and_permits_nothing(insider: Machine, held: Accreditation) -> None:
    with clock.fixed(NOW):
        answer = insider.ask(about(held.number, "2027-04-01T12:00:00+01:00")).json()
    context = answer["context"]
    assert answer["decision"] is False
    assert context["would_have_been"] is True
    assert context["is_permit"] is False
    assert context["as_of"] == context["known_at"] == "2027-04-01T11:00:00.000Z"
    assert context["answered_at"] == "2027-06-04T11:00:00.000Z"
    assert codes(answer) == ["ACCREDITED"]
    assert context["detail"]["status"] == "accredited"
    with clock.fixed(NOW):
        after = insider.ask(about(held.number, "2027-05-20T12:00:00Z")).json()
    assert after["context"]["would_have_been"] is False
    assert codes(after) == ["SUSPENDED"]


def test_a4_the_receipt_about_the_past_cannot_be_used_as_a_permit(insider: Machine, held: Accreditation) -> None:
    with clock.fixed(NOW):
        answer = insider.ask(about(held.number, "2027-04-01T12:00:00+01:00")).json()
    claims = receipts.read(answer["context"]["receipt"], receipts.public_keys())
    assert claims["decision"] is False
    assert "use_by" not in claims
    assert claims["as_of"] == claims["known_at"] == "2027-04-01T11:00:00.000000+00:00"
    assert claims["would_have_been"] is True
    assert not list(LogCheck().problems())


def test_a4_what_was_recorded_later_is_not_in_what_was_known_then(insider: Machine, held: Accreditation) -> None:
    """Before the grant was recorded the register knew nothing; asked with what is known in June, it does."""
    with clock.fixed(GRANTED + timedelta(days=1)):
        late = accredited(effective_from=GRANTED - timedelta(days=20))
    moment = (GRANTED - timedelta(days=10)).isoformat()
    with clock.fixed(NOW):
        then = insider.ask(about(late.number, moment)).json()
        since = insider.ask(about(late.number, moment, known_at=NOW.isoformat())).json()
    assert then["context"]["would_have_been"] is False
    assert since["context"]["would_have_been"] is True


def test_a4_only_who_may_know_detail_asks_about_the_past(machine: Machine, number: str) -> None:
    response = machine.ask(about(number, "2020-04-01T12:00:00Z"))
    assert response.status_code == 403
    assert "register:detail" in response.json()["message"]
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("context", "says"),
    [
        ({"at": "2999-01-01T00:00:00Z"}, "context.at lies in the future."),
        ({"at": "2027-04-01T12:00:00"}, "with its offset"),
        ({"at": "2027-04-01"}, "with its offset"),
        ({"at": "yesterday"}, "with its offset"),
        ({"at": ""}, "with its offset"),
        ({"at": 1_700_000_000}, "with its offset"),
        ({"at": None}, "with its offset"),
        ({"at": {}}, "with its offset"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "with its offset"),
        ({"at": "9999-12-31T23:59:59-14:00"}, "lies in the future"),
        ({"known_at": "2020-01-01T00:00:00Z"}, "context.known_at goes with context.at."),
        ({"at": "2020-01-01T00:00:00Z", "known_at": "2999-01-01T00:00:00Z"}, "context.known_at lies in the future."),
    ],
)
def test_a4_a_moment_that_is_none_is_told_so(insider: Machine, context: dict[str, Any], says: str) -> None:
    response = insider.ask(a_request("TA-0000-0") | {"context": context})
    assert response.status_code == 400
    assert says in response.json()["message"]


def test_a4_a_batch_about_the_past_is_about_one_moment_and_goes_through_all(
    insider: Machine, held: Accreditation
) -> None:
    one, other = about(held.number, "2027-04-01T12:00:00Z"), about(held.number, "2027-05-20T12:00:00Z")
    with clock.fixed(NOW):
        answered = insider.ask({"evaluations": [one, one]}, EVALUATIONS)
        mixed = insider.ask({"evaluations": [one, other]}, EVALUATIONS)
        with_now = insider.ask({"evaluations": [one, a_request(held.number)]}, EVALUATIONS)
        options = {"options": {"evaluations_semantic": "deny_on_first_deny"}}
        stopping = insider.ask({"evaluations": [one, one]} | options, EVALUATIONS)
    assert [said["decision"] for said in answered.json()["evaluations"]] == [False, False]
    assert [mixed.status_code, with_now.status_code, stopping.status_code] == [400, 400, 400]
    assert Answer.objects.count() == 2


def test_a5_no_row_about_the_past_permits(insider: Machine, held: Accreditation) -> None:
    with clock.fixed(NOW):
        insider.ask(about(held.number, "2027-04-01T12:00:00Z"))
    for change in ("decision = true", "known_at = NULL", "would_have_been = NULL", "as_of = NULL"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {Answer._meta.db_table} SET {change}")
