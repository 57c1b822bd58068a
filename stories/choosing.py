"""The chooser by which an editor puts a story into a lesson: it narrows by the same words as the list (S3)."""

from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from stories.finding import StoryFilter
from stories.models.story import StoryQuerySet


class ChooserFilter(StoryFilter, BaseFilterForm):
    """The list's filter, as Wagtail's chooser asks for one."""

    def filter(self, objects: StoryQuerySet) -> StoryQuerySet:
        self.is_searching = any(self.cleaned_data.values())
        self.search_query = self.cleaned_data["q"]
        return self.narrow(objects)


class StoryChooseView(ChooseView):
    filter_form_class = ChooserFilter


class StoryChooseResultsView(ChooseResultsView):
    filter_form_class = ChooserFilter


class StoryChooserViewSet(SnippetChooserViewSet):
    choose_view_class = StoryChooseView
    choose_results_view_class = StoryChooseResultsView
