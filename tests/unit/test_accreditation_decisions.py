"""The decision function: each rule by example, then its clock edges and its queries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accreditation.constants import LiftedAs
from accreditation.decisions import decide_many
from accreditation.models import Accreditation, Adaptation
from accreditation.questions import Action, Decision, Reason
from accreditation.services import propose_reinstatement, reinstate, relinquish, revoke, suspend
from core import clock
from people.constants import RegistrationBody, StaffCheckKind
from people.models import ProfessionalRegistration, StaffCheck, User
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import (
    SchemeFactory,
    a_catalogue,
    a_question,
    a_scope,
    accredited,
    an_officer,
    applied,
    direct_access,
    mot_scheme,
)
from tests.factories.people import ProfessionFactory, UserFactory, employed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue(db: None) -> dict[str, Adaptation]:
    return a_catalogue()


def ask(subject: str, at: datetime | None = None, known_at: datetime | None = None, **changes: object) -> Decision:
    return decide_many([a_question(subject, **changes)], at or clock.now(), known_at=known_at)[0]


def why(subject: str, **changes: object) -> list[str]:
    answer = ask(subject, **changes)
    assert not answer.permitted
    return [str(reason) for reason in answer.reasons]


def registered(profession: str, number: str, *, valid_until: date = date(2028, 1, 1), user: User | None = None) -> User:
    user = user or UserFactory()
    ProfessionalRegistration.objects.create(
        user=user,
        body=RegistrationBody.HCPC,
        number=number,
        profession=ProfessionFactory(code=profession),
        valid_from=date(2020, 1, 1),
        valid_until=valid_until,
        checked_on=date(2027, 1, 1),
        checked_by=UserFactory(),
    )
    return user


def checked(user: User, recheck_on: date) -> None:
    StaffCheck.objects.create(
        user=user,
        kind=StaffCheckKind.PVG,
        checked_on=date(2025, 1, 1),
        recheck_on=recheck_on,
        recorded_by=UserFactory(),
    )


def test_a4_an_accredited_assessor_may(now: datetime) -> None:
    number = accredited().number
    answer = ask(number)
    assert answer.permitted
    assert answer.reasons == (Reason.ACCREDITED,)
    assert (answer.accreditation_number, answer.tier, answer.register_number) == (number, Tier.SIMPLE, 1)
    assert answer.explanations == ("The person's accreditation covers this.",)
    assert ask(number.lower().replace("-", " ")).permitted


def test_a4_refusals_name_everything_that_stands_against(now: datetime) -> None:
    number = accredited(scopes=[a_scope(tenures=[Tenure.COUNCIL], kinds=["bathroom"])]).number
    assert why(number, tenure=Tenure.COUNCIL, locality="islands") == ["LOCALITY_NOT_HELD"]
    assert why(number) == ["TENURE_NOT_HELD"]
    assert why(number, tenure=None, locality="") == ["LOCALITY_NOT_HELD", "TENURE_NOT_HELD"]
    assert why(number, adaptation="STAIRLIFT-STR", tenure=Tenure.COUNCIL) == ["TIER_NOT_HELD"]
    assert why(number, adaptation="STAIRLIFT-STR", tier=Tier.SIMPLE, locality="islands") == [
        "TIER_NOT_HELD",
        "TIER_UNDERSTATED",
        "LOCALITY_NOT_HELD",
        "TENURE_NOT_HELD",
    ]
    assert why(number, adaptation="RAIL-GRAB-INT", tenure=Tenure.COUNCIL) == ["KIND_NOT_HELD"]
    assert why(number, adaptation="BOAT", tenure=Tenure.COUNCIL) == ["UNKNOWN_ADAPTATION"]
    assert why("TA-0000-1") == ["UNKNOWN_SUBJECT"]
    assert why("nobody", adaptation="BOAT") == ["UNKNOWN_SUBJECT", "UNKNOWN_ADAPTATION"]


def test_a4_refusals_say_it_in_words(now: datetime) -> None:
    answer = ask(accredited().number, adaptation="STAIRLIFT-STR", tenure=None, locality="islands")
    assert answer.explanations == (
        "This is “moderate”, and the person may not authorise at that tier.",
        "The scope does not cover the locality “islands”.",
        "The scope does not cover the tenure “not given”.",
    )


def test_a4_the_higher_tier_counts(now: datetime) -> None:
    """Stated higher: refused at the stated tier. Stated lower: the catalogue's tier is used, and held or not."""
    simple = accredited().number
    moderate = accredited(scheme=SchemeFactory(code="moderate", tier=Tier.MODERATE)).number
    assert why(simple, tier=Tier.MODERATE) == ["TIER_NOT_HELD"]
    understated = ask(moderate, adaptation="STAIRLIFT-STR", tier=Tier.SIMPLE)
    assert understated.permitted
    assert understated.tier is Tier.MODERATE
    assert ask(moderate).permitted


def test_a4_direct_access_is_for_everyone_on_the_tenures_list(now: datetime, catalogue: dict[str, Adaptation]) -> None:
    direct_access(Tenure.COUNCIL, catalogue["RAIL-GRAB-INT"])
    for subject in ("nobody", "", accredited().number):
        answer = ask(subject, adaptation="RAIL-GRAB-INT", tenure=Tenure.COUNCIL, locality="", organisation="x")
        assert answer.permitted
        assert answer.reasons == (Reason.DIRECT_ACCESS,)
    assert why("nobody", adaptation="RAIL-GRAB-INT") == ["UNKNOWN_SUBJECT"]
    # The situation raises the need above the item: then it needs an assessor.
    assert why("nobody", adaptation="RAIL-GRAB-INT", tenure=Tenure.COUNCIL, tier=Tier.SIMPLE) == ["UNKNOWN_SUBJECT"]
    # Off the list, an accredited assessor may still authorise it: the tier held covers lower tiers.
    assert ask(accredited(user=UserFactory()).number, adaptation="RAIL-GRAB-INT").reasons == (Reason.ACCREDITED,)


def test_a4_a_direct_access_list_holds_for_its_days(now: datetime, catalogue: dict[str, Adaptation]) -> None:
    listed = direct_access(Tenure.OWNER, catalogue["RAIL-GRAB-INT"])
    listed.valid_until = date(2027, 6, 4)
    listed.save()
    assert why("nobody", adaptation="RAIL-GRAB-INT") == ["UNKNOWN_SUBJECT"]
    assert ask("nobody", adaptation="RAIL-GRAB-INT", at=now - timedelta(days=1)).permitted


def test_a4_a_suspension_holds_on_the_very_next_answer(now: datetime) -> None:
    accreditation = accredited()
    before = ask(accreditation.number)
    suspension = suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
    after = ask(accreditation.number)
    assert before.permitted
    assert before.register_number < suspension.register_number
    assert not after.permitted
    assert after.reasons == (Reason.SUSPENDED,)
    assert after.register_number >= suspension.register_number


def test_a4_each_state_that_does_not_hold_says_which(now: datetime) -> None:
    officer = an_officer()
    revoked, given_up, ahead = accredited(), accredited(), accredited(effective_from=now + timedelta(hours=1))
    revoke(accreditation=revoked, reason="Unfit.", by=officer)
    relinquish(accreditation=given_up, reason="Leaving.", by=given_up.user)
    with clock.fixed(now - timedelta(days=400)):
        expired = accredited(valid_until=date(2027, 1, 1))
    assert why(revoked.number) == ["REVOKED"]
    assert why(given_up.number) == ["RELINQUISHED"]
    assert why(ahead.number) == ["NOT_YET_ACCREDITED"]
    assert why(expired.number) == ["EXPIRED"]
    assert why(applied().number) == ["NOT_GRANTED"]
    suspend(accreditation=ahead, reason="A complaint.", by=officer)
    assert why(ahead.number) == ["SUSPENDED"]
    assert why(revoked.number, locality="islands") == ["REVOKED", "LOCALITY_NOT_HELD"]


def test_a4_what_was_permitted_on_a_past_day(now: datetime) -> None:
    """The same function answers about the past: by what is known now, and by what was known then."""
    with clock.fixed(now - timedelta(days=30)):
        accreditation = accredited()
    three_days_ago, yesterday = now - timedelta(days=3), now - timedelta(days=1)
    suspend(accreditation=accreditation, reason="Found late.", by=an_officer(), effective_from=three_days_ago)
    number = accreditation.number
    assert ask(number, at=now - timedelta(days=4)).permitted
    assert not ask(number, at=three_days_ago).permitted
    assert not ask(number, at=yesterday).permitted
    assert ask(number, at=yesterday, known_at=yesterday).permitted
    assert ask(number, at=now - timedelta(days=31)).reasons == (Reason.NOT_YET_ACCREDITED,)


def test_a4_after_reinstatement_it_is_yes_again(now: datetime) -> None:
    accreditation, one, two = accredited(), an_officer(), an_officer()
    suspend(accreditation=accreditation, reason="A complaint.", by=one)
    propose_reinstatement(accreditation=accreditation, reason="Answered.", lifted_as=LiftedAs.PUT_RIGHT, by=one)
    reinstate(accreditation=accreditation, reason="Agreed.", by=two, second=one)
    assert ask(accreditation.number).permitted


@pytest.mark.parametrize(
    ("at", "permitted"),
    [
        # valid_until 28 March 2027, when the clocks go forward: midnight is still winter time.
        (datetime(2027, 3, 27, 23, 59, 59, 999999, tzinfo=UTC), True),
        (datetime(2027, 3, 28, 0, 0, tzinfo=UTC), False),
    ],
)
def test_a4_the_end_is_exclusive_when_the_clocks_go_forward(at: datetime, permitted: bool, now: datetime) -> None:
    with clock.fixed(datetime(2027, 1, 1, 12, tzinfo=UTC)):
        number = accredited(valid_until=date(2027, 3, 28)).number
    assert ask(number, at=at).permitted is permitted


@pytest.mark.parametrize(
    ("at", "permitted"),
    [
        # valid_until 31 October 2027, when the clocks go back: midnight is still summer time.
        (datetime(2027, 10, 30, 22, 59, 59, 999999, tzinfo=UTC), True),
        (datetime(2027, 10, 30, 23, 0, tzinfo=UTC), False),
    ],
)
def test_a4_the_end_is_exclusive_when_the_clocks_go_back(at: datetime, permitted: bool, now: datetime) -> None:
    number = accredited(valid_until=date(2027, 10, 31)).number
    assert ask(number, at=at).permitted is permitted


def test_a4_a_term_may_end_on_29_february(now: datetime) -> None:
    number = accredited(valid_until=date(2028, 2, 29)).number
    assert ask(number, at=datetime(2028, 2, 28, 23, 59, tzinfo=UTC)).permitted
    assert not ask(number, at=datetime(2028, 2, 29, 0, 0, tzinfo=UTC)).permitted


def test_a8_an_occupational_therapist_authorises_by_registration_everywhere(now: datetime) -> None:
    registered("occupational-therapist", "OT104233")
    for changes in ({}, {"locality": "anywhere"}, {"tenure": None}, {"adaptation": "HOIST-CEIL", "tier": Tier.COMPLEX}):
        answer = ask("ot104233 ", **changes)
        assert answer.permitted
        assert answer.reasons == (Reason.REGISTERED,)
        assert answer.accreditation_number == ""
    assert why("OT104233", adaptation="BOAT") == ["UNKNOWN_ADAPTATION"]


def test_a8_a_registration_holds_for_its_days(now: datetime) -> None:
    registered("occupational-therapist", "OT1", valid_until=date(2027, 6, 4))
    assert why("OT1") == ["EXPIRED"]
    assert ask("OT1", at=datetime(2027, 6, 3, 22, 59, tzinfo=UTC)).permitted


def test_a8_other_professions_are_accredited(now: datetime) -> None:
    user = registered("physiotherapist", "PH098117")
    assert why("PH098117") == ["NOT_GRANTED"]
    number = accredited(user=user).number
    answer = ask("PH098117")
    assert answer.reasons == (Reason.ACCREDITED,)
    assert answer.accreditation_number == number
    assert why("PH098117", locality="islands") == ["LOCALITY_NOT_HELD"]


def test_a8_a_suspension_stops_its_holder_by_every_number(now: datetime) -> None:
    accreditation = accredited(user=registered("occupational-therapist", "OT1"))
    suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
    assert why("OT1") == ["SUSPENDED"]


def test_a8_a_number_of_two_bodies_that_names_two_people_names_nobody(now: datetime) -> None:
    registered("occupational-therapist", "123")
    other = UserFactory()
    ProfessionalRegistration.objects.create(
        user=other,
        body=RegistrationBody.NMC,
        number="123",
        profession=ProfessionFactory(code="nurse"),
        valid_from=date(2020, 1, 1),
        valid_until=date(2030, 1, 1),
        checked_on=date(2027, 1, 1),
        checked_by=UserFactory(),
    )
    assert why("123") == ["UNKNOWN_SUBJECT"]


def test_a8_items_for_registered_people_only(now: datetime) -> None:
    """Holding the tier is not enough for what restrains, locks in or lifts."""
    scheme = SchemeFactory(code="moderate", tier=Tier.MODERATE)
    officer, therapist = accredited(scheme=scheme), registered("physiotherapist", "PH1")
    assert why(officer.number, adaptation="HOIST-CEIL") == ["REGISTERED_ONLY"]
    assert ask(accredited(scheme=scheme, user=therapist).number, adaptation="HOIST-CEIL").permitted
    lapsed = registered("physiotherapist", "PH2", valid_until=date(2027, 6, 4))
    assert why(accredited(scheme=scheme, user=lapsed).number, adaptation="HOIST-CEIL") == ["REGISTERED_ONLY"]


MOT: dict[str, object] = {"action": Action.HOUSING_MOT, "adaptation": ""}


def test_a9_a_housing_mot_needs_its_scope_and_a_staff_check_in_date(now: datetime) -> None:
    holder = accredited(scheme=SchemeFactory(code="mot", tier="", actions=["housing-mot"]))
    assert ask(holder.number, **MOT).permitted
    assert why(holder.number) == ["TIER_NOT_HELD"]
    assert why(accredited().number, **MOT) == ["KIND_NOT_HELD"]
    user = UserFactory()
    checked(user, date(2027, 6, 4))
    number = accredited(user=user, scheme=mot_scheme()).number
    assert ask(number, **MOT).permitted
    assert why(number, at=now + timedelta(days=1), **MOT) == ["STAFF_CHECK_DUE"]
    checked(user, date(2030, 1, 1))
    assert ask(number, at=now + timedelta(days=1), **MOT).permitted


def test_a9_the_number_names_the_person_so_a_second_accreditation_counts(now: datetime) -> None:
    user = UserFactory()
    checked(user, date(2030, 1, 1))
    simple, mot = accredited(user=user), accredited(user=user, scheme=mot_scheme())
    assert ask(simple.number, **MOT).accreditation_number == mot.number
    assert ask(mot.number).accreditation_number == simple.number
    suspend(accreditation=simple, reason="A complaint.", by=an_officer())
    assert why(simple.number, **MOT) == ["SUSPENDED", "KIND_NOT_HELD"]
    assert ask(mot.number, **MOT).permitted
    assert why(mot.number) == ["TIER_NOT_HELD"]


def test_a4_people_act_for_the_organisation_they_work_for(now: datetime) -> None:
    number = accredited(user=employed(organisation__code="millburn")).number
    assert ask(number, organisation="millburn").permitted
    assert why(number, organisation="lantern-homes") == ["ORGANISATION_MISMATCH"]


def test_a4_two_scopes_do_not_add_up_to_a_third(now: datetime) -> None:
    """Owners in Harbour and council tenants in Old Town do not make owners in Old Town."""
    scopes = [
        a_scope(localities=["harbour"], tenures=[Tenure.OWNER]),
        a_scope(localities=["old-town"], tenures=[Tenure.COUNCIL]),
    ]
    number = accredited(scopes=scopes).number
    assert ask(number).permitted
    assert ask(number, locality="old-town", tenure=Tenure.COUNCIL).permitted
    assert why(number, locality="old-town") == ["LOCALITY_NOT_HELD"]


def queries(count: int, numbers: list[str]) -> int:
    asked = [
        a_question(numbers[n % len(numbers)], adaptation=code, organisation="millburn", **extra)
        for n in range(count)
        for code, extra in [("SEAT-SHOWER", {}), ("HOIST-CEIL", {}), ("", {"action": Action.HOUSING_MOT})]
    ]
    with CaptureQueriesContext(connection) as captured:
        assert len(decide_many(asked, clock.now())) == 3 * count
    return len(captured)


def test_a4_one_question_or_fifty_take_the_same_queries(now: datetime) -> None:
    people = []
    for scheme in [SchemeFactory(), mot_scheme()] * 25:
        user = UserFactory()
        checked(user, date(2030, 1, 1))
        people.append(accredited(user=user, scheme=scheme).number)
    registered("occupational-therapist", "OT1")
    assert queries(1, ["OT1", *people[:1]]) <= 7
    assert queries(2, ["OT1", people[1]]) == queries(51, ["OT1", *people])


def test_a4_the_common_question_takes_three_queries(now: datetime) -> None:
    number = accredited().number
    with CaptureQueriesContext(connection) as captured:
        assert ask(number).permitted
    assert len(captured) == 3
    register = [query["sql"] for query in captured if "registercounter" in query["sql"]]
    assert len(register) == 1
    assert "accreditation_scope" in register[0]


def test_a4_an_empty_register_answers(now: datetime) -> None:
    assert decide_many([], now) == []
    answer = ask("TA-0000-0")
    assert (answer.permitted, answer.register_number) == (False, 0)


def test_a4_an_unknown_number_still_carries_the_registers_number(now: datetime) -> None:
    accredited()
    assert ask("nobody").register_number == 1


def test_a4_an_accreditation_without_decisions_is_an_application(now: datetime) -> None:
    accreditation: Accreditation = applied()
    assert why(accreditation.number) == ["NOT_GRANTED"]
