"""From what somebody tells us to a case: taken, sent by a partner, or asked for on the website."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from cases import selectors
from cases.constants.intake import LawfulBasis, ReferralRoute
from cases.constants.lines import LineRoute
from cases.constants.people import SharingScope
from cases.constants.referrals import DeclineReason, ReferralState, Urgency
from cases.exceptions import (
    AlreadyDecided,
    ConsentNotRecorded,
    DischargePassed,
    LocalityMissing,
    NotYourOrganisation,
    TenureToConfirm,
)
from cases.models import Case, FrontDoor, Home, Person, Referral
from cases.services import (
    accept_referral,
    arrange_direct_access,
    decline_referral,
    join_referral,
    send_referral,
    take_referral,
    update_home,
)
from core import clock
from core.exceptions import ImmutableRecord
from people.constants import OrganisationKind, Role
from people.vocabulary import Tenure
from tests.factories.cases import Team, a_case, a_line, a_team
from tests.factories.cases_intake import a_person, a_place, a_plea, a_sender, a_sent_referral, a_sharing, told
from tests.factories.cases_provision import ALL_NO
from tests.factories.people import LocalityFactory, OrganisationFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


def ours(team: Team) -> Any:
    return OrganisationFactory(code="lantern")


def accepted(referral: Referral, team: Team, **changes: Any) -> Case:
    facts: dict[str, Any] = {"home": a_place(), "lawful_basis": LawfulBasis.PUBLIC_TASK, "by": team.caseworker}
    return accept_referral(referral=referral, **(facts | changes))


def test_h1_a_day_of_going_home_that_has_passed_is_refused(team: Team) -> None:
    yesterday = told(discharge_on=clock.today() - timedelta(days=1))
    with pytest.raises(DischargePassed):
        send_referral(person=a_person(), home=a_place(), told=yesterday, to=ours(team), by=a_sender())
    assert a_sent_referral(ours(team), discharge_on=clock.today()).discharge_on == clock.today()


@pytest.mark.parametrize("route", ReferralRoute)
def test_h1_a_referral_by_each_route_is_taken_and_sent(team: Team, route: ReferralRoute) -> None:
    case = take_referral(
        person=a_person(),
        home=a_place(),
        route=route,
        reason="The bath.",
        lawful_basis=LawfulBasis.PUBLIC_TASK,
        by=team.caseworker,
    )
    assert (case.referral.route, case.referral.state) == (route, ReferralState.ACCEPTED)
    referral = a_sent_referral(ours(team), route=route)
    assert (referral.route, referral.state) == (route, ReferralState.WAITING)


def test_p11_what_comes_from_outside_is_no_case_until_it_is_accepted(team: Team) -> None:
    referral = a_sent_referral(ours(team))
    assert not Case.objects.exists()
    assert not Person.objects.exists()
    assert list(selectors.referrals_to(team.caseworker)) == [referral]
    case = accepted(referral, team)
    referral = Referral.objects.get(pk=referral.pk)
    assert referral.state == ReferralState.ACCEPTED
    assert (case.referral, case.person.name, case.home.postcode) == (referral, "Duncan Lorne", "AR1 5SB")
    assert case.referral.received_at <= clock.now()
    assert case.referral.urgency == Urgency.SOON
    assert not selectors.referrals_to(team.caseworker).exists()


def test_p11_a_hospital_follows_what_became_of_what_it_sent(team: Team) -> None:
    sender = a_sender()
    waiting, declined = a_sent_referral(ours(team), by=sender), a_sent_referral(ours(team), by=sender)
    case = accepted(waiting, team)
    decline_referral(
        referral=declined, reason=DeclineReason.NOT_OUR_AREA, note="Millburn was named.", by=team.caseworker
    )
    found = {row.pk: row for row in selectors.referrals_from(sender)}
    assert found[waiting.pk].decision.case == case
    assert found[declined.pk].decision.note == "Millburn was named."
    organisation = OrganisationFactory(code="infirmary")
    assert selectors.stages_told(list(found.values()), organisation) == {}
    a_sharing(case, scope=SharingScope.PROGRESS)
    assert selectors.stages_told(list(found.values()), organisation) == {waiting.pk: "referral"}
    assert not selectors.referrals_from(team.caseworker).exists()


def test_h1_nobody_sends_a_referral_to_themselves_or_reads_anothers(team: Team) -> None:
    with pytest.raises(NotYourOrganisation):
        send_referral(person=a_person(), home=a_place(), told=told(), to=ours(team), by=team.caseworker)
    referral = a_sent_referral(ours(team))
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    assert not selectors.referrals_to(stranger).exists()
    for act in (
        lambda: accepted(referral, team, by=stranger),
        lambda: decline_referral(referral=referral, reason=DeclineReason.IN_ERROR, note="x", by=stranger),
    ):
        with pytest.raises(NotYourOrganisation):
            act()


def test_h1_of_two_who_decide_about_a_referral_the_second_is_told_who_was_first(team: Team) -> None:
    referral = a_sent_referral(ours(team))
    accepted(referral, team)
    with pytest.raises(AlreadyDecided, match=str(team.caseworker)):
        accepted(referral, team, by=team.assessor)
    with pytest.raises(AlreadyDecided):
        decline_referral(referral=referral, reason=DeclineReason.IN_ERROR, note="x", by=team.assessor)
    assert Case.objects.count() == 1


def test_h1_people_and_homes_that_look_the_same_are_proposed_and_never_merged(team: Team) -> None:
    case = a_case(team.caseworker, name="Jean Muir")
    Person.objects.filter(pk=case.person_id).update(date_of_birth="1948-03-27")
    like = {"organisation": case.organisation, "name": "jean  muir"}
    assert selectors.people_like(**like) == [case.person]
    assert selectors.people_like(case.organisation, name="J Muir", date_of_birth="1948-03-27") == [case.person]
    assert selectors.people_like(case.organisation, name="Jean Moir") == []
    assert selectors.people_like(OrganisationFactory(code="millburn"), name="Jean Muir") == []
    assert selectors.homes_like(case.organisation, address="4 Pier  Street, Ardlea", postcode="ar12bc") == [case.home]
    assert selectors.homes_like(case.organisation, address="5 Pier Street", postcode="AR1 2BC") == []
    referral = a_sent_referral(ours(team), person=a_person(name="Jean Muir"))
    assert accepted(referral, team).person != case.person
    again = a_sent_referral(ours(team), person=a_person(name="Jean Muir"))
    same = accepted(again, team, known_person=case.person, known_home=case.home)
    assert (same.person, same.home) == (case.person, case.home)


def test_h1_a_referral_joins_a_case_that_is_open_already(team: Team) -> None:
    case = a_case(team.caseworker)
    referral = a_sent_referral(ours(team))
    assert join_referral(referral=referral, case=case, note="Home on Friday.", by=team.caseworker) == case
    assert Referral.objects.get(pk=referral.pk).state == ReferralState.JOINED
    assert Case.objects.count() == 1


def test_h19_why_a_service_was_not_given_is_counted(team: Team) -> None:
    reasons = [DeclineReason.NOT_OUR_AREA, DeclineReason.NOT_WANTED, DeclineReason.NOT_OUR_AREA]
    for reason in reasons:
        decline_referral(
            referral=a_sent_referral(ours(team)), reason=reason, note="They were told.", by=team.caseworker
        )
    found = selectors.reasons_why_not(ours(team))
    assert [(one.reason, one.count) for one in found] == [
        (DeclineReason.NOT_OUR_AREA, 2),
        (DeclineReason.NOT_WANTED, 1),
    ]


def test_r2_consent_is_asked_only_where_it_is_the_basis(team: Team) -> None:
    case = a_case(team.caseworker)
    assert (case.lawful_basis, case.consent_given) == (LawfulBasis.PUBLIC_TASK, "")
    with pytest.raises(ConsentNotRecorded):
        a_sent_referral(ours(team), lawful_basis=LawfulBasis.CONSENT)
    plea = a_plea(ours(team))
    with pytest.raises(ConsentNotRecorded):
        accepted(plea, team, lawful_basis=LawfulBasis.CONSENT)
    case = accepted(plea, team, lawful_basis=LawfulBasis.CONSENT, consent_given="By telephone on Monday.")
    assert case.consent_given == "By telephone on Monday."


def test_h1_what_the_database_refuses_of_a_referral(team: Team) -> None:
    referral = a_sent_referral(ours(team))
    for changes in (
        {"urgency_reason": ""},
        {"lawful_basis": ""},
        {"lawful_basis": "consent"},
        {"sent_from": None},
        {"door": "public"},
        {"route": "rumour"},
        {"name": ""},
    ):
        values = {f.attname: getattr(referral, f.attname) for f in Referral._meta.concrete_fields if not f.primary_key}
        if "sent_from" in changes:
            values.pop("sent_from_id")
        with pytest.raises(IntegrityError), transaction.atomic():
            Referral(**(values | {"reference": "R-3333-3333"} | changes)).save(force_insert=True)
    with pytest.raises(ImmutableRecord):
        referral.save()


def test_h1_a_tenure_to_confirm_is_confirmed_later_and_nothing_guesses_it(team: Team) -> None:
    plea = a_plea(ours(team))
    with pytest.raises(LocalityMissing):
        accepted(plea, team, home=a_place(locality=None, tenure=""))
    case = accepted(plea, team, home=a_place(tenure=""))
    assert case.home.get_tenure_display() == "To confirm"
    line = a_line(case, team.caseworker, code="RAIL-GRAB-INT", route=LineRoute.DIRECT_ACCESS)
    with pytest.raises(TenureToConfirm, match="still to confirm"):
        arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker)
    home = {"address": "2 Chandlers Close", "postcode": "AR1 5SB", "uprn": "906700000001"}
    update_home(case=case, **home, tenure=Tenure.COUNCIL, locality=LocalityFactory(code="harbour"), by=team.caseworker)
    line.refresh_from_db()
    assert arrange_direct_access(line=type(line).objects.get(pk=line.pk), answers=ALL_NO, by=team.caseworker).permitted


def test_h1_a_property_number_is_text_of_digits(team: Team) -> None:
    home = a_case(team.caseworker).home
    Home.objects.filter(pk=home.pk).update(uprn="000123456789")
    with pytest.raises(IntegrityError), transaction.atomic():
        Home.objects.filter(pk=home.pk).update(uprn="12A")


def test_i3_who_reads_what_the_public_asks_for_is_a_dated_row(team: Team) -> None:
    council = OrganisationFactory(code="town", kind=OrganisationKind.COUNCIL)
    assert selectors.front_door(None) is None
    employed(organisation=council, roles=(Role.CASEWORKER,))
    assert selectors.front_door(None) == council
    harbour, today = LocalityFactory(code="harbour"), clock.today()
    FrontDoor.objects.create(organisation=ours(team), locality=harbour, valid_from=today)
    assert selectors.front_door(harbour) == ours(team)
    assert selectors.front_door(LocalityFactory(code="glenside")) == council
    FrontDoor.objects.update(valid_from=today - timedelta(days=9), valid_until=today)
    assert selectors.front_door(harbour) == council


def test_i3_a_reference_says_nothing_about_the_person(team: Team) -> None:
    references = {a_plea(ours(team)).reference for _ in range(5)}
    assert len(references) == 5
    assert all(len(one) == 11 and one.startswith("R-") for one in references)
    assert not mail.outbox
