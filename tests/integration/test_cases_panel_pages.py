"""P8, P12: the panel's pages and the handover of a case, as people go through them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.selectors import history_of
from cases.constants.decisions import Relation
from cases.constants.lines import LineState
from cases.constants.panel import PanelState
from cases.models import Case, CaseHandover, DeclaredRelation, PanelMeeting, PanelReferral
from core import clock
from people.models import User
from tests.factories.cases import Team, a_case, a_team, brought_to
from tests.factories.cases_panel import Panel, a_panel, at_panel
from tests.factories.people import UserFactory, employed
from tests.unit.test_cases_register import the_suspension

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def panel() -> Panel:
    return a_panel()


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def day(name: str, on: Any) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def test_p8_a_case_goes_to_the_panel_and_back_through_the_pages(
    team: Team, panel: Panel, as_user: Callable[[User], Client]
) -> None:
    """Referred, made safe, listed, heard, agreed by each partner, decided, and the letter sent."""
    line = brought_to(LineState.RECOMMENDED, team)
    case, today = line.case, clock.today()
    of_case = f"/cases/{case.reference}/panel/"
    client = as_user(team.caseworker)
    assert "has not been to the panel" in text(client.get(of_case))
    bare = client.post(f"{of_case}new/", {"about": str(line.number), "why_exceptional": "x", "why_no_other": "y"})
    assert "Write what was tried above, or here why nothing was" in text(bare)
    refer = {
        "about": str(line.number),
        "why_exceptional": "The only way in is over a wall.",
        "tried_equipment": "A ramp on loan was too steep.",
        "why_no_other": "Nothing level is free.",
    }
    assert client.post(f"{of_case}new/", refer)["Location"] == of_case
    token = PanelReferral.objects.get().token
    safe = {"words": "Visits each day.", "owner": str(team.caseworker.pk)}
    client.post(f"{of_case}{token}/plan/", safe | day("from_on", today) | day("review_on", today))
    client.post(f"{of_case}{token}/heard/", {"how": "advocate", "who": "A. Friend", "said": "Let me stay."})

    by = panel.housing.user
    client = as_user(by)
    client.post("/cases/panel/new/", {"place": "Town hall"} | day("held_on", today))
    meeting = PanelMeeting.objects.get()
    member = f"/cases/panel/cases/{token}/"
    assert case.reference in text(client.get("/cases/panel/"))
    client.post(f"{member}list/", {"meeting": str(meeting.pk)})
    came = {"came": [str(seat.pk) for seat in panel.members]}
    client.post(f"/cases/panel/{meeting.token}/attendance/", came)
    of_the_case = reverse("cases:panel", args=[case.reference])
    before = text(as_user(team.caseworker).get(of_the_case))
    assert "It is on the agenda of" in before
    assert "The meeting is on" in before
    client = as_user(by)
    assert client.post(f"{member}hear/", {}).status_code == 302
    heard = text(as_user(team.caseworker).get(of_the_case))
    assert "heard by the panel." in heard
    assert "on the agenda of" not in heard
    assert "The meeting was on" in heard
    client = as_user(by)
    client.post(
        f"{member}propose/",
        {"outcome": "go_ahead", "what": "Build it.", "reasons": "No other way.", "owner": str(by.pk)}
        | day("due_on", today),
    )
    for seat in panel.members:
        client = as_user(seat.user)
        assert "Build it." in text(client.get(f"{member}agree/"))
        assert client.post(f"{member}agree/", {"agrees": "yes"}).status_code == 302
    assert "Every partner at the table has agreed." in text(client.get(member))
    assert client.post(f"{member}decide/", {}).status_code == 302
    assert "Agreed by every partner" in text(client.get(member))
    client.post(f"/cases/panel/{meeting.token}/close/", {})
    assert "Held" in text(client.get(f"/cases/panel/{meeting.token}/"))

    client = as_user(team.caseworker)
    page = text(client.get(of_case))
    assert "Read the letter and send it" in page
    assert "The register is still asked who may authorise it." in page
    assert client.get(f"{of_case}{token}/letter/print/").status_code == 409, "nobody has read it yet"
    draft = client.get(f"{of_case}{token}/letter/")
    assert "Build it." in text(draft)
    client.post(f"{of_case}{token}/letter/", {"words": "Dear Jean, we build it.", "read": "on"})
    printed = text(client.get(f"{of_case}{token}/letter/print/"))
    assert "4 Pier Street" in printed
    assert client.get(f"{of_case}{token}/letter.pdf").content.startswith(b"%PDF")
    client.post(f"{of_case}{token}/letter/sent/", {"how": "post"})
    assert PanelReferral.objects.get().state == PanelState.TOLD
    assert "Decided by the panel" in text(client.get(reverse("cases:history", args=[case.reference])))


def test_p8_the_pack_is_one_page_without_name_or_address(
    team: Team, panel: Panel, as_user: Callable[[User], Client]
) -> None:
    referral = at_panel(PanelState.HEARD, team, panel)
    client = as_user(panel.health.user)
    page = text(client.get(f"/cases/panel/cases/{referral.token}/"))
    for wanted in (
        "council tenancy",
        "Shower on my own each morning.",
        "I want to stay by the harbour.",
        "Two visits a day",
        "A commode was tried",
    ):
        assert wanted in page
    for kept_back in ("Muir", "Pier Street", "AR1 2BC", "01632"):
        assert kept_back not in page
    pdf = client.get(f"/cases/panel/cases/{referral.token}/pack.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.content.count(b"/Type /Page\n") + pdf.content.count(b"/Type /Page ") <= 1
    reads = history_of(referral.case).filter(verb="cases.read", actor_id=str(panel.health.user.pk))
    assert reads.count() == 2


def test_p8_those_who_sit_on_the_panel_open_its_pages(
    team: Team, panel: Panel, as_user: Callable[[User], Client]
) -> None:
    """A seat today opens them, whichever organisation; no role does, no former seat, and no private tie."""
    referral = at_panel(PanelState.HEARD, team, panel)
    addresses = [
        "/cases/panel/",
        "/cases/panel/new/",
        f"/cases/panel/{referral.meeting.token}/",
        f"/cases/panel/{referral.meeting.token}/attendance/",
        f"/cases/panel/cases/{referral.token}/",
        f"/cases/panel/cases/{referral.token}/pack.pdf",
        f"/cases/panel/cases/{referral.token}/propose/",
    ]
    for shut_out in (team.caseworker, team.payer, employed(), UserFactory(is_superuser=True, is_staff=True)):
        client = as_user(shut_out)
        assert {client.get(address).status_code for address in addresses} == {403}
    for seat in (panel.care, panel.deputy, panel.officer):
        client = as_user(seat.user)
        assert {client.get(address).status_code for address in addresses} == {200}
    assert client.get("/cases/panel/cases/nobody/").status_code == 404
    assert client.get("/cases/panel/nobody/").status_code == 404
    DeclaredRelation.objects.create(
        person=referral.case.person, user=panel.officer.user, relation=Relation.RELATED, declared_at=clock.now()
    )
    assert client.get(f"/cases/panel/cases/{referral.token}/").status_code == 403
    panel.care.valid_until = clock.today()
    panel.care.save()
    assert as_user(panel.care.user).get("/cases/panel/").status_code == 403


def test_p8_a_member_who_assessed_is_told_to_step_back(
    team: Team, panel: Panel, as_user: Callable[[User], Client]
) -> None:
    from tests.factories.cases_panel import a_seat

    a_seat("lantern", user=team.caseworker)
    referral = at_panel(PanelState.HEARD, team, panel)
    client = as_user(team.caseworker)
    assert "You assessed this case. Somebody else decides." in text(client.get(f"/cases/panel/cases/{referral.token}/"))
    refused = client.post(f"/cases/panel/cases/{referral.token}/decide/", {})
    assert "you may answer the panel’s questions" in text(refused).replace("&#x27;", "’")


@pytest.mark.parametrize("many", [1, 6])
def test_p8_the_panels_list_takes_the_same_queries_at_any_length(
    team: Team, panel: Panel, as_user: Callable[[User], Client], many: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(many):
        at_panel(PanelState.REFERRED, team, panel)
        at_panel(PanelState.LISTED, team, panel)
    client = as_user(panel.health.user)
    with django_assert_max_num_queries(26):
        assert client.get("/cases/panel/").status_code == 200


def test_p12_the_manager_sees_what_went_by_rule_and_changes_it(team: Team, as_user: Callable[[User], Client]) -> None:
    case = a_case(team.assessor)
    the_suspension(team.assessor)
    client = as_user(team.payer)
    assert "1 case with a new owner to look at" in text(client.get("/cases/"))
    page = text(client.get("/cases/handovers/"))
    assert case.reference in page
    assert str(team.caseworker) in page
    assert as_user(team.caseworker).get("/cases/handovers/").status_code == 403
    client = as_user(team.payer)
    client.post(f"/cases/handovers/{case.reference}/confirm/")
    assert CaseHandover.objects.get().looked_at_by == team.payer
    other = employed(organisation__code="lantern", roles=("caseworker",))
    client.post(f"/cases/{case.reference}/owner/", {"to": str(other.pk), "note": "She rings on Mondays."})
    assert Case.objects.get().owner == other
