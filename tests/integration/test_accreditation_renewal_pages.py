"""The pages of a renewal (A2): what is missing, declaring practice, confirming it, and the officer's view."""

from datetime import datetime

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accreditation.constants import PracticeKind
from accreditation.models import PracticeConfirmation
from accreditation.services import declare_practice
from core import clock
from tests.factories.accreditation import SchemeFactory, accredited, an_officer
from tests.factories.people import LocalityFactory, employed

pytestmark = pytest.mark.django_db


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def test_a2_practice_from_the_persons_page_to_the_officers(client: Client, now: datetime) -> None:
    manager = employed()
    person = employed(line_manager=manager)
    accreditation = accredited(user=person, scheme=SchemeFactory(code="practising", renewal_practice_count=3))
    address = f"/accreditation/mine/{accreditation.number}/renewal/"
    client.force_login(person)
    assert address in text_of(client.get("/accreditation/mine/"))
    assert "0 of 3 assessments or authorisations are known" in text_of(client.get(address))
    assert "Enter how many" in text_of(client.post(address, {}))
    values = {
        "kind": "assessment",
        "count": "3",
        "practised_on_day": "4",
        "practised_on_month": "6",
        "practised_on_year": "2027",
        "locality": LocalityFactory(code="harbour").pk,
        "asked": manager.pk,
    }
    assert "is asked to confirm it" in text_of(client.post(address, values, follow=True))
    officer = an_officer()
    client.force_login(officer)
    page = text_of(client.get(f"/accreditation/{accreditation.number}/renew/"))
    assert "This cannot be decided yet" in page
    assert "3, not counted yet" in page
    client.force_login(manager)
    page = text_of(client.get("/accreditation/practice/"))
    assert person.get_full_name() in page
    confirm = f"/accreditation/practice/{accreditation.practice.get().pk}/confirm/"
    assert confirm in page
    assert client.get(confirm).status_code == 405
    assert "It counts for the renewal" in text_of(client.post(confirm, follow=True))
    assert PracticeConfirmation.objects.get().confirmed_by == manager
    client.force_login(person)
    page = text_of(client.get(address))
    assert "An accreditation officer can renew it now." in page
    assert f"4 June 2027, Harbour. Assessments: 3. Confirmed by {manager.get_full_name()}." in page
    client.force_login(officer)
    assert "This cannot be decided yet" not in text_of(client.get(f"/accreditation/{accreditation.number}/renew/"))


def test_r1_renewal_pages_are_for_whom_they_concern(client: Client, now: datetime) -> None:
    manager = employed()
    accreditation = accredited(user=employed(line_manager=manager))
    declaration = declare_practice(
        accreditation=accreditation,
        kind=PracticeKind.ASSESSMENT,
        count=1,
        practised_on=clock.today(),
        locality=LocalityFactory(code="harbour"),
        asked=manager,
        by=accreditation.user,
    )
    client.force_login(employed())
    assert client.get(f"/accreditation/mine/{accreditation.number}/renewal/").status_code == 404
    assert client.post(f"/accreditation/practice/{declaration.pk}/confirm/").status_code == 404
    assert "Nothing waits for you" in text_of(client.get("/accreditation/practice/"))


def test_a2_the_list_to_confirm_takes_the_same_queries_at_2_and_at_12(client: Client, now: datetime) -> None:
    manager = employed()
    accreditation = accredited(user=employed(line_manager=manager))
    client.force_login(manager)

    def queries_with(more: int) -> int:
        for _ in range(more):
            declare_practice(
                accreditation=accreditation,
                kind=PracticeKind.ASSESSMENT,
                count=1,
                practised_on=clock.today(),
                locality=LocalityFactory(code="harbour"),
                asked=manager,
                by=accreditation.user,
            )
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/accreditation/practice/").status_code == 200
        return len(captured)

    assert queries_with(2) == queries_with(10)
