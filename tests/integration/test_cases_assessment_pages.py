"""The pages of the case assessment, the tier and the short ways."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.constants.lines import LineState
from cases.constants.reading import StatedWhy
from cases.constants.tier import Situation
from cases.models import SolutionLine, TierEscalator
from cases.selectors.drafts import draft_key
from cases.services import record_circumstances, save_draft, state_reason
from cases.services.policies import name_reader
from core import clock
from people import drafts
from people.constants import Role
from people.models import User
from tests.factories.cases import Team, a_case, a_line, a_team, brought_to
from tests.factories.people import employed
from tests.integration.test_cases_pages import ASSESSMENT
from tests.unit.test_cases_direct_access import a_rail
from tests.unit.test_cases_register import a_therapist

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


def test_p4_a_draft_is_saved_and_found_again_without_a_script(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.PROPOSED, team)
    client = as_user(team.caseworker)
    assert client.post(at("assess", line), {"action": "save", "version": "0", "decision": "Fit it."}).status_code == 302
    state_reason(case=line.case, why=StatedWhy.ASKED, by=team.assessor)
    page = text(as_user(team.assessor).get(at("assess", line)))
    assert "Fit it." in page
    assert f"{team.caseworker} saved this draft" in page
    assert 'name="version" value="1"' in page
    assert f"{team.caseworker}, since 4 June 2027" in page


def test_p4_the_second_to_save_sees_both_and_chooses(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.PROPOSED, team)
    hers = {"decision": "Hers.", "discussion": "Said yes."}
    save_draft(line=line, version=0, fields=hers, by=team.assessor)
    client = as_user(team.caseworker)
    mine = {"version": "0", "decision": "Mine.", "discussion": "Said yes.", "minimum_intervention": "A stool slid."}
    response = client.post(at("assess", line), mine | {"action": "save"})
    assert response.status_code == 409
    page = text(response)
    for words in ("Hers.", "Mine.", "A stool slid.", f"What {team.assessor} saved"):
        assert words in page
    assert 'name="choose_discussion"' not in page, "where both say the same there is nothing to choose"
    choice = mine | {"action": "choose", "version": "1", "choose_decision": "theirs"}
    assert "Choose one text for each part" in text(client.post(at("assess", line), choice))
    assert client.post(at("assess", line), choice | {"choose_minimum_intervention": "mine"}).status_code == 302
    page = text(client.get(at("assess", line)))
    assert "Hers." in page
    assert "Mine." not in page
    assert "A stool slid." in page


def test_p4_what_was_typed_before_a_colleague_saved_is_shown_beside_it(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    line = brought_to(LineState.PROPOSED, team)
    client = as_user(team.caseworker)
    typed = {"draft": drafts.token_for(team.caseworker, f"{draft_key(line)}0"), "decision": "Mine."}
    assert client.post("/drafts/", typed).status_code in {200, 204}
    assert "Mine." in text(client.get(at("assess", line)))
    save_draft(line=line, version=0, fields={"decision": "Hers."}, by=team.assessor)
    page = text(client.get(at("assess", line)))
    assert "Two texts" in page
    assert "Mine." in page
    assert "Hers." in page


def test_p4_the_record_refuses_what_a_colleague_changed(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.PROPOSED, team)
    save_draft(line=line, version=0, fields={"decision": "Hers."}, by=team.assessor)
    client = as_user(team.caseworker)
    assert client.post(at("assess", line), ASSESSMENT | {"version": "0"}).status_code == 409
    assert client.post(at("assess", line), ASSESSMENT | {"version": "1"}).status_code == 302
    line.refresh_from_db()
    assert line.state == LineState.ASSESSED


def test_p4_a_bare_diagnosis_is_sent_back_with_what_was_typed(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.PROPOSED, team)
    page = text(as_user(team.caseworker).post(at("assess", line), ASSESSMENT | {"note_1": "Has dementia"}))
    assert "A diagnosis alone rules nothing out. Write what the person can or cannot do" in page
    assert "Has dementia" in page


def test_p5_the_tier_is_explained_and_lowered_on_its_pages(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.ASSESSED, team)
    client = as_user(team.caseworker)
    client.post(at("tier", line), {"situations": ["progressive"], "note": "As the ward said."})
    page = text(client.get(at("tier", line)))
    assert "As the ward said." in page
    assert "This makes it at least “moderate”." in page
    refused = client.post(at("lower-tier", line), {"tier": "simple", "reason": "Slow."})
    assert "Only a registered occupational therapist" in text(refused)
    therapist = a_therapist()
    state_reason(case=line.case, why=StatedWhy.ASKED, by=therapist)
    assert as_user(therapist).post(at("lower-tier", line), {"tier": "simple", "reason": "Slow."}).status_code == 302
    assert f"{therapist} lowered it" not in text(client.get(at("line", line)))
    assert "Tier lowered" in text(client.get(at("line", line)))


def test_p5_what_is_recorded_is_shown_where_it_raises_nothing(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.ASSESSED, team)
    TierEscalator.objects.all().delete()
    client = as_user(team.caseworker)
    answer = client.post(at("tier", line), {"situations": ["progressive"], "note": "As the ward said."}, follow=True)
    assert "This makes it at least" not in text(answer)
    assert "The person’s condition is getting worse, recorded by" in text(answer)
    assert "As the ward said." in text(answer)


@pytest.mark.parametrize("lines", [1, 4])
def test_p5_the_tier_takes_the_same_queries_however_much_is_recorded(
    team: Team, as_user: Callable[[User], Client], django_assert_max_num_queries: Any, lines: int
) -> None:
    line = brought_to(LineState.PROPOSED, team)
    for number in range(lines):
        other = brought_to(LineState.PROPOSED, team, line.case)
        SolutionLine.objects.filter(pk=other.pk).update(need=line.need)
        record_circumstances(line=other, situations=list(Situation)[: number % 2 + 1], by=team.caseworker)
    client = as_user(team.caseworker)
    client.get(at("tier", line))
    with django_assert_max_num_queries(32):
        client.get(at("tier", line))


def test_p6_fast_track_through_the_pages(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.PROPOSED, team)
    client = as_user(team.caseworker)
    assert "Fast-track it" in text(client.get(at("line", line)))
    values = {"reason": "discharge", "known_from": "The ward rang.", "summary": "A seat.", "authoriser": ""}
    page = text(client.post(at("fast-track", line), values))
    assert "Choose who is asked to authorise it" in page
    assert client.post(at("fast-track", line), values | {"authoriser": team.assessor.pk}).status_code == 302
    page = text(client.get(at("line", line)))
    assert "Authorise it by fast track, or stop it" in page
    assert "9 June 2027, 17:00" in page
    asked = text(as_user(team.assessor).get(at("authorise", line)))
    assert "The ward rang." in asked
    assert "I have read why it cannot wait" in asked
    assert "read the case assessment" not in asked
    assert client.post(at("stop-fast-track", line), {"reason": "Look at the wall first."}).status_code == 302
    assert "Look at the wall first." in text(client.get(at("line", line)))


def test_p7_where_no_colleague_may_authorise_a_fast_track_the_nearest_are_named(
    team: Team, as_user: Callable[[User], Client]
) -> None:
    caseworker = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    line = a_line(a_case(caseworker), caseworker)
    page = text(as_user(caseworker).get(at("fast-track", line)))
    assert "knows nobody of Millburn who may authorise this today. The nearest who may:" in page
    assert str(team.assessor) in page


def test_p6_the_answers_wait_for_the_named_reader_on_their_page(team: Team, as_user: Callable[[User], Client]) -> None:
    line = a_rail(team)
    reader = employed(organisation__code="lantern", roles=(Role.CASEWORKER,))
    name_reader(organisation=line.case.organisation, user=reader, valid_from=clock.today(), by=None)
    answers = dict.fromkeys(("falls", "worse", "understanding", "transfer", "fixing"), "no") | {"tie": "none"}
    client = as_user(team.caseworker)
    assert f"The answers are read by {reader}" in text(client.get(at("direct-access", line)))
    client.post(at("direct-access", line), answers)
    assert "Read the answers, and arrange it or stop it" in text(client.get(at("line", line)))
    assert f"The answers wait for {reader}." in text(client.get(at("read-answers", line)))
    client = as_user(reader)
    missing = client.post(at("read-answers", line), {"decision": "stop", "tie": "none"})
    assert "Say why it stops" in text(missing)
    assert client.post(at("read-answers", line), {"decision": "go_ahead", "tie": "none"}).status_code == 302
    line.refresh_from_db()
    assert line.state == LineState.ARRANGED
    door = {"installer": "Rob Lyle", "reason": "The wall crumbles."}
    assert client.post(at("at-the-door", line), door).status_code == 302
    assert "The wall crumbles." in text(client.get(at("line", line)))
