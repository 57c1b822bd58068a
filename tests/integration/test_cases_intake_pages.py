"""The pages of intake, of the person and home, and of the conversation."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cases.constants.people import FlagKind
from cases.constants.referrals import ReferralState
from cases.models import Case, Person, Power, Referral, TherapistQuestion
from people import drafts
from people.constants import OrganisationKind, Role
from people.models import User
from tests.factories.cases import Team, a_case, a_team, talked
from tests.factories.cases_intake import a_plea, a_question, a_resident, a_sender, a_sent_referral
from tests.factories.people import LocalityFactory, OrganisationFactory, employed
from tests.factories.seen import as_seen
from tests.integration.test_cases_lists import queries
from tests.integration.test_cases_pages import CONVERSATION, REFERRAL, text
from tests.unit.test_cases_register import a_therapist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
ASKED = {
    "whom": "me",
    "name": "Rita Quill",
    "address": "14 Rope Walk",
    "postcode": "AR1 2BC",
    "tenure": "to_confirm",
    "reason": "I cannot get into the bath.",
    "urgency": "routine",
    "accessible_format": "large_print",
    "telephone": "01632 960 555",
}


@pytest.fixture(autouse=True)
def nobody_has_asked() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


def the_front_door() -> None:
    council = OrganisationFactory(code="lantern", kind=OrganisationKind.COUNCIL, contact_phone="01632 960 100")
    council.kind, council.contact_phone = OrganisationKind.COUNCIL, "01632 960 100"
    council.save()


def test_i3_somebody_asks_for_help_without_an_account(team: Team, client: Client) -> None:
    """They check it first; the reference and its address say nothing about them; then it waits."""
    the_front_door()
    address = reverse("help:ask-for-help")
    assert "Ask for help at home" in text(client.get(address))
    assert "Tell us what is difficult" in text(client.post(address, ASKED | {"reason": "", "action": "check"}))
    page = text(client.post(address, ASKED | {"action": "check"}))
    assert "Check what you wrote" in page
    assert "Rita Quill" in page
    assert "Large print" in page
    assert not Referral.objects.exists()
    assert "14 Rope Walk" in text(client.post(address, ASKED | {"action": "change"}))
    sent = client.post(address, ASKED | {"action": "send"})
    referral = Referral.objects.get()
    assert sent["Location"] == f"/ask-for-help/sent/{referral.reference}/"
    page = text(client.get(sent["Location"]))
    assert referral.reference in page
    assert "Rita" not in page
    assert (referral.state, referral.tenure, referral.received_by) == (ReferralState.WAITING, "", None)
    assert not Case.objects.exists()
    assert "no-store" in client.get(sent["Location"])["Cache-Control"]


def test_i3_somebody_asks_for_another(team: Team, client: Client) -> None:
    the_front_door()
    address, other = reverse("help:ask-for-help"), ASKED | {"whom": "another", "action": "send"}
    assert "Enter your name" in text(client.post(address, other))
    asking = {"asked_by": "Kath", "asked_by_tie": "Daughter", "asked_by_contact": "01632 960 777"}
    client.post(address, other | asking)
    referral = Referral.objects.get()
    assert (referral.asked_by, referral.asked_by_contact) == ("Kath", "01632 960 777")
    assert referral.asked_by_tie == "Daughter; the person does not know of it yet"


def test_i3_what_a_machine_sends_is_not_written_down(team: Team, client: Client) -> None:
    the_front_door()
    page = client.post(reverse("help:ask-for-help"), ASKED | {"action": "send", "website": "http://spam.example"})
    assert "Your reference is" in text(page)
    assert not Referral.objects.exists()


def test_i3_one_address_sends_only_so_often(team: Team, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    the_front_door()
    monkeypatch.setattr("cases.views.public.SENT", 2)
    sent = [client.post(reverse("help:ask-for-help"), ASKED | {"action": "send"}) for _ in range(3)]
    assert [response.status_code for response in sent] == [302, 302, 429]
    assert int(sent[2]["Retry-After"]) > 0
    assert Referral.objects.count() == 2


def test_i3_without_a_front_door_the_page_says_whom_to_ring(client: Client) -> None:
    OrganisationFactory(code="council", contact_phone="01632 960 100")
    page = text(client.get(reverse("help:ask-for-help")))
    assert "01632 960 100" in page
    assert 'name="reason"' not in page


def test_p11_a_hospital_sends_and_follows_and_the_service_accepts(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    """P11: the hospital sees what became of what it sent, and the case from the day that it is accepted."""
    sender = a_sender()
    LocalityFactory(code="harbour")
    sent = REFERRAL | {"to": "lantern", "locality": "harbour", "route": "health", "urgency": "urgent"}
    client = as_user(sender)
    assert "Say why it cannot wait" in text(client.post(reverse("cases:send"), sent))
    assert client.post(reverse("cases:send"), sent | {"urgency_reason": "Home on Friday."}).status_code == 302
    referral = Referral.objects.get()
    assert "Waiting to be read" in text(client.get(reverse("cases:sent")))
    assert client.get(reverse("cases:referral", args=[referral.reference])).status_code == 404
    client = as_user(team.caseworker)
    assert referral.reference in text(client.get(reverse("cases:referrals")))
    assert "Home on Friday." in text(client.get(reverse("cases:referral", args=[referral.reference])))
    accept = {"lawful_basis": "public_task", "tenure": "council", "locality": "harbour"}
    response = client.post(reverse("cases:accept", args=[referral.reference]), accept)
    case = Case.objects.get()
    assert response["Location"] == reverse("cases:case", args=[case.reference])
    again = client.post(reverse("cases:decline", args=[referral.reference]), {"reason": "in_error", "note": "x"})
    assert again.status_code == 409
    page = text(as_user(sender).get(reverse("cases:sent")))
    assert case.reference in page
    assert "How far it is, they may not tell you yet" in page


def test_h1_a_known_person_is_proposed_before_anything_is_written(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    case = a_case(team.caseworker, name="Jean Muir")
    client, told = as_user(team.caseworker), REFERRAL | {"locality": "harbour"}
    page = text(client.post(reverse("cases:new"), told))
    assert "Is this somebody we know?" in page
    assert "Is this a home we know?" in page
    assert Case.objects.count() == 1
    chosen = {"known_person": str(case.person_id), "known_home": "new"}
    client.post(reverse("cases:new"), told | chosen)
    newest = Case.objects.latest("pk")
    assert newest.person == case.person
    assert newest.home != case.home
    assert Person.objects.count() == 1


def test_h19_what_is_not_taken_on_says_why(team: Team, as_user: Callable[[User], Client]) -> None:
    referral = a_plea(OrganisationFactory(code="lantern"))
    client = as_user(team.caseworker)
    address = reverse("cases:decline", args=[referral.reference])
    assert "Choose why it is not taken on" in text(client.post(address, {"note": "x"}))
    client.post(address, {"reason": "not_our_area", "note": "Millburn was named."})
    page = text(client.get(reverse("cases:referrals") + "?state=declined"))
    assert "The home is outside our area: 1" in page


def test_p13_the_persons_page_takes_each_thing_down(team: Team, as_user: Callable[[User], Client]) -> None:
    case = a_case(team.caseworker)
    client = as_user(team.caseworker)

    def post(page: str, /, **fields: str) -> None:
        response = client.post(reverse(f"cases:{page}", args=[case.reference]), fields)
        assert response.status_code == 302, (page, text(response))

    seen = {"seen_on_day": "1", "seen_on_month": "6", "seen_on_year": "2027"}
    start = {"valid_from_day": "1", "valid_from_month": "6", "valid_from_year": "2026"}
    post("power", kind="guardian", holder="Ann Muir", decisions="Where to live.", document="The order", **seen, **start)
    post(
        "capacity", decision="To move", finding="represented", support_tried="Twice.", power=str(Power.objects.get().pk)
    )
    mark = as_seen(client, reverse("cases:contact", args=[case.reference]))
    post("contact", **mark, telephone="no", telephone_note="He answers it.", letter="yes")
    review = {"review_on_day": "1", "review_on_month": "12", "review_on_year": "2029"}
    post("flag", kind=FlagKind.HAZARD, words="A loose step.", reason="Seen.", **review)
    since = {"since_day": "1", "since_month": "6", "since_year": "2027"}
    post("resident", name="Nan Gow", **since)
    given = {"given_on_day": "1", "given_on_month": "6", "given_on_year": "2027"}
    OrganisationFactory(code="infirmary", name="Ardlea Infirmary")
    post("share", organisation="infirmary", scope="needs", lawful_basis="consent", how_given="spoken", **given)
    page = text(client.get(reverse("cases:person", args=[case.reference])))
    for words in (
        "Ann Muir",
        "The order",
        "To move",
        "He answers it.",
        "A loose step.",
        "Nan Gow",
        "Ardlea Infirmary",
    ):
        assert words in page
    main = text(client.get(reverse("cases:case", args=[case.reference])))
    assert "01632 960 200" not in main
    assert "A loose step." in main


def test_r1_a_case_is_opened_for_a_carer_in_the_same_home(team: Team, as_user: Callable[[User], Client]) -> None:
    case = a_case(team.caseworker)
    stay = a_resident(case)
    address = reverse("cases:open-another", args=[case.reference, stay.pk])
    told = {"lawful_basis": "public_task", "route": "self", "reason": "My back has gone."}
    as_user(team.caseworker).post(address, told)
    theirs = Case.objects.latest("pk")
    assert (theirs.person, theirs.home) == (stay.person, case.home)


def test_p3_a_conversation_is_kept_while_it_is_written_and_its_goals_are_measured(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    case = a_case(team.caseworker)
    client, address = as_user(team.caseworker), reverse("cases:conversation", args=[case.reference])
    key = f"conversation:{case.reference}"
    client.post("/drafts/", {"draft": drafts.token_for(team.caseworker, key), "what_matters": "Her garden."})
    assert "Her garden." in text(client.get(address))
    assert client.post(address, CONVERSATION | {"goals": "Shower.\nWalk to the shop."}).status_code == 302
    assert drafts.held(team.caseworker, key) is None
    goal = case.conversations.get().goals.get(number=2)
    client.post(reverse("cases:measure", args=[case.reference, goal.pk]), {"met": "met", "words": "Every day."})
    page = text(client.get(reverse("cases:conversations", args=[case.reference])))
    assert "Walk to the shop." in page
    assert "“Every day.”" in page


def test_p2_an_occupational_therapist_answers_on_a_page_of_their_own(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    """Registered therapists of any partner, and nobody else; the person is not named."""
    case = a_case(team.caseworker, name="Zebedee Quill")
    question = a_question(case)
    address = reverse("cases:answer", args=[question.pk])
    client = as_user(team.caseworker)
    assert client.get(reverse("cases:questions")).status_code == 403
    assert client.get(address).status_code == 403
    client = as_user(a_therapist())
    page = text(client.get(reverse("cases:questions")))
    assert "perching stool" in page
    assert "Quill" not in page + text(client.get(address))
    assert client.post(address, {"answer": "Yes, on a level floor."}).status_code == 302
    assert client.get(address).status_code == 404
    assert TherapistQuestion.objects.get().answer == "Yes, on a level floor."
    page = text(as_user(team.caseworker).get(reverse("cases:conversations", args=[case.reference])))
    assert "Yes, on a level floor." in page


def test_the_lists_and_tabs_take_as_many_queries_for_many(team: Team, as_user: Callable[[User], Client]) -> None:
    organisation, sender = OrganisationFactory(code="lantern"), a_sender()
    case = a_case(team.caseworker)
    client = as_user(employed(organisation=organisation, roles=(Role.CASEWORKER,)))

    def more() -> None:
        a_sent_referral(organisation, by=sender)
        a_resident(case)
        talked(case, team.caseworker)
        a_question(case)

    pages = [
        reverse("cases:referrals"),
        reverse("cases:person", args=[case.reference]),
        reverse("cases:conversations", args=[case.reference]),
    ]
    more()
    few = [queries(lambda page=page: client.get(page)) for page in pages]
    for _ in range(4):
        more()
    assert [queries(lambda page=page: client.get(page)) for page in pages] == few


def test_r1_what_a_form_holds_of_a_wrong_value_is_refused(team: Team, as_user: Callable[[User], Client]) -> None:
    case = a_case(team.caseworker)
    address = reverse("cases:home", args=[case.reference])
    home: dict[str, Any] = {"address": "1", "postcode": "AR1 1AA", "tenure": "owner", "locality": "harbour"}
    assert "Enter up to 12 digits" in text(as_user(team.caseworker).post(address, home | {"uprn": "12A"}))
