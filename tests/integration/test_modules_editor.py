"""Wagtail's editor: modules are written there, but go live only through their review (T13)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission, Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from modules.exceptions import NotReviewed
from modules.models import ModulePage, ModuleVersion, Question
from modules.selectors import current_version
from people.constants import Role
from people.models import User
from stories.services import withdraw_consent
from tests.factories.modules import add_question, draft_module, editor, governor, publish, site_root
from tests.factories.people import UserFactory, employed
from tests.factories.stories import agreed, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def writer(client: Client) -> User:
    """An editor with Wagtail's own permissions, publishing included, such as a partnership might give."""
    user = editor()
    group = Group.objects.create(name="Writers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=site_root(), permission=permission)
    user.groups.add(group)
    client.force_login(user)
    return user


@pytest.fixture
def page(writer: User) -> ModulePage:
    return draft_module(by=writer)


def form_of(page: ModulePage, **changes: Any) -> dict[str, Any]:
    """What the editor's browser sends for a module's page."""
    lesson = {
        "title": "Lesson 1",
        "minutes": 5,
        "content": streamfield([("text", {"heading": "", "text": text()})]),
        "outcomes": {"count": "0"},
        "notes": text(),
    }
    outcome = {
        "code": "O1",
        "text": "Talk.",
        "criteria": {"count": "1", "0-deleted": "", "0-order": "0", "0-value": "A"},
    }
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "module": page.module_id,
            "summary": "Edited in the browser.",
            "audience": "All.",
            "label": "2027.2",
            "check_minutes": 10,
            "draws": streamfield([]),
            "pass_mark": 70,
            "questions_drawn": 2,
            "sources": "",
            "outcomes": streamfield([("outcome", outcome)]),
            "lessons": streamfield([("lesson", lesson)]),
            "comments": inline_formset([]),
            **changes,
        }
    )


def text() -> str:
    return rich_text("<p>New words.</p>", editor="default")


def test_t13_the_editor_saves_a_draft_and_a_forged_publish_is_answered_with_words(
    client: Client, page: ModulePage
) -> None:
    response = client.post(f"/cms/pages/{page.pk}/edit/", form_of(page) | {"action-publish": "1"}, follow=True)
    assert response.status_code == 200
    assert "goes live on its review page" in response.content.decode()
    page = ModulePage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().summary == "Edited in the browser."
    assert not page.live
    assert not ModuleVersion.objects.exists()


def test_t13_a_new_page_is_not_published_as_it_is_made(client: Client, writer: User, page: ModulePage) -> None:
    index, module = page.get_parent(), page.module
    page.delete()
    fresh = ModulePage(title="Fresh", slug="fresh", module=module)
    address = f"/cms/pages/add/modules/modulepage/{index.pk}/"
    client.post(address, form_of(fresh) | {"action-publish": "1"}, follow=True)
    made = ModulePage.objects.get(slug="fresh")
    assert not made.live
    assert not ModuleVersion.objects.exists()


def test_t13_publishing_many_at_once_publishes_no_unreviewed_module(client: Client, page: ModulePage) -> None:
    """Directly, and as a descendant of a page that may be published."""
    for target in (page, page.get_parent()):
        address = f"/cms/bulk/wagtailcore/page/publish/?id={target.pk}"
        client.post(address, {"include_descendants": "on"}, follow=True)
    page.refresh_from_db()
    assert not page.live
    assert not ModuleVersion.objects.exists()


def test_t13_the_editors_api_publishes_nothing_and_copies_nothing(client: Client, page: ModulePage) -> None:
    for action, body in (("publish", {}), ("copy", {"keep_live": True}), ("create_alias", {"recursive": False})):
        response = client.post(
            f"/cms/api/main/pages/{page.pk}/action/{action}/", json.dumps(body), content_type="application/json"
        )
        assert response.status_code in {400, 403}, action
    page.refresh_from_db()
    assert not page.live
    assert ModulePage.objects.count() == 1


def test_t13_an_administrator_cannot_publish_around_it_either(client: Client, page: ModulePage) -> None:
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    client.post(f"/cms/pages/{page.pk}/edit/", form_of(page) | {"action-publish": "1"}, follow=True)
    client.post(f"/cms/bulk/wagtailcore/page/publish/?id={page.pk}", {"include_descendants": "on"}, follow=True)
    page.refresh_from_db()
    assert not page.live
    assert not ModuleVersion.objects.exists()


def test_t13_an_edit_in_the_browser_leaves_learners_with_what_was_approved(client: Client, page: ModulePage) -> None:
    publish(page, reviewer=governor(), by=page.latest_revision.user)
    client.post(f"/cms/pages/{page.pk}/edit/", form_of(ModulePage.objects.get(pk=page.pk)), follow=True)
    assert Revision.objects.for_instance(page).count() == 2
    assert current_version("module-1").summary == "About The first module."


def test_a_live_page_stays_with_its_module(client: Client, page: ModulePage, writer: User) -> None:
    publish(page, reviewer=governor(), by=writer)
    other = draft_module("module-2", by=writer, title="The second module")
    module = other.module
    other.delete()
    live = ModulePage.objects.get(pk=page.pk)
    client.post(f"/cms/pages/{page.pk}/edit/", form_of(live, module=module.pk), follow=True)
    live = ModulePage.objects.get(pk=page.pk)
    with pytest.raises(NotReviewed, match="stays with its module"):
        publish(live, reviewer=governor(), by=writer)


def test_the_editor_has_a_way_to_the_review_and_a_preview(client: Client, page: ModulePage) -> None:
    shown = client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert f"/learning/reviews/{page.pk}/" in shown
    assert 'name="action-publish"' not in shown
    preview = client.get(f"/cms/pages/{page.pk}/view_draft/").content.decode()
    assert "Words of lesson 2." in preview


def test_s2_the_editor_sees_that_a_story_is_hidden(client: Client, writer: User) -> None:
    story = make_story()
    consent = agreed(story, writer)
    page = draft_module(by=writer, story=story)
    assert "no consent for it holds" not in client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    withdraw_consent(consent=consent, by=writer)
    for address in (f"/cms/pages/{page.pk}/edit/", f"/cms/pages/{page.pk}/view_draft/"):
        assert "no consent for it holds" in client.get(address).content.decode()
    assert "Words of a-story." not in client.get(f"/cms/pages/{page.pk}/view_draft/").content.decode()


def question_form(question: Question, right: list[bool]) -> dict[str, Any]:
    rows = [
        {
            "text": f"Choice {place}",
            "feedback": "Why.",
            "id": "",
            "match": "",
            "tolerance": "",
            **({"is_correct": "on"} if one else {}),
        }
        for place, one in enumerate(right)
    ]
    facts = {
        "module": question.module_id,
        "code": question.code,
        "kind": question.kind,
        "stem": "Edited?",
        "use": "check",
    }
    facts |= {"criterion": "HC-1.1", "source": "protocol", "is_active": "on"}
    return nested_form_data({**facts, "choices": inline_formset(rows)})


@pytest.fixture
def question(page: ModulePage, writer: User) -> Iterator[Question]:
    add_question(page.module, "edited", by=writer)
    return Question.objects.get(code="edited")


def test_t8_editors_change_questions_whose_choices_must_fit(client: Client, question: Question) -> None:
    address = f"/cms/snippets/modules/question/edit/{question.pk}/"
    refused = client.post(address, question_form(question, [True, True]))
    assert "Exactly one choice is right" in refused.content.decode()
    question.refresh_from_db()
    assert question.stem != "Edited?"
    client.post(address, question_form(question, [True, False]))
    question.refresh_from_db()
    assert question.stem == "Edited?"


@pytest.mark.parametrize("kind", ["modules/question", "modules/module", "stories/story", "stories/theme"])
def test_snippets_are_for_editors_and_governance(client: Client, writer: User, kind: str) -> None:
    address = f"/cms/snippets/{kind}/"
    assert client.get(address).status_code == 200
    other = employed(roles=(Role.CASEWORKER,))
    other.groups.add(*writer.groups.all())
    client.force_login(other)
    assert client.get(address).status_code == 302
