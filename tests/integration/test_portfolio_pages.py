"""A person's portfolio as a page, as PDF and as a sealed file (C6)."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from competencies.sealing import open_file
from competencies.services import withdraw_sign_off
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def person() -> User:
    person = employed(user__first_name="Agnieszka Siân", user__last_name="Wójcik Ŵyn-Mòrag", job_title="Nurse")
    sign_off = factory.signed_off(person)
    pair = (sign_off.first_signer, sign_off.second_signer)
    gone = factory.signed_off(person, factory.competency("SN-2"), pair)
    withdraw_sign_off(sign_off=gone, reason="Why.", by=gone.first_signer)
    return person


def test_c6_the_portfolio_goes_with_the_person(person: User) -> None:
    response = browser(person).get(reverse("competencies:portfolio_json"))
    assert response["Content-Disposition"] == 'attachment; filename="portfolio-2027-06-04.json"'
    assert response["Cache-Control"] == "no-store"
    content = open_file(response.content).content
    assert content["person"]["name"] == str(person)
    assert {(row["competency"], row["state"]) for row in content["portfolio"]["sign_offs"]} == {
        ("SN-1", "holds"),
        ("SN-2", "withdrawn"),
    }
    other = open_file(browser(employed()).get(reverse("competencies:portfolio_json")).content)
    assert other.content["portfolio"]["sign_offs"] == []


def test_c6_the_page_is_whole(person: User) -> None:
    page = browser(person).get(reverse("competencies:portfolio")).content.decode()
    for words in ("Does SN-1 well", "I saw it done.", "A visit, and what came of it.", "Withdrawn", "Harbour", "Glen"):
        assert words in page
    page = browser(person).get(reverse("competencies:portfolio"), {"leave_out": ["evidence", "seen"]}).content.decode()
    assert "what my evidence shows, what the trainers saw" in page
    assert "I saw it done." not in page
    assert "A visit, and what came of it." not in page


def test_c6_the_pdf_says_the_same_in_everybodys_letters(person: User) -> None:
    response = browser(person).get(reverse("competencies:portfolio_pdf"))
    assert response["Content-Type"] == "application/pdf"
    text = " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages).split())
    for words in ("Agnieszka Siân Wójcik Ŵyn-Mòrag", "Does SN-1 well", "I saw it done.", "Page 1 of"):
        assert words in text


def test_c6_a_portfolio_takes_the_same_queries_however_long(person: User) -> None:
    def queries(user: User) -> int:
        client = browser(user)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(reverse("competencies:portfolio"))
        return len(caught)

    lone = employed()
    factory.signed_off(lone)
    few = queries(lone)
    assert queries(person) == few


def test_c6_a_portfolio_is_for_its_owner() -> None:
    for name in ("portfolio", "portfolio_json", "portfolio_pdf"):
        assert "/accounts/login/" in Client().get(reverse(f"competencies:{name}"))["Location"]


def test_c6_a_portfolio_too_long_for_a_pdf_says_so(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.pdf.LONGEST_SOURCE", 100)
    page = browser(person).get(reverse("competencies:portfolio_pdf"), follow=True).content.decode()
    assert "Your portfolio is too long for a PDF" in page
