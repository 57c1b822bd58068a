"""The pages that show a form, try its verb and go on: a hold, an item of equipment (P1, P9)."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.cases import a_case, a_team
from tests.factories.cases_provision import a_stock_item
from tests.integration.test_cases_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_p1_cancel_on_the_page_about_a_hold_leads_back(client: Client) -> None:
    team = a_team()
    case = a_case(team.caseworker)
    client.force_login(team.caseworker)
    back = reverse("cases:alongside", args=[case.reference])
    page = client.get(reverse("cases:hold", args=[case.reference]))
    assert f'<a href="{back}">Cancel</a>' in text(page)
    assert client.post(reverse("cases:hold", args=[case.reference]), {}).context["form"].errors


def test_p9_a_step_of_an_item_is_done_once_and_refused_then(client: Client) -> None:
    team = a_team()
    item = a_stock_item(team, a_case(team.caseworker))
    client.force_login(team.caseworker)
    step = reverse("cases:stock-step", args=[item.uid, "dispose"])
    done = client.post(step, {"said": "Recycled."}, follow=True)
    assert done.redirect_chain == [(reverse("cases:stock-item", args=[item.uid]), 302)]
    assert "It is disposed of." in text(done)
    again = client.post(step, {"said": "Given away."})
    assert (again.status_code, again.context["form"]["said"].value()) == (409, "Given away.")
