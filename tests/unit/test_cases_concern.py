"""Concerns and serious incidents: who reads them, their clock, their lives (H13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from audit.models import Event
from cases.constants.concern import CONCERN_LIFE, ConcernSource, ConcernState
from cases.constants.incident import IncidentState
from cases.constants.restricted import ToldWhom
from cases.exceptions import CouncilNotTold, KeptFromYou, LateWithoutReason, NobodyLeftToRead, NotYourOrganisation
from cases.models import Case, Concern, ProtectionRoute, SeriousIncident
from cases.notices import remind_of_the_council
from cases.selectors.concern import routes_for
from cases.selectors.restricted import may_read, readable, their_own_words
from cases.services.concern import concern_from_questionnaire, set_aside
from cases.services.incident import begin_investigation, close_incident
from cases.services.restricted import About, Told, add_update, close, take_on, tell
from core import clock
from core.exceptions import TransitionNotAllowed
from core.outbox import run_due
from people.constants import Role
from people.models import RoleGrant, User
from people.vocabulary import Nation
from tests.factories.cases import Team, a_case, a_team
from tests.factories.cases_concern import WHAT, a_concern, a_lead, an_incident, the_routes
from tests.factories.people import LocalityFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def lead() -> User:
    return a_lead()


@pytest.fixture
def case(team: Team) -> Case:
    """With nothing in the outbox that is about something else."""
    run_due()
    mail.outbox.clear()
    return a_case(team.caseworker)


def the_council(**changes: Any) -> Told:
    return Told(whom=ToldWhom.COUNCIL, at=clock.now(), **changes)


def test_h13_only_leads_read_a_concern_and_its_reporter_their_own_words(team: Team, lead: User, case: Case) -> None:
    concern = a_concern(case, team.caseworker)
    assert list(readable(Concern, lead)) == [concern]
    others = [
        team.caseworker,
        team.assessor,
        team.payer,
        a_lead("millburn"),
        employed(organisation__code="lantern", roles=tuple(set(Role) - {Role.SAFEGUARDING_LEAD})),
    ]
    for user in others:
        assert not readable(Concern, user).exists()
        assert not may_read(concern, user)
    assert their_own_words(concern, team.caseworker)
    assert not their_own_words(concern, team.assessor)
    concern = take_on(record=concern, by=lead)
    assert not their_own_words(concern, team.caseworker), "handed over, it is the lead's"


def test_h13_a_lead_of_one_organisation_reads_nothing_of_another(team: Team, case: Case) -> None:
    """A role that names an organisation counts for that one, wherever the holder works."""
    concern = a_concern(case, team.caseworker)
    visiting = employed(organisation__code="millburn")
    grant = RoleGrant.objects.create(
        user=visiting,
        role=Role.SAFEGUARDING_LEAD,
        organisation=concern.organisation,
        valid_from=clock.today() - timedelta(days=9),
    )
    assert may_read(concern, visiting)
    RoleGrant.objects.filter(pk=grant.pk).update(valid_until=clock.today())
    assert not may_read(concern, visiting)


@pytest.mark.parametrize(
    ("nation", "due"), [(Nation.SCOTLAND, "2027-06-07"), (Nation.ENGLAND, "2027-06-07")], ids=lambda value: str(value)
)
def test_h13_the_council_is_told_within_one_working_day_of_the_homes_calendar(
    team: Team, lead: User, nation: Nation, due: str
) -> None:
    """Reported on a Friday. Each due date keeps the calendar that it was computed with."""
    LocalityFactory(code="there", nation=nation)
    concern = a_concern(a_case(team.caseworker, locality="there"), team.caseworker)
    assert (concern.council_due_on.isoformat(), concern.council_calendar) == (due, nation.calendar)


def test_h13_a_bank_holiday_of_the_homes_nation_moves_the_day(team: Team, lead: User) -> None:
    """2 August 2027 is a bank holiday in Scotland and not in England."""
    LocalityFactory(code="south", nation=Nation.ENGLAND)
    friday = clock.now().replace(month=7, day=30)
    with clock.fixed(friday):
        there = a_concern(a_case(team.caseworker, locality="south"), team.caseworker)
        here = a_concern(a_case(team.caseworker), team.caseworker)
    assert (there.council_due_on.day, here.council_due_on.day) == (2, 3)


def test_h13_told_late_needs_a_reason(team: Team, lead: User, case: Case) -> None:
    concern = take_on(record=a_concern(case, team.caseworker), by=lead)
    with clock.fixed(clock.now() + timedelta(days=4)):
        assert Concern.objects.get().is_overdue
        with pytest.raises(LateWithoutReason, match="by 7 June 2027"):
            tell(record=concern, told=the_council(), by=lead)
        tell(record=concern, told=the_council(late_reason="The number was wrong."), by=lead)
    concern.refresh_from_db()
    assert concern.late_reason == "The number was wrong."
    assert not concern.is_overdue
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(late_reason="")


def test_h13_the_first_telling_of_the_council_stops_the_clock(team: Team, lead: User, case: Case) -> None:
    concern = take_on(record=a_concern(case, team.caseworker), by=lead)
    tell(record=concern, told=Told(whom=ToldWhom.POLICE, at=clock.now()), by=lead)
    concern.refresh_from_db()
    assert concern.council_told_on is None
    tell(record=concern, told=the_council(name="Duty social worker", reference="ASP 12"), by=lead)
    with clock.fixed(clock.now() + timedelta(days=30)):
        tell(record=concern, told=the_council(), by=lead)
    concern.refresh_from_db()
    assert concern.council_told_on == timezone.localdate(clock.now())
    assert [entry.told_name for entry in concern.entries.all()] == ["", "Duty social worker", ""]


def test_h13_whoever_reported_may_say_that_they_told_the_council_until_it_is_taken_on(
    team: Team, lead: User, case: Case
) -> None:
    concern = a_concern(case, team.caseworker)
    with pytest.raises(KeptFromYou):
        tell(record=concern, told=the_council(), by=team.assessor)
    tell(record=concern, told=the_council(), by=team.caseworker)
    take_on(record=concern, by=lead)
    with pytest.raises(KeptFromYou):
        tell(record=concern, told=the_council(), by=team.caseworker)
    for act in (take_on, lambda **facts: add_update(words="x", **facts), lambda **facts: close(outcome="x", **facts)):
        with pytest.raises(KeptFromYou):
            act(record=concern, by=team.payer)


def test_h13_a_concern_goes_from_report_to_outcome(team: Team, lead: User, case: Case) -> None:
    concern = take_on(record=a_concern(case, team.caseworker), by=lead)
    with pytest.raises(CouncilNotTold):
        close(record=concern, outcome="Safe.", by=lead)
    tell(record=concern, told=the_council(), by=lead)
    add_update(record=concern, words="The council visits tomorrow.", by=lead)
    closed = close(record=concern, outcome="A protection plan. She is safe.", by=lead)
    assert (closed.state, closed.closed_by) == (ConcernState.CLOSED, lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(outcome="")


VERBS: dict[str, Any] = {
    "take_on": take_on,
    "tell": lambda **facts: tell(told=the_council(), **facts),
    "update": lambda **facts: add_update(words="News.", **facts),
    "close": lambda **facts: close(outcome="Safe.", **facts),
    "set_aside": lambda **facts: set_aside(reason="A loose rail.", **facts),
}


@pytest.mark.parametrize("state", ConcernState)
@pytest.mark.parametrize("verb", VERBS)
def test_h13_every_verb_is_refused_from_every_other_state(lead: User, case: Case, verb: str, state: str) -> None:
    concern = concern_from_questionnaire(case=case, what=WHAT)
    ended = {"closed_at": clock.now(), "closed_by": lead, "outcome": "Over."}
    told = {"council_told_at": clock.now(), "council_told_on": clock.today()}
    over = ended if state in {ConcernState.CLOSED, ConcernState.SET_ASIDE} else {}
    Concern.objects.filter(pk=concern.pk).update(state=state, **told, **over)
    if state in CONCERN_LIFE.steps[verb].allowed_from:
        VERBS[verb](record=concern, by=lead)
    else:
        with pytest.raises(TransitionNotAllowed):
            VERBS[verb](record=concern, by=lead)


def test_h13_a_worry_from_a_questionnaire_may_be_passed_on_and_a_report_of_staff_may_not(
    team: Team, lead: User, case: Case
) -> None:
    worry = take_on(record=concern_from_questionnaire(case=case, what="The rail is loose."), by=lead)
    assert set_aside(record=worry, reason="A loose rail; Sam rings today.", by=lead).state == ConcernState.SET_ASIDE
    reported = take_on(record=a_concern(case, team.caseworker), by=lead)
    with pytest.raises(Exception, match="Only what was said in a questionnaire"):
        set_aside(record=reported, reason="Nothing in it.", by=lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=worry.pk).update(source=ConcernSource.STAFF, reported_by=team.caseworker)


def test_h13_the_email_names_nobody(team: Team, lead: User, case: Case) -> None:
    other = a_lead()
    concern = a_concern(case, lead)
    run_due()
    assert [message.to for message in mail.outbox] == [[other.email]], "not to whoever reported it"
    said = mail.outbox[0].subject + mail.outbox[0].body
    assert f"/cases/concerns/{concern.token}/" in said
    for word in ("Muir", case.reference, "bruises", lead.last_name, "Pier Street"):
        assert word not in said


def test_h13_where_nobody_reads_the_managers_hear_that_somebody_must_be_named(team: Team, case: Case) -> None:
    a_concern(case, team.caseworker)
    run_due()
    assert [message.to for message in mail.outbox] == [[team.payer.email]]
    assert "has no safeguarding lead" in mail.outbox[0].subject
    assert not readable(Concern, team.payer).exists()


def test_h13_one_who_is_part_of_it_neither_reads_nor_hears_of_it(team: Team, lead: User, case: Case) -> None:
    with pytest.raises(NobodyLeftToRead):
        a_concern(case, team.caseworker, kept_from=lead)
    other = a_lead()
    concern = a_concern(case, team.caseworker, kept_from=lead)
    run_due()
    assert [message.to for message in mail.outbox] == [[other.email]]
    assert not may_read(concern, lead)
    assert not readable(Concern, lead).exists()


def test_h13_until_the_council_is_told_its_readers_are_reminded_each_day(team: Team, lead: User, case: Case) -> None:
    concern = a_concern(case, team.caseworker, told=None)
    run_due()
    mail.outbox.clear()
    remind_of_the_council()
    run_due()
    assert not mail.outbox, "its day has not come"
    for days in (3, 3, 4):
        with clock.fixed(clock.now() + timedelta(days=days)):
            remind_of_the_council()
            run_due()
    assert [message.subject for message in mail.outbox] == [
        "The council must be told today",
        "The council should have been told by now",
    ]
    tell(record=concern, told=the_council(), by=team.caseworker)
    with clock.fixed(clock.now() + timedelta(days=5)):
        remind_of_the_council()
        run_due()
    assert len(mail.outbox) == 2


def test_h13_nothing_of_a_case_points_at_the_record_and_its_events_name_nobody(
    team: Team, lead: User, case: Case
) -> None:
    concern = a_concern(case, team.caseworker)
    incident = an_incident(case, team.caseworker)
    for model in (type(case), type(case.person), type(case.home), User):
        related: list[type[Model]] = [one.related_model for one in model._meta.related_objects if not one.hidden]  # type: ignore[misc]
        assert not {Concern, SeriousIncident} & set(related)
    for event in Event.objects.filter(subject_type__in=["cases.Concern", "cases.SeriousIncident"]):
        said = f"{event.subject_label} {event.detail}"
        assert case.reference not in said
        assert "Muir" not in said
    assert case.reference not in f"{concern} {incident} {concern.token}"


def test_h13_somebody_who_works_elsewhere_or_nowhere_reports_nothing_here(team: Team, case: Case) -> None:
    for by in (employed(organisation__code="millburn"), User.objects.create(email="nobody@example.org")):
        with pytest.raises(NotYourOrganisation):
            a_concern(case, by)


def test_h13_a_concern_may_be_about_somebody_without_a_case(team: Team, lead: User) -> None:
    about = About(whom="The man at number 6", nation=Nation.ENGLAND)
    concern = a_concern(None, team.caseworker, about=about)
    assert concern.council_calendar == Nation.ENGLAND.calendar
    with pytest.raises(Exception, match="Say whom it is about"):
        a_concern(None, team.caseworker, about=About(nation=Nation.ENGLAND))


def test_h13_words_and_numbers_are_those_of_the_homes_nation_and_day(team: Team) -> None:
    """Dated configuration: a locality's own number goes before the nation's words, from its day on."""
    the_routes()
    south = LocalityFactory(code="south", nation=Nation.ENGLAND)
    english, scottish = a_case(team.caseworker, locality="south"), a_case(team.caseworker)
    titles = {case.pk: [route.title for route in routes_for(case)[0].routes] for case in (english, scottish)}
    assert titles[english.pk] == ["Safeguarding adults", "Safeguarding children"]
    assert titles[scottish.pk] == ["Adult support and protection", "Child protection"]
    words = {"nation": "england", "protection": "adult", "title": "Adults, south", "words": "Ring."}
    tomorrow = clock.today() + timedelta(days=1)
    ProtectionRoute.objects.create(**words, locality=south, telephone="01632 960 111", valid_from=tomorrow)
    assert routes_for(english)[0].routes[0].title == "Safeguarding adults"
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert routes_for(english)[0].routes[0].telephone == "01632 960 111"


def test_h13_a_serious_incident_is_told_investigated_and_closed_with_what_is_learned(
    team: Team, lead: User, case: Case
) -> None:
    incident = an_incident(case, team.caseworker, told=the_council())
    assert incident.council_told_on == clock.today()
    assert may_read(incident, team.payer)
    assert not may_read(incident, team.assessor)
    with pytest.raises(KeptFromYou):
        begin_investigation(record=incident, scope="Why.", by=team.caseworker)
    begun = begin_investigation(record=incident, scope="Why the strap gave way.", by=team.payer)
    assert begun.state == IncidentState.INVESTIGATED
    with pytest.raises(Exception, match="does not happen again"):
        close_incident(record=incident, outcome="It was worn.", learning=" ", by=lead)
    closed = close_incident(record=incident, outcome="It was worn.", learning="Straps are checked.", by=lead)
    assert closed.state == IncidentState.CLOSED
    assert {event.verb for event in Event.objects.filter(subject_type="cases.SeriousIncident")} == {
        "cases.seriousincident_reported",
        "cases.seriousincident_told",
        "cases.seriousincident_taken_on",
        "cases.seriousincident_closed",
    }
