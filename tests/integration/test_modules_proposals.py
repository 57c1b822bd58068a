"""A text that completes a module for many goes live when two people want it; what people said stays with it."""

import pytest
from django.test import Client

from core import clock
from modules.models import Completion, CompletionChange, ModulePage, ModuleVersion, ReviewComment
from modules.models.page import lessons_from
from modules.services import approve_draft, comment_on_draft, enrol, record_taught
from modules.services.publishing import digest_of
from modules.services.review_links import answer_comment
from people.models import User
from tests.factories.modules import draft_module, editor, governor, publish, publish_module, take_check
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def version() -> ModuleVersion:
    return publish_module()


@pytest.fixture
def writer() -> User:
    return editor()


@pytest.fixture
def page(version: ModuleVersion, writer: User) -> ModulePage:
    """An approved draft without the second lesson, which is all that 21 people lack."""
    first = version.lesson_heads[0].id
    for number in range(21):
        one = employed(user__first_name="Learner", user__last_name=f"Number {number}")
        take_check(enrol(user=one, module=version.module, by=one))
        facts = {"lesson_ids": [first], "session_code": "S", "taught_at": clock.now(), "by": employed()}
        record_taught(user=one, version=version, **facts)
    page = version.module.page.get_latest_revision_as_object()
    del page.lessons[1]
    page.save_revision(user=writer)
    approve_draft(page=page, revision=page.latest_revision, read=digest_of(page.latest_revision), by=governor())
    return page


def propose(client: Client, page: ModulePage, reason: str = "It moved to Module 2.") -> None:
    address = f"/learning/reviews/{page.pk}/"
    shown = client.get(address)
    facts = {"action": "propose", "read": shown.context["effects"]["fingerprint"], "proposal-reason": reason}
    client.post(address, facts)


def decide(client: Client, action: str) -> str:
    shown = client.get("/learning/rules/module-1/")
    effects = shown.context.get("waiting_effects") or {}
    change = CompletionChange.objects.get()
    facts = {"action": action, "change": change.pk, "read": effects.get("fingerprint", "")}
    return client.post("/learning/rules/module-1/", facts, follow=True).content.decode()


def test_t13_an_editor_proposes_and_a_second_person_makes_it_live(
    client: Client, page: ModulePage, writer: User
) -> None:
    client.force_login(writer)
    shown = client.get(f"/learning/reviews/{page.pk}/").content.decode()
    assert "21 would complete the module" in shown
    assert "Make it live" not in shown
    client.post(f"/learning/reviews/{page.pk}/", {"action": "publish"})
    propose(client, page, reason=" ")
    assert not CompletionChange.objects.exists()
    propose(client, page)
    assert "A second person has been asked." in client.get(f"/learning/reviews/{page.pk}/").content.decode()
    assert not Completion.objects.exists()
    client.force_login(governor())
    decide(client, "confirm")
    live = ModuleVersion.objects.current().get(module__code="module-1")
    assert live.revision_id == page.latest_revision.pk
    assert Completion.objects.filter(module_version=live).count() == 21


def test_t13_what_is_confirmed_is_the_draft_that_was_proposed(
    client: Client, version: ModuleVersion, page: ModulePage, writer: User
) -> None:
    """A newer draft, written in the meantime, neither goes live nor changes what is shown."""
    client.force_login(writer)
    propose(client, page)
    proposed = page.latest_revision
    newer = page.get_latest_revision_as_object()
    newer.lessons = lessons_from(version.content)
    newer.title = "Quite another text"
    newer.save_revision(user=writer)
    client.force_login(governor())
    assert client.get("/learning/rules/module-1/").context["waiting_effects"]["count"] == 21
    decide(client, "confirm")
    assert ModuleVersion.objects.current().get(module__code="module-1").revision_id == proposed.pk


def test_t13_a_draft_written_over_since_can_only_be_refused(client: Client, page: ModulePage, writer: User) -> None:
    client.force_login(writer)
    propose(client, page)
    revision = page.latest_revision
    revision.content["summary"] = "Written over."
    revision.save()
    client.force_login(governor())
    assert "written anew since it was proposed" in decide(client, "confirm")
    assert not Completion.objects.exists()
    decide(client, "refuse")
    assert CompletionChange.objects.get().is_confirmed is False


def test_t13_the_proposer_does_not_confirm(client: Client, page: ModulePage) -> None:
    client.force_login(governor())
    propose(client, page)
    assert "A second person decides it." in decide(client, "confirm")
    assert not Completion.objects.exists()


# What people told us, and what we did


def said(page: ModulePage, words: str, by: User) -> ReviewComment:
    facts = {"voice": "service_user_or_carer", "said_by": "Jean Muir", "words": words}
    return comment_on_draft(page=page, revision=page.latest_revision, by=by, **facts)


def test_t13_what_people_told_us_stays_with_the_version_and_leaves_names_out(client: Client, writer: User) -> None:
    page = draft_module(by=writer)
    answer_comment(comment=said(page, "Say what a wet room is.", writer), done="Lesson 2 says it.", by=writer)
    said(page, "Nobody has read this yet.", writer)
    publish(page, reviewer=governor(), by=writer)
    client.force_login(employed())
    address = "/learning/module-1/what-people-told-us/"
    assert address in client.get("/learning/module-1/").content.decode()
    shown = client.get(address).content.decode()
    assert "Service user or carer told us:" in shown
    assert "Say what a wet room is." in shown
    assert "Lesson 2 says it." in shown
    assert "Jean Muir" not in shown
    assert "Nobody has read this yet." not in shown


def test_t13_a_newer_version_shows_its_own(client: Client, writer: User) -> None:
    page = draft_module(by=writer)
    answer_comment(comment=said(page, "The first words.", writer), done="Done.", by=writer)
    publish(page, reviewer=governor(), by=writer)
    page.title = "Another title"
    page.save_revision(user=writer)
    answer_comment(comment=said(page, "The second words.", writer), done="Done.", by=writer)
    publish(page, reviewer=governor(), by=writer)
    client.force_login(employed())
    shown = client.get("/learning/module-1/what-people-told-us/").content.decode()
    assert "The second words." in shown
    assert "The first words." not in shown
    assert client.get("/learning/nothing/what-people-told-us/").status_code == 404
