"""Stories and the words they are found by, in Wagtail's editor."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from stories.choosing import StoryChooserViewSet
from stories.models import Need, Story, Theme
from stories.permissions import EditorialPolicy, StoryPolicy


class EditorialViewSet(SnippetViewSet):
    """A snippet that editors and the governance group edit."""

    add_to_admin_menu = True

    @cached_property
    def permission_policy(self) -> EditorialPolicy:
        return EditorialPolicy(self.model)


class StoryViewSet(EditorialViewSet):
    model = Story
    icon = "openquote"
    menu_label = "Stories"
    list_display = ["title", "teller", "tenure", "made_for_training", "live"]
    list_filter = ["themes", "needs", "tenure", "made_for_training"]
    search_fields = ["title", "summary"]
    chooser_viewset_class = StoryChooserViewSet

    @cached_property
    def permission_policy(self) -> StoryPolicy:
        return StoryPolicy(self.model)


class ThemeViewSet(EditorialViewSet):
    model = Theme
    icon = "tag"
    menu_label = "Story themes"


class NeedViewSet(EditorialViewSet):
    model = Need
    icon = "tag"
    menu_label = "Story needs"


register_snippet(StoryViewSet)
register_snippet(ThemeViewSet)
register_snippet(NeedViewSet)


@hooks.register("construct_snippet_action_menu")
def publish_on_the_consent_page(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Not even an administrator is offered to publish a story here: the consent page says what is missing."""
    if context["model"] is Story:
        items[:] = [item for item in items if item.name != "action-publish"]
