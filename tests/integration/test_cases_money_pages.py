"""The pages of money: who pays, passing on, committing, budgets, and what waits (F1, F2, F3, H5, H7 to H9)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.constants.funding import HandOff, Resources, Stream
from cases.constants.lines import LineKind, LineState
from cases.models import Budget, MoneyRecord, SolutionLine
from cases.services import await_funds, mark_person, propose_line
from core import clock
from people.constants import Role
from people.models import User
from people.vocabulary import Tenure
from tests.factories.cases import Team, a_case, a_line, a_team, brought_to
from tests.factories.cases_money import a_budget
from tests.factories.people import LocalityFactory, employed
from tests.factories.seen import as_seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

SEEN = {"passport_seen_on_day": "1", "passport_seen_on_month": "6", "passport_seen_on_year": "2027"}


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


def english_line(team: Team, **home: Any) -> SolutionLine:
    LocalityFactory(code="shire", nation="england")
    return a_line(a_case(team.caseworker, locality="shire", **home), team.caseworker, code="STAIRLIFT-STR")


def test_f2_a_benefit_is_recorded_by_what_was_seen_and_never_by_what_it_said(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    line = a_line(a_case(team.caseworker, tenure=Tenure.OWNER), team.caseworker)
    client = as_user(team.caseworker)
    page = text(client.get(at("money", line)))
    assert "at least 80%" in page
    assert "Care Act" not in page, "Scotland asks for nothing of it"
    benefit = page.split("Guarantee credit")[0].rsplit('value="', 1)[1].split('"')[0]
    form = {"estimate": "1000", "urgency": "routine", "passport": benefit}
    assert "Choose what you saw" in text(client.post(at("money", line), form))
    assert client.post(at("money", line), form | SEEN | {"passport_evidence": "award_letter"}).status_code == 302
    page = text(client.get(at("line", line)))
    assert "It pays all of £1,000.00." in page
    assert f"{team.caseworker} saw letter of award on 1 June 2027" in page
    assert {field.name for field in MoneyRecord._meta.fields if "passport" in field.name} == {
        "passport",
        "passport_evidence",
        "passport_seen_on",
    }


def test_h8_the_test_is_recorded_with_the_right_told_and_leads_to_an_introduction(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    line = english_line(team)
    client = as_user(team.caseworker)
    page = text(client.get(at("line", line)))
    assert "We cannot say yet who pays" in page
    form = {"estimate": "12000", "urgency": "routine", "resources": Resources.LIKELY}
    assert "Tell the person of the right to apply formally" in text(client.post(at("money", line), form))
    client.post(at("money", line), form | {"right_told": "on"})
    assert HandOff.WARM_TRANSFER.label in text(client.get(at("line", line)))
    assert "Enter who took over" in text(client.post(at("hand-off", line), {"to": "The grant team"}))
    client.post(at("hand-off", line), {"to": "The grant team", "spoke_with": "Ade Obi"})
    page = text(client.get(at("line", line)))
    assert "taken over by Ade Obi" in page
    assert "What is missing" not in page


def test_h8_whoever_would_pay_themselves_is_offered_support_at_a_charge(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    line = english_line(team)
    client = as_user(team.caseworker)
    form = {"estimate": "12000", "urgency": "routine", "resources": Resources.UNLIKELY, "right_told": "on"}
    client.post(at("money", line), form)
    assert "To whom" not in text(client.get(at("hand-off", line))), "the support is our own"
    client.post(at("hand-off", line), {"charge": "150", "is_accepted": "no"})
    page = text(client.get(at("line", line)))
    assert "The charge is £150.00; the person does not want it." in page
    assert "you may still apply to the council for a grant at any time" in page


def test_h7_at_the_limit_the_person_is_referred_for_an_assessment(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    line = english_line(team)
    client = as_user(team.caseworker)
    client.post(at("money", line), {"estimate": "10000.00", "urgency": "routine"})
    assert line.fundingdecisions.get().stream == Stream.HEALTH_PREVENTION
    assert HandOff.OT_REFERRAL.label in text(client.get(at("hand-off", line)))


def test_h9_labour_and_materials_are_told_apart(team: Team, as_user: Callable[[User], Client]) -> None:
    case = a_case(team.caseworker)
    line = propose_line(case=case, kind=LineKind.HANDYPERSON, purpose="The loose step.", by=team.caseworker)
    client = as_user(team.caseworker)
    form = {"labour": "64.00", "materials": "23.95", "basis": "housing_mot", "urgency": "routine"}
    client.post(at("money", line), form)
    assert "Of £87.95 it pays £64.00, and the person pays £23.95." in text(client.get(at("line", line)))


def test_f1_a_changed_decision_says_why_and_the_old_one_stays(team: Team, as_user: Callable[[User], Client]) -> None:
    line = english_line(team)
    client = as_user(team.caseworker)
    client.post(at("money", line), {"estimate": "9000", "urgency": "routine"})
    more = {"estimate": "11000", "urgency": "routine", "resources": Resources.LIKELY, "right_told": "on"}
    assert "Say why it is decided anew" in text(client.post(at("money", line), more))
    client.post(at("money", line), more | {"reason": "The quote came in."})
    old, new = line.fundingdecisions.order_by("id")
    assert (new.supersedes, new.reason) == (old, "The quote came in.")
    assert "Since replaced." in text(client.get(at("line", line)))


def test_f1_the_letter_says_it_in_plain_words(team: Team, as_user: Callable[[User], Client]) -> None:
    line = a_line(a_case(team.caseworker, tenure=Tenure.OWNER), team.caseworker)
    client = as_user(team.caseworker)
    assert "Decide first who pays." in text(client.get(at("money-letter", line)))
    client.post(at("money", line), {"estimate": "1000", "urgency": "routine"})
    page = text(client.get(at("money-letter", line)))
    assert "Of this you would pay about £200.00." in page
    assert "the council’s private sector grants team" in page
    mark_person(case=line.case, died_on=clock.today(), by=team.caseworker)
    assert "Do not write to this person" in text(client.get(at("money-letter", line)))


def test_f3_who_holds_no_budget_is_told_who_does(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.AUTHORISED, team)
    client = as_user(team.caseworker)
    assert "There is no budget for this yet." in text(client.get(at("funds", line)))
    a_budget(team.payer)
    page = text(client.get(at("funds", line)))
    assert str(team.payer) in page
    assert "<form method=" + '"post" novalidate' not in page


def test_f3_the_holder_commits_and_without_money_it_waits(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.AUTHORISED, team)
    budget = a_budget(team.payer, amount=Decimal(100))
    client = as_user(team.payer)
    response = client.post(at("funds", line), {"amount": "185.50", "budget": budget.pk}, follow=True)
    assert "It is approved and waits." in text(response)
    line.refresh_from_db()
    assert line.state == LineState.AWAITING_FUNDS


def test_f3_a_budget_is_opened_by_a_manager(team: Team, as_user: Callable[[User], Client]) -> None:
    form = {
        "stream": Stream.HOUSING_ACCOUNT,
        "year": "2027",
        "amount": "5000",
        "earmarked": "1000",
        "holders": team.payer.pk,
        "reason": "Agreed in March.",
    }
    client = as_user(team.caseworker)
    assert client.post(reverse("cases:budget-new"), form).status_code == 403
    client = as_user(team.payer)
    assert client.get(reverse("cases:budget-new")).status_code == 200
    assert "cannot be more than the budget" in text(
        client.post(reverse("cases:budget-new"), form | {"earmarked": "5001"})
    )
    response = client.post(reverse("cases:budget-new"), form, follow=True)
    assert "Agreed in March." in text(response)
    assert "2027/28" in text(client.get(reverse("cases:budgets")))
    assert client.get(reverse("cases:budgets") + "?year=²027").status_code == 200


def test_f3_money_that_comes_is_committed_from_the_queue(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.AUTHORISED, team)
    await_funds(line=line, reason="April.", amount=Decimal(90), by=team.payer)
    budget = a_budget(team.payer, amount=Decimal(50))
    client = as_user(team.payer)
    queue = reverse("cases:budget-waiting", args=[budget.reference])
    assert "£90.00" in text(client.get(queue))
    assert "There is not enough money" in text(client.post(queue, {}, follow=True))
    change = {"amount": "500", "earmarked": "0", "holders": team.payer.pk, "reason": "More came."}
    address = reverse("cases:budget-change", args=[budget.reference])
    assert client.post(address, change | as_seen(client, address)).status_code == 302
    assert "Money is committed to" in text(client.post(queue, {"line": line.pk}, follow=True))
    assert "Nothing waits for this budget." in text(client.get(queue))
    page = text(client.get(reverse("cases:budget", args=[budget.reference])))
    assert "£410.00" in page
    rows = client.get(reverse("cases:budget-csv", args=[budget.reference])).content.decode()
    assert line.case.reference in rows
    assert "Muir" not in rows
    assert "410.00" in client.get(reverse("cases:budgets-csv")).content.decode()


def test_f3_whoever_holds_no_budget_sees_the_queue_and_commits_nothing(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    line = brought_to(LineState.AWAITING_FUNDS, team)
    budget = a_budget(team.payer)
    client = as_user(team.caseworker)
    queue = reverse("cases:budget-waiting", args=[budget.reference])
    assert "You do not hold the budget" in text(client.post(queue, {"line": line.pk}, follow=True))
    assert not line.commitments.exists()


def test_f3_a_released_commitment_waits_again(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.COMMITTED, team)
    client = as_user(team.payer)
    assert at("release", line) in text(client.get(at("line", line)))
    client.post(at("release", line), {"reason": "Wrong line."})
    assert "£185.50 was released" in text(client.get(at("line", line)))


@pytest.mark.parametrize("count", [1, 4])
def test_f3_a_budgets_page_takes_the_same_queries_however_much_is_committed(
    team: Team, as_user: Callable[[User], Client], count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        brought_to(LineState.COMMITTED, team)
    client = as_user(team.payer)
    address = reverse("cases:budget", args=[Budget.objects.get().reference])
    with django_assert_max_num_queries(21):
        assert client.get(address).status_code == 200


def test_r1_a_manager_elsewhere_finds_no_budget_of_ours(team: Team, as_user: Callable[[User], Client]) -> None:
    budget = a_budget(team.payer)
    client = as_user(employed(organisation__code="millburn", roles=(Role.MANAGER,)))
    assert client.get(reverse("cases:budget", args=[budget.reference])).status_code == 404
    assert "There is no budget for this year yet." in text(client.get(reverse("cases:budgets")))
