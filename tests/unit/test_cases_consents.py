"""Consent by tenancy, with month-ends and leap days; other owners; building control. Nothing waits in silence."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from cases.consents import appeal_until, is_majority, last_day, status_on
from cases.constants.consents import AskedOf, BuildingControl, ConsentGiven, ConsentStatus, Silence
from cases.constants.lines import LineKind, LineState
from cases.exceptions import AlreadyDecided, ConsentIncomplete, NotYourOrganisation, PermissionMissing
from cases.models import ConsentRequest, SolutionLine
from cases.pathway import next_step
from cases.selectors.consents import needed_for, rule_for
from cases.services import (
    ask_consent,
    check_permissions,
    propose_line,
    record_consent,
    see_warrant,
    stop_line,
)
from core import clock
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from people.constants import Role
from people.vocabulary import Tenure
from tests.factories.cases import Team, a_case, a_line, a_team, brought_to, talked
from tests.factories.cases_provision import ordered
from tests.factories.people import LocalityFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.mark.parametrize(
    ("asked_on", "last"),
    [
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2028, 1, 29), date(2028, 2, 29)),
        (date(2027, 1, 29), date(2027, 2, 28)),
        (date(2028, 2, 29), date(2028, 3, 29)),
        (date(2027, 3, 31), date(2027, 4, 30)),
        (date(2027, 12, 31), date(2028, 1, 31)),
        (date(2027, 6, 4), date(2027, 7, 4)),
    ],
)
def test_f1_one_calendar_month_ends_where_the_next_month_does(asked_on: date, last: date) -> None:
    assert last_day(asked_on, months=1, days=None) == last


def test_f1_twenty_eight_days_are_twenty_eight_days() -> None:
    assert last_day(date(2028, 2, 15), months=None, days=28) == date(2028, 3, 14)


@given(asked_on=st.dates(date(2020, 1, 1), date(2060, 1, 1)), silence=st.sampled_from(Silence), late=st.integers(0, 90))
def test_f1_silence_speaks_on_the_day_after_the_last_and_never_before(
    asked_on: date, silence: Silence, late: int
) -> None:
    due = last_day(asked_on, months=1, days=None)
    on = date.fromordinal(asked_on.toordinal() + late)
    status = status_on(on, due_on=due, on_silence=silence)
    assert (status == ConsentStatus.WAITING) == (on <= due)


@pytest.mark.parametrize(
    ("silence", "answer", "given_on", "status"),
    [
        (Silence.REFUSAL, None, None, ConsentStatus.DEEMED_REFUSAL),
        (Silence.CONSENT, None, None, ConsentStatus.DEEMED_CONSENT),
        (Silence.OVERDUE, None, None, ConsentStatus.OVERDUE),
        (Silence.REFUSAL, ConsentGiven.CONSENTED, date(2027, 7, 20), ConsentStatus.CONSENTED),
        (Silence.CONSENT, ConsentGiven.REFUSED, date(2027, 7, 20), ConsentStatus.DEEMED_CONSENT),
        (Silence.CONSENT, ConsentGiven.REFUSED, date(2027, 7, 4), ConsentStatus.REFUSED),
        (Silence.OVERDUE, ConsentGiven.CONDITIONS, date(2027, 7, 20), ConsentStatus.CONDITIONS),
    ],
)
def test_f1_what_an_answer_is_worth_and_when(
    silence: Silence, answer: ConsentGiven | None, given_on: date | None, status: ConsentStatus
) -> None:
    stands = status_on(date(2027, 8, 1), due_on=date(2027, 7, 4), on_silence=silence, given=answer, given_on=given_on)
    assert stands == status


def test_f1_an_appeal_has_six_months_or_no_day_that_the_law_names() -> None:
    assert appeal_until(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert appeal_until(date(2027, 8, 31), None) is None


@pytest.mark.parametrize(("agreed", "owners", "enough"), [(4, 8, False), (5, 8, True), (1, 1, True), (1, 2, False)])
def test_f1_more_than_half_of_the_owners_must_agree(agreed: int, owners: int, enough: bool) -> None:
    assert is_majority(agreed, owners) is enough


def private(team: Team, state: LineState = LineState.COMMITTED) -> SolutionLine:
    case = a_case(team.caseworker, tenure=Tenure.PRIVATE_RENT)
    talked(case, team.caseworker)
    return brought_to(state, team, case)


def asked(line: SolutionLine, team: Team, *, on: date | None = None, of: AskedOf = AskedOf.LANDLORD) -> ConsentRequest:
    return ask_consent(line=line, asked_of=of, asked="Harbour Lets", asked_on=on or clock.today(), by=team.caseworker)


def again(line: SolutionLine) -> SolutionLine:
    return SolutionLine.objects.get(pk=line.pk)


def test_f1_a_private_landlord_is_asked_and_the_order_says_what_it_waits_for(team: Team) -> None:
    line = private(team)
    assert next_step(line, has_conversation=True, waits_for_consent=True).page == "consents"  # type: ignore[union-attr]
    with pytest.raises(PermissionMissing, match="The landlord has not been asked yet"):
        ordered(line, team.caseworker)
    request = asked(line, team)
    assert request.due_on == date(2027, 7, 4)
    with pytest.raises(PermissionMissing, match="has until 4 July 2027 to answer"):
        ordered(again(line), team.caseworker)
    record_consent(request=request, answer=ConsentGiven.CONSENTED, answered_on=clock.today(), by=team.caseworker)
    ordered(again(line), team.caseworker)


def test_f1_a_private_landlords_silence_is_a_refusal_with_an_appeal(team: Team) -> None:
    line = private(team)
    asked(line, team)
    with clock.fixed(datetime(2027, 7, 5, 9, tzinfo=UTC)):
        (needed,) = needed_for(again(line))
        assert not needed.is_met
        assert "did not answer by 4 July 2027, which the law takes as a refusal" in needed.words
        assert "First-tier Tribunal" in needed.words
        assert "until 4 January 2028" in needed.words


def test_f1_a_scottish_secure_tenants_landlord_agrees_by_silence(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    request = asked(line, team)
    assert request.rule.tenancy == "Scottish secure tenancy"
    assert request.status == ConsentStatus.WAITING
    with clock.fixed(datetime(2027, 7, 5, 9, tzinfo=UTC)):
        assert ConsentRequest.objects.get().status == ConsentStatus.DEEMED_CONSENT
        assert ConsentRequest.objects.get().appeal_until is None


def test_f1_a_landlord_who_pays_has_agreed_by_paying(team: Team) -> None:
    assert needed_for(brought_to(LineState.COMMITTED, team)) == []


def test_f1_an_owner_asks_nobody_about_their_own_home(team: Team) -> None:
    assert needed_for(a_line(a_case(team.caseworker, tenure=Tenure.OWNER), team.caseworker)) == []


def test_f1_only_works_on_the_home_need_consent(team: Team) -> None:
    case = a_case(team.caseworker, tenure=Tenure.PRIVATE_RENT)
    line = propose_line(case=case, kind=LineKind.REHABILITATION, purpose="Strength.", by=team.caseworker)
    assert needed_for(line) == []


def test_f1_the_law_of_england_names_no_day(team: Team) -> None:
    LocalityFactory(code="shire", nation="england")
    line = a_line(a_case(team.caseworker, locality="shire", tenure=Tenure.PRIVATE_RENT), team.caseworker)
    request = asked(line, team)
    with clock.fixed(datetime(2027, 8, 1, 9, tzinfo=UTC)):
        assert request.status == ConsentStatus.OVERDUE
        assert "take advice" in needed_for(again(line))[0].words


def test_f1_the_rule_of_the_day_on_which_they_were_asked_holds(team: Team) -> None:
    line = private(team, LineState.PROPOSED)
    rule = rule_for(line, AskedOf.LANDLORD, on=clock.today())
    assert rule is not None
    type(rule).objects.filter(pk=rule.pk).update(valid_until=date(2027, 6, 1))
    rule.pk, rule.months, rule.days, rule.valid_from = None, None, 14, date(2027, 6, 1)
    rule.save()
    assert asked(line, team, on=date(2027, 5, 31)).due_on == date(2027, 6, 30)
    assert asked(line, team, on=date(2027, 6, 1)).due_on == date(2027, 6, 15)


def test_f1_common_parts_ask_more_than_half_of_the_owners(team: Team) -> None:
    line = a_line(a_case(team.caseworker, tenure=Tenure.OWNER), team.caseworker)
    with pytest.raises(ConsentIncomplete, match="how many owners"):
        check_permissions(
            line=line, has_common_parts=True, building_control=BuildingControl.NOT_NEEDED, by=team.caseworker
        )
    check_permissions(
        line=line, has_common_parts=True, owners=3, building_control=BuildingControl.NOT_NEEDED, by=team.caseworker
    )
    for name in ("1F1", "1F2"):
        request = ask_consent(line=line, asked_of=AskedOf.OWNER, asked=name, asked_on=clock.today(), by=team.caseworker)
        assert request.due_on == date(2027, 7, 2)
        assert not needed_for(again(line))[0].is_met
        record_consent(request=request, answer=ConsentGiven.CONSENTED, answered_on=clock.today(), by=team.caseworker)
    assert needed_for(again(line))[0].words == "2 of 3 owners of the common parts agree; more than half must."
    assert needed_for(again(line))[0].is_met
    once_more = ask_consent(line=line, asked_of=AskedOf.OWNER, asked="1f2", asked_on=clock.today(), by=team.caseworker)
    record_consent(
        request=once_more, answer=ConsentGiven.REFUSED, answered_on=clock.today(), words="Noise.", by=team.caseworker
    )
    assert not needed_for(again(line))[0].is_met, "What an owner said last counts."


def test_f1_a_likely_warrant_is_found_out_about_and_seen_before_the_order(team: Team) -> None:
    case = a_case(team.caseworker, tenure=Tenure.OWNER)
    talked(case, team.caseworker)
    line = brought_to(LineState.COMMITTED, team, case)
    line.item.warrant_likely = True
    line.item.save()
    with pytest.raises(PermissionMissing, match="Find out whether a building warrant is needed"):
        ordered(again(line), team.caseworker)
    terms = {"line": line, "has_common_parts": False, "by": team.caseworker}
    with pytest.raises(ConsentIncomplete, match="likely"):
        check_permissions(**terms, building_control=BuildingControl.NOT_NEEDED)
    check_permissions(**terms, building_control=BuildingControl.NEEDED)
    with pytest.raises(PermissionMissing, match="has not been seen yet"):
        ordered(again(line), team.caseworker)
    with pytest.raises(ConsentIncomplete):
        see_warrant(line=line, reference="BW/1", granted_on=date(2027, 6, 5), by=team.caseworker)
    see_warrant(line=line, reference="BW/1", granted_on=clock.today(), by=team.caseworker)
    ordered(again(line), team.caseworker)


def test_f1_an_answer_is_recorded_once_whole_and_within_its_time(team: Team) -> None:
    request = asked(private(team), team, on=date(2027, 6, 2))
    terms = {"request": request, "by": team.caseworker}
    with pytest.raises(ConsentIncomplete, match="reasons"):
        record_consent(**terms, answer=ConsentGiven.REFUSED, answered_on=clock.today())
    for wrong in (date(2027, 6, 1), date(2027, 6, 5)):
        with pytest.raises(ConsentIncomplete, match="between"):
            record_consent(**terms, answer=ConsentGiven.CONSENTED, answered_on=wrong)
    made = record_consent(
        **terms, answer=ConsentGiven.REFUSED, words="It would mark the wall.", answered_on=clock.today()
    )
    with pytest.raises(AlreadyDecided):
        record_consent(**terms, answer=ConsentGiven.CONSENTED, answered_on=clock.today())
    with pytest.raises(ImmutableRecord):
        made.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentRequest.objects.bulk_create([ConsentRequest(**_values(request))])


def _values(request: ConsentRequest) -> dict[str, object]:
    return {field.attname: getattr(request, field.attname) for field in request._meta.fields if not field.primary_key}


def test_f1_nobody_is_asked_on_a_day_to_come_or_without_a_rule(team: Team) -> None:
    line = private(team, LineState.PROPOSED)
    with pytest.raises(ConsentIncomplete, match="to come"):
        asked(line, team, on=date(2027, 6, 5))
    with pytest.raises(ConsentIncomplete, match="Check the year"):
        asked(line, team, on=date(2026, 6, 4))
    owner = a_line(a_case(team.caseworker, tenure=Tenure.OWNER), team.caseworker)
    with pytest.raises(ConsentIncomplete, match="No rule"):
        asked(owner, team)


def test_r1_consent_is_recorded_by_colleagues_and_not_for_what_is_finished(team: Team) -> None:
    line = private(team, LineState.PROPOSED)
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    with pytest.raises(NotYourOrganisation):
        ask_consent(line=line, asked_of=AskedOf.LANDLORD, asked="H", asked_on=clock.today(), by=stranger)
    stop_line(line=line, reason="Moved.", by=team.caseworker)
    with pytest.raises(TransitionNotAllowed):
        asked(again(line), team)
