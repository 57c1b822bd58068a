"""The officers' pages and people's own (A1, A2): who may open what, and what each page does."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from accreditation.constants import Status
from accreditation.models import Accreditation, AccreditationDecision, RegisterEntry
from accreditation.services import suspend
from core import clock
from people.constants import Role
from people.models import User
from tests.factories.accreditation import AdaptationFactory, SchemeFactory, accredited, an_officer, applied
from tests.factories.people import LocalityFactory, UserFactory, employed

pytestmark = pytest.mark.django_db

SECRET = "A neighbour complained about his conduct."
REVIEW = {"review_on_day": "18", "review_on_month": "6", "review_on_year": "2027"}


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def somebody(first: str, last: str, organisation: str = "millburn") -> User:
    user = employed(organisation__code=organisation)
    user.first_name, user.last_name = first, last
    user.save()
    return user


def suspended() -> Accreditation:
    accreditation = accredited(user=somebody("Gary", "Tullis"))
    suspend(accreditation=accreditation, reason=SECRET, by=an_officer())
    return accreditation


# Who may open what


OFFICERS_PAGES = ["/accreditation/", "/accreditation/{number}/", "/accreditation/{number}/suspend/"]
OWN_PAGES = ["/accreditation/mine/", "/accreditation/apply/"]


@pytest.mark.parametrize("address", OFFICERS_PAGES)
def test_r1_officers_pages_are_for_officers(client: Client, address: str, now: datetime) -> None:
    address = address.format(number=accredited().number)
    assert client.get(address)["Location"].startswith("/accounts/login/")
    for role in Role:
        client.force_login(employed(roles=(role,)))
        assert client.get(address).status_code == (200 if role is Role.ACCREDITATION_OFFICER else 403)
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(address).status_code == 403
    assert client.post(address, {"reason": "x"}).status_code == 403
    assert AccreditationDecision.objects.count() == 1


@pytest.mark.parametrize("address", OWN_PAGES)
def test_r1_own_pages_need_a_sign_in(client: Client, address: str) -> None:
    assert client.get(address)["Location"].startswith("/accounts/login/")
    client.force_login(employed())
    assert client.get(address).status_code == 200


def test_r1_anothers_accreditation_answers_as_absent(client: Client, now: datetime) -> None:
    accreditation = accredited()
    client.force_login(employed())
    address = f"/accreditation/mine/{accreditation.number}/give-up/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"reason": "x"}).status_code == 404
    assert accreditation.number not in text_of(client.get("/accreditation/mine/"))


def test_r1_no_such_number_and_no_such_verb(client: Client, now: datetime) -> None:
    client.force_login(an_officer())
    number = accredited().number
    assert client.get("/accreditation/TA-0000-0/").status_code == 404
    assert client.get(f"/accreditation/{number}/abolish/").status_code == 404


# The officer's day


def test_a1_an_officer_grants_with_a_scope(client: Client, now: datetime) -> None:
    AdaptationFactory()
    place = LocalityFactory(code="harbour")
    accreditation = applied(user=employed())
    client.force_login(an_officer())
    assert accreditation.number in text_of(client.get("/accreditation/?status=applied"))
    address = f"/accreditation/{accreditation.number}/grant/"
    assert 'value="2030"' in text_of(client.get(address))
    empty = text_of(client.post(address, {}))
    for words in ("Choose at least one tenure", "Choose at least one locality", "Enter the reason for this decision"):
        assert words in empty
    term = {
        "tenures": ["owner", "council"],
        "localities": [place.code],
        "kinds": ["bathroom"],
        "valid_until_day": "4",
        "valid_until_month": "6",
        "valid_until_year": "2026",
        "reason": "Everything is there.",
    }
    past = text_of(client.post(address, term))
    assert "must end on a day after it starts" in past
    assert "Everything is there." in past
    page = text_of(client.post(address, term | {"valid_until_year": "2030"}, follow=True))
    assert "granted. It is recorded." in page
    scope = accreditation.decisions.get().scopes.get()
    assert (scope.tier, scope.kinds, scope.tenures) == ("simple", ["bathroom"], ["owner", "council"])
    assert RegisterEntry.objects.with_status().get(pk=accreditation.pk).status == "accredited"


def test_a1_what_is_missing_stands_in_the_way(client: Client, now: datetime) -> None:
    accreditation = applied(user=employed(), scheme=SchemeFactory(code="taught", module_codes=["module-1"]))
    client.force_login(an_officer())
    assert "1 missing" in text_of(client.get("/accreditation/"))
    assert "is not completed" in text_of(client.get(f"/accreditation/{accreditation.number}/"))
    page = text_of(client.get(f"/accreditation/{accreditation.number}/grant/"))
    assert "This cannot be decided yet" in page
    assert "<textarea" not in page


def test_a2_an_officer_suspends_after_seeing_what_it_touches(client: Client, now: datetime) -> None:
    accreditation = accredited(user=somebody("Gary", "Tullis"))
    client.force_login(an_officer())
    address = f"/accreditation/{accreditation.number}/suspend/"
    preview = text_of(client.get(address))
    assert "What this touches, from the moment you confirm" in preview
    assert "Gary Tullis may not work in: Harbour" in preview
    assert "0 solutions authorised and not yet delivered" in preview
    assert AccreditationDecision.objects.count() == 1
    client.post(address, {"reason": SECRET} | REVIEW)
    assert SECRET in text_of(client.get(f"/accreditation/{accreditation.number}/"))
    assert "It is “suspended”" in text_of(client.post(address, {"reason": "Twice."} | REVIEW))


def test_a2_two_officers_lift_a_suspension_on_their_pages(client: Client, now: datetime) -> None:
    accreditation, one, two = suspended(), an_officer(), an_officer()
    address = f"/accreditation/{accreditation.number}/lift/"
    client.force_login(one)
    assert "Propose lifting the suspension" in text_of(client.get(address))
    proposal = {"reason": "Answered.", "lifted_as": "unfounded"}
    assert "Choose how the suspension ends" in text_of(client.post(address, {"reason": "Answered."}))
    assert "Another officer must confirm" in text_of(client.post(address, proposal, follow=True))
    client.post(address, proposal)
    assert accreditation.decisions.count() == 2
    client.force_login(two)
    assert f"{one}</strong> proposes it. It was unfounded: Answered." in text_of(client.get(address))
    client.post(address, {"reason": "Agreed."})
    decision = accreditation.decisions.order_by("-register_number")[0]
    assert (decision.kind, decision.actor, decision.second_actor) == ("reinstated", two, one)
    assert decision.lifted_as == "unfounded"


def test_a1_an_officers_own_file_is_refused_in_words(client: Client, now: datetime) -> None:
    officer = an_officer()
    accreditation = accredited(user=officer)
    client.force_login(officer)
    page = text_of(client.post(f"/accreditation/{accreditation.number}/revoke/", {"reason": "Myself."}))
    assert "You cannot decide about your own accreditation" in page
    assert accreditation.decisions.count() == 1


@pytest.mark.parametrize("verb", ["renew", "conditions", "revoke", "refuse-renewal"])
def test_a2_the_other_decisions_on_their_pages(client: Client, verb: str, now: datetime) -> None:
    place = LocalityFactory(code="harbour")
    accreditation = accredited()
    client.force_login(an_officer())
    address = f"/accreditation/{accreditation.number}/{verb}/"
    assert client.get(address).status_code == 200
    values: dict[str, dict[str, object]] = {
        "renew": {
            "tenures": ["owner"],
            "localities": [place.code],
            "valid_until_day": "4",
            "valid_until_month": "6",
            "valid_until_year": "2033",
        },
        "conditions": {"conditions": "Not alone."},
        "revoke": {},
        "refuse-renewal": {},
    }
    response = client.post(address, values[verb] | {"reason": "Because."})
    assert response.status_code == 302
    entry = RegisterEntry.objects.get(pk=accreditation.pk)
    results: dict[str, Callable[[], bool]] = {
        "renew": lambda: entry.valid_until == date(2033, 6, 4),
        "conditions": lambda: entry.conditions == "Not alone.",
        "revoke": lambda: entry.status_now is Status.REVOKED,
        "refuse-renewal": lambda: accreditation.decisions.last().kind == "renewal_refused",
    }
    assert results[verb]()


def test_a2_a_person_gives_up_their_own(client: Client, now: datetime) -> None:
    accreditation = accredited(user=employed())
    client.force_login(accreditation.user)
    mine = text_of(client.get("/accreditation/mine/"))
    address = f"/accreditation/mine/{accreditation.number}/give-up/"
    assert address in mine
    assert "Enter the reason" in text_of(client.post(address, {}))
    page = text_of(client.post(address, {"reason": "Another job."}, follow=True))
    assert "You have given up" in page
    assert address not in page


def test_a2_a_suspended_person_replies_and_an_officer_reviews(client: Client, now: datetime) -> None:
    """The reply stands on both pages as it was written; the review moves the day, and nobody replies for another."""
    accreditation = suspended()
    address = f"/accreditation/mine/{accreditation.number}/reply/"
    client.force_login(employed())
    assert client.get(address).status_code == 404
    client.force_login(accreditation.user)
    assert address in text_of(client.get("/accreditation/mine/"))
    assert "Enter your reply" in text_of(client.post(address, {"text": ""}))
    page = text_of(client.post(address, {"text": "The wall was sound."}, follow=True))
    assert "The wall was sound." in page
    assert "We will look at it again by 18 June 2027" in page
    client.force_login(an_officer())
    assert "Has replied" in text_of(client.get("/accreditation/"))
    assert "The wall was sound." in text_of(client.get(f"/accreditation/{accreditation.number}/"))
    later = {"next_review_on_day": "1", "next_review_on_month": "7", "next_review_on_year": "2027"}
    client.post(f"/accreditation/{accreditation.number}/review/", {"reason": "Still asking."} | later)
    assert RegisterEntry.objects.get().review_on == date(2027, 7, 1)
    assert "Review by 1 July 2027" in text_of(client.get("/accreditation/"))


def test_a2_the_officers_list_says_that_a_review_is_due(client: Client, now: datetime) -> None:
    suspended()
    officer = an_officer()
    with clock.fixed(now + timedelta(days=30)):
        client.force_login(officer)
        assert "Review due since 18 June 2027" in text_of(client.get("/accreditation/"))


def test_a2_an_applicant_is_refused_on_the_page(client: Client, now: datetime) -> None:
    accreditation = applied()
    client.force_login(an_officer())
    assert client.post(f"/accreditation/{accreditation.number}/refuse/", {"reason": "Not yet."}).status_code == 302
    assert "Application refused" in text_of(client.get(f"/accreditation/{accreditation.number}/"))


def test_a2_a_person_reads_the_reason_and_the_decider(client: Client, now: datetime) -> None:
    accreditation = suspended()
    client.force_login(accreditation.user)
    assert SECRET in text_of(client.get("/accreditation/mine/"))
