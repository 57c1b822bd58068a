"""What a partner sees of another organisation's case: as much as may be told, and only while it may be (P10)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from cases.constants.lines import LineState
from cases.constants.people import HowGiven, SharingScope
from cases.models import Case
from cases.selectors.shared import shared_with
from cases.services import withdraw_sharing
from people.constants import Role
from people.models import User
from tests.factories.cases import Team, a_case, a_line, a_team, brought_to, talked
from tests.factories.cases_complaint import a_complaint
from tests.factories.cases_concern import a_concern
from tests.factories.cases_intake import a_sender, a_sent_referral, a_sharing
from tests.factories.people import employed
from tests.integration.test_cases_lists import queries
from tests.integration.test_cases_pages import text
from tests.unit.test_cases_intake import accepted, ours

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def partner() -> User:
    """A caseworker of the infirmary, which `a_sharing` shares with."""
    return a_sender()


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


def page_of(client: Client, case: Case) -> str:
    return text(client.get(reverse("cases:shared-case", args=[case.reference])))


def a_shared_case(team: Team, scope: SharingScope) -> Case:
    case = a_case(team.caseworker)
    talked(case, team.caseworker)
    brought_to(LineState.RECOMMENDED, team, case)
    a_sharing(case, scope=scope)
    return case


def test_p10_a_partner_sees_how_far_a_case_is_what_comes_next_and_with_whom(
    team: Team, partner: User, as_user: Callable[[User], Client]
) -> None:
    case = a_shared_case(team, SharingScope.PROGRESS)
    client = as_user(partner)
    listed = text(client.get("/cases/shared/"))
    for words in (case.reference, "Recommended", "Authorise it", str(team.caseworker)):
        assert words in listed
    page = page_of(client, case)
    for words in ("Recommended", "Authorise it", "Jean Muir", str(team.caseworker)):
        assert words in page
    event = Event.objects.get(verb="cases.read", actor_id=str(partner.pk))
    assert (event.subject_label, event.detail) == (case.reference, {"page": "shared", "as": "partner"})


# What each kind of consent opens, besides what the narrower ones do.
NEEDS = ("I cannot get into the bath.", "4 Pier Street", "To sit safely.")
RECORD = ("Washing without help.", "Shower on my own each morning.", "Case assessment recorded")


@pytest.mark.parametrize(
    ("scope", "seen", "hidden"),
    [
        (SharingScope.PROGRESS, (), NEEDS + RECORD),
        (SharingScope.NEEDS, NEEDS, RECORD),
        (SharingScope.RECORD, NEEDS + RECORD, ()),
    ],
)
def test_p10_a_partner_sees_what_the_consent_covers_and_no_more(
    team: Team,
    partner: User,
    as_user: Callable[[User], Client],
    scope: SharingScope,
    seen: tuple[str, ...],
    hidden: tuple[str, ...],
) -> None:
    case = a_shared_case(team, scope)
    client = as_user(partner)
    page, listed = page_of(client, case), text(client.get("/cases/shared/"))
    assert [words for words in seen if words not in page] == []
    assert [words for words in hidden if words in page + listed] == []
    assert "01632 960 200" not in page + listed, "how to reach the person is for the case's own organisation"


def test_p10_what_is_taken_back_is_gone_at_once(team: Team, partner: User, as_user: Callable[[User], Client]) -> None:
    case = a_shared_case(team, SharingScope.RECORD)
    client = as_user(partner)
    assert case.reference in text(client.get("/cases/shared/"))
    sharing = case.person.sharings.get()
    withdraw_sharing(case=case, sharing=sharing, how=HowGiven.TELEPHONE, by=team.caseworker)
    assert case.reference not in text(client.get("/cases/shared/"))
    assert client.get(reverse("cases:shared-case", args=[case.reference])).status_code == 404
    assert not Event.objects.filter(verb="cases.read", actor_id=str(partner.pk)).exists()
    a_sharing(case, scope=SharingScope.PROGRESS)
    assert "4 Pier Street" not in page_of(client, case)


def test_p10_nobody_else_sees_it_and_ones_own_cases_are_not_among_them(
    team: Team, partner: User, as_user: Callable[[User], Client]
) -> None:
    case = a_shared_case(team, SharingScope.RECORD)
    not_shared = a_case(team.caseworker, name="Ada Gow")
    assert list(shared_with(partner)) == [case]
    address = reverse("cases:shared-case", args=[case.reference])
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER, Role.MANAGER))
    assert as_user(stranger).get(address).status_code == 404
    assert "No case that fits is shared with us." in text(as_user(stranger).get("/cases/shared/"))
    assert as_user(team.caseworker).get(address).status_code == 404
    elsewhere = reverse("cases:shared-case", args=[not_shared.reference])
    assert as_user(partner).get(elsewhere).status_code == 404
    assert as_user(partner).get(reverse("cases:case", args=[case.reference])).status_code == 404


def test_p10_r2_concerns_and_complaints_are_never_shared(
    team: Team, partner: User, as_user: Callable[[User], Client]
) -> None:
    case = a_shared_case(team, SharingScope.RECORD)
    client = as_user(partner)

    def shown() -> str:
        pages = (page_of(client, case), text(client.get("/cases/shared/")))
        return "".join(page.partition("<main")[2] for page in pages)

    before = shown()
    a_concern(case, team.caseworker)
    a_complaint(case, team.caseworker)
    assert shown() == before


def test_p10_the_list_is_searched_narrowed_and_paged(
    team: Team, partner: User, as_user: Callable[[User], Client]
) -> None:
    for number in range(21):
        a_sharing(a_case(team.caseworker, name=f"Ada Gow-{number:02}"))
    client = as_user(partner)
    assert "21 cases" in text(client.get("/cases/shared/"))
    assert "Ada Gow-00" in text(client.get("/cases/shared/?page=2"))
    assert "1 case</h2>" in text(client.get("/cases/shared/?search=ada+gow-07"))
    assert "No case that fits is shared with us." in text(client.get("/cases/shared/?shown=closed"))
    # Where somebody lives is not for everybody who may be told how far it is.
    assert "No case that fits is shared with us." in text(client.get("/cases/shared/?search=AR1"))


def test_p10_p11_what_a_hospital_sent_leads_to_the_case_where_it_may_be_told(
    team: Team, partner: User, as_user: Callable[[User], Client]
) -> None:
    """One place for what a partner follows: what it sent, and what is shared with it."""
    case = accepted(a_sent_referral(ours(team), by=partner), team)
    client = as_user(partner)
    link = f'href="{reverse("cases:shared-case", args=[case.reference])}"'
    assert link not in client.get("/cases/referrals/sent/").content.decode()
    a_sharing(case)
    assert link in client.get("/cases/referrals/sent/").content.decode()
    assert "Duncan Lorne" in page_of(client, case)
    assert "Shared with us" in text(client.get("/cases/referrals/sent/"))


def test_p10_the_list_and_the_page_take_as_many_queries_for_many_cases(
    team: Team, partner: User, as_user: Callable[[User], Client]
) -> None:
    case = a_shared_case(team, SharingScope.RECORD)
    client = as_user(partner)
    own = reverse("cases:shared-case", args=[case.reference])
    few = [queries(lambda: client.get("/cases/shared/")), queries(lambda: client.get(own))]
    for _ in range(6):
        a_shared_case(team, SharingScope.NEEDS)
        a_line(case, team.caseworker)
        talked(case, team.caseworker)
    assert [queries(lambda: client.get("/cases/shared/")), queries(lambda: client.get(own))] == few
    assert max(few) <= 35
