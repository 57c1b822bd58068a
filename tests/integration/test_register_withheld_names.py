"""A name withheld for safety (A3): nothing public says it or hints at it, and officers alone decide."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from accreditation.decisions import decide_many
from accreditation.models import Accreditation
from core import clock
from people.constants import NAME_WITHHELD, Role, WithholdingGround
from people.models import NameWithholding
from people.naming import withhold_name
from tests.factories.accreditation import AdaptationFactory, a_question, accredited, an_officer
from tests.factories.modules import complete, publish_module
from tests.factories.people import UserFactory, employed

pytestmark = pytest.mark.django_db

FIRST, LAST, EMPLOYER = "Quintessa", "Zimmerbeck", "Hidden harbour homes"
PERSON = {"user__first_name": FIRST, "user__last_name": LAST}
SECRET = "Her former partner looks for her."


@pytest.fixture(autouse=True)
def nobody_has_asked() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def hidden(now: datetime) -> Accreditation:
    """Accredited, with a name and an employer that nobody else has; withheld."""
    user = employed(organisation__code="hidden-harbour-homes", **PERSON)
    accreditation = accredited(user=user)
    withhold_name(
        user=user,
        ground=WithholdingGround.RISK,
        reason=SECRET,
        review_on=clock.today() + timedelta(days=90),
        by=an_officer(),
    )
    return accreditation


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def says_nothing(text: str, *also: str) -> bool:
    return not any(word.lower() in text.lower() for word in (FIRST, LAST, SECRET, *also))


@pytest.mark.parametrize("address", ["/register/{}/", "/register/{}.json", "/register/?text={}", "/register/"])
def test_a3_a_withheld_name_is_on_no_public_page(client: Client, hidden: Accreditation, address: str) -> None:
    response = client.get(address.format(hidden.number))
    page = text_of(response)
    assert response.status_code == 200
    assert hidden.number in page
    assert says_nothing(page, hidden.user.email)
    assert says_nothing(str(response.headers))
    # The search form lists every organisation; an entry's own page and data must not name this one.
    if hidden.number in address.format(hidden.number) and "?" not in address:
        assert EMPLOYER not in page


def test_a3_the_page_says_so_in_words_and_the_rest_stays_true(client: Client, hidden: Accreditation) -> None:
    page = text_of(client.get(f"/register/{hidden.number}/"))
    assert f'<h1><span class="nhsuk-caption-xl">{hidden.number}</span> {NAME_WITHHELD}</h1>' in page
    assert f"{NAME_WITHHELD}, {hidden.number}" in page[: page.index("</title>")]
    assert "Accredited" in page
    data = client.get(f"/register/{hidden.number}.json").json()
    assert (data["name"], data["organisation"], data["is_name_withheld"]) == (None, None, True)
    assert data["status"] == "accredited"


@pytest.mark.parametrize(
    "query",
    [
        {"text": "zimmerbeck"},
        {"text": "quint"},
        {"text": "Quintessa Zimmerbeck"},
        {"organisation": "hidden-harbour-homes"},
        {"organisation": "hidden-harbour-homes", "locality": "harbour"},
    ],
)
def test_a3_no_search_by_name_or_employer_finds_or_counts_a_withheld_one(
    client: Client, hidden: Accreditation, query: dict[str, str]
) -> None:
    page = text_of(client.get("/register/", query))
    assert "0 found" in page
    assert hidden.number not in page
    # The words of an empty result are the same as for a name that nobody ever had.
    nobody = text_of(client.get("/register/", query | {"text": "nobodyever"}))
    assert page.count("<li") == nobody.count("<li")


def test_a3_the_place_in_the_list_says_nothing(client: Client, hidden: Accreditation) -> None:
    """Withheld names stand after all others, by number, whatever the name is."""
    others = [accredited(user=UserFactory(last_name=name)).number for name in ("Aaa", "Zzz")]
    early = accredited(user=UserFactory(first_name="Al", last_name="Aaaa"))
    withhold_name(
        user=early.user,
        ground=WithholdingGround.ASKED,
        reason="Asked.",
        review_on=clock.today() + timedelta(days=9),
        by=an_officer(),
    )
    page = text_of(client.get("/register/"))
    listed = sorted([*others, early.number, hidden.number], key=page.index)
    assert listed == [*others, *sorted([early.number, hidden.number])]


def test_a3_a_validator_does_not_change_with_a_withheld_name(client: Client, hidden: Accreditation) -> None:
    address = f"/register/{hidden.number}.json"
    etag = client.get(address)["ETag"]
    hidden.user.last_name = "Other"
    hidden.user.save()
    hidden.user.employments.update(valid_until=clock.today())
    assert client.get(address)["ETag"] == etag


def test_a3_the_card_says_no_withheld_name(client: Client, hidden: Accreditation) -> None:
    client.force_login(hidden.user)
    page = text_of(client.get(f"/accreditation/{hidden.number}/card/"))
    card = page[page.index('class="threshold-card"') : page.index("</section>")]
    assert NAME_WITHHELD in card
    assert says_nothing(card, EMPLOYER)
    printed = PdfReader(BytesIO(client.get(f"/accreditation/{hidden.number}/card.pdf").content)).pages[0]
    assert NAME_WITHHELD in printed.extract_text()
    assert says_nothing(printed.extract_text(), EMPLOYER)


def test_a3_who_checks_a_certificate_reads_no_withheld_name(client: Client, hidden: Accreditation) -> None:
    publish_module()
    certificate = complete(hidden.user).certificate
    assert certificate.holder == f"{FIRST} {LAST}"
    for address in (f"/certificates/{certificate.number}/", f"/certificates/{certificate.number}.json"):
        page = text_of(client.get(address))
        assert NAME_WITHHELD in page
        assert certificate.module_title in page
        assert says_nothing(page, EMPLOYER)
    client.force_login(hidden.user)
    assert LAST in text_of(client.get(f"/learning/certificates/{certificate.number}/"))


def test_a4_a_case_system_still_gets_its_answer_by_number(hidden: Accreditation) -> None:
    AdaptationFactory()
    assert decide_many([a_question(hidden.number)], clock.now())[0].permitted


def test_a3_a_card_is_for_the_person_and_officers_and_leads_to_the_register(client: Client, now: datetime) -> None:
    accreditation = accredited(user=employed(organisation__code="millburn", **PERSON))
    address = f"/accreditation/{accreditation.number}/card/"
    assert client.get(address)["Location"].startswith("/accounts/login/")
    for stranger in (employed(), employed(roles=(Role.GOVERNANCE,))):
        client.force_login(stranger)
        assert client.get(address).status_code == 404
        assert client.get(f"/accreditation/{accreditation.number}/card.pdf").status_code == 404
    for reader in (accreditation.user, an_officer()):
        client.force_login(reader)
        page = text_of(client.get(address))
        assert "This card proves nothing" in page
        assert f"/register/{accreditation.number}/" in page
        response = client.get(f"/accreditation/{accreditation.number}/card.pdf")
        reading = PdfReader(BytesIO(response.content))
        assert len(reading.pages) == 1
        width, height = (float(side) / 72 * 25.4 for side in reading.pages[0].mediabox.upper_right)
        assert (round(width, 1), round(height)) == (85.6, 54)
        for words in (LAST, accreditation.number, "This card proves nothing"):
            assert words in reading.pages[0].extract_text()


# The officers' pages


def test_a3_an_officer_withholds_looks_again_and_ends_it(client: Client, now: datetime) -> None:
    accreditation = accredited(user=employed(**PERSON))
    client.force_login(an_officer())
    address = f"/accreditation/{accreditation.number}/name/"
    assert address in text_of(client.get(f"/accreditation/{accreditation.number}/"))
    assert "What this does, from the moment you confirm" in text_of(client.get(address))
    empty = text_of(client.post(address, {"verb": "withhold"}))
    for words in ("Choose whether the person asked", "Enter the reason", "Enter the day on which"):
        assert words in empty
    day = {"review_on_day": "4", "review_on_month": "9", "review_on_year": "2027"}
    given = {"ground": "asked", "reason": SECRET} | day
    filled = {f"withhold-{name}": value for name, value in given.items()} | {"verb": "withhold"}
    past = text_of(client.post(address, filled | {"withhold-review_on_year": "2026"}))
    assert "must be a day after today" in past
    assert SECRET in past
    page = text_of(client.post(address, filled, follow=True))
    assert "The name is withheld from now on" in page
    assert SECRET in page
    assert LAST in text_of(client.get("/accreditation/withheld-names/"))
    later = {f"keep-{name}": value for name, value in (day | {"review_on_year": "2028"}).items()}
    assert "stays withheld" in text_of(client.post(address, later | {"verb": "keep"}, follow=True))
    stale = text_of(client.post(address, filled, follow=True))
    assert "Somebody else has decided" in stale
    ended = client.post(address, {"verb": "end", "end-reason": "Safe now."}, follow=True)
    assert "The name is shown again" in text_of(ended)
    assert LAST in text_of(client.get(f"/register/{accreditation.number}/"))
    assert "No name is withheld" in text_of(client.get("/accreditation/withheld-names/"))


def test_r1_withheld_names_are_for_officers_and_never_ones_own(client: Client, hidden: Accreditation) -> None:
    for address in ("/accreditation/withheld-names/", f"/accreditation/{hidden.number}/name/"):
        client.logout()
        assert client.get(address)["Location"].startswith("/accounts/login/")
        client.force_login(hidden.user)
        assert client.get(address).status_code == 403
    officer = an_officer()
    own = accredited(user=officer)
    client.force_login(officer)
    values = {"withhold-ground": "asked", "withhold-reason": "Me.", "verb": "withhold"}
    day = {"withhold-review_on_day": "4", "withhold-review_on_month": "9", "withhold-review_on_year": "2027"}
    page = text_of(client.post(f"/accreditation/{own.number}/name/", values | day))
    assert "You cannot decide about your own name" in page
    assert NameWithholding.objects.count() == 1
