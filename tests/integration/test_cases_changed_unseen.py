"""P4, H4, H10, F3, R4: two people change one thing at once. Nothing is written over unseen, what was typed stays."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from cases.constants.mot import MotArea
from cases.exceptions import ChangedUnseen
from cases.models import Case, ContactRule, MotDraft, Person
from cases.seen import mark_of_person, mark_of_service
from cases.services import confirm_service, save_mot_area, update_person
from cases.services.people import set_contact_rules
from core import clock
from people import drafts
from people.constants import Role
from people.models import User
from tests.factories.cases import a_case
from tests.factories.cases_directory import a_service
from tests.factories.cases_money import a_budget
from tests.factories.people import employed
from tests.factories.seen import as_seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@dataclass(frozen=True, kw_only=True)
class Edited:
    """A form of something that is kept: where it is, and what two people make of it."""

    address: str
    whole: dict[str, Any]
    theirs: dict[str, Any]
    mine: dict[str, Any]
    label: str
    kept: Callable[[], Any]


def a_person(case: Case, by: User) -> Edited:
    return Edited(
        address=f"/cases/{case.reference}/person/edit/",
        whole={"name": "Jean Muir", "accessible_format": "standard"},
        theirs={"telephone": "01632 960 111"},
        mine={"telephone": "01632 960 222"},
        label="Telephone",
        kept=lambda: again(case.person).telephone,
    )


def the_ways(case: Case, by: User) -> Edited:
    return Edited(
        address=f"/cases/{case.reference}/person/contact/",
        whole={},
        theirs={"letter": "no", "letter_note": "Her son opens it."},
        mine={"letter": "no", "letter_note": "To her sister."},
        label="What to mind: letter",
        kept=lambda: getattr(ContactRule.objects.filter(person=case.person, route="letter").first(), "note", ""),
    )


def a_home(case: Case, by: User) -> Edited:
    return Edited(
        address=f"/cases/{case.reference}/home/",
        whole={"postcode": case.home.postcode, "tenure": "owner", "locality": case.home.locality.code},
        theirs={"address": "4a Pier Street"},
        mine={"address": "4b Pier Street"},
        label="Address",
        kept=lambda: again(case.home).address,
    )


def an_entry(case: Case, by: User) -> Edited:
    service = a_service()
    return Edited(
        address=f"/cases/directory/{service.uid}/change/",
        whole={
            "organisation": service.organisation.name,
            "name": service.name,
            "description": service.description,
            "topics": [one.topic for one in service.topics.all()],
        },
        theirs={"telephone": "01632 960 111"},
        mine={"telephone": "01632 960 222"},
        label="Telephone",
        kept=lambda: again(service).telephone,
    )


def the_budget(case: Case, by: User) -> Edited:
    budget = a_budget(by)
    return Edited(
        address=f"/cases/budgets/{budget.reference}/change/",
        whole={"earmarked": "0", "holders": [by.pk], "reason": "The committee met."},
        theirs={"amount": "5000.00"},
        mine={"amount": "6000.00"},
        label="Budget for the year, in pounds",
        kept=lambda: str(again(budget).amount),
    )


def an_area(case: Case, by: User) -> Edited:
    return Edited(
        address=f"/cases/{case.reference}/mot/areas/d/",
        whole={},
        theirs={"found": "A smell of gas."},
        mine={"found": "All is in order."},
        label="What you saw and heard",
        kept=lambda: MotDraft.objects.get(case=case).areas["d"]["found"],
    )


def again(record: Model) -> Any:
    return type(record)._default_manager.get(pk=record.pk)


@pytest.fixture
def me() -> User:
    return employed(organisation__code="lantern", roles=(Role.CASEWORKER, Role.MANAGER))


@pytest.fixture
def case(me: User) -> Case:
    return a_case(me)


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def seen_on(response: HttpResponse) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', words(response))
    assert found
    return found[1]


@pytest.mark.parametrize("edit", [a_person, the_ways, a_home, an_entry, the_budget, an_area])
def test_p4_whoever_sends_second_sees_what_is_kept_and_keeps_what_they_typed(
    case: Case, me: User, edit: Callable[[Case, User], Edited]
) -> None:
    edited = edit(case, me)
    mine = as_user(me)
    # The same person at two screens: one holder changes a budget, one owner a case.
    theirs = as_user(me)
    began_with = seen_on(mine.get(edited.address))
    sent = theirs.post(edited.address, edited.whole | edited.theirs | as_seen(theirs, edited.address))
    assert sent.status_code == 302
    (their_words,) = [value for value in edited.theirs.values() if value != "no"]
    (my_words,) = [value for value in edited.mine.values() if value != "no"]
    assert edited.kept() == their_words

    refused = mine.post(edited.address, edited.whole | edited.mine | {"seen": began_with})
    shown = words(refused)
    assert refused.status_code == 409
    assert f"This was changed after you opened it, last by {me} on 4 June 2027" in shown
    kept = f'__key">{edited.label}</dt><dd class="nhsuk-summary-list__value">{their_words}</dd>'
    assert kept in shown, "what is kept now stands on the page"
    assert my_words in shown.split("</section>")[-1], "what was typed stands in the form"
    assert edited.kept() == their_words, "nothing is written over unseen"

    assert mine.post(edited.address, edited.whole | edited.mine | {"seen": began_with}).status_code == 409
    again_sent = mine.post(edited.address, edited.whole | edited.mine | {"seen": seen_on(refused)})
    assert again_sent.status_code == 302
    assert edited.kept() == my_words


def test_p4_a_form_sent_without_its_mark_writes_nothing(case: Case, me: User) -> None:
    edited = a_person(case, me)
    before = edited.kept()
    response = as_user(me).post(edited.address, edited.whole | edited.mine)
    assert response.status_code == 409
    assert edited.kept() == before


def test_p4_the_verb_itself_looks_under_its_lock(case: Case, me: User) -> None:
    seen = mark_of_person(case.person)
    update_person(case=case, by=me, seen=seen, telephone="01632 960 111")
    with pytest.raises(ChangedUnseen, match=f"last by {me}"):
        update_person(case=case, by=me, seen=seen, telephone="01632 960 222")
    assert Person.objects.get(pk=case.person_id).telephone == "01632 960 111"


def test_r4_a_change_of_contact_in_another_case_of_the_person_is_seen_too(case: Case, me: User) -> None:
    other = a_case(me)
    Case.objects.filter(pk=other.pk).update(person=case.person)
    edited = the_ways(case, me)
    client = as_user(me)
    began_with = seen_on(client.get(edited.address))
    set_contact_rules(case=again(other), rules={"letter": (False, "Her son opens it.")}, by=me)
    response = client.post(edited.address, edited.whole | edited.mine | {"seen": began_with})
    assert response.status_code == 409
    assert f"last by {me}" in words(response)


def test_h10_confirming_an_entry_stops_nobody_who_changes_it(me: User) -> None:
    service = a_service()
    before = mark_of_service(service)
    with clock.fixed(clock.now() + timedelta(days=1)):
        confirm_service(service=service, by=me)
    assert mark_of_service(again(service)) == before


def test_f3_money_committed_meanwhile_stops_nobody_who_changes_a_budget(case: Case, me: User) -> None:
    edited = the_budget(case, me)
    client = as_user(me)
    began_with = seen_on(client.get(edited.address))
    budget = a_budget(me)
    budget.general = Decimal(10)
    budget.save(update_fields=["general"])
    assert client.post(edited.address, edited.whole | edited.mine | {"seen": began_with}).status_code == 302


def test_h4_an_old_text_kept_in_a_browser_is_not_saved_over_a_newer_one(case: Case, me: User) -> None:
    edited, client = an_area(case, me), as_user(me)
    began_with = as_seen(client, edited.address)
    key = f"mot:{case.reference}:d"
    client.post("/drafts/", edited.mine | began_with | {"draft": drafts.token_for(me, key)})
    save_mot_area(case=case, area=MotArea("d"), found="A smell of gas.", hazards=[], by=me)
    shown = client.get(edited.address)
    assert "All is in order." in words(shown)
    assert seen_on(shown) == began_with["seen"], "the old text has not seen the newer one"
    assert client.post(edited.address, edited.mine | began_with).status_code == 409
    assert edited.kept() == "A smell of gas."
