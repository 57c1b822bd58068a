"""One question over HTTP, and the answer (A4)."""

from datetime import timedelta

import pytest

from accreditation.models import Answer
from accreditation.services import suspend
from core import clock
from people.constants import StaffCheckKind
from people.models import StaffCheck
from people.services import record_staff_check
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory, accredited, an_officer, direct_access, mot_scheme
from tests.factories.machines import Machine, a_request, codes
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_a4_a_case_system_is_told_yes_with_the_basis_the_state_and_the_proof(machine: Machine, number: str) -> None:
    response = machine.ask(a_request(number))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    answer = response.json()
    assert answer["decision"] is True
    context = answer["context"]
    assert context["reason_codes"] == ["ACCREDITED"]
    assert context["reasons"] == [{"code": "ACCREDITED", "text": "The person's accreditation covers this."}]
    assert context["tier"] == "simple"
    assert context["register_number"] >= 1
    assert context["answered_at"].endswith("Z")
    kept = Answer.objects.get()
    assert context["answer_id"] == str(kept.public_id)
    assert context["receipt"] == kept.receipt
    assert kept.case_system == machine.case_system


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"adaptation": "STAIRLIFT-STR", "tier": "moderate"}, "TIER_NOT_HELD"),
        ({"adaptation": "STAIRLIFT-STR", "tier": "simple"}, "TIER_UNDERSTATED"),
        ({"locality": "islands"}, "LOCALITY_NOT_HELD"),
        ({"locality": "nowhere at all"}, "LOCALITY_NOT_HELD"),
        ({"adaptation": "NO-SUCH-THING"}, "UNKNOWN_ADAPTATION"),
    ],
)
def test_a4_a_refusal_is_an_answer_with_reasons(
    machine: Machine, number: str, changes: dict[str, str], reason: str
) -> None:
    response = machine.ask(a_request(number, **changes))
    assert response.status_code == 200
    assert response.json()["decision"] is False
    assert reason in codes(response.json())


def test_a4_an_unknown_number_is_refused(machine: Machine, number: str) -> None:
    answer = machine.ask(a_request("TA-0000-0")).json()
    assert answer["decision"] is False
    assert codes(answer) == ["UNKNOWN_SUBJECT"]


def test_a4_a_direct_access_item_needs_no_assessor(machine: Machine) -> None:
    rail = AdaptationFactory(code="RAIL-GRAB", tier=Tier.DIRECT_ACCESS)
    direct_access(Tenure.OWNER, rail)
    answer = machine.ask(a_request("TA-0000-0", adaptation="RAIL-GRAB", tier="direct_access")).json()
    assert answer["decision"] is True
    assert codes(answer) == ["DIRECT_ACCESS"]


def test_a9_a_housing_mot_is_asked_about_a_home(machine: Machine, number: str) -> None:
    body = a_request(number) | {"action": {"name": "housing-mot"}}
    assert machine.ask(body).status_code == 400
    body["resource"]["type"] = "home"
    assert codes(machine.ask(body).json()) == ["KIND_NOT_HELD"]


def test_a9_a_trusted_assessor_whose_staff_check_is_past_its_date_is_refused(machine: Machine) -> None:
    person, day = UserFactory(), clock.today()
    later = day + timedelta(days=1)
    record_staff_check(user=person, kind=StaffCheckKind.PVG, checked_on=day, recheck_on=later, by=an_officer())
    mot = accredited(user=person, scheme=mot_scheme())
    StaffCheck.objects.update(checked_on=day - timedelta(days=2), recheck_on=day - timedelta(days=1))
    body = a_request(mot.number) | {"action": {"name": "housing-mot"}}
    body["resource"]["type"] = "home"
    assert codes(machine.ask(body).json()) == ["OTHER_REASON"]
    assert Answer.objects.get().reasons == ["STAFF_CHECK_DUE"]


def test_a4_somebody_of_another_organisation_is_refused(machine: Machine, number: str) -> None:
    body = a_request(number)
    body["context"]["organisation"] = "somewhere-else"
    assert codes(machine.ask(body).json()) == ["OTHER_REASON"]
    assert Answer.objects.get().reasons == ["ORGANISATION_MISMATCH"]


def test_a4_a_suspension_holds_on_the_very_next_answer(machine: Machine) -> None:
    AdaptationFactory()
    accreditation = accredited()
    before = machine.ask(a_request(accreditation.number)).json()
    assert before["decision"] is True
    suspend(accreditation=accreditation, reason="A complaint is looked into.", by=an_officer())
    after = machine.ask(a_request(accreditation.number)).json()
    assert after["decision"] is False
    assert codes(after) == ["SUSPENDED"]
    assert after["context"]["register_number"] > before["context"]["register_number"]


def test_a4_the_same_question_twice_gets_the_same_answer_and_two_receipts(machine: Machine, number: str) -> None:
    one, two = (machine.ask(a_request(number)).json() for _ in range(2))
    assert one["decision"] == two["decision"]
    assert one["context"]["answer_id"] != two["context"]["answer_id"]


def test_a4_unknown_fields_are_ignored(machine: Machine, number: str) -> None:
    body = a_request(number) | {"foo": "bar", "future": {"nested": [1, 2.5, None]}}
    body["subject"]["properties"] = {"department": "Sales"}
    body["action"]["properties"] = {"method": "GET"}
    assert machine.ask(body).json()["decision"] is True


def test_a4_tier_and_context_may_be_left_out(machine: Machine, number: str) -> None:
    body = a_request(number)
    del body["context"]
    del body["resource"]["properties"]["tier"]
    assert machine.ask(body).json()["decision"] is True
