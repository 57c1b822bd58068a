"""A person's portfolio as a page, as PDF and as a sealed file; files from elsewhere, and who trusts whom (C6)."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format
from pypdf import PdfReader

from competencies.models import Evidence, ImportedPortfolio, SignOff, TrainerStanding, TrustedPartnership
from competencies.portfolio import sealed_portfolio
from competencies.sealing import open_file
from competencies.services import withdraw_sign_off
from core.uploads import LARGEST_PORTFOLIO
from people.constants import Role
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed
from tests.factories.portfolios import ADDRESS, content_from_westmoor, file_of, key_set, westmoor

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


def test_c6_a_standing_ends_on_the_same_day_for_its_trainer_and_for_governance() -> None:
    """C6, T3: what holds up to 8 April (exclusive) holds until 7 April, on the portfolio and on the trainers' page."""
    trainer, _ = factory.trainer_pair()
    TrainerStanding.objects.update(valid_until=date(2028, 4, 8))
    own = browser(trainer).get(reverse("competencies:portfolio")).content.decode()
    whole = browser(employed(roles=(Role.GOVERNANCE,))).get(reverse("competencies:trainers")).content.decode()
    for page in (own, whole):
        assert "7 April 2028" in page
        assert "8 April 2028" not in page


def test_c6_a_sign_off_ends_on_the_same_day_on_every_page(person: User) -> None:
    """C5, C6: the portfolio, the page of the sign-off and the list of competencies name its last day."""
    row = SignOff.objects.get(user=person, withdrawal=None)
    names: dict[str, list[int]] = {"portfolio": [], "mine": [], "sign_off": [row.pk]}
    last, after = (date_format(day, "j F Y") for day in (row.valid_until - timedelta(days=1), row.valid_until))
    for name, args in names.items():
        page = browser(person).get(reverse(f"competencies:{name}", args=args)).content.decode()
        assert f"until {last}" in page, name
        assert after not in page.replace(last, ""), name


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


def sent(file: bytes, **fields: str) -> dict[str, object]:
    return {"file": SimpleUploadedFile("portfolio.json", file), **fields}


def test_c6_anybody_checks_a_file(person: User) -> None:
    address = reverse("competencies:check_portfolio")
    assert "/accounts/login/" in Client().post(address)["Location"]
    reader = browser(employed())
    assert "looked at and not kept" in reader.get(address).content.decode()
    own = sealed_portfolio(person)
    page = reader.post(address, sent(own)).content.decode()
    assert "Nobody changed this file since it was sealed." in page
    assert "which is this partnership" in page
    theirs = file_of(content_from_westmoor(person))
    assert "Their seal is not trusted here" in reader.post(address, sent(theirs)).content.decode()
    westmoor()
    assert "by Westmoor Partnership" in reader.post(address, sent(theirs)).content.decode()
    page = reader.post(address, sent(own.replace(b"A", b"B", 1))).content.decode()
    assert "Do not rely on this file" in page
    assert str(person) not in page
    assert not ImportedPortfolio.objects.exists()


def test_c6_a_file_comes_in_and_is_offered(person: User) -> None:
    westmoor()
    here = employed(user__first_name="Agnieszka", user__last_name="Wójcik")
    client, address = browser(here), reverse("competencies:bring_portfolio")
    file = file_of(content_from_westmoor(person))
    assert "Choose the portfolio file" in client.post(address, {"name_differs": "kept"}).content.decode()
    assert 'value="kept"' in client.post(address, {"name_differs": "kept"}).content.decode()
    page = client.post(address, sent(file)).content.decode()
    assert "in the name of Agnieszka Siân Wójcik Ŵyn-Mòrag. If that is you, say why" in page
    page = client.post(address, sent(file, name_differs="I use one name now."), follow=True).content.decode()
    assert "Imported evidence from Westmoor Partnership" in page
    assert "It is no sign-off, standing or completion here" in page
    assert "verified on 4 June 2027" in client.get(reverse("competencies:portfolio")).content.decode()
    assert "You brought this file in on 4 June 2027" in client.post(address, sent(file)).content.decode()
    imported = ImportedPortfolio.objects.get()
    assert browser(person).get(reverse("competencies:imported_portfolio", args=[imported.pk])).status_code == 404
    factory.completed(here, "module-2")
    offer = reverse("competencies:offer_source", args=["imported", imported.pk])
    assert "It counts for nothing here by itself." in client.get(offer).content.decode()
    client.post(offer, {"competency": "SN-1", "shows": "What I did there."})
    piece = Evidence.objects.get(user=here)
    signer = browser(factory.trainer("cove", "nurse", "ward"))
    page = signer.get(reverse("competencies:evidence", args=[piece.pk])).content.decode()
    assert "I use one name now." in page
    assert "It counts for nothing here by itself." in page
    assert not SignOff.objects.filter(user=here).exists()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "The file is empty"),
        (b"x" * (LARGEST_PORTFOLIO + 1), "It may be up to 2 MB"),
        (b"{}", "not a portfolio file"),
        (b"\x89PNG", "is not UTF-8"),
    ],
)
def test_c6_an_unfit_file_is_refused_in_words(file: bytes, words: str) -> None:
    client = browser(employed())
    for name in ("check_portfolio", "bring_portfolio"):
        response = client.post(reverse(f"competencies:{name}"), sent(file))
        assert response.status_code == 200
        assert words in response.content.decode()


def test_c6_the_kind_is_offered_only_to_who_brought_something(person: User) -> None:
    address = reverse("competencies:offer", args=["SN-1"])
    assert "Portfolio from another partnership" not in browser(person).get(address).content.decode()


def test_c6_the_group_decides_whom_to_trust_on_a_page() -> None:
    one, other = employed(roles=(Role.GOVERNANCE,)), employed(roles=(Role.GOVERNANCE,))
    address = reverse("competencies:propose_partnership")
    day = {f"valid_from_{part}": value for part, value in (("day", 4), ("month", 6), ("year", 2027))}
    day |= {f"valid_until_{part}": value for part, value in (("day", 4), ("month", 6), ("year", 2029))}
    typed = {"name": "Westmoor", "address": ADDRESS, "keys": "{", "reason": "By telephone."} | day
    page = browser(one).post(address, typed).content.decode()
    assert "What you pasted is not a key set: it is not JSON." in page
    assert "By telephone." in page
    page = browser(one).post(address, typed | {"keys": key_set()}, follow=True).content.decode()
    assert "Another member must confirm." in page
    assert "from 4 June 2027 until 4 June 2029." in page
    partnership = TrustedPartnership.objects.get()
    confirm = reverse("competencies:confirm_partnership", args=[partnership.pk])
    assert "Another member must confirm it." in browser(one).post(confirm, follow=True).content.decode()
    assert "Westmoor is trusted." in browser(other).post(confirm, follow=True).content.decode()
    end = reverse("competencies:end_partnership", args=[partnership.pk])
    assert "Say why" in browser(one).post(end, {"reason": ""}).content.decode()
    page = browser(one).post(end, {"reason": "Keys stolen."}, follow=True).content.decode()
    assert "Keys stolen." in page
    decline = reverse("competencies:decline_partnership", args=[partnership.pk])
    assert "You cannot decline this" in browser(one).post(decline, follow=True).content.decode()
    assert reverse("competencies:partnerships") in browser(one).get(reverse("competencies:trainers")).content.decode()


@pytest.mark.parametrize("role", [None, *sorted(set(Role) - {Role.GOVERNANCE})])
def test_c6_trust_is_for_the_group_alone(role: Role | None) -> None:
    client, row = browser(employed(roles=(role,) if role else ())), westmoor()
    for name in ("partnerships", "propose_partnership"):
        assert client.get(reverse(f"competencies:{name}")).status_code == 403
    for name in ("confirm_partnership", "decline_partnership", "end_partnership"):
        assert client.post(reverse(f"competencies:{name}", args=[row.pk])).status_code == 403


def test_c6_the_list_of_partnerships_takes_the_same_queries_however_long() -> None:
    client = browser(employed(roles=(Role.GOVERNANCE,)))

    def queries(count: int) -> int:
        for number in range(count):
            westmoor(address=f"https://{count}-{number}.example")
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("competencies:partnerships"))
        return len(caught)

    assert queries(2) == queries(12)
