"""P5, P6: governance edits the dated policies of cases in Wagtail's editor; managers name who reads the answers."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.test import Client

from audit.models import Event
from cases.constants.direct_access import FastTrackReason
from cases.constants.tier import Situation
from cases.defaults import load_assessment
from cases.models import DirectAccessPolicy, DirectAccessReader, FastTrackTerm, RedFlagQuestion, TierEscalator
from people.constants import Role
from people.models import User
from tests.factories.people import employed
from tests.integration.test_accreditation_editor import in_the_editor, text_of

pytestmark = pytest.mark.django_db

POLICIES = "/cms/snippets/cases/directaccesspolicy/"
QUESTIONS = "/cms/snippets/cases/redflagquestion/"
TERMS = "/cms/snippets/cases/fasttrackterm/"
RULES = "/cms/snippets/cases/tierescalator/"
PAGES = [f"{address}{page}" for address in (POLICIES, QUESTIONS, TERMS, RULES) for page in ("", "add/")]


@pytest.fixture
def governor(client: Client, now: datetime) -> User:
    load_assessment(apps.get_model)
    user = in_the_editor(Role.GOVERNANCE)
    client.force_login(user)
    return user


def test_r1_governance_edits_the_policies_and_editors_do_not(client: Client, governor: User) -> None:
    assert {client.get(address).status_code for address in PAGES} == {200}
    client.force_login(in_the_editor(Role.EDITOR))
    assert {client.get(address).status_code for address in PAGES} == {302}


def test_p6_a_new_policy_ends_the_version_before(client: Client, governor: User, now: datetime) -> None:
    question = RedFlagQuestion.objects.get(code="falls")
    tomorrow = now.date() + timedelta(days=1)
    values = {"tenure": "council", "valid_from": tomorrow.isoformat(), "working_days": "5", "questions": [question.pk]}
    late = client.post(f"{POLICIES}add/", values | {"valid_from": "2027-06-01"})
    assert "cannot start in the past" in text_of(late)
    assert client.post(f"{POLICIES}add/", values).status_code == 302
    old, new = DirectAccessPolicy.objects.filter(tenure="council").order_by("version")
    assert (old.valid_until, new.version, new.working_days) == (tomorrow, 2, 5)
    assert list(new.questions.all()) == [question]
    assert Event.objects.filter(verb="cases.direct_access_policy_set", actor_id=str(governor.pk)).exists()


def test_p6_a_policy_that_was_is_never_edited(client: Client, governor: User) -> None:
    policy = DirectAccessPolicy.objects.first()
    assert client.get(f"{POLICIES}edit/{policy.pk}/").status_code == 302
    assert client.get(f"{POLICIES}inspect/{policy.pk}/").status_code == 200


def test_p6_a_question_and_a_term_are_added(client: Client, governor: User, now: datetime) -> None:
    today = now.date().isoformat()
    assert (
        client.post(
            f"{QUESTIONS}add/", {"code": "wiring", "words": "Is the wiring old?", "valid_from": today}
        ).status_code
        == 302
    )
    assert RedFlagQuestion.objects.filter(code="wiring").exists()
    both = {"reason": "palliative", "working_days": "1", "hours": "4", "valid_from": today}
    assert "one of the two" in text_of(client.post(f"{TERMS}add/", both))
    assert client.post(f"{TERMS}add/", both | {"working_days": ""}).status_code == 302
    held = FastTrackTerm.objects.get(reason=FastTrackReason.PALLIATIVE, valid_until=None)
    assert (held.hours, held.length) == (4, "4 hours")


def test_p5_a_rule_that_raises_a_tier_is_followed_by_the_next(client: Client, governor: User, now: datetime) -> None:
    values = {"situation": "child", "tier": "complex", "valid_from": now.date().isoformat(), "under_age": ""}
    assert "Give the age" in text_of(client.post(f"{RULES}add/", values))
    assert client.post(f"{RULES}add/", values | {"under_age": "16"}).status_code == 302
    held = TierEscalator.objects.get(situation=Situation.CHILD, valid_until=None)
    assert (held.tier, held.under_age) == ("complex", 16)


def test_p6_a_manager_names_who_reads_the_answers_and_ends_it(client: Client, now: datetime) -> None:
    manager = employed(organisation__code="lantern", roles=(Role.MANAGER,))
    colleague = employed(organisation__code="lantern", roles=(Role.CASEWORKER,))
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    client.force_login(manager)
    assert "Nobody is named." in text_of(client.get("/cases/readers/"))
    assert "Choose a colleague" in text_of(client.post("/cases/readers/", {"user": stranger.pk}))
    assert client.post("/cases/readers/", {"user": colleague.pk}).status_code == 302
    reader = DirectAccessReader.objects.get()
    assert f"{colleague}, since 4 June 2027" in text_of(client.get("/cases/readers/"))
    assert "already" in text_of(client.post("/cases/readers/", {"user": colleague.pk}))
    assert client.post(f"/cases/readers/{reader.pk}/end/").status_code == 302
    assert "Nobody is named." in text_of(client.get("/cases/readers/"))
