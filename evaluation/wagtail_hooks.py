"""Questionnaires in Wagtail's editor, and what was decided about a module above its page."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from evaluation.models import Questionnaire
from modules.models import ModulePage
from modules.notices import notices_for_editor
from stories.wagtail_hooks import EditorialViewSet


class QuestionnaireViewSet(EditorialViewSet):
    model = Questionnaire
    icon = "form"
    menu_label = "Questionnaires"
    list_display = ["title", "purpose"]


register_snippet(QuestionnaireViewSet)


@hooks.register("register_snippet_listing_buttons")
def way_to_publishing(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, Questionnaire):
        yield Button(
            "Read and publish",
            reverse("evaluation:questionnaire", args=[snippet.purpose]),
            icon_name="check",
            priority=5,
        )


@hooks.register("before_edit_page")
def say_what_was_decided(request: HttpRequest, page: Page) -> None:
    if request.method == "GET" and isinstance(page, ModulePage):
        for notice in notices_for_editor(page.module):
            messages.warning(
                request,
                format_html('{}. {} <a href="{}">{}</a>', notice.heading, notice.words, notice.url, notice.link),
            )
