"""Service users and carers comment by a link; rules and waivers have a page; certificates tell their state."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core import clock
from modules.models import CompletionRules, ModulePage, ReviewComment, ReviewLink, Waiver
from modules.services import record_taught, withdraw_taught
from modules.services.review_links import make_link, token_of
from people.models import User
from stories.constants import Part, Use
from stories.services import note_appearance, publish_story
from tests.factories.modules import complete, draft_module, editor, enrol, governor, publish_module, take_check
from tests.factories.people import employed
from tests.factories.stories import agrees, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
SAID = {"voice": "service_user_or_carer", "said_by": "Jean", "words": "Say what a wet room is."}


@pytest.fixture
def writer() -> User:
    return editor()


@pytest.fixture
def draft(writer: User) -> ModulePage:
    return draft_module(by=writer)


@pytest.fixture
def link(draft: ModulePage, writer: User) -> ReviewLink:
    return make_link(page=draft, revision=draft.latest_revision, label="Carers’ forum", by=writer)


def address(link: ReviewLink) -> str:
    return f"/learning/drafts/{token_of(link)}/"


def test_t13_a_carer_without_account_reads_and_comments_by_a_link(
    client: Client, link: ReviewLink, draft: ModulePage, writer: User
) -> None:
    response = client.get(address(link))
    assert "Words of lesson 1." in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    for _ in range(2):
        assert client.post(address(link), SAID).status_code == 302
    comment = ReviewComment.objects.get()
    assert (comment.link, comment.recorded_by, comment.revision_id) == (link, None, draft.latest_revision.pk)
    client.force_login(writer)
    client.post(f"/learning/reviews/{draft.pk}/comments/{comment.pk}/", {"done": "It is explained in lesson 2."})
    shown = client.get(f"/learning/reviews/{draft.pk}/").content.decode()
    assert "Say what a wet room is." in shown
    assert "It is explained in lesson 2." in shown


@pytest.mark.parametrize(("uses", "is_read"), [((Use.TRAINING,), False), ((Use.TRAINING, Use.PUBLIC_WEB), True)])
def test_s2_people_outside_read_only_stories_that_were_told_for_them(
    client: Client, writer: User, uses: tuple[Use, ...], is_read: bool
) -> None:
    story = make_story()
    agrees(note_appearance(story=story, name="Nan Ross", part=Part.TELLER, by=writer), writer, uses=uses)
    publish_story(story=story, by=writer)
    page = draft_module(by=writer, story=story)
    link = make_link(page=page, revision=page.latest_revision, label="Forum", by=writer)
    assert ("Words of a-story." in client.get(address(link)).content.decode()) == is_read
    client.force_login(writer)
    assert "Words of a-story." in client.get(f"/learning/reviews/{page.pk}/").content.decode()


def test_t13_a_link_is_signed_expires_is_revoked_and_knows_its_words(
    client: Client, link: ReviewLink, draft: ModulePage, writer: User
) -> None:
    assert client.get(f"/learning/drafts/{link.pk}:forged/").status_code == 410
    with clock.fixed(clock.now() + timedelta(days=28)):
        assert client.post(address(link), SAID).status_code == 410
    draft.summary = "Other words."
    draft.save_revision(user=writer)
    revision = draft.latest_revision
    newer = make_link(page=draft, revision=revision, label="Forum", by=writer)
    revision.content["summary"] = "Written over."
    revision.save()
    assert client.get(address(newer)).status_code == 410
    client.force_login(writer)
    client.post(f"/learning/reviews/{draft.pk}/links/", {"revoke": link.pk})
    client.logout()
    assert client.get(address(link)).status_code == 410
    assert not ReviewComment.objects.exists()


def test_t13_a_flood_of_comments_is_slowed(client: Client, link: ReviewLink) -> None:
    for number in range(20):
        client.post(address(link), SAID | {"words": f"Comment {number}"})
    assert client.post(address(link), SAID).status_code == 410
    assert ReviewComment.objects.count() == 20


def test_t13_only_editors_and_governance_make_links(client: Client, draft: ModulePage) -> None:
    client.force_login(employed())
    assert client.post(f"/learning/reviews/{draft.pk}/links/", {"label": "Mine"}).status_code == 403
    assert not ReviewLink.objects.exists()


def test_t4_the_group_sees_what_a_change_of_rules_does_and_makes_it(client: Client) -> None:
    version = publish_module()
    learner = employed(user__first_name="Ola", user__last_name="Nowak")
    lessons = [lesson.id for lesson in version.lesson_heads]
    record_taught(
        user=learner, version=version, lesson_ids=lessons, session_code="S", taught_at=clock.now(), by=employed()
    )
    client.force_login(editor())
    assert client.get("/learning/rules/module-1/").status_code == 403
    client.force_login(governor())
    wanted: dict[str, Any] = {"lessons": "on", "scenarios": "on", "reason": "The check is under repair."}
    looked = client.post("/learning/rules/module-1/", wanted | {"action": "look"})
    assert "1 would complete the module" in looked.content.decode()
    assert "Ola Nowak" in looked.content.decode()
    assert not CompletionRules.objects.exists()
    read = looked.context["effects"]["fingerprint"]
    client.post("/learning/rules/module-1/", wanted | {"action": "change", "read": read})
    assert CompletionRules.objects.get().needs_check is False


def test_t4_the_group_waives_and_withdraws_on_the_page(client: Client) -> None:
    publish_module()
    learner = employed()
    client.force_login(governor())
    facts = {"waiver-user": learner.email, "waiver-of": "module", "waiver-reason": "Did it in Fife.", "action": "waive"}
    client.post("/learning/rules/module-1/", facts)
    waiver = Waiver.objects.standing().get()
    assert "Did it in Fife." in client.get("/learning/rules/module-1/").content.decode()
    client.post("/learning/rules/module-1/", {"action": "withdraw", "waiver": waiver.pk, "reason": "Another course."})
    assert not Waiver.objects.standing().exists()


def test_t14_the_public_page_and_the_json_say_that_a_completion_was_withdrawn(client: Client) -> None:
    version = publish_module()
    learner = employed()
    take_check(enrol(user=learner, module=version.module, by=learner))
    lessons = [lesson.id for lesson in version.lesson_heads]
    facts = {"version": version, "lesson_ids": lessons, "session_code": "S", "taught_at": clock.now()}
    completion = record_taught(user=learner, by=employed(), **facts)
    assert completion is not None
    number = completion.certificate.number
    assert client.get(f"/certificates/{number}.json").json()["state"] == "stands"
    withdraw_taught(user=learner, session_code="S", reason="Another person signed.", by=employed())
    assert "Withdrawn." in client.get(f"/certificates/{number}/").content.decode()
    told = client.get(f"/certificates/{number}.json")
    assert told["Content-Type"] == "application/json"
    assert (told.json()["state"], told.json()["holder"]) == ("withdrawn", str(learner))
    assert "Another person signed" not in told.content.decode()
    assert client.get("/certificates/00000000000.json").status_code == 404


def test_t14_a_certificate_says_what_was_asked_and_what_was_waived(client: Client) -> None:
    publish_module()
    certificate = complete(employed()).certificate
    shown = client.get(f"/certificates/{certificate.number}/").content.decode()
    assert "every lesson done, every scenario finished, the knowledge check passed" in shown
