"""The directory of other services, and what is suggested out of it (H10)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from cases.constants.directory import LISTED_SERVICE_LIFE, Answered, GotThere, ListingState, ToldHow, Topic, Wanted
from cases.constants.people import ContactRoute
from cases.exceptions import AlreadyDecided, MayNotBeContacted, NotDirectoryKeeper, NotWhole, NotYourOrganisation
from cases.models import ListedOrganisation, ListedService
from cases.selectors.directory import listed_services, suggested_by_service, suggested_by_topic, suggestions_in
from cases.selectors.work import Wanted as WantedWork
from cases.selectors.work import Work, shown
from cases.services import (
    add_service,
    bring_back_service,
    change_service,
    confirm_service,
    follow_up_suggestion,
    mark_person,
    retire_service,
    set_contact_rules,
)
from core import clock
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from people.constants import Role
from tests.factories.cases import Team, a_case, a_team
from tests.factories.cases_directory import a_keeper, a_service, a_suggestion, of_a_service
from tests.factories.people import LocalityFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


def names(**wanted: Any) -> list[str]:
    return [service.name for service in listed_services(Wanted(**wanted))]


def test_h10_the_directory_is_searched_by_words_need_place_and_age() -> None:
    harbour, oldtown = LocalityFactory(code="harbour"), LocalityFactory(code="old-town")
    a_service(localities=[harbour])
    warm = {"name": "Warm homes", "organisation": "Ember", "description": "Looks at your bills.", "places": ""}
    a_service(topics=[Topic.WARMTH, Topic.MONEY], minimum_age=None, **warm)
    assert names() == ["Tea on Tuesdays", "Warm homes"]
    assert names(search="quay tea") == ["Tea on Tuesdays"]
    assert names(search="EMBER") == ["Warm homes"]
    assert names(search="tea ember") == []
    assert names(topic=Topic.MONEY) == ["Warm homes"]
    assert names(locality=oldtown.pk) == ["Warm homes"]
    assert names(locality=harbour.pk) == ["Tea on Tuesdays", "Warm homes"]
    assert names(age=59) == ["Warm homes"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"topics": []}, "at least one thing"),
        ({"telephone": "", "places": ""}, "how to reach it"),
        ({"minimum_age": 60, "maximum_age": 59}, "must not be below"),
    ],
    ids=["nothing", "unreachable", "ages"],
)
def test_h10_an_entry_that_is_not_whole_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(NotWhole, match=words):
        a_service(**changes)
    assert not ListedService.objects.exists()
    assert not ListedOrganisation.objects.exists()


def test_h10_one_service_stands_once_and_its_organisation_too() -> None:
    service = a_service()
    a_service(name="Coffee on Fridays", organisation="ARDLEA befriending")
    assert ListedOrganisation.objects.count() == 1
    with pytest.raises(AlreadyDecided, match="in the directory already"):
        add_service(details=of_a_service(name="TEA on Tuesdays"), by=a_keeper())
    with pytest.raises(IntegrityError), transaction.atomic():
        ListedService.objects.filter(pk=service.pk).update(telephone="", places="")


def test_h10_only_a_manager_keeps_the_directory_and_of_any_partner() -> None:
    service, caseworker = a_service(), employed(organisation__code="lantern", roles=(Role.CASEWORKER,))
    for act in (
        lambda: add_service(details=of_a_service(name="Other"), by=caseworker),
        lambda: change_service(service=service, details=of_a_service(), by=caseworker),
        lambda: confirm_service(service=service, by=caseworker),
        lambda: retire_service(service=service, reason="Gone.", by=caseworker),
        lambda: bring_back_service(service=service, by=caseworker),
    ):
        with pytest.raises(NotDirectoryKeeper):
            act()
    changed = change_service(
        service=service, details=of_a_service(costs="£2", topics=[Topic.MEALS]), by=a_keeper("millburn")
    )
    assert changed.costs == "£2"
    assert [one.topic for one in changed.topics.all()] == [Topic.MEALS]
    event = Event.objects.get(verb="cases.listed_service_changed")
    assert event.detail == {"fields": ["costs"]}


def test_h10_an_entry_that_nobody_confirmed_for_twelve_months_says_so() -> None:
    service = a_service()
    ListedService.objects.update(assured_on=date(2026, 6, 4))
    assert not ListedService.objects.get().is_unconfirmed
    assert names(shown="unconfirmed") == []
    ListedService.objects.update(assured_on=date(2026, 6, 3))
    assert ListedService.objects.get().is_unconfirmed
    assert names(shown="unconfirmed") == ["Tea on Tuesdays"]
    keeper = a_keeper("millburn")
    confirm_service(service=service, by=keeper)
    service = ListedService.objects.get()
    assert (service.assured_on, service.assured_by, service.is_unconfirmed) == (clock.today(), keeper, False)


@pytest.mark.parametrize("verb", ["change", "confirm", "retire", "bring-back"])
@pytest.mark.parametrize("state", list(ListingState))
def test_h10_each_verb_is_allowed_from_its_states_and_no_other(verb: str, state: ListingState) -> None:
    service, by = a_service(), a_keeper()
    if state == ListingState.INACTIVE:
        retire_service(service=service, reason="The hall is closed.", by=by)
    acts = {
        "change": lambda: change_service(service=service, details=of_a_service(), by=by),
        "confirm": lambda: confirm_service(service=service, by=by),
        "retire": lambda: retire_service(service=service, reason="The hall is closed.", by=by),
        "bring-back": lambda: bring_back_service(service=service, by=by),
    }
    step = LISTED_SERVICE_LIFE.steps[verb]
    if state in step.allowed_from:
        assert acts[verb]().state == step.to
    else:
        with pytest.raises(TransitionNotAllowed):
            acts[verb]()


def test_h10_what_is_out_of_use_is_suggested_to_nobody_and_says_why(team: Team) -> None:
    case, service = a_case(team.caseworker), a_service()
    with pytest.raises(NotWhole):
        retire_service(service=service, reason=" ", by=team.payer)
    retire_service(service=service, reason="The hall is closed.", by=team.payer)
    assert names() == []
    assert names(shown="inactive") == ["Tea on Tuesdays"]
    with pytest.raises(AlreadyDecided, match="The hall is closed"):
        a_suggestion(case, team.caseworker, service=service)


def test_h10_a_suggestion_keeps_the_words_of_its_day(team: Team) -> None:
    case, service = a_case(team.caseworker), a_service()
    made = a_suggestion(case, team.caseworker, service=service)
    change_service(service=service, details=of_a_service(telephone="01632 960 799", costs="£4"), by=team.payer)
    kept = suggestions_in(case).get()
    assert (kept.words["telephone"], kept.words["costs"]) == ("01632 960 700", "Free")
    assert kept.words["who_for"] == "60 years old and older"
    assert (kept.by, kept.at, kept.said, kept.topic) == (
        team.caseworker,
        clock.now(),
        "I would like the company.",
        Topic.COMPANY,
    )
    event = Event.objects.get(verb="cases.service_suggested")
    assert (event.subject_label, event.detail) == (case.reference, {"service": str(service.uid)})
    assert made == kept


@pytest.mark.parametrize(
    ("told_how", "route"),
    [(ToldHow.LETTER, ContactRoute.LETTER), (ToldHow.TELEPHONE, ContactRoute.TELEPHONE)],
)
def test_h10_r4_nothing_is_suggested_by_a_way_that_is_not_safe(
    team: Team, told_how: ToldHow, route: ContactRoute
) -> None:
    case = a_case(team.caseworker)
    set_contact_rules(case=case, rules={route: (False, "He opens her post.")}, by=team.caseworker)
    with pytest.raises(MayNotBeContacted, match="not safe"):
        a_suggestion(case, team.caseworker, told_how=told_how)
    assert a_suggestion(case, team.caseworker, told_how=ToldHow.IN_PERSON)


def test_h10_r4_nothing_is_suggested_to_somebody_who_died_and_nobody_is_sent_to_ask(team: Team) -> None:
    case = a_case(team.caseworker)
    a_suggestion(case, team.caseworker)
    assert [item.words for item in waiting(team)] == ["Ask whether they got there: Tea on Tuesdays"]
    mark_person(case=case, died_on=clock.today(), by=team.caseworker)
    assert waiting(team) == []
    with pytest.raises(MayNotBeContacted):
        a_suggestion(case, team.caseworker)


def waiting(team: Team) -> list[Any]:
    return shown(Work(team.caseworker, WantedWork(kind="suggestion")).rows)


def test_h10_somebody_asks_whether_they_got_there_until_it_is_known(team: Team) -> None:
    case = a_case(team.caseworker)
    made = a_suggestion(case, team.caseworker)
    later = clock.today() + timedelta(days=30)
    with pytest.raises(NotWhole, match="still to come"):
        follow_up_suggestion(suggestion=made, got_there=GotThere.NOT_YET, by=team.caseworker)
    with pytest.raises(NotWhole, match="why"):
        follow_up_suggestion(suggestion=made, got_there=GotThere.TURNED_AWAY, by=team.caseworker)
    follow_up_suggestion(suggestion=made, got_there=GotThere.NOT_YET, ask_again_on=later, by=team.caseworker)
    assert len(waiting(team)) == 1
    last = follow_up_suggestion(suggestion=made, got_there=GotThere.YES, note="She goes each week.", by=team.assessor)
    assert waiting(team) == []
    assert [one.got_there for one in suggestions_in(case).get().follow_ups.all()] == [GotThere.NOT_YET, GotThere.YES]
    with pytest.raises(AlreadyDecided):
        follow_up_suggestion(suggestion=made, got_there=GotThere.YES, by=team.caseworker)
    last.note = "Not so."
    with pytest.raises(ImmutableRecord):
        last.save()


def test_h10_what_is_not_wanted_is_not_asked_about_and_what_is_wanted_needs_a_day(team: Team) -> None:
    case = a_case(team.caseworker)
    assert a_suggestion(case, team.caseworker, answered=Answered.DECLINES).ask_again_on is None
    for day in (None, clock.today()):
        with pytest.raises(NotWhole):
            a_suggestion(case, team.caseworker, ask_again_on=day)


def test_h10_only_the_cases_own_organisation_suggests_and_asks(team: Team) -> None:
    case, stranger = a_case(team.caseworker), employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    made = a_suggestion(case, team.caseworker)
    with pytest.raises(NotYourOrganisation):
        a_suggestion(case, stranger)
    with pytest.raises(NotYourOrganisation):
        follow_up_suggestion(suggestion=made, got_there=GotThere.YES, by=stranger)


def test_h10_managers_count_by_service_and_topic_their_own_and_nobody_elses(team: Team) -> None:
    case = a_case(team.caseworker)
    first = a_suggestion(case, team.caseworker)
    a_suggestion(case, team.caseworker, answered=Answered.DECLINES, topic=Topic.TRANSPORT)
    follow_up_suggestion(suggestion=first, got_there=GotThere.YES, by=team.caseworker)
    other = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    a_suggestion(a_case(other), other)
    since = clock.today() - timedelta(days=1)
    (row,) = suggested_by_service(team.payer, since=since)
    assert (row.name, row.suggested, row.wanted, row.got_there, row.waiting) == (
        "Tea on Tuesdays, Ardlea Befriending",
        2,
        1,
        1,
        0,
    )
    assert {row.name: row.suggested for row in suggested_by_topic(team.payer, since=since)} == {
        "Company and getting out": 1,
        "Transport": 1,
    }
    assert suggested_by_service(team.payer, since=clock.today() + timedelta(days=1)) == []
