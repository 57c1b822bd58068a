"""T14: certificates as PDF, verifiable by anyone holding them."""

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from core.exceptions import ImmutableRecord
from modules.certificate_numbers import ALPHABET, check_character, is_well_formed, number_for
from modules.models import Certificate
from people.models import User
from tests.factories.modules import complete, publish_module
from tests.factories.people import OrganisationFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

# Polish, Welsh, Scottish Gaelic, Irish.
NAMES = [
    ("Agnieszka", "Wójcik-Żółkiewska"),
    ("Siân", "Gŵyr Llŷn"),
    ("Mòrag", "NicDhòmhnaill"),
    ("Séamus", "Ó Súilleabháin"),
]


def certified(first_name: str = "Agnieszka", last_name: str = "Wójcik") -> Certificate:
    user = employed(
        user__first_name=first_name,
        user__last_name=last_name,
        organisation=OrganisationFactory(name="Open Door Carers"),
    )
    return complete(user).certificate


@pytest.fixture
def _module() -> None:
    publish_module()


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.usefixtures("_module")
@pytest.mark.parametrize(("first_name", "last_name"), NAMES)
def test_t14_names_print_right_in_the_pdf(client: Client, first_name: str, last_name: str) -> None:
    certificate = certified(first_name, last_name)
    client.force_login(certificate.completion.user)
    response = client.get(f"/learning/certificates/{certificate.number}.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert f"{first_name} {last_name}" in text_of(response.content)


@pytest.mark.usefixtures("_module")
def test_t14_the_verify_page_repeats_every_printed_fact_to_anyone(client: Client) -> None:
    certificate = certified()
    client.force_login(certificate.completion.user)
    pdf = client.get(f"/learning/certificates/{certificate.number}.pdf").content
    printed = text_of(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert len(PdfReader(io.BytesIO(pdf)).pages[0].images) == 1
    client.logout()
    page = client.get(f"/certificates/{certificate.number}/").content.decode()
    facts = [
        "Agnieszka Wójcik",
        "Open Door Carers",
        "The first module",
        "2027.1",
        "4 June 2027",
        "30 minutes",
        certificate.number,
        "Open a conversation.",
        "It is not an accreditation and authorises nothing.",
    ]
    for fact in facts:
        assert fact in printed, fact
        assert fact in page, fact
    assert f"/certificates/{certificate.number}/" in printed


@pytest.mark.usefixtures("_module")
def test_t14_what_was_certified_does_not_follow_later_changes(client: Client) -> None:
    certificate = certified()
    User.objects.filter(pk=certificate.completion.user_id).update(last_name="Newname")
    page = client.get(f"/certificates/{certificate.number}/").content.decode()
    assert "Agnieszka Wójcik" in page
    assert "Newname" not in page
    certificate.holder = "Other"
    for change in (certificate.save, certificate.delete, lambda: Certificate.objects.update(holder="Other")):
        with pytest.raises(ImmutableRecord):
            change()


@pytest.mark.usefixtures("_module")
def test_t14_the_holders_page_is_the_holders(client: Client) -> None:
    certificate = certified()
    addresses = [f"/learning/certificates/{certificate.number}/", f"/learning/certificates/{certificate.number}.pdf"]
    for address in addresses:
        assert client.get(address)["Location"].startswith("/accounts/login/")
    client.force_login(employed())
    for address in addresses:
        assert client.get(address).status_code == 404


@pytest.mark.usefixtures("_module")
def test_t14_a_mistyped_number_says_so_and_reveals_nothing(client: Client) -> None:
    number = certified().number
    other = ALPHABET[(ALPHABET.index(number[3]) + 1) % len(ALPHABET)]
    mistyped = client.get(f"/certificates/{number[:3]}{other}{number[4:]}/")
    assert mistyped.status_code == 404
    assert "may be mistyped" in mistyped.content.decode()
    assert "Agnieszka" not in mistyped.content.decode()
    absent = number_for(999_999)
    assert client.get(f"/certificates/{absent}/").status_code == 404


@pytest.mark.usefixtures("_module")
def test_t14_a_number_may_be_typed_with_spaces_and_small_letters(client: Client) -> None:
    number = certified().number
    typed = f"{number[:4]} {number[4:8].lower()}-{number[8:]}"
    response: Any = client.get("/certificates/", {"number": typed}, follow=True)
    assert "Agnieszka Wójcik" in response.content.decode()
    assert "There is a problem" in client.get("/certificates/", {"number": ""}).content.decode()


def test_t14_one_wrong_or_two_swapped_characters_are_noticed() -> None:
    number = number_for(1)
    assert is_well_formed(number)
    for place in range(len(number)):
        for character in ALPHABET:
            changed = number[:place] + character + number[place + 1 :]
            assert is_well_formed(changed) == (changed == number)
    body = number[:-1]
    for place in range(len(body) - 1):
        swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
        assert (check_character(swapped) == number[-1]) == (swapped == body)


def test_numbers_do_not_follow_from_one_another() -> None:
    numbers = {number_for(completion_id) for completion_id in range(1, 500)}
    assert len(numbers) == 499
    assert len({number[:3] for number in numbers}) > 400
