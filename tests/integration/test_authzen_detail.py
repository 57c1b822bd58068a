"""What a client is told of a person: no more than the public register shows, unless it is entitled to detail (A4)."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.idp.oidc.models import Client

from accreditation import answer_log, receipts
from accreditation.case_systems import REGISTER_CHECK, REGISTER_DETAIL
from accreditation.log_check import LogCheck
from accreditation.models import Answer
from accreditation.questions import Reason, as_told
from accreditation.services import suspend
from core import clock
from people.constants import StaffCheckKind
from people.models import StaffCheck
from people.services import record_staff_check
from tests.factories.accreditation import AdaptationFactory, a_scope, accredited, an_officer, applied, mot_scheme
from tests.factories.machines import Machine, a_machine, a_request, codes
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def insider() -> Machine:
    """A case system that may know detail."""
    return a_machine(name="Insider", scopes=(REGISTER_CHECK, REGISTER_DETAIL)).sign_in()


def claims_of(answer: dict[str, Any]) -> dict[str, Any]:
    return receipts.read(answer["context"]["receipt"], receipts.public_keys())


def test_a4_what_is_not_public_is_told_only_to_a_client_entitled_to_detail(
    machine: Machine, insider: Machine, number: str
) -> None:
    body = a_request(number, locality="islands")
    body["context"]["organisation"] = "somewhere-else"
    plain, detailed = machine.ask(body).json(), insider.ask(body).json()
    assert codes(plain) == ["LOCALITY_NOT_HELD", "OTHER_REASON"]
    assert codes(detailed) == ["LOCALITY_NOT_HELD", "ORGANISATION_MISMATCH"]
    assert [entry["code"] for entry in plain["context"]["reasons"]] == codes(plain)
    # The receipt proves what was told; the row keeps what is true.
    assert claims_of(plain)["reasons"] == codes(plain)
    assert claims_of(detailed)["reasons"] == codes(detailed)
    assert {tuple(answer.reasons) for answer in Answer.objects.all()} == {tuple(codes(detailed))}
    assert "detail" not in plain["context"]
    assert not list(LogCheck().problems())


def test_a9_a_staff_check_past_its_date_is_not_public(machine: Machine, insider: Machine) -> None:
    person, day = UserFactory(), clock.today()
    later = day + timedelta(days=1)
    record_staff_check(user=person, kind=StaffCheckKind.PVG, checked_on=day, recheck_on=later, by=an_officer())
    mot = accredited(user=person, scheme=mot_scheme())
    StaffCheck.objects.update(checked_on=day - timedelta(days=2), recheck_on=day - timedelta(days=1))
    body = a_request(mot.number) | {"action": {"name": "housing-mot"}}
    body["resource"]["type"] = "home"
    assert codes(machine.ask(body).json()) == ["OTHER_REASON"]
    assert codes(insider.ask(body).json()) == ["STAFF_CHECK_DUE"]


def test_a4_an_application_is_not_public_so_its_number_is_no_number(machine: Machine, insider: Machine) -> None:
    """The public register shows nobody before a grant: it cannot be told from a number that is nobody's."""
    AdaptationFactory()
    body, nobody = a_request(applied().number), a_request("TA-0000-0")
    for request in (body, nobody):
        request["context"]["organisation"] = "somewhere-else"
    one, other = machine.ask(body).json(), machine.ask(nobody).json()
    for answer in (one, other):
        for name in ("answer_id", "answered_at", "receipt"):
            del answer["context"][name]
    assert one == other
    assert codes(one) == ["UNKNOWN_SUBJECT"]
    assert codes(insider.ask(body).json()) == ["NOT_GRANTED", "ORGANISATION_MISMATCH"]


def test_a4_detail_names_the_accreditation_its_conditions_its_end_and_its_scope(insider: Machine) -> None:
    AdaptationFactory()
    held = accredited(scopes=[a_scope(localities=["harbour"])], conditions="Not in flats above the second floor.")
    detail = insider.ask(a_request(held.number)).json()["context"]["detail"]
    assert detail == {
        "accreditation_number": held.number,
        "status": "accredited",
        "conditions": "Not in flats above the second floor.",
        "valid_until": "2030-06-04",
        "scopes": [
            {
                "tier": "simple",
                "kinds": [],
                "tenures": ["council", "housing_association", "owner", "private_rent"],
                "localities": ["harbour"],
                "valid_from": clock.today().isoformat(),
                "valid_until": None,
            }
        ],
    }
    suspend(accreditation=held, reason="A complaint is looked into.", by=an_officer())
    assert insider.ask(a_request(held.number)).json()["context"]["detail"]["status"] == "suspended"


def test_a4_without_an_accreditation_there_is_no_detail(insider: Machine) -> None:
    assert "detail" not in insider.ask(a_request("TA-0000-0")).json()["context"]


def test_a4_a_scope_for_detail_that_was_taken_away_is_gone_at_once(insider: Machine, number: str) -> None:
    assert "detail" in insider.ask(a_request(number)).json()["context"]
    Client.objects.filter(pk=insider.client_id).update(scopes=REGISTER_CHECK)
    assert "detail" not in insider.ask(a_request(number)).json()["context"]


def test_a5_whether_detail_was_given_cannot_be_turned(machine: Machine, number: str) -> None:
    body = a_request(number)
    body["context"]["organisation"] = "somewhere-else"
    machine.ask(body)
    answer = Answer.objects.get()
    answer.with_detail = True
    assert answer_log.digest_of(answer) != answer.digest
    assert answer_log.claims_of(answer)["reasons"] != claims_of({"context": {"receipt": answer.receipt}})["reasons"]


def test_a4_a_permit_is_told_as_it_is() -> None:
    for basis in (Reason.ACCREDITED, Reason.REGISTERED, Reason.DIRECT_ACCESS):
        assert as_told([basis], with_detail=False) == [basis]
