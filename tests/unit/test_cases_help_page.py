"""P10: the person sees how far their own case is, in plain words, without an account, and nobody else learns of it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cases.constants.consents import ConsentGiven
from cases.constants.help_page import (
    LINK_DAYS,
    ORDERED_BY_STATE,
    ORDERED_NOT_FITTED,
    PROPOSED_BY_ROUTE,
    STANDS,
    WAITS_FOR_OTHERS,
    WAITS_FOR_READER,
    WITH_OTHERS,
    GivenHow,
)
from cases.constants.lines import LineKind, LineRoute, LineState
from cases.constants.people import ContactRoute
from cases.constants.provision import ProvisionState
from cases.exceptions import LinkRefused, NotYourOrganisation
from cases.models import Case, HelpLink
from cases.selectors.help_page import plain
from cases.services import (
    arrange_direct_access,
    end_help_link,
    give_help_link,
    mark_person,
    propose_line,
    record_consent,
    refer_to_panel,
    set_contact_rules,
    stop_line,
)
from cases.services.policies import name_reader
from core import clock
from people.constants import OrganisationKind
from people.vocabulary import Nation, Tenure
from tests.factories.cases import Team, a_case, a_line, a_team, brought_to, talked
from tests.factories.cases_money import a_request
from tests.factories.cases_panel import REFERRAL, referred
from tests.factories.cases_provision import ALL_NO, a_fitter, order_in
from tests.factories.people import LocalityFactory, employed
from tests.unit.test_cases_register import the_suspension

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

# What an eleven-year-old need not know.
HARD_WORDS = ("authoris", "assess", "recommend", "commit", "provision", "panel", "adaptation", "reablement", "tenure")
EVERY_WORD = (
    *STANDS.values(),
    *ORDERED_BY_STATE.values(),
    *ORDERED_NOT_FITTED.values(),
    *PROPOSED_BY_ROUTE.values(),
    WAITS_FOR_READER,
    WAITS_FOR_OTHERS,
    WITH_OTHERS,
)


@pytest.fixture
def team() -> Team:
    return a_team()


def on_paper(case: Case) -> str:
    """The address of a new link, as it is printed."""
    return reverse("my_help:help-page", args=[give_help_link(case=case, how=GivenHow.PRINT, by=case.owner)[1]])


def test_p10_every_state_has_plain_words() -> None:
    assert set(STANDS) == set(LineState)
    for stands in EVERY_WORD:
        words = f"{stands.happened} {stands.next} {stands.who}".lower()
        assert not [hard for hard in HARD_WORDS if hard in words], words
        assert max(len(sentence.split()) for sentence in words.split(".")) <= 16, "short sentences"


@pytest.mark.parametrize("state", LineState)
def test_p10_the_page_says_where_each_thing_stands(team: Team, client: Client, state: LineState) -> None:
    line = brought_to(state, team)
    page = client.get(on_paper(line.case)).content.decode()
    assert STANDS[state].happened in page
    assert STANDS[state].next in page
    assert line.item.name in page


def test_p8_the_page_says_that_several_services_look_at_it_together(team: Team, client: Client) -> None:
    referral = referred(team)
    page = client.get(on_paper(referral.case)).content.decode()
    assert WITH_OTHERS.happened in page
    assert STANDS[LineState.RECOMMENDED].next not in page


def test_p8_a_whole_case_at_the_panel_shows_it_for_each_thing_that_goes_on(team: Team, client: Client) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    refer_to_panel(case=line.case, by=team.caseworker, **REFERRAL)
    assert WITH_OTHERS.happened in client.get(on_paper(line.case)).content.decode()


def test_p8_a_whole_case_at_the_panel_shows_it_too_where_nothing_goes_on(team: Team, client: Client) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    refer_to_panel(case=line.case, by=team.caseworker, **REFERRAL)
    stop_line(line=line, reason="It would not fit.", by=team.caseworker)
    page = client.get(on_paper(line.case)).content.decode()
    assert STANDS[LineState.STOPPED].happened in page
    assert WITH_OTHERS.happened in page


def test_p10_the_page_says_that_somebody_else_has_to_agree(team: Team, client: Client) -> None:
    case = a_case(team.caseworker, tenure=Tenure.PRIVATE_RENT)
    talked(case, team.caseworker)
    line = brought_to(LineState.COMMITTED, team, case)
    request = a_request(line, team.caseworker)
    page = client.get(on_paper(case)).content.decode()
    assert WAITS_FOR_OTHERS.happened in page
    assert "landlord" not in page.lower()
    record_consent(request=request, answer=ConsentGiven.CONSENTED, answered_on=clock.today(), by=team.caseworker)
    assert STANDS[LineState.COMMITTED].next in client.get(on_paper(case)).content.decode()


@pytest.mark.parametrize("state", ORDERED_BY_STATE)
def test_p10_the_page_says_how_far_the_works_are(team: Team, client: Client, state: ProvisionState) -> None:
    """Nobody is told to wait for a day that was agreed, or for works that are done."""
    line = brought_to(LineState.COMMITTED, team)
    order_in(state, line, by=team.caseworker, inspector=team.payer, fitter=a_fitter())
    page = client.get(on_paper(line.case)).content.decode()
    assert ORDERED_BY_STATE[state].happened in page
    assert STANDS[LineState.ORDERED].next not in page


def test_p10_nobody_is_said_to_fit_a_move(team: Team) -> None:
    line = brought_to(LineState.ORDERED, team)
    assert "fit" in plain(line).next
    line.kind = LineKind.REHOUSING
    assert plain(line) == ORDERED_NOT_FITTED[ProvisionState.PLACED]


def test_p10_the_council_to_complain_to_is_one_of_the_homes_nation_and_another(team: Team, client: Client) -> None:
    case = a_case(team.caseworker)
    councils = {
        nation: employed(organisation__code=f"{nation}-council", organisation__kind=OrganisationKind.COUNCIL)
        for nation in Nation
    }
    address = on_paper(case)
    page = client.get(address).content.decode()
    assert "England council" in page, "while nobody is known to work in either nation"
    for nation, worker in councils.items():
        worker.employments.get().localities.add(LocalityFactory(code=f"in-{nation}", nation=nation))
    page = client.get(address).content.decode()
    assert "Scotland council" in page
    assert "England council" not in page
    case.organisation = councils[Nation.SCOTLAND].employments.get().organisation
    case.save()
    assert "You can also complain to the council" not in client.get(address).content.decode()


def test_p6_p10_the_page_says_that_the_answers_are_read(team: Team, client: Client) -> None:
    line = a_line(a_case(team.caseworker), team.caseworker, code="RAIL-GRAB-INT", route=LineRoute.DIRECT_ACCESS)
    address = on_paper(line.case)
    assert PROPOSED_BY_ROUTE[LineRoute.DIRECT_ACCESS].next in client.get(address).content.decode()
    name_reader(organisation=line.case.organisation, user=team.payer, valid_from=clock.today(), by=None)
    arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker)
    assert WAITS_FOR_READER.happened in client.get(address).content.decode()


def test_p10_the_page_names_nobody_and_no_home(team: Team, client: Client) -> None:
    line = brought_to(LineState.ORDERED, team)
    propose_line(
        case=line.case,
        kind=LineKind.EQUIPMENT,
        adaptation=None,
        title="A bed for Jean Muir",
        purpose="To sleep at Pier Street.",
        route=LineRoute.AGREED,
        by=team.caseworker,
    )
    response = client.get(on_paper(line.case))
    page = response.content.decode()
    for private in ("Muir", "Jean", "Pier Street", "AR1 2BC", "01632 960 200", "sit safely", "bath"):
        assert private not in page, private
    assert "Equipment" in page
    assert line.case.reference in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "same-origin"


def test_p10_before_anything_is_proposed_it_says_what_comes_first(team: Team, client: Client) -> None:
    page = client.get(on_paper(a_case(team.caseworker))).content.decode()
    assert "Somebody asked us to help you." in page
    assert "If you are not happy" in page


def test_p12_what_is_checked_again_is_said(team: Team) -> None:
    line = brought_to(LineState.AUTHORISED, team)
    assert plain(line).happened == "We have said yes to this."
    the_suspension(team.assessor)
    assert "checks it once more" in plain(line).next


def test_p10_a_link_is_one_at_a_time_and_kept_as_a_hash(team: Team, client: Client) -> None:
    case = a_case(team.caseworker)
    first, second = on_paper(case), on_paper(case)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    token = second.rstrip("/").rpartition("/")[2]
    assert not HelpLink.objects.filter(digest=token).exists()
    end_help_link(case=case, by=case.owner)
    assert client.get(second).status_code == 404
    with pytest.raises(LinkRefused):
        end_help_link(case=case, by=case.owner)


def test_p10_a_link_ends_on_its_day(team: Team, client: Client) -> None:
    address = on_paper(a_case(team.caseworker))
    with clock.fixed(clock.now() + timedelta(days=LINK_DAYS - 1)):
        assert client.get(address).status_code == 200
    with clock.fixed(clock.now() + timedelta(days=LINK_DAYS)):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("what", ["died_on", "moved_on"])
def test_r4_the_page_stops_for_somebody_who_died_or_moved(team: Team, client: Client, what: str) -> None:
    case = a_case(team.caseworker)
    address = on_paper(case)
    mark_person(case=case, by=case.owner, **{what: date(2027, 6, 1)})
    stopped, never = client.get(address), client.get("/my-help/nosuchtoken/")
    assert stopped.status_code == never.status_code == 404
    assert stopped.content == never.content, "it does not say that there was one"
    case.refresh_from_db()
    with pytest.raises(LinkRefused, match="died or moved"):
        give_help_link(case=case, how=GivenHow.PRINT, by=case.owner)
    client.force_login(case.owner)
    page = client.get(reverse("cases:help-link", args=[case.reference])).content.decode()
    assert "Nothing is sent to them." in page
    assert "Give a new address" not in page


def test_p10_by_e_mail_the_token_is_written_down_nowhere(
    team: Team, client: Client, django_capture_on_commit_callbacks: object
) -> None:
    case = a_case(team.caseworker)
    with pytest.raises(LinkRefused, match="e-mail"):
        give_help_link(case=case, how=GivenHow.EMAIL, by=case.owner)
    case.person.email = "jean@example.org"
    case.person.save()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        _, token = give_help_link(case=case, how=GivenHow.EMAIL, by=case.owner)
    (message,) = [one for one in mail.outbox if one.to == ["jean@example.org"]]
    assert "Muir" not in message.subject + str(message.body)
    address = str(message.body).split("http", 1)[1].split()[0].split("/my-help/")[1]
    assert token not in address
    assert client.get(f"/my-help/{address}").status_code == 200


def test_r4_it_is_not_sent_by_a_way_that_is_not_safe(team: Team) -> None:
    case = a_case(team.caseworker)
    case.person.email = "jean@example.org"
    case.person.save()
    set_contact_rules(case=case, rules={ContactRoute.EMAIL: (False, "He reads it.")}, by=case.owner)
    with pytest.raises(LinkRefused, match="not safe"):
        give_help_link(case=case, how=GivenHow.EMAIL, by=case.owner)


def test_p10_only_colleagues_give_it_and_it_is_printed_once(team: Team, client: Client) -> None:
    case = a_case(team.caseworker)
    with pytest.raises(NotYourOrganisation):
        give_help_link(case=case, how=GivenHow.PRINT, by=employed(organisation__code="millburn"))
    client.force_login(case.owner)
    address = reverse("cases:help-link", args=[case.reference])
    printed = client.post(address, {"how": "print"})
    assert "/my-help/" in printed.content.decode()
    assert printed["Cache-Control"] == "private, no-store"
    page = client.get(address).content.decode()
    assert "It works until" in page
    assert "/my-help/" not in page
    client.post(reverse("cases:help-link-end", args=[case.reference]))
    assert not case.help_links.filter(ended_at=None).exists()


@pytest.mark.parametrize("things", [1, 6])
def test_p10_the_page_takes_as_many_queries_however_much_there_is(
    team: Team, client: Client, django_assert_max_num_queries: object, things: int
) -> None:
    line = brought_to(LineState.PROPOSED, team)
    for _ in range(things - 1):
        brought_to(LineState.PROPOSED, team, line.case)
    address = on_paper(line.case)
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        client.get(address)
