"""Modules and questions in Wagtail's editor, and the way from a draft to its review."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from modules.models import Module, ModulePage, Question, Scenario
from stories.selectors import hidden_among
from stories.wagtail_hooks import EditorialViewSet


class ModuleViewSet(EditorialViewSet):
    model = Module
    icon = "list-ol"
    menu_label = "Modules"
    list_display = ["title", "code", "level", "position"]


class QuestionViewSet(EditorialViewSet):
    model = Question
    icon = "help"
    menu_label = "Question bank"
    list_display = ["code", "module", "kind", "stem", "is_active"]
    list_filter = ["module", "kind", "is_active", "criterion"]
    search_fields = ["code", "stem"]


class ScenarioViewSet(EditorialViewSet):
    model = Scenario
    icon = "media"
    menu_label = "Scenarios"
    list_display = ["title", "competency", "tenure", "edited_by"]
    list_filter = ["tenure", "nation"]
    search_fields = ["title", "summary"]


register_snippet(ModuleViewSet)
register_snippet(QuestionViewSet)
register_snippet(ScenarioViewSet)


@hooks.register("register_page_header_buttons")
def way_to_the_review(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if page.specific_class is ModulePage and page.pk:
        yield Button("Review and publish", reverse("modules:review", args=[page.pk]), icon_name="check", priority=5)


@hooks.register("before_edit_page")
def say_which_stories_are_hidden(request: HttpRequest, page: Page) -> None:
    """An editor sees when a lesson uses a story whose consent no longer holds (S2)."""
    if request.method != "GET" or not isinstance(page, ModulePage):
        return
    parts = [part for lesson in page.lessons for part in lesson.value["content"]]
    for story in hidden_among(part.value.pk for part in parts if part.block_type == "story" and part.value):
        messages.warning(request, f"The story “{story}” is not shown: no consent for it holds. Choose another.")


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_how_to_publish(request: HttpRequest, page: Page) -> None:
    """The editor's own "publish" is not offered; a request made without it is answered with words, not silence."""
    if isinstance(page, ModulePage) and request.POST.get("action-publish"):
        messages.error(
            request, "It was saved as a draft and is not live. A module goes live on its review page, once approved."
        )
