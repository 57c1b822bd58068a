"""The pages of consent (F1): asking, the letter, the answer, and what the order waits for."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.constants.lines import LineState
from cases.models import SolutionLine
from people.vocabulary import Tenure
from tests.factories.cases import a_case, a_team, brought_to, talked
from tests.factories.cases_provision import a_price

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TODAY = {"asked_on_day": "4", "asked_on_month": "6", "asked_on_year": "2027"}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def at(name: str, line: SolutionLine, *more: int) -> str:
    return reverse(f"cases:{name}", args=[line.case.reference, line.number, *more])


def test_f1_a_landlord_is_asked_by_letter_and_the_order_waits_for_the_answer(client: Client) -> None:
    team = a_team()
    case = a_case(team.caseworker, tenure=Tenure.PRIVATE_RENT)
    talked(case, team.caseworker)
    line = brought_to(LineState.COMMITTED, team, case)
    client.force_login(team.caseworker)
    page = text(client.get(at("line", line)))
    assert "Get what must be agreed to before it is ordered" in page
    assert "The landlord has not been asked yet." in page
    price = a_price(line.adaptation)
    the_order = f"{at('order', line)}?provider={price.price_list.provider.code}"
    asked = {"quantity": "1", "billed_to": case.organisation_id}
    assert "This cannot be ordered yet." in text(client.post(the_order, asked))
    ask = {"asked_of": "landlord", "asked": "Harbour Lets", "address": "2 Market Place"} | TODAY
    assert client.post(at("consent-ask", line), ask).status_code == 302
    letter = text(client.get(at("consent-letter", line, 1)))
    assert "4 July 2027" in letter
    assert "Housing (Scotland) Act 2006, section 52" in letter
    assert "She cannot stand" not in letter, "nothing about health"
    answer = {"answer": "conditions", "answered_on_day": "4", "answered_on_month": "6", "answered_on_year": "2027"}
    assert "Write down the conditions" in text(client.post(at("consent-answer", line, 1), answer))
    client.post(at("consent-answer", line, 1), answer | {"words": "Make good the wall when they leave."})
    page = text(client.get(at("consents", line)))
    assert "Agreed, with conditions" in page
    assert "Make good the wall when they leave." in page
    assert "4 December 2027" in page, "a condition can be appealed against for six months"
    assert client.post(the_order, asked).status_code == 302


def test_f1_common_parts_and_building_control_are_recorded(client: Client) -> None:
    team = a_team()
    line = brought_to(LineState.PROPOSED, team)
    client.force_login(team.caseworker)
    form = {"has_common_parts": "yes", "building_control": "needed"}
    assert "Enter how many owners" in text(client.post(at("permissions", line), form))
    assert client.post(at("permissions", line), form | {"owners": "8"}).status_code == 302
    page = text(client.get(at("consents", line)))
    assert "0 of 8 owners of the common parts agree" in page
    assert "The building warrant has not been seen yet." in page
    seen = {"reference": "BW/27/42", "granted_on_day": "1", "granted_on_month": "6", "granted_on_year": "2027"}
    assert client.post(at("warrant", line), seen).status_code == 302
    assert "BW/27/42 was granted on 1 June 2027" in text(client.get(at("consents", line)))
