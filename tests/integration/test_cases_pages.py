"""The pages of a case: who may open them, what they say, and how many queries they take."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.models import Adaptation
from audit.models import Event
from cases.constants.lines import LineKind, LineRoute, LineState
from cases.models import Case, DeclaredRelation, SolutionLine
from cases.services import authorise, propose_line
from people.constants import OrganisationKind, Role
from people.models import User
from tests.factories.accreditation import AdaptationFactory, an_officer
from tests.factories.cases import Team, a_case, a_line, a_team, brought_to
from tests.factories.cases_money import a_budget
from tests.factories.cases_provision import ALL_NO, a_fitter, a_price
from tests.factories.people import LocalityFactory, OrganisationFactory, employed
from tests.unit.test_cases_register import a_therapist, the_suspension

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


def at(name: str, line: SolutionLine) -> str:
    return reverse(f"cases:{name}", args=[line.case.reference, line.number])


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


REFERRAL = {
    "name": "Jean Muir",
    "date_of_birth_day": "27",
    "date_of_birth_month": "3",
    "date_of_birth_year": "1948",
    "address": "4 Pier Street\nArdlea",
    "postcode": "AR1 2BC",
    "tenure": "council",
    "route": "self",
    "reason": "I cannot get into the bath.",
    "lawful_basis": "public_task",
    "urgency": "routine",
    "accessible_format": "standard",
}
CONVERSATION = {
    "what_matters": "Washing alone.",
    "goals": "Shower each morning.",
    "took_part": "Jean.",
    "capacity": "decides",
    **dict.fromkeys(("rehousing", "equipment", "technology", "rehabilitation"), "not_right"),
    **{f"{name}_reason": "Tried." for name in ("rehousing", "equipment", "technology", "rehabilitation")},
}
ASSESSMENT = {
    "reason_for_provision": "Cannot stand.",
    "minimum_intervention": "A stool slid.",
    "came_0": "tried",
    "tried_0": "It slid on the tray.",
    "alternatives": "",
    "discussion": "Prefers to shower.",
    "long_term_suitability": "Level.",
    "decision": "Fit a seat.",
    "agreement": "agrees",
    "concern_0": "none",
    "concern_1": "managed",
    "note_1": "The wall was drilled and holds.",
}
OUTCOME = {
    "goals_met": "met",
    "difference": "Showers alone.",
    "own_words": "Lovely.",
    "stay_at_home": "yes",
    "avoid_hospital": "yes",
    "home_from_hospital": "not_applicable",
    "right_housing": "yes",
}


def test_p1_a_case_goes_from_referral_to_outcome_through_the_pages(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    """P1, P3, P4, P7, P9: each page does its step and leads back to the case, which says what is next and who."""
    client = as_user(team.assessor)
    LocalityFactory(code="harbour")
    response = client.post(reverse("cases:new"), REFERRAL | {"locality": "harbour"})
    case = Case.objects.get()
    assert response["Location"] == f"/cases/{case.reference}/"
    client.post(reverse("cases:conversation", args=[case.reference]), CONVERSATION)
    seat = {"kind": "adaptation", "adaptation": _item("SEAT-SHOWER"), "purpose": "To sit."}
    client.post(reverse("cases:propose", args=[case.reference]), seat)
    line = case.lines.get()
    steps: list[tuple[str, dict[str, Any], User, str]] = [
        ("assess", ASSESSMENT, team.assessor, "Record the case assessment"),
        ("recommend", {"tier": "simple", "summary": "A seat."}, team.assessor, "Recommend it"),
        ("authorise", {"tie": "none", "confirm": "on"}, team.assessor, "Authorise it"),
        ("wait", {"reason": "April."}, team.payer, "Commit the money"),
        ("funds", {"amount": "185.50", "budget": a_budget(team.payer).pk}, team.payer, "Commit the money"),
    ]
    for name, data, user, next_step in steps:
        client = as_user(user)
        page = text(client.get(f"/cases/{case.reference}/"))
        assert next_step in page
        assert "Who:" in page
        assert client.get(at(name, line)).status_code == 200
        response = client.post(at(name, line), data)
        assert (response.status_code, response.get("Location")) == (302, f"/cases/{case.reference}/"), name
    _deliver(as_user, team, line)
    line.refresh_from_db()
    assert line.state == LineState.OUTCOME_RECORDED
    client.post(reverse("cases:close", args=[case.reference]), {"reason": "finished"})
    page = text(client.get(f"/cases/{case.reference}/"))
    assert "Closed on 4 June 2027" in page
    assert "27 March 1948" in page
    page = text(client.get(at("line", line)))
    assert "Lovely." in page
    assert "The wall was drilled and holds." in page
    assert "Outcome recorded" in text(client.get(reverse("cases:history", args=[case.reference])))


def _deliver(as_user: Callable[[User], Client], team: Team, line: SolutionLine) -> None:
    """From the order to the outcome, each step by whoever takes it."""
    fitter = a_fitter()
    price = a_price(line.adaptation)
    who = {
        "order": f"{at('order', line)}?provider={price.price_list.provider.code}",
        "inspect": reverse("cases:provision-step", args=[line.case.reference, line.number, "inspect"]),
    }
    number = f"{line.case.reference}-{line.number}-1"
    times = {"on_day": "11", "on_month": "6", "on_year": "2027", "starts": "9:30", "ends": "12", "agreed": "on"}

    def theirs(name: str) -> str:
        return reverse("cases:provider-step", args=[number, name])

    steps: list[tuple[str, dict[str, Any], User, str]] = [
        (who["order"], {"quantity": "1", "billed_to": line.case.organisation.pk}, team.caseworker, "Order it from"),
        (theirs("accept"), {}, fitter, "Wait for the provider to accept"),
        (theirs("works"), times, fitter, "Agree the works dates"),
        (theirs("start"), {}, fitter, "Start the works"),
        (theirs("complete"), {}, fitter, "Complete the works"),
        (who["inspect"], {"result": "passed"}, team.payer, "Inspect the works"),
        (at("hand-over", line), HAND_OVER, team.caseworker, "Hand it over to the person"),
        (at("outcome", line), OUTCOME, team.caseworker, "Record what it changed"),
    ]
    for address, data, user, next_step in steps:
        assert next_step in text(as_user(team.caseworker).get(f"/cases/{line.case.reference}/"))
        client = as_user(user)
        assert client.get(address).status_code == 200, address
        response = client.post(address, data)
        assert response.status_code == 302, (address, text(response))


HAND_OVER = {"was_demonstrated": "on", "was_tried": "yes", "contacts_left": "Bridge Street, 01632 960 300."}


def _item(code: str) -> int:
    return Adaptation.objects.get(code=code).pk


def test_r1_no_address_and_no_audit_event_names_the_person(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.OUTCOME_RECORDED, team)
    as_user(team.caseworker).get(f"/cases/{line.case.reference}/")
    for event in Event.objects.all():
        assert "Muir" not in f"{event.subject_label} {event.detail}"


def test_p2_the_assessment_page_waits_for_the_conversation(team: Team, as_user: Callable[[User], Client]) -> None:
    line = a_line(a_case(team.caseworker), team.caseworker)
    page = text(as_user(team.caseworker).get(at("assess", line)))
    assert "Record the conversation with the person first." in page
    assert "<form method=" + '"post" novalidate' not in page


def test_p4_the_assessment_page_prompts_with_the_catalogue(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.PROPOSED, team)
    client = as_user(team.caseworker)
    page = text(client.get(at("assess", line)))
    assert "Weight rating" in page
    assert "Wall strength" in page
    assert "Free-standing stool" in page
    bare = client.post(at("assess", line), ASSESSMENT | {"note_1": "", "decision": ""})
    assert bare.status_code == 200
    page = text(bare)
    assert "There is a problem" in page
    assert "Explain the concern in a few words: wall strength" in page
    assert 'href="#id_note_1"' in page
    assert "A stool slid." in page, "what was typed stays"
    assert "Error: Case assessment" in page


def test_p6_direct_access_through_the_pages(team: Team, as_user: Callable[[User], Client]) -> None:
    case = a_case(team.caseworker)
    client = as_user(team.caseworker)
    rail = {"kind": "adaptation", "adaptation": _item("RAIL-GRAB-INT"), "purpose": "Hold."}
    assert "direct access here" in text(client.get(reverse("cases:propose", args=[case.reference])))
    client.post(reverse("cases:propose", args=[case.reference]), rail)
    line = case.lines.get()
    answers = dict.fromkeys(ALL_NO, "no") | {"tie": "none"}
    assert client.post(at("direct-access", line), answers).status_code == 302
    line.refresh_from_db()
    assert line.state == LineState.ARRANGED
    page = text(client.get(at("line", line)))
    assert "version 1 of the policy" in page
    assert "With the person by <strong>18 June 2027</strong>" in page
    client.post(reverse("cases:propose", args=[case.reference]), rail)
    other = case.lines.get(number=2)
    flagged = client.post(at("direct-access", other), answers | {"falls": "yes"}, follow=True)
    assert "now goes by a case assessment. Nothing else in the case waits." in text(flagged)
    assert "Has the person fallen more than once" in text(flagged)


def test_p6_an_item_not_on_the_list_is_turned_away(team: Team, as_user: Callable[[User], Client]) -> None:
    case = a_case(team.caseworker)
    client = as_user(team.caseworker)
    seat = {"kind": "adaptation", "adaptation": _item("SEAT-SHOWER"), "purpose": "Sit.", "route": "direct_access"}
    client.post(reverse("cases:propose", args=[case.reference]), seat)
    assert case.lines.get().route == LineRoute.ASSESSED, "whatever the browser sends"
    line = a_line(case, team.caseworker, route=LineRoute.DIRECT_ACCESS)
    answers = dict.fromkeys(ALL_NO, "no") | {"tie": "none"}
    response = client.post(at("direct-access", line), answers)
    assert response["Location"] == at("refused", line)
    page = text(client.get(at("refused", line)))
    assert "is not on the direct-access list" in page
    line.refresh_from_db()
    assert line.route == LineRoute.ASSESSED, "and nobody has to send it there"


def test_p7_the_refusal_says_why_and_who_may(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    therapist = a_therapist(organisation="ardlea-health")
    client = as_user(team.caseworker)
    response = client.post(at("authorise", line), {"tie": "none", "confirm": "on"})
    assert response["Location"] == at("refused", line)
    page = text(client.get(response["Location"]))
    assert "The register knows no accreditation" in page
    assert team.assessor.accreditations.get().number in page
    assert page.index(str(team.assessor)) < page.index(str(therapist)), "nearest first"
    assert "Ardlea health" in page
    assert line.authorisationrefusals.get().answer_id in page
    assert "The register said no" in text(client.get(at("line", line)))


def test_p7_whoever_comes_second_is_told_by_409(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    authorise(line=line, by=team.assessor)
    response = as_user(team.caseworker).post(at("authorise", line), {"tie": "none", "confirm": "on"})
    assert response.status_code == 409
    assert f"{team.assessor} authorised it on 4 June 2027" in text(response)


def test_p7_a_tie_is_kept_even_when_the_form_is_not_whole(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    client = as_user(team.assessor)
    client.post(at("authorise", line), {"tie": "neighbour"})
    assert DeclaredRelation.objects.get().user == team.assessor
    page = text(client.post(at("authorise", line), {"tie": "none", "confirm": "on"}))
    assert "must decide this" in page
    assert not line.authorisations.exists()


def test_p7_a_step_out_of_turn_is_answered_with_409(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.PROPOSED, team)
    response = as_user(team.caseworker).post(at("hand-over", line), HAND_OVER | {"note": "Shown."})
    assert response.status_code == 409
    assert "You cannot hand over this solution now. It is “proposed”; it must be “ordered”." in text(response)
    assert "Shown." in text(response), "what was typed stays"


def test_p1_a_step_whose_turn_it_is_not_says_so_before_anything_is_typed(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    page = text(as_user(team.caseworker).get(at("outcome", brought_to(LineState.ORDERED, team))))
    assert "You cannot record the outcome of this solution now." in page
    assert "<textarea" not in page


def test_p6_an_order_of_direct_access_waits_until_it_is_arranged(team: Team, as_user: Callable[[User], Client]) -> None:
    """What is agreed is ordered at once; what is arranged by direct access is not ordered from the same state."""
    listed = propose_line(
        case=a_case(team.caseworker),
        kind=LineKind.ADAPTATION,
        adaptation=AdaptationFactory(code="RAIL-GRAB-INT"),
        purpose="Hold.",
        route=LineRoute.DIRECT_ACCESS,
        by=team.caseworker,
    )
    assert "it must be “arranged by direct access”" in text(as_user(team.caseworker).get(at("order", listed)))


def test_p6_a_listed_item_may_be_assessed_all_the_same(team: Team, as_user: Callable[[User], Client]) -> None:
    case = a_case(team.caseworker)
    rail = {"kind": "adaptation", "adaptation": _item("RAIL-GRAB-INT"), "purpose": "Hold.", "needs_assessment": "on"}
    as_user(team.caseworker).post(reverse("cases:propose", args=[case.reference]), rail)
    assert case.lines.get().route == LineRoute.ASSESSED


def test_p12_the_review_list_on_its_pages(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.AUTHORISED, team)
    the_suspension(team.assessor)
    therapist = a_therapist()
    client = as_user(therapist)
    assert at("review", line) in text(client.get("/cases/reviews/"))
    assert "On the review list" in text(client.get(f"/cases/{line.case.reference}/"))
    assert client.post(at("review", line), {"decision": "confirm", "note": "Right."}).status_code == 302
    assert "Nothing waits for review." in text(client.get("/cases/reviews/"))
    assert client.get(at("review", line)).status_code == 404


def test_p12_an_accreditation_officer_sees_the_list_and_no_person(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    line = brought_to(LineState.AUTHORISED, team)
    the_suspension(team.assessor)
    page = text(as_user(an_officer(organisation__code="ardlea-council")).get("/cases/reviews/"))
    assert line.case.reference in page
    assert f"/cases/{line.case.reference}/" not in page
    assert "Muir" not in page
    page = text(as_user(employed(organisation__code="millburn", roles=(Role.CASEWORKER,))).get("/cases/reviews/"))
    assert line.case.reference not in page


def test_h13_the_page_of_concerns_names_the_route_and_leaves_no_trace(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    """Neither in its address nor in the audit."""
    OrganisationFactory(code="council", kind=OrganisationKind.COUNCIL, contact_phone="01632 960 100")
    client = as_user(team.caseworker)
    events = Event.objects.count()
    page = text(client.get("/cases/concern/"))
    assert "999" in page
    assert "01632 960 100" in page
    assert Event.objects.count() == events


def test_r4_the_telephone_of_somebody_who_died_is_not_shown(team: Team, as_user: Callable[[User], Client]) -> None:
    case = a_case(team.caseworker)
    client = as_user(team.caseworker)
    assert "01632 960 200" in text(client.get(f"/cases/{case.reference}/"))
    died = {"what": "died", "on_day": "1", "on_month": "6", "on_year": "2027"}
    assert client.post(reverse("cases:mark", args=[case.reference]), died | {"on_day": "9"}).status_code == 200
    assert client.post(reverse("cases:mark", args=[case.reference]), died).status_code == 302
    page = text(client.get(f"/cases/{case.reference}/"))
    assert "died on 1 June 2027" in page
    assert "01632 960 200" not in page


def test_the_referral_form_says_what_is_missing_and_keeps_the_rest(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    response = as_user(team.caseworker).post(reverse("cases:new"), {"name": "Jean Muir", "uprn": "12x"})
    page = text(response)
    for words in ("Enter the address", "Choose how they came", "Choose the locality", "Enter up to 12 digits"):
        assert words in page
    assert 'value="Jean Muir"' in page
    assert not Case.objects.exists()
