"""Stories and the words they are found by, in Wagtail's editor."""

from functools import cached_property

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
