"""Every list about cases takes as many queries for many rows as for few (P1, P8, P9, P10, P12, R1, H2 to H19).

Those of concerns, budgets, numbers, orders, invoices and the panel are beside their pages' own tests.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases.constants.lines import LineState
from cases.constants.reading import ReadAs
from cases.constants.reopening import FollowUpWhy
from cases.models import Case, Home, ListedService, Person, Referral, ServiceClock, SolutionLine
from cases.services import set_follow_up, write_reading
from core import clock
from people.constants import Role
from people.models import User
from tests.factories.accreditation import accredited
from tests.factories.cases import Team, a_case, a_line, a_team, brought_to, talked
from tests.factories.cases_clocks import a_home_visit, default_standards, rang
from tests.factories.cases_complaint import a_complaint
from tests.factories.cases_concern import a_lead, an_incident
from tests.factories.cases_directory import a_service, a_suggestion
from tests.factories.cases_files import a_file
from tests.factories.cases_hold import a_hold
from tests.factories.cases_intake import a_flag, a_question, a_sender, a_sent_referral, a_sharing
from tests.factories.cases_provision import a_stock_item
from tests.factories.people import employed
from tests.integration.test_cases_lists import queries
from tests.unit.test_cases_register import a_therapist, the_suspension

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

FEW, MANY = 10, 1000


@pytest.fixture
def team() -> Team:
    default_standards()
    return a_team()


def the_case(team: Team) -> Case:
    """The case that a list of one case is about."""
    return Case.objects.first() or a_case(team.caseworker)


def add_work(team: Team) -> None:
    """What waits in a case: an answer, visits, a warning, a solution."""
    case = a_case(team.caseworker)
    talked(case, team.caseworker)
    a_line(case, team.caseworker)
    a_flag(case)
    a_home_visit(case, team.caseworker, clock.now() + timedelta(hours=1))


def add_hold(team: Team) -> None:
    a_hold(a_case(team.caseworker), team.caseworker)


def add_complaint(team: Team) -> None:
    a_complaint(a_case(team.caseworker), team.caseworker)


def add_item(team: Team) -> None:
    a_stock_item(team, a_case(team.caseworker))


def add_incident(team: Team) -> None:
    an_incident(the_case(team), team.caseworker)


def add_service(team: Team) -> None:
    a_service(by=team.payer, name=f"Tea {ListedService.objects.count()}")


def add_follow_up(team: Team) -> None:
    set_follow_up(case=a_case(team.caseworker), why=FollowUpWhy.AGREED, due_on=clock.today(), by=team.caseworker)


def add_question(team: Team) -> None:
    a_question(a_case(team.caseworker))


def add_review(team: Team) -> None:
    """Of what somebody authorised who was suspended afterwards; a case of theirs is handed over, too."""
    suspended = employed(organisation__code="lantern", roles=(Role.CASEWORKER,))
    accredited(user=suspended)
    brought_to(LineState.AUTHORISED, replace(team, assessor=suspended))
    a_case(suspended)
    the_suspension(suspended)


def add_sent_referral(team: Team) -> None:
    a_sent_referral(team.caseworker.employments.get().organisation, by=a_sender())


def add_own_referral(team: Team) -> None:
    a_sent_referral(a_sender().employments.get().organisation, by=team.caseworker)


def add_shared(team: Team) -> None:
    case = a_case(team.caseworker)
    a_line(case, team.caseworker)
    a_sharing(case)


def add_reading(team: Team) -> None:
    write_reading(case=a_case(team.caseworker), read_as=ReadAs.OWNER, page="case", by=team.caseworker)


def add_reading_of_it(team: Team) -> None:
    write_reading(case=the_case(team), read_as=ReadAs.OWNER, page="case", by=team.caseworker)


def add_contact(team: Team) -> None:
    rang(the_case(team), team.caseworker)


def add_conversation(team: Team) -> None:
    talked(the_case(team), team.caseworker)


def add_file(team: Team) -> None:
    a_file(the_case(team), team.caseworker)


def add_suggestion(team: Team) -> None:
    service = a_service(by=team.payer, name=f"Tea {ListedService.objects.count()}")
    a_suggestion(the_case(team), team.caseworker, service=service)


# Who reads a list, where it is not the caseworker whose cases these are.
READERS: dict[str, Callable[[Team], User]] = {
    "/cases/incidents/": lambda team: a_lead(),
    "/cases/questions/": lambda team: a_therapist(),
    "/cases/shared/": lambda team: a_sender(),
    "/cases/handovers/": lambda team: team.payer,
    "/cases/readings/": lambda team: team.payer,
    "/cases/directory/counts/": lambda team: team.payer,
}
LISTS: list[tuple[str, Callable[[Team], None]]] = [
    ("/cases/work/", add_work),
    ("/cases/work/?whose=team", add_work),
    ("/cases/equipment/", add_item),
    ("/cases/holds/", add_hold),
    ("/cases/complaints/", add_complaint),
    ("/cases/incidents/", add_incident),
    ("/cases/directory/", add_service),
    ("/cases/directory/counts/", add_suggestion),
    ("/cases/reviews/", add_review),
    ("/cases/handovers/", add_review),
    ("/cases/referrals/", add_sent_referral),
    ("/cases/referrals/sent/", add_own_referral),
    ("/cases/shared/", add_shared),
    ("/cases/questions/", add_question),
    ("/cases/follow-ups/", add_follow_up),
    ("/cases/readings/", add_reading),
    ("/cases/{case}/readings/", add_reading_of_it),
    ("/cases/{case}/history/", add_contact),
    ("/cases/{case}/contacts/", add_contact),
    ("/cases/{case}/conversations/", add_conversation),
    ("/cases/{case}/files/", add_file),
    ("/cases/{case}/suggestions/", add_suggestion),
]


@pytest.mark.parametrize(("address", "add"), LISTS, ids=[address for address, _ in LISTS])
def test_p1_r1_a_list_takes_as_many_queries_for_many_rows(
    team: Team, client: Client, address: str, add: Callable[[Team], None]
) -> None:
    client.force_login(READERS[address](team) if address in READERS else team.caseworker)
    add(team)
    where = address.format(case=the_case(team).reference)
    assert client.get(where).status_code == 200
    few, length = queries(lambda: client.get(where)), len(client.get(where).content)
    for _ in range(3):
        add(team)
    assert queries(lambda: client.get(where)) == few
    assert len(client.get(where).content) > length


def again(row: Any, **changes: Any) -> Any:
    """A row that says the same but for the changes, not saved yet."""
    values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**(values | changes))


def alike(case: Case, numbers: range) -> None:
    """More cases with the clocks and the solution of this one, each of a person and a home of their own."""
    line, clocks = case.lines.get(), list(case.clocks.all())
    people = Person.objects.bulk_create(again(case.person) for _ in numbers)
    homes = Home.objects.bulk_create(again(case.home) for _ in numbers)
    referrals = Referral.objects.bulk_create(again(case.referral, reference=f"R-{at:06}") for at in numbers)
    cases = Case.objects.bulk_create(
        again(case, reference=f"AR-2027-{at:06}", person=person, home=home, referral=referral)
        for at, person, home, referral in zip(numbers, people, homes, referrals, strict=True)
    )
    SolutionLine.objects.bulk_create(again(line, case=one) for one in cases)
    ServiceClock.objects.bulk_create(again(clock, case=one) for one in cases for clock in clocks)


def test_p1_p10_a_thousand_cases_take_as_many_queries_as_ten(team: Team, client: Client) -> None:
    """The work lists, the list of cases, a search, and the page of one of them."""
    case = a_case(team.caseworker)
    a_line(case, team.caseworker)
    client.force_login(team.caseworker)
    pages = [
        "/cases/work/?kind=line",
        "/cases/work/?whose=team&kind=line",
        "/cases/work/?whose=team&kind=response&when=week",
        "/cases/",
        "/cases/?q=muir",
        f"/cases/{case.reference}/",
    ]

    def taken() -> dict[str, int]:
        return {page: queries(lambda page=page: client.get(page)) for page in pages}

    alike(case, range(1, FEW))
    few = taken()
    alike(case, range(FEW, MANY))
    assert client.get("/cases/").context["page_obj"].paginator.count == MANY
    assert taken() == few
