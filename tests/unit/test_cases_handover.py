"""P12: when somebody is stopped, their open cases get a new owner; and cases are handed over by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accreditation.services import revoke
from audit.selectors import history_of
from cases.constants.decisions import Relation
from cases.constants.handover import HandoverWhy
from cases.constants.intake import CaseState, ClosedReason
from cases.constants.lines import LineState
from cases.exceptions import AlreadyDecided, HandoverRefused
from cases.models import Case, CaseHandover, DeclaredRelation, ReviewItem
from cases.selectors.handovers import handovers_to_look_at
from cases.services import close_case, confirm_handover, reassign_case
from core import clock
from core.working_days import Calendar
from people.constants import Role
from people.models import Locality, User
from people.vocabulary import Nation
from tests.factories.accreditation import an_officer
from tests.factories.cases import Team, a_case, a_team, brought_to
from tests.factories.people import LocalityFactory, employed
from tests.unit.test_cases_register import the_suspension

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


def owner_of(case: Case) -> User:
    return Case.objects.get(pk=case.pk).owner


def a_colleague(*places: str, organisation: str = "lantern") -> User:
    user = employed(organisation__code=organisation, roles=(Role.CASEWORKER,))
    user.employments.get().localities.set([LocalityFactory(code=place) for place in places])
    return user


@pytest.mark.parametrize("kind", ["suspended", "revoked"])
def test_p12_open_cases_go_to_whoever_has_the_fewest_in_the_same_place(team: Team, kind: str) -> None:
    """Least loaded, of the same organisation and locality; each case counts for the next."""
    idle, elsewhere, other_place = a_colleague("harbour"), a_colleague(organisation="millburn"), a_colleague("islands")
    a_case(team.caseworker)
    mine = [a_case(team.assessor) for _ in range(3)]
    closed = a_case(team.assessor)
    close_case(case=closed, reason=ClosedReason.NOT_NEEDED, by=team.assessor)
    if kind == "suspended":
        the_suspension(team.assessor)
    else:
        revoke(accreditation=team.assessor.accreditations.get(), reason="It was found.", by=an_officer())
    assert [owner_of(case) for case in mine] == [idle, team.caseworker, idle]
    assert owner_of(closed) == team.assessor
    assert not Case.objects.filter(owner__in=[elsewhere, other_place]).exists()
    assert set(CaseHandover.objects.values_list("why", flat=True)) == {kind}
    assert history_of(mine[0]).last().verb == "cases.owner_changed"


def test_p12_nobody_suspended_or_close_to_the_person_takes_over(team: Team) -> None:
    case = a_case(team.assessor)
    DeclaredRelation.objects.create(
        person=case.person, user=team.caseworker, relation=Relation.PARTNER, declared_at=clock.now()
    )
    the_suspension(team.assessor)
    assert owner_of(case) == team.assessor
    handover = CaseHandover.objects.get()
    assert handover.to_owner is None
    assert list(handovers_to_look_at(team.payer)) == [handover]
    assert history_of(case).last().verb == "cases.owner_needed"


def test_p12_where_nobody_is_there_the_managers_list_says_so_and_a_later_stop_tries_again(team: Team) -> None:
    the_suspension(team.assessor)
    lone = a_team("millburn")
    case = a_case(lone.assessor)
    lone.caseworker.role_grants.update(valid_until=clock.today())
    the_suspension(lone.assessor)
    with pytest.raises(HandoverRefused, match="found nobody"):
        confirm_handover(handover=CaseHandover.objects.get(), by=lone.payer)
    newcomer = a_colleague(organisation="millburn")
    revoke(accreditation=lone.assessor.accreditations.get(), reason="It was found.", by=an_officer())
    assert owner_of(case) == newcomer
    assert handovers_to_look_at(lone.payer).get().to_owner == newcomer
    assert CaseHandover.objects.count() == 2


def test_p12_the_manager_confirms_or_changes(team: Team) -> None:
    one, other = a_case(team.assessor), a_case(team.assessor)
    the_suspension(team.assessor)
    first = CaseHandover.objects.get(case=one)
    with pytest.raises(HandoverRefused):
        confirm_handover(handover=first, by=team.caseworker)
    with pytest.raises(HandoverRefused):
        confirm_handover(handover=first, by=a_team("millburn").payer)
    confirm_handover(handover=first, by=team.payer)
    with pytest.raises(AlreadyDecided):
        confirm_handover(handover=first, by=team.payer)
    colleague = a_colleague()
    reassign_case(case=other, to=colleague, note="She rings on Mondays.", by=team.payer)
    assert owner_of(other) == colleague
    assert not handovers_to_look_at(team.payer).exists()


def test_p12_a_case_is_handed_over_by_its_owner_or_a_manager_with_a_note(team: Team) -> None:
    case = a_case(team.caseworker)
    for by, to, note, words in (
        (team.assessor, team.assessor, "Mine.", "hand it over"),
        (team.caseworker, team.payer, "Yours.", "cannot own this case"),
        (team.caseworker, a_colleague(organisation="millburn"), "Yours.", "cannot own this case"),
        (team.caseworker, team.assessor, " ", "needs to know"),
    ):
        with pytest.raises(HandoverRefused, match=words):
            reassign_case(case=case, to=to, note=note, by=by)
    with pytest.raises(AlreadyDecided):
        reassign_case(case=case, to=team.caseworker, note="Me.", by=team.caseworker)
    reassign_case(case=case, to=team.assessor, note="A rail was promised.", by=team.caseworker)
    handover = CaseHandover.objects.get()
    assert (handover.why, handover.note, handover.by) == (HandoverWhy.ASKED, "A rail was promised.", team.caseworker)
    assert owner_of(case) == team.assessor


def test_p12_the_new_owner_and_the_manager_are_told_without_a_name(
    team: Team, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case = a_case(team.assessor)
    with django_capture_on_commit_callbacks(execute=True):
        the_suspension(team.assessor)
    told = {message.to[0]: message for message in mail.outbox}
    assert told[team.caseworker.email].subject == f"Case {case.reference} is yours now"
    assert told[team.payer.email].subject == "1 case with a new owner to look at"
    for message in mail.outbox:
        assert "Muir" not in f"{message.subject} {message.body}"


def test_p12_the_database_knows_what_a_handover_is(team: Team) -> None:
    case = a_case(team.caseworker)
    whole: dict[str, Any] = {"case": case, "from_owner": team.caseworker, "at": clock.now()}
    for wrong in (
        {"to_owner": team.caseworker, "why": HandoverWhy.SUSPENDED},
        {"to_owner": team.assessor, "why": HandoverWhy.ASKED, "by": team.caseworker, "note": ""},
        {"why": HandoverWhy.ASKED, "by": team.caseworker, "note": "x"},
        {"why": HandoverWhy.SUSPENDED, "by": team.caseworker},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseHandover.objects.create(**whole, **wrong)
    assert case.state == CaseState.OPEN


@pytest.mark.parametrize(
    ("nation", "calendar", "due_on"),
    [
        (Nation.SCOTLAND, Calendar.SCOTLAND, date(2027, 12, 7)),
        (Nation.ENGLAND, Calendar.ENGLAND, date(2027, 12, 6)),
    ],
)
def test_p12_a_review_is_due_by_the_working_days_of_the_home(nation: Nation, calendar: Calendar, due_on: date) -> None:
    """Raised on Monday 29 November 2027; the day after is St Andrew's, a holiday in Scotland alone."""
    with clock.fixed(datetime(2027, 11, 29, 12, tzinfo=UTC)):
        team = a_team()
        line = brought_to(LineState.AUTHORISED, team)
        Locality.objects.update(nation=nation)
        the_suspension(team.assessor)
        item = ReviewItem.objects.get(line=line)
    assert (item.calendar, item.due_on) == (calendar, due_on)
