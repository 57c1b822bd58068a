"""The pages of moderation: who sees the list, the two records, the decision (C4)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competencies.constants import RequestState
from competencies.models import Moderation, SignOffRequest
from people.constants import Role
from tests.factories import competencies as factory
from tests.factories.people import employed
from tests.integration.signing import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

LIST = "competencies:in_moderation"


@pytest.fixture
def asked() -> SignOffRequest:
    request = factory.request_of(employed(organisation__code="lantern"))
    first, second = factory.trainer_pair()
    factory.signed(request, first, seen={"SN-1.1": "Seen by the first.", "SN-1.2": "Seen by the first."})
    factory.signed(request, second, agrees=False, seen={"SN-1.1": "Not seen.", "SN-1.2": "Not seen."})
    return SignOffRequest.objects.get(pk=request.pk)


def decision(outcome: str, **changes: str) -> dict[str, str]:
    return {"outcome": outcome, "reason": "They saw two visits.", "feedback": "", "action": ""} | changes


def test_c4_a_moderator_reads_both_records_and_decides(asked: SignOffRequest) -> None:
    client = browser(factory.moderator())
    assert "1 in moderation" in text(client.get(reverse("competencies:sign_offs")))
    address = reverse("competencies:moderate", args=[asked.pk])
    assert address in text(client.get(reverse(LIST)))
    page = text(client.get(address))
    for words in ("Seen by the first.", "Not seen.", "Show one more visit.", "A visit, and what came of it."):
        assert words in page
    empty = text(client.post(address, {"action": ""}))
    assert 'href="#id_outcome_0">Choose how it goes on' in empty
    assert "Say what they should do next" in text(client.post(address, decision("referred_back")))
    confirm = text(client.post(address, decision("sign_again")))
    assert "Confirm your decision" in confirm
    assert not Moderation.objects.exists()
    assert "They saw two visits." in text(client.post(address, decision("sign_again", action="change")))
    assert not Moderation.objects.exists()
    done = text(client.post(address, decision("sign_again", action="decide"), follow=True))
    assert "Two fresh signatures" in done
    asked.refresh_from_db()
    assert (asked.state, asked.round) == (RequestState.OPEN, 2)
    assert client.get(address).status_code == 404


def test_c4_what_was_decided_is_read_by_those_it_concerns(asked: SignOffRequest) -> None:
    moderator = factory.moderator()
    address = reverse("competencies:moderate", args=[asked.pk])
    answer = decision("referred_back", feedback="Show one more.", action="decide")
    browser(moderator).post(address, answer)
    outcome = reverse("competencies:moderated", args=[Moderation.objects.get().pk])
    governor, stranger = employed(roles=(Role.GOVERNANCE,)), factory.trainer("bay", "nurse")
    for reader in (moderator, governor, *(row.signer for row in asked.signatures.all())):
        page = text(browser(reader).get(outcome))
        assert "They saw two visits." in page
        assert "Seen by the first." in page
    theirs = text(browser(asked.user).get(outcome))
    assert "They saw two visits." in theirs
    assert "Seen by the first." not in theirs
    mine = text(browser(asked.user).get(reverse("competencies:mine")))
    assert "Show one more." in mine
    assert outcome in mine
    assert browser(stranger).get(outcome).status_code == 404
    assert Client().get(outcome)["Location"].startswith("/accounts/login/")


def test_c4_who_may_not_moderate_sees_no_record_and_who_could(asked: SignOffRequest) -> None:
    able = factory.moderator()
    colleague = factory.trainer("harbour", "manager")
    client = browser(colleague)
    assert "You belong to the same employer as" in text(client.get(reverse(LIST)))
    address = reverse("competencies:moderate", args=[asked.pk])
    for page in (client.get(address), client.post(address, decision("sign_again", action="decide"))):
        assert f"{able}, Support worker, Moor" in text(page)
        assert "Seen by the first." not in text(page)
    assert not Moderation.objects.exists()


def test_c4_the_list_opens_to_trainers_alone() -> None:
    assert Client().get(reverse(LIST))["Location"].startswith("/accounts/login/")
    for role in Role:
        expected = 200 if role == Role.TRAINER else 403
        assert browser(employed(roles=(role,))).get(reverse(LIST)).status_code == expected
    assert "No two trainers disagree at the moment." in text(browser(factory.moderator()).get(reverse(LIST)))


def test_c4_the_list_costs_the_same_however_many_disagree() -> None:
    pair = factory.trainer_pair()
    client = browser(factory.moderator())
    costs = []
    for wanted in (2, 12):
        while SignOffRequest.objects.count() < wanted:
            number = SignOffRequest.objects.count()
            factory.disagreed(factory.request_of(employed(organisation__code=f"o{number}")), pair)
        client.get(reverse(LIST))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(LIST))
        costs.append(len(captured))
    assert costs[0] == costs[1]
