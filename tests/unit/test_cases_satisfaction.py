"""The questionnaire on a hand-over: asked once, safely, answered in any way, kept apart (H11, E1)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import models
from django.test import Client
from django.urls import reverse

from cases.constants.concern import ConcernSource
from cases.constants.lines import LineState
from cases.constants.people import ContactRoute
from cases.constants.satisfaction import AnsweredHow, FilledInBy, SentHow
from cases.exceptions import AlreadyAnsweredHere, MayNotBeContacted, NotWhole, NotYourOrganisation
from cases.models import Concern, Person, SatisfactionAnswer, SatisfactionInvitation, SatisfactionResponse
from cases.selectors.satisfaction import invitation_by_code, results_for
from cases.services import mark_person, set_contact_rules
from cases.services.satisfaction import Given, answer_questionnaire, ask_how_it_went, send_questionnaire
from core import clock
from core.outbox import run_due
from people.constants import Role
from tests.factories.cases import Team, a_case, a_team, brought_to, talked
from tests.factories.cases_concern import a_lead
from tests.factories.cases_provision import handed_over
from tests.factories.cases_satisfaction import asked_about, the_questionnaire
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


def sent() -> list[list[str]]:
    """To whom the question went by e-mail."""
    return [message.to for message in mail.outbox if message.subject == "How did it go?"]


def answered(invitation: SatisfactionInvitation, *given: Given, **changes: Any) -> None:
    values: dict[str, Any] = {"filled_in_by": FilledInBy.PERSON}
    answers = given or (Given(code="listened", scale=4),)
    answer_questionnaire(invitation=invitation, answers=answers, **(values | changes))


def test_h11_the_hand_over_asks_once(team: Team) -> None:
    the_questionnaire()
    line = brought_to(LineState.ORDERED, team)
    handed_over(line, by=team.caseworker, inspector=team.payer)
    invitation = SatisfactionInvitation.objects.get()
    line.refresh_from_db()
    assert ask_how_it_went(line=line, by=team.caseworker) == invitation
    assert invitation.line == line


@pytest.mark.parametrize(("safe", "how"), [("", SentHow.EMAIL), ("Ring her sister first.", SentHow.NOT_SENT)])
def test_h11_an_email_goes_out_only_where_no_word_says_how_to_be_safe(team: Team, safe: str, how: SentHow) -> None:
    the_questionnaire()
    case = a_case(team.caseworker)
    talked(case, team.caseworker)
    Person.objects.filter(pk=case.person.pk).update(email="jean@example.org", safe_contact=safe)
    line = brought_to(LineState.HANDED_OVER, team, case)
    run_due()
    invitation = line.satisfaction_invitations.get()
    assert invitation.sent_how == how
    assert sent() == ([["jean@example.org"]] if how == SentHow.EMAIL else [])
    if how == SentHow.EMAIL:
        assert f"/how-did-it-go/{invitation.token}/" in mail.outbox[-1].body


def test_h11_nobody_who_has_died_is_asked_or_written_to(team: Team) -> None:
    invitation = asked_about(team)
    case = invitation.line.case
    Person.objects.filter(pk=case.person.pk).update(email="jean@example.org")
    send_questionnaire(invitation=invitation, how=SentHow.EMAIL, by=team.caseworker)
    mark_person(case=case, died_on=clock.today(), by=team.caseworker)
    run_due()
    assert sent() == [], "also what was queued before"
    with pytest.raises(MayNotBeContacted):
        send_questionnaire(invitation=invitation, how=SentHow.LETTER, by=team.caseworker)
    other = brought_to(LineState.HANDED_OVER, team, case)
    assert not other.satisfaction_invitations.exists()


@pytest.mark.parametrize("has_died", [False, True])
def test_h11_the_page_offers_to_ask_only_the_living(team: Team, client: Client, has_died: bool) -> None:
    invitation = asked_about(team)
    case = invitation.line.case
    if has_died:
        mark_person(case=case, died_on=clock.today(), by=team.caseworker)
    client.force_login(team.caseworker)
    page = client.get(reverse("cases:questionnaire", args=[case.reference, invitation.line.number])).content.decode()
    assert (reverse("cases:key-in-answers", args=[case.reference, invitation.line.number]) in page) is not has_died


def test_r4_nobody_is_asked_whom_no_way_reaches_safely_nor_written_to_where_that_is_not_safe(team: Team) -> None:
    the_questionnaire()
    case = a_case(team.caseworker)
    talked(case, team.caseworker)
    Person.objects.filter(pk=case.person.pk).update(email="jean@example.org")
    case.person.refresh_from_db()
    by = team.caseworker
    set_contact_rules(case=case, rules=dict.fromkeys(ContactRoute, (False, "He reads all.")), by=by)
    silent = brought_to(LineState.HANDED_OVER, team, case)
    assert not silent.satisfaction_invitations.exists()
    set_contact_rules(
        case=case, rules={ContactRoute.TELEPHONE: (True, "Mondays."), ContactRoute.VISIT: (None, "")}, by=by
    )
    invitation = brought_to(LineState.HANDED_OVER, team, case).satisfaction_invitations.get()
    assert invitation.sent_how == SentHow.NOT_SENT
    for how in (SentHow.EMAIL, SentHow.LETTER):
        with pytest.raises(MayNotBeContacted, match="not safe"):
            send_questionnaire(invitation=invitation, how=how, by=by)
    answered(invitation, how=AnsweredHow.TELEPHONE, by=by)
    run_due()
    assert sent() == []


def test_h11_answers_are_kept_apart_and_a_case_knows_only_that_they_came(team: Team) -> None:
    invitation = asked_about(team)
    given = [
        Given(code="listened", scale=5),
        Given(code="wait", choice="Too long"),
        Given(code="work", is_declined=True),
        Given(code="better", words="Ring first."),
    ]
    answered(invitation, *given, filled_in_by=FilledInBy.CARER)
    invitation.refresh_from_db()
    assert (invitation.is_answered, invitation.answered_how) == (True, AnsweredHow.LINK)
    assert SatisfactionAnswer.objects.count() == 4
    for model in (SatisfactionResponse, SatisfactionAnswer):
        kinds = {type(field) for field in model._meta.get_fields()}
        assert not {models.DateField, models.DateTimeField, models.BigAutoField} & kinds
        targets = {field.related_model for field in model._meta.get_fields() if field.is_relation}
        assert SatisfactionInvitation not in targets
    with pytest.raises(AlreadyAnsweredHere):
        answered(invitation)


@pytest.mark.parametrize(
    "given",
    [
        [Given(code="listened", scale=6)],
        [Given(code="wait", choice="Never")],
        [Given(code="nothing", scale=1)],
        [Given(code="listened", scale=1), Given(code="listened", scale=2)],
        [Given(code="listened", scale=1, is_declined=True)],
        [Given(code="better", words=" ")],
    ],
)
def test_h11_what_does_not_fit_is_refused_whole(team: Team, given: list[Given]) -> None:
    invitation = asked_about(team)
    with pytest.raises(NotWhole):
        answered(invitation, *given)
    assert not SatisfactionResponse.objects.exists()


def test_h11_paper_is_keyed_in_once_by_its_code_and_by_colleagues_only(team: Team) -> None:
    invitation = asked_about(team)
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    code = f"{invitation.paper_code[:4].lower()} {invitation.paper_code[4:]}"
    assert invitation_by_code(team.caseworker, code) == invitation
    assert invitation_by_code(stranger, code) is None
    for by in (stranger, None):
        with pytest.raises((NotYourOrganisation, NotWhole)):
            answered(invitation, how=AnsweredHow.PAPER, by=by)
    answered(invitation, how=AnsweredHow.PAPER, by=team.caseworker)


def test_h11_the_link_does_not_run_out_and_a_call_is_written_down(team: Team, client: Client) -> None:
    by_link, by_telephone = asked_about(team), asked_about(team)
    with clock.fixed(clock.now() + timedelta(days=5 * 365)):
        address = reverse("say:answer-by-link", args=[by_link.token])
        assert client.post(address, {"filled_in_by": "person", "q-listened": "4"}).status_code == 302
        answered(by_telephone, Given(code="listened", scale=5), how=AnsweredHow.TELEPHONE, by=team.caseworker)
    for invitation, how in ((by_link, AnsweredHow.LINK), (by_telephone, AnsweredHow.TELEPHONE)):
        invitation.refresh_from_db()
        assert (invitation.is_answered, invitation.answered_how) == (True, how)
    assert set(SatisfactionResponse.objects.values_list("how", flat=True)) == {"link", "telephone"}
    assert SatisfactionAnswer.objects.count() == 2, "each question may be left out"


def test_h11_a_serious_worry_reaches_the_safeguarding_lead(team: Team) -> None:
    lead, invitation = a_lead(), asked_about(team)
    answered(invitation, worry="The fitter shouted at me.")
    concern = Concern.objects.get()
    assert (concern.source, concern.what) == (ConcernSource.QUESTIONNAIRE, "The fitter shouted at me.")
    run_due()
    assert [lead.email] in [message.to for message in mail.outbox]
    assert not SatisfactionAnswer.objects.filter(words__contains="shouted").exists()


def test_h11_results_show_nothing_about_fewer_than_five(team: Team) -> None:
    for _ in range(4):
        answered(asked_about(team), Given(code="listened", scale=2), Given(code="better", words="Be quicker."))
    first = results_for(team.payer, year=2027)[0]
    assert (first.is_hidden, first.counts) == (True, [])
    answered(asked_about(team), Given(code="listened", scale=5), Given(code="better", is_declined=True))
    results = {result.text: result for result in results_for(team.payer, year=2027)}
    shown = results["People listened to what matters to me"]
    assert dict(shown.counts)["Disagree"] == 4
    assert results["What should we do better?"].is_hidden, "four said something"
    manager = employed(organisation__code="millburn", roles=(Role.MANAGER,))
    assert all(result.is_hidden for result in results_for(manager, year=2027))


def test_h11_the_results_lead_to_no_year_that_is_still_to_come(team: Team, client: Client) -> None:
    client.force_login(team.payer)
    for year, after in (("2026", 2027), ("2027", None), ("2031", None), ("ten", None)):
        shown = client.get(reverse("cases:satisfaction"), {"year": year})
        assert shown.context["after"] == after


def test_e1_an_answer_that_does_not_get_through_says_so_in_words(team: Team) -> None:
    address = reverse("say:answer-by-link", args=[asked_about(team).token])
    response = Client(enforce_csrf_checks=True).post(address, {"filled_in_by": "person"})
    assert response.status_code == 403
    assert "Nothing was sent" in response.content.decode()


def test_e1_somebody_without_an_account_answers_by_the_link(team: Team, client: Client) -> None:
    invitation = asked_about(team)
    address = reverse("say:answer-by-link", args=[invitation.token])
    page = client.get(address).content.decode()
    assert "I would rather not say" in page
    assert "Your answers do not affect your help." in page
    assert "Muir" not in page
    assert client.post(address, {}).status_code == 200, "who fills it in is missing"
    assert client.post(address, {"filled_in_by": "person", "q-listened": "4", "q-wait": "declined"}).status_code == 302
    assert "Thank you" in client.get(address).content.decode()
    assert client.get(reverse("say:answer-by-link", args=["nothing"])).status_code == 404
    assert SatisfactionAnswer.objects.filter(is_declined=True).count() == 1
