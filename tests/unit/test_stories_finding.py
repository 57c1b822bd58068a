"""Stories are found by theme, need, tenure and adaptation, by learners and in the editor's chooser (S3)."""

import pytest
from django.test import Client

from people.models import User
from stories.models import Need, Story, Theme
from stories.permissions import StoryPolicy
from tests.factories.accreditation import AdaptationFactory
from tests.factories.modules import draft_module, editor, publish_module
from tests.factories.people import UserFactory, employed
from tests.factories.stories import agreed, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

BATH = {"slug": "bath", "tenure": "council", "adaptations": "SHOWER-LA-STD RAIL-GRAB-INT"}
BELL = {"slug": "bell", "tenure": "owner", "adaptations": "DOOR-ENTRY"}


@pytest.fixture
def writer() -> User:
    return editor()


@pytest.fixture
def told(writer: User) -> dict[str, Story]:
    stories = {}
    for facts, theme, need in ((BATH, "dignity", "washing"), (BELL, "communication", "hearing")):
        story = make_story(**facts)
        story.themes.set([Theme.objects.create(name=theme)])
        story.needs.set([Need.objects.create(name=need)])
        story.save()
        agreed(story, writer)
        stories[facts["slug"]] = story
    return stories


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"bath", "bell"}),
        ({"tenure": "council"}, {"bath"}),
        ({"theme": "communication"}, {"bell"}),
        ({"need": "washing"}, {"bath"}),
        ({"adaptation": "RAIL-GRAB-INT"}, {"bath"}),
        ({"adaptation": "RAIL-GRAB"}, {"bath", "bell"}),
        ({"q": "The bel"}, {"bell"}),
        ({"tenure": "council", "need": "hearing"}, set()),
        ({"tenure": "palace", "theme": "none"}, {"bath", "bell"}),
    ],
)
@pytest.mark.usefixtures("told")
def test_s3_the_address_holds_what_is_asked_for(
    client: Client, writer: User, asked: dict[str, str], found: set[str]
) -> None:
    words = {"theme": Theme, "need": Need}
    query = {
        name: words[name].objects.filter(name=value).values_list("pk", flat=True).first() or value
        if name in words
        else value
        for name, value in asked.items()
    }
    client.force_login(employed())
    page = client.get("/stories/", query).content.decode()
    assert {slug for slug in ("bath", "bell") if f'href="/stories/{slug}/"' in page} == found
    client.force_login(UserFactory(is_superuser=True))
    chooser = client.get("/cms/snippets/choose/stories/story/results/", query).content.decode()
    assert {slug for slug in ("bath", "bell") if f"The {slug}" in chooser} == found


@pytest.mark.usefixtures("told")
def test_s3_the_chooser_offers_the_same_filters(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    chooser = client.get("/cms/snippets/choose/stories/story/").json()["html"]
    for name in ("theme", "need", "tenure", "adaptation"):
        assert f'name="{name}"' in chooser


@pytest.mark.usefixtures("told")
def test_s3_an_adaptation_is_offered_by_its_name(client: Client) -> None:
    AdaptationFactory(code="DOOR-ENTRY", name="Door entry intercom")
    client.force_login(employed())
    page = client.get("/stories/").content.decode()
    assert '<option value="DOOR-ENTRY">Door entry intercom</option>' in page
    assert '<option value="RAIL-GRAB-INT">RAIL-GRAB-INT</option>' in page, "the catalogue does not know it"


def test_s3_nothing_found_says_so(client: Client) -> None:
    client.force_login(employed())
    assert "No story fits" in client.get("/stories/?q=zeppelin").content.decode()


def test_s3_a_story_stands_in_several_modules_and_says_where(
    client: Client, writer: User, told: dict[str, Story]
) -> None:
    publish_module(story=told["bath"])
    draft_module("module-2", by=writer, story=told["bath"], title="The second module")
    client.force_login(writer)
    shown = client.get("/stories/bath/consent/").content.decode()
    assert "The first module" in shown
    assert "The second module" in shown
    client.force_login(employed())
    page = client.get("/stories/bath/").content.decode()
    assert "What will you do differently?" in page, "a lesson asks for a reflection (S4)"
    assert "The first module" in page
    assert "The second module" not in page, "it is not live"


def test_s1_editors_write_drafts_in_wagtail_and_publish_on_the_consent_page(client: Client, writer: User) -> None:
    story = make_story()
    story.save_revision(user=writer)
    client.force_login(administrator := UserFactory(is_superuser=True))
    page = client.get(f"/cms/snippets/stories/story/edit/{story.pk}/").content.decode()
    assert "Save draft" in page
    assert 'name="action-publish"' not in page
    assert StoryPolicy(Story).user_has_permission(administrator, "change")
    assert not StoryPolicy(Story).user_has_permission(administrator, "publish")
