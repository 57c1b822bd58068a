"""R1: a colleague without a task gives a reason first, and each reading says why."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from audit.selectors import history_of
from cases.constants.lines import LineRoute, LineState
from cases.constants.reading import ReadAs, StatedWhy, Unusual
from cases.exceptions import NotYourOrganisation, ReasonMissing
from cases.models import Case, DirectAccessReader, FollowUp, StatedReason
from cases.selectors import read_as, readings_by_staff
from cases.services import declare_relation, reassign_case, state_reason, write_reading
from core import clock
from people.constants import Role
from people.models import FormDraft, User
from people.services import grant_role
from tests.factories.cases import Team, a_case, a_line, a_team, brought_to
from tests.factories.cases_clocks import a_home_visit
from tests.factories.cases_intake import a_question
from tests.factories.cases_money import the_budget_of
from tests.factories.fitness import registered_as
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
CASEWORKER = {Role.CASEWORKER}


@pytest.fixture
def team() -> Team:
    return a_team()


def a_colleague() -> User:
    return employed(organisation__code="lantern", roles=(Role.CASEWORKER,))


def page_of(case: Case) -> str:
    return reverse("cases:case", args=[case.reference])


def test_r1_a_task_is_why_somebody_reads(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    assert read_as(line.case, team.caseworker, CASEWORKER) == ReadAs.OWNER
    assert read_as(line.case, team.payer, {Role.MANAGER}) == ReadAs.MANAGER
    assert read_as(line.case, team.assessor, CASEWORKER) is None
    recommended = brought_to(LineState.RECOMMENDED, team)
    assert read_as(recommended.case, team.assessor, CASEWORKER) == ReadAs.AUTHORISER
    assert read_as(recommended.case, a_colleague(), CASEWORKER) is None
    ordered = brought_to(LineState.ORDERED, team)
    assert read_as(ordered.case, team.assessor, CASEWORKER) == ReadAs.WORKS_ON_IT
    assert read_as(ordered.case, a_colleague(), CASEWORKER) == ReadAs.DELIVERY


def test_r1_whoever_is_named_in_a_case_has_a_task(team: Team) -> None:
    case, visitor = a_case(team.caseworker), a_colleague()
    assert read_as(case, visitor, CASEWORKER) is None
    a_home_visit(case, team.caseworker, clock.now() + timedelta(days=3), visitor=visitor)
    assert read_as(case, visitor, CASEWORKER) == ReadAs.NAMED
    next_owner = a_colleague()
    reassign_case(case=case, to=next_owner, note="I am on leave.", by=team.caseworker)
    case.refresh_from_db()
    assert read_as(case, next_owner, CASEWORKER) == ReadAs.OWNER
    assert read_as(case, team.caseworker, CASEWORKER) == ReadAs.WORKS_ON_IT


def test_r1_whoever_is_asked_or_pays_has_a_task(team: Team) -> None:
    asked, therapist = a_case(team.caseworker), a_colleague()
    registered_as(therapist)
    assert read_as(asked, therapist, CASEWORKER) is None
    a_question(asked)
    assert read_as(asked, therapist, CASEWORKER) == ReadAs.THERAPIST
    line, holder = brought_to(LineState.AUTHORISED, team), a_colleague()
    assert read_as(line.case, holder, CASEWORKER) is None
    the_budget_of(line, holder)
    assert read_as(line.case, holder, CASEWORKER) == ReadAs.BUDGET
    assert read_as(asked, holder, CASEWORKER) is None, "nothing is to be paid there"


def test_r1_whoever_reads_the_answers_has_a_task_where_they_wait(team: Team) -> None:
    case, reader = a_case(team.caseworker), a_colleague()
    DirectAccessReader.objects.create(organisation=case.organisation, user=reader, valid_from=clock.today())
    assert read_as(case, reader, CASEWORKER) is None
    a_line(case, team.caseworker, code="RAIL-GRAB-INT", route=LineRoute.DIRECT_ACCESS)
    assert read_as(case, reader, CASEWORKER) == ReadAs.READER


def test_r1_a_manager_of_another_organisation_gives_a_reason(team: Team) -> None:
    case, elsewhere = a_case(team.caseworker), a_colleague()
    millburn = employed(organisation__code="millburn").employments.get().organisation
    grant_role(user=elsewhere, role=Role.MANAGER, organisation=millburn, valid_from=clock.today(), by=None)
    assert read_as(case, elsewhere, {Role.CASEWORKER, Role.MANAGER}) is None


def test_r1_whoever_has_no_task_says_why_before_anything_is_shown(
    team: Team, client: Client, django_capture_on_commit_callbacks: object
) -> None:
    case, colleague = a_case(team.caseworker), a_colleague()
    client.force_login(colleague)
    asked = client.get(page_of(case))
    assert asked["Location"] == f"/cases/{case.reference}/reason/?next=%2Fcases%2F{case.reference}%2F"
    page = client.get(asked["Location"]).content.decode()
    assert "You have no task in this case" in page
    assert "Muir" not in page
    assert not history_of(case).filter(verb="cases.read").exists()
    bare = client.post(asked["Location"], {"why": "other"})
    assert "Say in a few words why you open this record" in bare.content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        given = client.post(asked["Location"], {"why": "contact"})
    assert given["Location"] == page_of(case)
    shown = client.get(page_of(case)).content.decode()
    assert "Muir" in shown
    assert "gave a reason" in shown, "whoever reads is told that it is written down"
    reading = history_of(case).get(verb="cases.read")
    assert reading.detail == {"page": "case", "as": "stated", "unusual": ["stated"]}
    told = [message for message in mail.outbox if case.reference in message.subject]
    assert {tuple(message.to) for message in told} == {(team.caseworker.email,), (team.payer.email,)}
    assert "Muir" not in told[0].subject + str(told[0].body)


def sent_on(page: HttpResponse) -> dict[str, list[str]]:
    """What the page takes along, as a browser sends it."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()):
        found.setdefault(name, []).append(unescape(value))
    return found


SAID = "She said “<b>the stairs</b>”\nand no more."


def test_r1_what_is_typed_when_a_task_ends_meanwhile_goes_along_and_is_sent(team: Team, client: Client) -> None:
    case, colleague = a_case(team.caseworker), a_colleague()
    client.force_login(colleague)
    address = reverse("cases:follow-up", args=[case.reference])
    typed = {"due_on_day": "30", "due_on_month": "6", "due_on_year": "2027", "words": SAID, "many": ["a", "b"]}
    asked = client.post(address, typed)
    shown = asked.content.decode()
    assert asked.status_code == 403
    assert "You have no task in this case" in shown
    assert "What you typed is kept on this page" in shown
    assert "Muir" not in shown
    assert f'action="{address}"' in shown
    assert {name: values for name, values in sent_on(asked).items() if name in typed} == {
        name: value if isinstance(value, list) else [value] for name, value in typed.items()
    }
    assert not FollowUp.objects.exists()
    assert not history_of(case).filter(verb="cases.read").exists()

    half = client.post(address, sent_on(asked) | {"reason-why": "other", "reason-words": ""})
    assert half.status_code == 403
    assert "Say in a few words why you open this record" in half.content.decode()
    assert sent_on(half)["words"] == [SAID]
    assert not StatedReason.objects.exists()

    given = client.post(address, sent_on(half) | {"reason-why": "cover", "reason-words": ""})
    assert given["Location"] == page_of(case)
    assert FollowUp.objects.get().set_by == colleague
    assert StatedReason.objects.get().by == colleague
    assert history_of(case).get(verb="cases.read").detail["as"] == "stated"


def test_r1_a_form_that_is_to_be_put_right_after_the_reason_shows_what_was_typed(team: Team, client: Client) -> None:
    case = a_case(team.caseworker)
    client.force_login(a_colleague())
    address = reverse("cases:edit-person", args=[case.reference])
    typed = {"name": "", "telephone": "01632 960 111", "accessible_format": "standard"}
    asked = client.post(address, typed)
    shown = client.post(address, sent_on(asked) | {"reason-why": "cover", "reason-words": ""}).content.decode()
    assert "Enter the person’s name" in shown
    assert 'value="01632 960 111"' in shown


def test_r1_a_file_cannot_go_along_and_the_page_says_so(team: Team, client: Client) -> None:
    case = a_case(team.caseworker)
    client.force_login(a_colleague())
    address = reverse("cases:file-new", args=[case.reference])
    asked = client.post(address, {"title": "The bath", "file": SimpleUploadedFile("bath.jpg", b"x")})
    shown = asked.content.decode()
    assert asked.status_code == 403
    assert "Your file is not kept" in shown
    assert sent_on(asked)["title"] == ["The bath"]


def test_r1_what_goes_along_is_in_no_address_log_or_session(
    team: Team, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    case = a_case(team.caseworker)
    client.force_login(a_colleague())
    with caplog.at_level(0):
        asked = client.post(reverse("cases:follow-up", args=[case.reference]), {"words": SAID})
    assert "stairs" not in caplog.text
    assert "stairs" not in str(dict(client.session))
    assert "stairs" not in str(asked.headers)
    assert not FormDraft.objects.exists()


def test_r1_a_reason_holds_until_midnight_and_for_that_case_only(team: Team) -> None:
    case, other, colleague = a_case(team.caseworker), a_case(team.caseworker), a_colleague()
    state_reason(case=case, why=StatedWhy.COVER, by=colleague)
    assert read_as(case, colleague, CASEWORKER) == ReadAs.STATED
    assert read_as(other, colleague, CASEWORKER) is None
    with clock.fixed(datetime(2027, 6, 4, 22, 59, tzinfo=UTC)):
        assert read_as(case, colleague, CASEWORKER) == ReadAs.STATED
    with clock.fixed(datetime(2027, 6, 4, 23, 0, tzinfo=UTC)):
        assert read_as(case, colleague, CASEWORKER) is None


def test_r1_a_reason_is_of_a_colleague_and_says_something(team: Team) -> None:
    case = a_case(team.caseworker)
    with pytest.raises(NotYourOrganisation):
        state_reason(case=case, why=StatedWhy.COVER, by=employed(organisation__code="millburn"))
    with pytest.raises(ReasonMissing):
        state_reason(case=case, why=StatedWhy.OTHER, words=" ", by=a_colleague())
    assert not StatedReason.objects.exists()


def test_r1_after_the_reason_the_way_leads_nowhere_else(team: Team, client: Client) -> None:
    case = a_case(team.caseworker)
    client.force_login(a_colleague())
    address = reverse("cases:reason", args=[case.reference])
    for wanted in ("https://example.org/", "//example.org", f"/cases/{case.reference}/..//example.org", "/cms/"):
        response = client.post(f"{address}?next={wanted}", {"why": "cover"})
        assert response["Location"] == page_of(case), wanted
    history = reverse("cases:history", args=[case.reference])
    assert client.post(f"{address}?next={history}", {"why": "cover"})["Location"] == history


def test_r1_what_is_unusual_is_marked(team: Team) -> None:
    case = a_case(team.caseworker)
    declare_relation(case=case, relation="neighbour", by=team.payer)
    with clock.fixed(datetime(2027, 6, 5, 22, 0, tzinfo=UTC)):
        write_reading(case=case, read_as=ReadAs.MANAGER, page="case", by=team.payer)
    write_reading(case=case, read_as=ReadAs.OWNER, page="case", by=team.caseworker)
    unusual = readings_by_staff(team.payer, unusual=True).get()
    assert unusual.detail["unusual"] == [Unusual.TIE, Unusual.HOURS]
    assert readings_by_staff(team.payer).count() == 2


def test_r1_managers_look_through_the_readings_of_their_own_organisation(team: Team, client: Client) -> None:
    case, theirs = a_case(team.caseworker), a_case(a_team("millburn").caseworker, name="Una Grant")
    write_reading(case=case, read_as=ReadAs.OWNER, page="case", by=team.caseworker)
    write_reading(case=theirs, read_as=ReadAs.OWNER, page="case", by=theirs.owner)
    client.force_login(team.payer)
    page = client.get("/cases/readings/").content.decode()
    assert "1 reading" in page
    assert case.reference in page
    assert theirs.reference not in page
    assert "No reading fits this" in client.get("/cases/readings/?unusual=on").content.decode()
    day = {"day_day": "4", "day_month": "6", "day_year": "2027", "reference": case.reference.lower()}
    assert "1 reading" in client.get("/cases/readings/", day | {"reader": team.caseworker.pk}).content.decode()
    earlier = {"day_day": "3", "day_month": "6", "day_year": "2027"}
    assert "No reading fits this" in client.get("/cases/readings/", earlier).content.decode()
    assert client.get("/cases/readings/", {"reader": theirs.owner.pk}).status_code == 200
    client.force_login(team.caseworker)
    assert client.get("/cases/readings/").status_code == 403
    assert "Owns the case" in client.get(f"/cases/{case.reference}/readings/").content.decode()


@pytest.mark.parametrize("crowd", [1, 20])
def test_r1_the_list_of_readings_takes_as_many_queries_however_long(
    team: Team, client: Client, django_assert_max_num_queries: object, crowd: int
) -> None:
    case = a_case(team.caseworker)
    for _ in range(crowd):
        write_reading(case=case, read_as=ReadAs.OWNER, page="case", by=team.caseworker)
    client.force_login(team.payer)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        client.get("/cases/readings/")
