"""A1, P5, P6 in Wagtail's editor: governance edits schemes and starts the next direct-access list; the past stays."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.http import HttpResponse
from django.test import Client

from accreditation.decisions import decide_many
from accreditation.models import (
    Adaptation,
    ComplexNeedsRule,
    DirectAccessList,
    OfflineLimit,
    RegisterCounter,
    Scheme,
    TogetherRule,
)
from accreditation.offline.files import limits_on
from accreditation.questions import Reason
from audit.models import Event
from core import clock
from people.constants import Role
from people.models import User
from people.services import grant_role
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory, SchemeFactory, a_question, accredited, direct_access
from tests.factories.competencies import framework, module
from tests.factories.people import employed

pytestmark = pytest.mark.django_db

SCHEMES = "/cms/snippets/accreditation/scheme/"
LISTS = "/cms/snippets/accreditation/directaccesslist/"
CATALOGUE = "/cms/snippets/accreditation/adaptation/"
RULES = "/cms/snippets/accreditation/togetherrule/"
PAGES = [f"{address}{page}" for address in (SCHEMES, LISTS, CATALOGUE, RULES) for page in ("", "add/")]


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def in_the_editor(role: Role) -> User:
    user = employed()
    grant_role(user=user, role=role, valid_from=clock.today(), by=None)
    # Wagtail's own migration gives its groups the way in; tests without migrations give it here.
    for group in Group.objects.all():
        group.permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.fixture
def governor(client: Client, now: datetime) -> User:
    framework()
    module("module-1")
    user = in_the_editor(Role.GOVERNANCE)
    client.force_login(user)
    return user


@pytest.mark.parametrize("address", PAGES)
def test_r1_governance_edits_and_editors_do_not(client: Client, governor: User, address: str) -> None:
    assert client.get(address).status_code == 200
    client.force_login(in_the_editor(Role.EDITOR))
    assert client.get(address).status_code == 302


TAUGHT = {
    "code": "simple",
    "name": "Assessor for simple needs",
    "tier": Tier.SIMPLE.value,
    "actions": ["assess"],
    "module_codes": ["module-1"],
    "renewal_practice_count": "0",
    "renewal_months": "12",
    "renewal_module_codes": ["module-1"],
    "renewal_within_days": "365",
}


def test_a1_a_scheme_changed_here_holds_for_the_very_next_answer(client: Client, governor: User) -> None:
    AdaptationFactory()
    accreditation = accredited()
    before = RegisterCounter.objects.get().number
    question = a_question(accreditation.number)
    assert decide_many([question], clock.now())[0].permitted
    address = f"{SCHEMES}edit/{accreditation.scheme.pk}/"
    assert client.post(address, TAUGHT | {"code": "other"}).status_code == 302
    answer = decide_many([question], clock.now())[0]
    assert (answer.permitted, answer.register_number) == (False, before + 1)
    assert Scheme.objects.get().code == "simple"
    event = Event.objects.get(verb="accreditation.scheme_changed")
    assert {"actions", "module_codes", "name"} < set(event.detail["fields"])
    assert event.detail["register_number"] == before + 1
    assert event.actor_id == str(governor.pk)
    assert client.get(f"{SCHEMES}history/{accreditation.scheme.pk}/").status_code == 200


def test_a1_a_scheme_that_changes_nothing_takes_no_number(client: Client, governor: User) -> None:
    client.post(f"{SCHEMES}add/", TAUGHT)
    scheme, number = Scheme.objects.get(), RegisterCounter.objects.get().number
    assert (scheme.actions, scheme.module_codes) == (["assess"], ["module-1"])
    assert (scheme.renewal_months, scheme.renewal_module_codes) == (12, ["module-1"])
    client.post(f"{SCHEMES}edit/{scheme.pk}/", TAUGHT)
    assert RegisterCounter.objects.get().number == number == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tier": ""}, "Choose the highest tier"),
        ({"actions": ["housing-mot"]}, "Leave the tier empty"),
        ({"module_codes": []}, "Ask for at least one module or competency"),
        ({"actions": []}, "This field is required"),
    ],
)
def test_a1_a_scheme_that_makes_no_sense_is_refused(
    client: Client, governor: User, changes: dict[str, object], words: str
) -> None:
    assert words in text_of(client.post(f"{SCHEMES}add/", TAUGHT | changes))
    assert not Scheme.objects.exists()


def test_p6_a_new_list_ends_the_old_one_at_once(client: Client, governor: User, now: datetime) -> None:
    rail, seat = AdaptationFactory(code="RAIL"), AdaptationFactory()
    old = direct_access(Tenure.OWNER, rail)
    values = {"tenure": "owner", "valid_from": "2027-06-04", "items": [seat.pk]}
    assert client.post(f"{LISTS}add/", values).status_code == 302
    old.refresh_from_db()
    assert (old.valid_until, list(old.items.all())) == (date(2027, 6, 4), [rail])
    question = a_question("nobody", adaptation="RAIL")
    today, yesterday = (decide_many([question], at)[0] for at in (now, now - timedelta(days=1)))
    assert not today.permitted
    assert yesterday.reasons == (Reason.DIRECT_ACCESS,)
    assert today.register_number == RegisterCounter.objects.get().number == 1
    assert Event.objects.get(verb="accreditation.direct_access_set").detail["items"] == ["SEAT-SHOWER"]


def test_p6_a_list_that_was_is_never_edited(client: Client, governor: User) -> None:
    old = direct_access(Tenure.OWNER, AdaptationFactory())
    assert client.get(f"{LISTS}edit/{old.pk}/").status_code == 302
    assert client.get(f"{LISTS}delete/{old.pk}/").status_code in {302, 404}
    assert client.get(f"{LISTS}inspect/{old.pk}/").status_code == 200
    assert DirectAccessList.objects.get().valid_until is None


@pytest.mark.parametrize(
    ("until", "words"), [(None, "Until another follows"), (date(2027, 7, 1), "Until 30 June 2027")]
)
def test_p6_the_editor_says_the_last_day_of_a_rule_or_that_it_has_none(
    client: Client, governor: User, until: date | None, words: str
) -> None:
    """P6: the lists and the pages of single rows say the same, and never “None”."""
    started = {"valid_from": date(2027, 6, 4), "valid_until": until}
    rows = [
        ComplexNeedsRule.objects.create(**started),
        TogetherRule.objects.create(items_from=2, tier=Tier.COMPLEX, **started),
        DirectAccessList.objects.create(tenure=Tenure.OWNER, **started),
    ]
    for row in rows:
        address = f"/cms/snippets/accreditation/{row._meta.model_name}/"
        for page in (client.get(address), client.get(f"{address}inspect/{row.pk}/")):
            assert words in text_of(page)
            assert ">None<" not in "".join(text_of(page).split())


def test_a6_a8_an_empty_list_says_what_holds_without_a_rule(client: Client, governor: User) -> None:
    """A6, A8: nobody reads an empty list as if nothing held."""
    words = {
        ComplexNeedsRule: "registration is enough for complex needs",
        OfflineLimit: "used without warning for 4 hours and refused after 24",
    }
    for model, sentence in words.items():
        page = text_of(client.get(f"/cms/snippets/accreditation/{model._meta.model_name}/"))
        assert sentence in page
        assert "add one" in page


def test_p6_a_list_does_not_reach_into_the_past_or_past_the_rules(client: Client, governor: User) -> None:
    safe = AdaptationFactory(code="SAFE-SPACE", registered_only=True)
    seat = AdaptationFactory()
    direct_access(Tenure.OWNER, seat)
    good = {"tenure": "owner", "valid_from": "2027-06-04", "items": [seat.pk]}
    for changes, words in (
        ({"valid_from": "2027-06-03"}, "cannot start in the past"),
        ({"items": [safe.pk]}, "always need somebody who looks at the person first"),
        ({"items": []}, "Choose at least one item"),
        ({}, "The present list has these same items"),
    ):
        assert words in text_of(client.post(f"{LISTS}add/", good | changes))
    assert DirectAccessList.objects.count() == 1


def test_p5_a_change_of_the_catalogue_takes_the_next_number(client: Client, governor: User, now: datetime) -> None:
    item = AdaptationFactory()
    accreditation = accredited(scheme=SchemeFactory())
    before = RegisterCounter.objects.get().number
    values = {name: getattr(item, name) for name in ("code", "name", "category", "typical_purpose")}
    values |= {"tier": Tier.MODERATE.value, "cost_low": "100", "cost_high": "400"}
    assert client.post(f"{CATALOGUE}edit/{item.pk}/", values).status_code == 302
    answer = decide_many([a_question(accreditation.number)], clock.now())[0]
    assert (answer.permitted, answer.register_number) == (False, before + 1)
    assert Adaptation.objects.get().tier == Tier.MODERATE


@pytest.mark.parametrize("kind", ["scheme", "directaccesslist", "adaptation"])
def test_p6_nothing_is_copied_past_the_registers_number(client: Client, governor: User, kind: str) -> None:
    """Wagtail's copy page saves by itself: a second open list, or a scheme, of which the register would not know."""
    item = AdaptationFactory()
    pk = {"scheme": SchemeFactory(), "adaptation": item, "directaccesslist": direct_access(Tenure.OWNER, item)}[kind].pk
    before = RegisterCounter.objects.get().number if RegisterCounter.objects.exists() else 0
    address = f"/cms/snippets/accreditation/{kind}/copy/{pk}/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"tenure": "owner", "valid_from": "2027-06-04", "items": [item.pk]}).status_code == 404
    assert DirectAccessList.objects.count() == 1
    assert (RegisterCounter.objects.get().number if RegisterCounter.objects.exists() else 0) == before


@pytest.mark.parametrize("address", PAGES)
def test_r1_being_an_administrator_decides_nothing_of_what_an_accreditation_takes(
    client: Client, governor: User, address: str
) -> None:
    administrator = in_the_editor(Role.EDITOR)
    User.objects.filter(pk=administrator.pk).update(is_superuser=True)
    client.force_login(User.objects.get(pk=administrator.pk))
    assert client.get(address).status_code == 302


def test_p5_governance_starts_the_next_rule_about_several_items(client: Client, governor: User) -> None:
    day, before = clock.today(), RegisterCounter.objects.get_or_create(pk=1)[0].number
    first = client.post(f"{RULES}add/", {"items_from": "2", "tier": "moderate", "valid_from": day.isoformat()})
    assert first.status_code == 302
    assert RegisterCounter.objects.get().number == before + 1
    rule = TogetherRule.objects.get()
    assert (rule.items_from, rule.tier, rule.valid_from) == (2, "moderate", day)
    # It is never edited: the next one ends it.
    assert client.get(f"{RULES}edit/{rule.pk}/").status_code == 302
    later = (day + timedelta(days=7)).isoformat()
    assert client.post(f"{RULES}add/", {"items_from": "4", "tier": "complex", "valid_from": later}).status_code == 302
    rule.refresh_from_db()
    assert rule.valid_until == day + timedelta(days=7)
    assert Event.objects.filter(verb="accreditation.together_rule_set").count() == 2


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"items_from": "1"}, "Enter 2 or more"),
        ({"tier": "direct_access"}, "Select a valid choice"),
        ({"valid_from": "2020-01-01"}, "cannot start in the past"),
        ({}, "The present rule says the same"),
        ({"items_from": "5"}, "Choose a later day"),
    ],
)
def test_p5_a_rule_that_cannot_be_is_refused_in_words(
    client: Client, governor: User, values: dict[str, str], says: str
) -> None:
    good = {"items_from": "3", "tier": "complex", "valid_from": clock.today().isoformat()}
    client.post(f"{RULES}add/", good)
    assert says in text_of(client.post(f"{RULES}add/", good | values))
    assert TogetherRule.objects.count() == 1


OFFLINE = "/cms/snippets/accreditation/offlinelimit/"
HOURS = {"valid_from": "2027-06-05", "use_within_hours": "2", "refuse_after_hours": "12"}


def test_a6_governance_says_from_when_and_for_how_long_copies_are_used(client: Client, governor: User) -> None:
    before = RegisterCounter.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    assert client.post(f"{OFFLINE}add/", HOURS).status_code == 302
    assert RegisterCounter.objects.get().number == before + 1
    assert Event.objects.filter(verb="accreditation.offlinelimit_added").exists()
    assert limits_on(date(2027, 6, 4)) == (4 * 3600, 24 * 3600)
    assert limits_on(date(2027, 6, 5)) == limits_on(date(2029, 1, 1)) == (2 * 3600, 12 * 3600)
    made = OfflineLimit.objects.get()
    assert client.get(f"{OFFLINE}edit/{made.pk}/").status_code == 302
    client.force_login(in_the_editor(Role.EDITOR))
    assert client.get(f"{OFFLINE}add/").status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid_from": "2027-06-03"}, "cannot start in the past"),
        ({"use_within_hours": "0"}, "whole hours from 1 to 168"),
        ({"refuse_after_hours": "169"}, "whole hours from 1 to 168"),
        ({"refuse_after_hours": "1"}, "while it is used without warning"),
    ],
)
def test_a6_limits_that_make_no_sense_are_refused_in_words(
    client: Client, governor: User, changes: dict[str, str], words: str
) -> None:
    response = client.post(f"{OFFLINE}add/", HOURS | changes)
    assert words in text_of(response)
    assert not OfflineLimit.objects.exists()
