"""Report a concern: what its pages say, to whom, and that nothing of it shows anywhere else (H13)."""

import re
from collections.abc import Callable, Collection
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from audit.selectors import history_of
from cases.concern_address import case_behind, sealed_reference
from cases.constants.lines import LineState
from cases.models import Concern, SeriousIncident, SolutionLine
from cases.selectors.restricted import may_read
from cases.services.restricted import take_on
from core.models import OutboxEntry
from people.constants import Role
from people.models import User
from people.vocabulary import Nation
from tests.factories.case_matrix import a_world, rows
from tests.factories.cases import Team, a_case, a_team, brought_to, talked
from tests.factories.cases_concern import a_concern, a_lead, an_incident, the_routes
from tests.factories.cases_provision import a_fitter, ordered
from tests.factories.people import LocalityFactory, UserFactory, employed
from tests.integration.test_cases_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

REPORT = {
    "protection": "adult",
    "what": "Bruises on both wrists.",
    "when_seen": "This morning",
    "safety": "not_known",
    "has_told": "no",
}


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


def about(line: SolutionLine) -> str:
    return f"?about={sealed_reference(line.case)}"


def words_of(response: HttpResponse) -> str:
    """What it holds; a file's bytes come in parts."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def without_tokens(page: str) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken"|name="draft") value="[^"]+"', r"\1", page)


def test_h13_it_leaves_no_trace_on_any_page_that_others_see(as_user: Callable[[User], Client]) -> None:
    """Every address of the table of who may what, as every other role: the same page before and after.

    The pages are read in transactions that are taken back, so that reading itself changes nothing. What was refused
    before is not asked for again: that it stays so is what the table is tested for.
    """
    world, lead = a_world(), a_lead()
    addresses = {row.address(world) for row in rows() if not row.route.endswith("pdf")} | {
        "/",
        "/my-work/",
        "/cases/?state=",
        "/governance/",
    }
    readers = [world.team.caseworker, world.team.payer]
    readers += [somebody for role in Role if role != Role.SAFEGUARDING_LEAD and (somebody := world.somebody(role))]
    readers += [UserFactory(is_superuser=True, is_staff=True)]

    def everything(but: Collection[tuple[int, str]] = ()) -> dict[tuple[int, str], tuple[int, str]]:
        seen = {}
        for user in readers:
            client = as_user(user)
            for address in sorted(address for address in addresses if (user.pk, address) not in but):
                with transaction.atomic():
                    response = client.get(address)
                    transaction.set_rollback(True)
                seen[user.pk, address] = (response.status_code, without_tokens(words_of(response)))
        return seen

    before = everything()
    refused = {place for place, (status, _) in before.items() if status >= 400}
    history, waiting = list(history_of(world.case)), set(OutboxEntry.objects.values_list("key", flat=True))
    sealed = sealed_reference(world.case)
    client = as_user(world.team.caseworker)
    made = client.post(f"/cases/concern/report/?about={sealed}", REPORT)["Location"]
    take_on(record=Concern.objects.get(token=made.split("/")[3]), by=lead)
    after = everything(but=refused)
    assert [place for place in after if before[place] != after[place]] == []
    assert list(history_of(world.case)) == history
    new = OutboxEntry.objects.exclude(key__in=waiting)
    assert {entry.payload["user_id"] for entry in new} == {lead.pk}


def test_h13_for_whoever_may_not_read_it_there_is_no_such_page(team: Team, as_user: Callable[[User], Client]) -> None:
    case = a_case(team.caseworker)
    lead = a_lead()
    for record, noun in (
        (a_concern(case, team.caseworker), "concerns"),
        (an_incident(case, team.caseworker), "incidents"),
    ):
        others = [team.assessor, a_lead("millburn"), UserFactory(is_superuser=True, is_staff=True)]
        managers = [employed(organisation__code="millburn", roles=(Role.MANAGER,))]
        managers += [team.payer] if noun == "concerns" else []
        for user in [*others, *managers]:
            client = as_user(user)
            addresses = [f"/cases/{noun}/{record.token}/"]
            addresses += [f"/cases/{noun}/{record.token}/{step}/" for step in ("take-on", "tell", "update", "close")]
            for address in addresses:
                assert client.get(address).status_code == 404, (user, address)
                # A page that only shows takes no POST from anybody, whether there is such a record or not.
                refused = 405 if address == addresses[0] else 404
                assert client.post(address, {"words": "x", "outcome": "x"}).status_code == refused
        assert as_user(team.assessor).get(f"/cases/{noun}/").status_code == 404
        assert as_user(lead).get(f"/cases/{noun}/{record.token}/").status_code == 200
        client.logout()
        assert client.get(f"/cases/{noun}/{record.token}/")["Location"].startswith("/accounts/login/")
    assert as_user(team.caseworker).get("/cases/concerns/nothing/").status_code == 404


def test_h13_whoever_reported_reads_their_own_words_until_it_is_taken_on(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    line = brought_to(LineState.PROPOSED, team)
    lead = a_lead()
    client = as_user(team.caseworker)
    response = client.post(reverse("cases:concern-report") + about(line), REPORT)
    address = response["Location"]
    page = client.get(address)
    assert "no-store" in page["Cache-Control"]
    assert "Bruises on both wrists." in text(page)
    assert f"This is with {lead}" in text(page)
    assert "by 7 June 2027" in text(page)
    assert "Muir" not in text(page), "their own words only"
    reader = as_user(lead)
    assert "Jean Muir" in text(reader.get(address))
    assert reader.post(f"{address}take-on/").status_code == 302
    tell = {"whom": "council", "told_on_day": "4", "told_on_month": "6", "told_on_year": "2027"}
    assert reader.post(f"{address}tell/", tell).status_code == 302
    assert "The council was told on 4 June 2027" in text(reader.get(address))
    assert as_user(team.caseworker).get(address).status_code == 404
    reader = as_user(lead)
    assert reader.post(f"{address}close/", {"outcome": ""}).status_code == 200
    assert reader.post(f"{address}close/", {"outcome": "She is safe."}).status_code == 302
    assert "She is safe." in text(reader.get(address))
    assert reader.post(f"{address}update/", {"words": "More."}).status_code == 409
    assert "There is none that is open." in text(reader.get("/cases/concerns/"))
    assert "AR-2027-0001" in text(reader.get("/cases/concerns/?show=all"))


def test_h13_the_page_names_999_and_the_nations_route_first(team: Team, as_user: Callable[[User], Client]) -> None:
    the_routes()
    LocalityFactory(code="south", nation=Nation.ENGLAND)
    case = a_case(team.caseworker, locality="south")
    client = as_user(team.caseworker)
    page = text(client.get(f"/cases/concern/?about={sealed_reference(case)}"))
    assert page.index("999") < page.index("Safeguarding adults") < page.index("Write down your concern")
    assert "Adult support and protection" not in page
    assert "Adult support and protection" in text(client.get("/cases/concern/")), "outside a case, every nation"


def test_h13_the_address_says_of_which_case_to_nobody_but_us(team: Team) -> None:
    case = a_case(team.caseworker)
    sealed = sealed_reference(case)
    assert case.reference not in sealed
    assert sealed == sealed_reference(case)
    assert case_behind(sealed, team.caseworker) == case
    assert case_behind(sealed, employed(organisation__code="millburn", roles=(Role.CASEWORKER,))) is None
    for forged in ("", "x", sealed[:-2], "AAAA", "é", "=" * 9):
        assert case_behind(forged, team.caseworker) is None


def test_h13_anybody_at_work_reports_outside_a_case_and_is_told_what_is_missing(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    client = as_user(employed(organisation__code="lantern"))
    page = text(client.post("/cases/concern/report/", REPORT | {"has_told": "yes", "what": ""}))
    for words in ("Say whom it is about", "Choose where they live", "Say what you saw", "Enter the day on which"):
        assert words in page
    whole = REPORT | {"about_whom": "The man at number 6", "nation": "scotland"}
    assert client.post("/cases/concern/report/", whole).status_code == 302
    assert Concern.objects.get().about_whom == "The man at number 6"
    assert "Nobody is named at Lantern" in text(client.get(f"/cases/concerns/{Concern.objects.get().token}/"))


def test_h13_an_incident_on_its_pages(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.ORDERED, team)
    client = as_user(team.caseworker)
    told = {"has_told": "yes", "told_on_day": "4", "told_on_month": "6", "told_on_year": "2027"}
    sent: dict[str, Any] = REPORT | {"kind": "injury"} | told
    address = client.post(reverse("cases:incident-report") + about(line), sent)["Location"]
    assert "The council was told on 4 June 2027" in text(client.get(address))
    manager = as_user(team.payer)
    assert "Somebody was seriously hurt" in text(manager.get("/cases/incidents/"))
    assert manager.post(f"{address}take-on/", {"scope": "Why."}).status_code == 302
    assert manager.post(f"{address}close/", {"outcome": "Worn.", "learning": "Checked."}).status_code == 302
    assert SeriousIncident.objects.get().closed_by == team.payer
    assert manager.get(f"{address}close/").status_code == 302, "out of turn, back to the record"
    assert manager.get(f"{address}set-aside/").status_code == 404


def test_h13_reading_a_record_is_written_down_with_the_record(team: Team, as_user: Callable[[User], Client]) -> None:
    case = a_case(team.caseworker)
    concern = a_concern(case, team.caseworker)
    lead = a_lead()
    as_user(lead).get(f"/cases/concerns/{concern.token}/")
    event = Event.objects.filter(verb="cases.concern_read").get()
    assert (event.actor_id, event.subject_type) == (str(lead.pk), "cases.Concern")


def test_h13_the_lists_ask_as_many_queries_for_two_as_for_twenty(team: Team, as_user: Callable[[User], Client]) -> None:
    case, lead = a_case(team.caseworker), a_lead()
    counts = []
    for more in (2, 18):
        for _ in range(more):
            a_concern(case, team.caseworker)
        client = as_user(lead)
        with CaptureQueriesContext(connection) as asked:
            client.get("/cases/concerns/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_h13_what_a_providers_staff_see_in_the_home_reaches_the_leads_of_the_case(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    """The link on the order says which case, sealed; nobody else of a provider opens it so."""
    lead, case = a_lead(), a_case(team.caseworker)
    talked(case, team.caseworker)
    provision = ordered(brought_to(LineState.COMMITTED, team, case), team.caseworker)
    fitter, sealed = a_fitter(), sealed_reference(case)
    page = as_user(fitter).get(f"/cases/orders/{provision.number}/").content.decode()
    assert f"/cases/concern/?about={sealed}" in page
    assert "Back to </span>Orders" in as_user(fitter).get(f"/cases/concern/?about={sealed}").content.decode()
    assert case_behind(sealed, a_fitter("northfield-works")) is None
    as_user(fitter).post(f"/cases/concern/report/?about={sealed}", REPORT)
    concern = Concern.objects.get()
    assert (concern.case, concern.organisation) == (case, case.organisation)
    assert may_read(concern, lead)


@pytest.mark.parametrize(
    "address", ["concern/report/", "new/", "complaints/new/", "equipment/new/", "satisfaction/key-in/"]
)
def test_an_empty_form_that_is_sent_comes_back_with_its_errors(
    team: Team, as_user: Callable[[User], Client], address: str
) -> None:
    page = as_user(team.caseworker).post(f"/cases/{address}", {})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
