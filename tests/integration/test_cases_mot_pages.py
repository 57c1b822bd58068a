"""H4, A9, H9 through the pages: eight areas, danger, the register's no, the letter, the plan and the handyperson."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cases.constants.lines import LineKind
from cases.constants.mot import ActionState, MotArea
from cases.constants.people import AccessibleFormat
from cases.constants.reading import StatedWhy
from cases.models import Case, Home, HousingMot, MotDraft, Person
from cases.services import mark_person, propose_line, state_reason
from core import clock
from people import drafts
from people.constants import Role
from people.models import User
from tests.factories.cases import Team, a_case, a_team
from tests.factories.cases_clocks import default_standards
from tests.factories.cases_mot import a_checklist, a_mot, a_mot_assessor, eight_areas, in_england
from tests.factories.cases_provision import a_provider
from tests.factories.people import employed
from tests.factories.seen import as_seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

HAZARD = {
    "hazard_0_what": "A smell of gas",
    "hazard_0_likelihood": "happens",
    "hazard_0_harm": "life",
    "hazard_0_advice": "Open the windows and go out.",
    "hazard_0_who": "The gas emergency service",
    "hazard_0_due_on": "2027-06-04",
}
FINISH = {
    "visited_on_day": "4",
    "visited_on_month": "6",
    "visited_on_year": "2027",
    "for_whom": "adult",
    "took_part": "Jean and I.",
    "summary": "A safe home but for the rug.",
    "may_share_with": "Ardlea Health Board\n\nRiverside Medical Practice",
    "acknowledged_by": "Jean Muir",
    "acknowledged_how": "said",
}


@pytest.fixture
def team() -> Team:
    default_standards()
    return a_team()


@pytest.fixture
def assessor(team: Team, client: Client) -> User:
    user = a_mot_assessor(employed(organisation__code="lantern", roles=(Role.CASEWORKER,)))
    client.force_login(user)
    return user


@pytest.fixture
def case(team: Team, assessor: User) -> Case:
    """The caseworker asked the assessor to look round."""
    case = a_case(team.caseworker)
    state_reason(case=case, why=StatedWhy.ASKED, by=assessor)
    return case


def at(case: Case, page: str, *more: object) -> str:
    return reverse(f"cases:{page}", args=[case.reference, *more])


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_h4_from_the_first_area_to_the_letter(client: Client, assessor: User, case: Case) -> None:
    a_checklist()
    for place, area in enumerate(MotArea):
        page = at(case, "mot-area", area.value)
        assert client.get(page).status_code == 200
        response = client.post(page, as_seen(client, page) | {"found": f"Looked at {place}."})
        after = at(case, "mot") if area == MotArea.HEATING else at(case, "mot-area", list(MotArea)[place + 1].value)
        assert response["Location"] == after
    assert "Loose rugs?" in text(client, at(case, "mot-area", "e"))
    assert "Finish the Housing MOT" in text(client, at(case, "mot"))
    assert "may tell the authority" in text(client, at(case, "mot-finish"))
    missing = client.post(at(case, "mot-finish"), FINISH | {"acknowledged_by": ""})
    assert "Say who acknowledged the limits" in missing.content.decode()
    response = client.post(at(case, "mot-finish"), FINISH)
    assert response["Location"] == at(case, "mot-record", 1)
    mot = HousingMot.objects.get()
    assert mot.may_share_with == ["Ardlea Health Board", "Riverside Medical Practice"]
    letter = text(client, at(case, "mot-letter", 1))
    assert "Dear Jean Muir" in letter
    assert "your own responsibility" in letter
    pdf = client.get(at(case, "mot-letter-pdf", 1))
    assert (pdf["Content-Type"], pdf.content[:4]) == ("application/pdf", b"%PDF")


def test_h4_a_danger_leads_to_the_page_that_tells_an_authority(client: Client, assessor: User, case: Case) -> None:
    page = at(case, "mot-area", "d")
    partly = client.post(page, {"found": "Gas.", "hazard_0_what": "A smell of gas"})
    assert "Choose how bad it could be" in partly.content.decode()
    over = client.post(page, {"found": "Gas."} | HAZARD | {"hazard_0_due_on": "1927-06-04"})
    assert "The day by which it is done is over already" in over.content.decode()
    assert not MotDraft.objects.exists()
    danger = HAZARD | {"hazard_0_is_danger": "on"}
    response = client.post(page, as_seen(client, page) | {"found": "Gas."} | danger)
    notice = case.urgent_notices.get()
    assert response["Location"] == at(case, "danger-told", notice.pk)
    assert "ring 999 first" in text(client, response["Location"])
    assert "Tell an authority of the danger: A smell of gas" in text(client, "/cases/work/?whose=team")
    told = {"authority": "Gas emergency service", "told_how": "telephone", "told_whom": "Call 4471"}
    now = {"on_day": "4", "on_month": "6", "on_year": "2027", "hour": "13:00"}
    assert client.post(response["Location"], told | now)["Location"] == at(case, "mot")
    assert "Gas emergency service (Call 4471) was told" in text(client, at(case, "mot"))
    again = client.post(page, as_seen(client, page) | {"found": "Gas, now off."} | danger)
    assert again["Location"] != at(case, "danger-told", notice.pk)
    assert case.urgent_notices.count() == 1


def test_h4_what_is_typed_is_kept_until_it_is_saved(client: Client, assessor: User, case: Case) -> None:
    page = at(case, "mot-area", "b")
    typed = {"draft": drafts.token_for(assessor, f"mot:{case.reference}:b"), "found": "Half a sentence", **HAZARD}
    client.post("/drafts/", typed)
    shown = text(client, page)
    assert "Half a sentence" in shown
    assert "A smell of gas" in shown
    client.post(page, as_seen(client, page) | {"found": "A whole sentence."})
    assert drafts.held(assessor, f"mot:{case.reference}:b") is None
    assert "A whole sentence." in text(client, page)


def test_h4_the_hazards_of_england_are_offered_there(client: Client, assessor: User, case: Case) -> None:
    page = at(case, "mot-area", "g")
    assert "Kind of hazard" not in text(client, page)
    in_england()
    assert "1. Damp and mould growth" in text(client, page)


def test_a9_the_registers_no_says_why_and_who_may(client: Client, team: Team, assessor: User, case: Case) -> None:
    client.force_login(team.caseworker)
    eight_areas(case, team.caseworker)
    assert "does not permit you to finish" in text(client, at(case, "mot"))
    response = client.post(at(case, "mot-finish"), FINISH)
    assert response["Location"] == at(case, "mot-refused")
    page = text(client, at(case, "mot-refused"))
    assert "The register knows no accreditation" in page
    assert str(assessor) in page
    assert MotDraft.objects.get().areas.keys() == set(MotArea.values)


def test_r4_there_is_no_letter_to_somebody_who_died(client: Client, assessor: User, case: Case) -> None:
    a_mot(case, assessor)
    mark_person(case=case, died_on=date(2027, 6, 4), by=assessor)
    for page in ("mot-letter", "mot-letter-pdf"):
        response = client.get(at(case, page, 1))
        assert response.status_code == 409
        assert "Nothing is sent to them." in response.content.decode()
    assert "The letter" not in text(client, at(case, "mot-record", 1))


def test_p13_the_letter_is_in_the_format_that_the_person_wants(client: Client, assessor: User, case: Case) -> None:
    a_mot(case, assessor)
    assert "How they want what we write" not in text(client, at(case, "mot-letter", 1))
    Person.objects.filter(pk=case.person_id).update(accessible_format=AccessibleFormat.LARGE_PRINT)
    page = client.get(at(case, "mot-letter", 1)).content.decode()
    assert "threshold-large-print" in page
    assert "This prints in large print." in page
    assert client.get(at(case, "mot-letter-pdf", 1)).content.startswith(b"%PDF")
    Person.objects.filter(pk=case.person_id).update(accessible_format=AccessibleFormat.EASY_READ)
    assert "easy read, with pictures" in text(client, at(case, "mot-letter", 1))
    assert "Have it made like that" in text(client, at(case, "mot-letter", 1))


def test_h4_results_are_shared_and_the_plan_followed_up(client: Client, assessor: User, case: Case) -> None:
    mot = a_mot(case, assessor)
    assert client.post(at(case, "mot-share", 1), {"with_whom": "The landlord", "how": "post"}).status_code == 200
    client.post(at(case, "mot-share", 1), {"with_whom": "Ardlea Health Board", "how": "email"})
    client.post(at(case, "mot-share", 1), {"with_whom": "-", "how": "by_hand"})
    assert [share.is_person for share in mot.shares.all()] == [False, True]
    action = mot.hazards.get().action
    page = at(case, "mot-action", 1, action.pk)
    assert "Say why it is not done" in client.post(page, {"state": "dropped"}).content.decode()
    client.post(page, {"state": "done", "note": "The rug is gone."})
    action.refresh_from_db()
    assert (action.state, action.followed_up_at) == (ActionState.DONE, clock.now())
    assert "The rug is gone." in text(client, at(case, "mot-record", 1))


def test_h9_the_page_names_the_repair_before_it_is_ordered(client: Client, assessor: User, case: Case) -> None:
    line = propose_line(case=case, kind=LineKind.HANDYPERSON, title="The rail", purpose="Safe stairs.", by=assessor)
    page = at(case, "repair", line.number)
    assert "There is none in this case yet." in text(client, page)
    terms = {
        "other_name": "Brackets and fixing",
        "other_amount": "40",
        "other_reason": "The list has no banister brackets.",
        "billed_to": case.organisation_id,
    }
    order_page = f"{at(case, 'order', line.number)}?provider={a_provider().code}"
    refused = client.post(order_page, terms)
    assert "comes after a Housing MOT" in refused.content.decode()
    hazard = a_mot(case, assessor).hazards.get()
    named = {"finding": f"hazard-{hazard.pk}", "what": "Screw it on.", "materials": "Screws"}
    assert "pay for the materials" in client.post(page, named).content.decode()
    assert client.post(page, named | {"is_told_of_materials": "on"}).status_code == 302
    assert client.post(order_page, terms).status_code == 302
    assert "Screw it on." in text(client, at(case, "line", line.number))


def test_h4_a_home_whose_tenure_is_to_confirm_is_looked_at_and_finished_later(
    client: Client, assessor: User, case: Case
) -> None:
    Home.objects.filter(pk=case.home_id).update(tenure="")
    assert "How this home is held is still to confirm" in text(client, at(case, "mot"))
    eight_areas(case, assessor)
    refused = client.post(at(case, "mot-finish"), FINISH).content.decode()
    assert "How this home is held is still to confirm" in refused
    assert not HousingMot.objects.exists()
