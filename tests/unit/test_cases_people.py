"""People and homes of a case: how to reach somebody, who decides, who lives where, and warnings."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases import selectors
from cases.banners import banners_for
from cases.constants.conversation import Capacity
from cases.constants.decisions import Agreement
from cases.constants.intake import ClosedReason, LawfulBasis
from cases.constants.lines import LineState
from cases.constants.outcome import Met
from cases.constants.people import ContactRoute, HowGiven, PersonMark, PowerKind, SharingScope
from cases.constants.reading import ReadAs
from cases.contact import may_contact, ways_to_contact, why_not
from cases.exceptions import (
    AlreadyDecided,
    AssessmentIncomplete,
    ConsentNotRecorded,
    NotAPower,
    NotATherapist,
    SolutionsInHand,
)
from cases.forms import CapacityForm
from cases.models import CapacityRecord, Case, Goal, Person, Residence
from cases.selectors.tasks import read_as
from cases.services import (
    answer_question,
    assess,
    close_case,
    end_flag,
    end_power,
    keep_flag,
    mark_person,
    measure_goal,
    move_home,
    record_capacity,
    set_contact_rules,
    take_referral,
    unmark_person,
    update_person,
    withdraw_sharing,
)
from cases.services.intake import home_details, person_details
from cases.sharing import may_share
from core import clock
from core.exceptions import ImmutableRecord
from people.vocabulary import Tenure
from tests.factories.cases import Team, a_case, a_team, assessment_of, brought_to, talked
from tests.factories.cases_intake import a_carer, a_flag, a_power, a_question, a_resident, a_sharing
from tests.factories.people import LocalityFactory, OrganisationFactory
from tests.unit.test_cases_register import a_therapist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def case(team: Team) -> Case:
    return a_case(team.caseworker)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def reachable(case: Case) -> set[str]:
    person = Person.objects.get(pk=case.person_id)
    return {str(way.route) for way in ways_to_contact(person) if way.may_be_used}


@pytest.mark.parametrize("mark", PersonMark)
def test_r4_one_mark_stops_every_way_and_a_mistake_is_taken_back(case: Case, mark: PersonMark) -> None:
    by, before = case.owner, reachable(case)
    assert before == {"letter", "telephone", "text", "visit"}
    mark_person(case=case, by=by, **{f"{mark}_on": clock.today()})
    assert reachable(case) == set()
    assert "Do not write or ring" in banners_for(again(case))[-1].words
    unmark_person(case=case, mark=mark, reason="It was the neighbour.", by=by)
    assert reachable(case) == before
    assert [(row.mark, row.on, row.reason) for row in case.person.markings.order_by("id")] == [
        (mark, clock.today(), ""),
        (mark, None, "It was the neighbour."),
    ]
    with pytest.raises(ImmutableRecord):
        case.person.markings.first().save()


def test_r4_somebody_who_dies_after_the_case_is_closed_is_marked(case: Case) -> None:
    close_case(case=case, reason=ClosedReason.NOT_NEEDED, by=case.owner)
    mark_person(case=case, died_on=clock.today(), by=case.owner)
    assert reachable(case) == set()


def test_r4_an_unsafe_way_is_marked_once_and_the_others_stay(case: Case) -> None:
    rules: dict[ContactRoute, tuple[bool | None, str]] = {
        ContactRoute.TELEPHONE: (False, ""),
        ContactRoute.LETTER: (True, "To her sister's."),
        ContactRoute.VISIT: (None, ""),
    }
    set_contact_rules(case=case, rules=rules, by=case.owner)
    person = Person.objects.get(pk=case.person_id)
    assert not may_contact(person, by=ContactRoute.TELEPHONE)
    assert why_not(person, by=ContactRoute.TELEPHONE) == "It is not safe to reach the person in this way."
    assert why_not(person, by=ContactRoute.EMAIL) == "No e-mail address is known."
    ways = {way.route: way for way in ways_to_contact(person)}
    assert (ways[ContactRoute.LETTER].is_safe, ways[ContactRoute.LETTER].note) == (True, "To her sister's.")
    assert ways[ContactRoute.VISIT].is_safe is None
    set_contact_rules(case=case, rules={ContactRoute.TELEPHONE: (None, "")}, by=case.owner)
    assert may_contact(Person.objects.get(pk=person.pk), by=ContactRoute.TELEPHONE)


def test_p13_capacity_is_of_a_decision_and_names_the_power_that_was_seen(case: Case) -> None:
    by, power = case.owner, a_power(case)
    asked: dict[str, Any] = {"case": case, "decision": "To have a stairlift", "by": by}
    with pytest.raises(AssessmentIncomplete, match="help the person decide"):
        record_capacity(**asked, finding=Capacity.SUPPORTED)
    helped = asked | {"finding": Capacity.REPRESENTED, "support_tried": "Pictures, in the morning."}
    with pytest.raises(NotAPower, match="Choose who decides"):
        record_capacity(**helped)
    with pytest.raises(NotAPower, match="advocate"):
        record_capacity(**helped, power=a_power(case, kind=PowerKind.ADVOCATE))
    later = a_power(case, valid_from=clock.today() + timedelta(days=1))
    with pytest.raises(NotAPower, match="does not hold today"):
        record_capacity(**helped, power=later)
    other = a_case(by)
    with pytest.raises(NotAPower):
        record_capacity(**(helped | {"case": other}), power=power)
    made = record_capacity(**helped, power=power)
    assert (made.person, made.power) == (case.person, power)
    end_power(case=case, power=power, on=clock.today(), by=by)
    with pytest.raises(NotAPower):
        record_capacity(**helped, power=power)
    with pytest.raises(IntegrityError), transaction.atomic():
        CapacityRecord.objects.create(
            person=case.person, decision="x", finding="represented", support_tried="x", at=clock.now(), by=by
        )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"finding": Capacity.SUPPORTED}, "support_tried"),
        ({"finding": Capacity.REPRESENTED, "support_tried": "Pictures."}, "power"),
    ],
)
def test_p13_what_a_finding_needs_is_asked_for_beside_its_field(case: Case, given: dict[str, str], field: str) -> None:
    form = CapacityForm({"decision": "To have a stairlift", **given}, case=case)  # type: ignore[arg-type]
    assert list(form.errors) == [field]


def test_p13_the_conversation_and_the_case_assessment_say_who_decided(team: Team, case: Case) -> None:
    power = a_power(case)
    talk = talked(case, team.caseworker, capacity=Capacity.REPRESENTED, support_tried="Pictures.", power=power)
    assert talk.capacity_record.power == power
    line = brought_to(LineState.PROPOSED, team, case)
    facts = assessment_of(line) | {"agreement": Agreement.REPRESENTATIVE, "agreement_note": "Asked twice."}
    with pytest.raises(NotAPower):
        assess(line=line, by=team.caseworker, **facts)
    made = assess(line=line, by=team.caseworker, power=power, **facts)
    assert (made.capacity_record.power, made.capacity_record.decision) == (power, f"Whether to have: {line.title}")


def test_p3_p13_who_took_part_and_that_time_alone_was_offered_stand_with_the_conversation(
    team: Team, case: Case, client: Client
) -> None:
    client.force_login(team.caseworker)
    page = reverse("cases:conversations", args=[case.reference])
    talked(case, team.caseworker, took_part="Jean, and Ann who looks after her.")
    shown = client.get(page).content.decode()
    assert "Jean, and Ann who looks after her." in shown
    assert "Time alone was offered." not in shown, "nobody said so"
    talked(case, team.caseworker, had_time_alone_offered=True)
    assert "Time alone was offered." in client.get(page).content.decode()


def test_p13_what_helps_somebody_to_communicate_is_kept_with_the_person(team: Team, case: Case, client: Client) -> None:
    client.force_login(team.caseworker)
    page = reverse("cases:person", args=[case.reference])
    update_person(case=case, by=team.caseworker, communication_needs="")
    assert "Not asked yet" in client.get(page).content.decode()
    update_person(case=case, by=team.caseworker, communication_needs="Speak slowly. She reads lips.")
    assert again(case).person.communication_needs == "Speak slowly. She reads lips."
    assert "Speak slowly. She reads lips." in client.get(page).content.decode()


def test_p3_each_goal_is_a_row_measured_again_and_again(team: Team, case: Case) -> None:
    talk = talked(case, team.caseworker, goals=["Shower alone.", "  ", "Walk to the shop."])
    assert [(goal.number, goal.words) for goal in talk.goals.all()] == [(1, "Shower alone."), (2, "Walk to the shop.")]
    goal = talk.goals.get(number=1)
    measure_goal(goal=goal, met=Met.PARTLY, words="With a hand.", by=team.caseworker)
    close_case(case=case, reason=ClosedReason.FINISHED, by=team.caseworker)
    measure_goal(goal=Goal.objects.get(pk=goal.pk), met=Met.MET, by=team.caseworker)
    assert [row.met for row in goal.measures.all()] == [Met.MET, Met.PARTLY]
    with pytest.raises(AssessmentIncomplete):
        talked(a_case(team.caseworker), team.caseworker, goals=[" "])


def test_r2_what_a_partner_may_be_told_is_dated_scoped_and_taken_back(case: Case) -> None:
    partner = OrganisationFactory(code="infirmary")
    assert not may_share(case.person, partner)
    with pytest.raises(ConsentNotRecorded):
        a_sharing(case, lawful_basis=LawfulBasis.CONSENT)
    sharing = a_sharing(case, lawful_basis=LawfulBasis.CONSENT, how_given=HowGiven.SPOKEN, scope=SharingScope.NEEDS)
    assert may_share(case.person, partner, SharingScope.PROGRESS)
    assert not may_share(case.person, partner, SharingScope.RECORD)
    assert not may_share(case.person, OrganisationFactory(code="millburn"))
    with pytest.raises(AlreadyDecided):
        a_sharing(case)
    withdraw_sharing(case=case, sharing=sharing, how=HowGiven.TELEPHONE, by=case.owner)
    assert not may_share(case.person, partner)
    with pytest.raises(AlreadyDecided):
        withdraw_sharing(case=case, sharing=sharing, how=HowGiven.TELEPHONE, by=case.owner)
    a_sharing(case)
    assert case.person.sharings.count() == 2


def test_r1_a_carer_in_the_same_home_has_a_case_of_their_own(case: Case) -> None:
    caring = a_carer(case)
    one = selectors.household_of(case)[0]
    assert (one.residence.person, one.case) == (caring.carer, None)
    theirs = take_referral(
        person=person_details(caring.carer),
        home=home_details(case.home),
        known_person=caring.carer,
        known_home=case.home,
        route="self",
        reason="I lift him, and my back has gone.",
        lawful_basis=LawfulBasis.PUBLIC_TASK,
        by=case.owner,
    )
    assert (theirs.home, theirs.person) == (case.home, caring.carer)
    assert selectors.household_of(case)[0].case == theirs
    assert [one.person for one in selectors.cared_for_by(theirs)] == [case.person]
    assert Residence.objects.filter(person=caring.carer, valid_until=None).count() == 1
    flag = a_flag(case)
    warned = [banner for banner in banners_for(again(theirs)) if banner.is_warning]
    assert flag.words in warned[0].words


def test_r1_a_warning_stands_past_its_review_until_somebody_takes_it_down(case: Case) -> None:
    flag = a_flag(case, review_on=clock.today() - timedelta(days=1))
    assert "it was due by" in banners_for(again(case))[0].words
    keep_flag(case=case, flag=flag, review_on=clock.today() + timedelta(days=30), by=case.owner)
    assert "To be looked at again by" in banners_for(again(case))[0].words
    end_flag(case=case, flag=flag, reason="The dog is gone.", by=case.owner)
    assert not [banner for banner in banners_for(again(case)) if banner.is_warning]


def test_r4_somebody_moves_home_and_the_case_goes_with_them(team: Team, case: Case) -> None:
    talked(case, team.caseworker)
    line = brought_to(LineState.RECOMMENDED, team, case)
    a_resident(case)
    old, new = (
        case.home,
        {
            "address": "1 Quay Road",
            "postcode": "AR1 9ZZ",
            "tenure": Tenure.OWNER,
            "locality": LocalityFactory(code="harbour"),
            "uprn": "",
        },
    )
    move_home(case=case, home=None, details=new, moved_on=clock.today(), by=team.caseworker)
    case = again(case)
    assert case.home != old
    line.refresh_from_db()
    assert (line.state, line.round) == (LineState.PROPOSED, 2)
    stays = case.person.residences.order_by("id")
    assert [(stay.home, stay.valid_until is None) for stay in stays] == [(old, False), (case.home, True)]
    decided = brought_to(LineState.AUTHORISED, team)
    with pytest.raises(SolutionsInHand, match=decided.title):
        move_home(case=decided.case, home=None, details=new, moved_on=clock.today(), by=team.caseworker)


def test_h1_a_person_lives_in_one_home_at_a_time(case: Case) -> None:
    stay = case.person.residences.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Residence.objects.create(
            person=case.person,
            home=case.home,
            organisation=case.organisation,
            valid_from=date(2020, 1, 1),
            recorded_by=stay.recorded_by,
        )


def test_p2_a_question_goes_to_therapists_without_naming_anybody(
    team: Team, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    therapist = a_therapist()
    with django_capture_on_commit_callbacks(execute=True):
        question = a_question(case)
    asked = next(one for one in mail.outbox if one.to == [therapist.email])
    assert "Jean" not in asked.subject + asked.body
    assert "stool" not in asked.body
    assert list(selectors.open_questions()) == [question]
    with pytest.raises(NotATherapist):
        answer_question(question=question, answer="Yes.", by=team.caseworker)
    with django_capture_on_commit_callbacks(execute=True):
        answer_question(question=question, answer="Yes, on a level floor.", by=therapist)
    told = mail.outbox[-1]
    assert told.to == [case.owner.email]
    assert "Jean" not in told.subject + told.body
    assert not selectors.open_questions().exists()
    with pytest.raises(AlreadyDecided):
        answer_question(question=question, answer="No.", by=therapist)


def test_p2_a_question_about_a_closed_case_waits_for_nobody(team: Team, case: Case, client: Client) -> None:
    therapist = a_therapist()
    question = a_question(case)
    assert read_as(case, therapist, roles=()) == ReadAs.THERAPIST
    close_case(case=case, reason=ClosedReason.NOT_NEEDED, by=team.caseworker)
    case.refresh_from_db()
    assert not selectors.open_questions().exists()
    assert read_as(case, therapist, roles=()) is None, "it opens the case to no therapist any more"
    client.force_login(therapist)
    assert client.get(reverse("cases:answer", args=[question.pk])).status_code == 404


def test_p2_whoever_answers_second_reads_that_and_keeps_their_words(case: Case, client: Client) -> None:
    therapist, question = a_therapist(), a_question(case)
    client.force_login(therapist)
    answer_question(question=question, answer="Yes, on a level floor.", by=therapist)
    response = client.post(reverse("cases:answer", args=[question.pk]), {"answer": "Only with a rail."})
    assert response.status_code == 409
    assert f"{therapist} has answered this already." in response.content.decode()
    assert "Only with a rail." in response.content.decode()
