"""The pages of appeals (A2): for the person, for officers and the governance group, and for the two who hear one."""

from datetime import datetime

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accreditation.constants import AppealState, DecisionKind, Status
from accreditation.models import Appeal, RegisterEntry
from people.constants import Role
from tests.factories.accreditation import accredited, an_officer
from tests.factories.lives import MAKE, VERB, a_governor, appealed, to_be_heard
from tests.factories.people import employed

pytestmark = pytest.mark.django_db


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def test_a2_an_appeal_from_the_persons_page_to_its_end(client: Client, now: datetime) -> None:
    """Lodged on the person's page, hearers named, both write, and everybody reads what came of it."""
    accreditation = accredited(user=employed())
    VERB[DecisionKind.SUSPENDED](accreditation)
    suspension = accreditation.decisions.get(kind="suspended")
    client.force_login(accreditation.user)
    address = f"/accreditation/mine/{accreditation.number}/appeal/{suspension.pk}/"
    assert address in text_of(client.get("/accreditation/mine/"))
    assert "The last day to appeal is 2 July 2027" in text_of(client.get(address))
    assert "Enter why the decision is wrong" in text_of(client.post(address, {"grounds": ""}))
    page = text_of(client.post(address, {"grounds": "Nobody asked me."}, follow=True))
    assert "Nobody asked me." in page
    appeal = Appeal.objects.get()
    assert address not in text_of(client.get("/accreditation/mine/"))

    officer, governor = an_officer(), a_governor()
    client.force_login(officer)
    assert f"/accreditation/appeals/{appeal.pk}/" in text_of(client.get("/accreditation/appeals/"))
    hearers = f"/accreditation/appeals/{appeal.pk}/hearers/"
    offered = text_of(client.get(hearers))
    assert str(suspension.actor) not in offered
    assert "Choose a member of the governance group" in text_of(client.post(hearers, {"officer": officer.pk}))
    client.post(hearers, {"officer": officer.pk, "governor": governor.pk})

    opinion = f"/accreditation/appeals/{appeal.pk}/decide/"
    words = {"outcome": "upheld", "reasons": "The reply was not read."}
    assert "Your word is kept" in text_of(client.post(opinion, words, follow=True))
    client.force_login(accreditation.user)
    assert "The reply was not read." not in text_of(client.get(f"/accreditation/appeals/{appeal.pk}/"))
    client.force_login(governor)
    assert "The appeal is upheld" in text_of(client.post(opinion, words, follow=True))
    client.force_login(accreditation.user)
    assert "The reply was not read." in text_of(client.get(f"/accreditation/appeals/{appeal.pk}/"))
    assert RegisterEntry.objects.get().status_now is Status.ACCREDITED


def test_a2_the_person_takes_it_back(client: Client, now: datetime) -> None:
    accreditation = accredited(user=employed())
    VERB[DecisionKind.SUSPENDED](accreditation)
    appeal = appealed(accreditation)
    address = f"/accreditation/appeals/{appeal.pk}/withdraw/"
    client.force_login(an_officer())
    assert "Only the person who appealed" in text_of(client.post(address, follow=True))
    client.force_login(accreditation.user)
    assert client.get(address).status_code == 405
    assert "The decision stands" in text_of(client.post(address, follow=True))
    assert Appeal.objects.get().state == AppealState.WITHDRAWN


def test_r1_who_opens_an_appeal(client: Client, now: datetime) -> None:
    appeal = to_be_heard(MAKE[Status.SUSPENDED]())
    address = f"/accreditation/appeals/{appeal.pk}/"
    assert client.get(address).status_code == 302
    for role in Role:
        client.force_login(employed(roles=(role,)))
        may = role in {Role.ACCREDITATION_OFFICER, Role.GOVERNANCE}
        assert client.get(address).status_code == (200 if may else 404)
        assert client.get("/accreditation/appeals/").status_code == (200 if may else 403)
        assert client.get(f"{address}hearers/").status_code == (200 if may else 403)
    other = accredited(user=employed())
    client.force_login(other.user)
    lodge = f"/accreditation/mine/{appeal.decision.accreditation.number}/appeal/{appeal.decision.pk}/"
    assert client.get(lodge).status_code == 404


def test_a2_the_list_of_appeals_takes_the_same_queries_at_2_and_at_12(client: Client, now: datetime) -> None:
    client.force_login(an_officer())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/accreditation/appeals/").status_code == 200
        return len(captured)

    assert "Nobody has appealed" in text_of(client.get("/accreditation/appeals/"))
    for _ in range(2):
        appealed(MAKE[Status.SUSPENDED]())
    few = queries()
    for _ in range(10):
        appealed(MAKE[Status.SUSPENDED]())
    assert queries() == few <= 14


def test_a2_the_governance_group_reaches_the_appeals_from_its_own_page_and_no_closed_one(client: Client) -> None:
    client.force_login(a_governor())
    assert 'href="/accreditation/appeals/"' in text_of(client.get("/governance/"))
    assert 'href="/accreditation/"' not in text_of(client.get("/accreditation/appeals/"))
