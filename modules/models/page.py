"""Where a module is written: one Wagtail page for each, lessons in its stream."""

import json
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import PagePermissionTester, Revision

from core.models import PlatformPage
from modules.blocks import DrawBlock, LessonBlock, OutcomeBlock
from modules.models.module import Module


class ReviewedPermissions(PagePermissionTester):
    """Wagtail's editor saves drafts; going live happens on the review page, for the revision that was approved.

    The editor's own "publish" would save a new revision first, which nobody has approved.
    """

    def can_publish(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False


class IndexPermissions(PagePermissionTester):
    def can_publish_subpage(self) -> bool:
        return False


class ModuleIndexPage(PlatformPage):
    """Holds the modules' pages. Its own address leads to the learner's list of modules."""

    max_count = 1
    subpage_types = ["modules.ModulePage"]

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return IndexPermissions(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("modules:list")


class ModulePage(PlatformPage):
    """The draft of a module, and its live text. Learners read the `ModuleVersion` made from it, never this."""

    module = models.OneToOneField(Module, on_delete=models.PROTECT, related_name="page")
    summary = models.TextField(max_length=600)
    audience = models.CharField(max_length=300)
    label = models.CharField("version", max_length=20)
    check_minutes = models.PositiveSmallIntegerField(
        "minutes of the knowledge check", default=10, validators=[MinValueValidator(1)]
    )
    pass_mark = models.PositiveSmallIntegerField(default=70, validators=[MaxValueValidator(100)])
    questions_drawn = models.PositiveSmallIntegerField(default=8, validators=[MinValueValidator(1)])
    draws = StreamField(
        [("draw", DrawBlock())],
        blank=True,
        help_text="How many of the questions come from each topic. Without any, all are drawn from the whole bank.",
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        "most tries of the check",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Empty: as often as somebody likes.",
    )
    retry_wait_minutes = models.PositiveIntegerField(
        "minutes to wait after a try that was not passed", null=True, blank=True, help_text="Empty: no wait."
    )
    minutes_allowed = models.PositiveSmallIntegerField(
        "minutes allowed for the check",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Empty: no limit of time. Set one only when it must be; it keeps out people who need longer.",
    )
    sources = models.TextField(blank=True, help_text="One on each line.")
    outcomes = StreamField([("outcome", OutcomeBlock())])
    lessons = StreamField([("lesson", LessonBlock())])

    parent_page_types = ["modules.ModuleIndexPage"]
    subpage_types: list[str] = []
    template = "modules/preview.html"

    content_panels = [
        *PlatformPage.content_panels,
        FieldPanel("module"),
        FieldPanel("summary"),
        FieldPanel("audience"),
        MultiFieldPanel(
            [
                FieldPanel("label"),
                FieldPanel("check_minutes"),
                FieldPanel("pass_mark"),
                FieldPanel("questions_drawn"),
                FieldPanel("draws"),
            ],
            heading="Facts",
        ),
        MultiFieldPanel(
            [FieldPanel("attempts_allowed"), FieldPanel("retry_wait_minutes"), FieldPanel("minutes_allowed")],
            heading="Trying the check",
        ),
        FieldPanel("outcomes"),
        FieldPanel("lessons"),
        FieldPanel("sources"),
    ]
    settings_panels: list[Any] = []

    @property
    def minutes(self) -> int:
        """How long the module takes: its lessons and its knowledge check."""
        return self.check_minutes + sum(lesson.value["minutes"] for lesson in self.lessons)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return ReviewedPermissions(user, self)

    def get_workflow(self) -> None:
        """Wagtail's workflows end in publishing what is newest; a module has its own review instead."""

    @transaction.atomic
    def publish(
        self,
        revision: Revision,
        user: Any = None,
        changed: bool = True,
        log_action: bool = True,
        previous_revision: Revision | None = None,
        skip_permission_checks: bool = False,
    ) -> None:
        """Make an approved revision live and keep it as a version, together or not at all.

        Raises `NotReviewed` unless exactly this revision, word for word, was approved by somebody who did not
        write it. There is no flag that skips this.
        """
        from modules.services.publishing import make_version, require_approved
        from modules.services.rules import complete_gained, require_confirmed

        approved = require_approved(page=self, revision=revision, by=user)
        effects = require_confirmed(module=self.module, revision=approved)
        super().publish(
            approved,
            user=user,
            changed=changed,
            log_action=log_action,
            previous_revision=previous_revision,
            skip_permission_checks=True,
        )
        make_version(page=self, revision=approved, by=user)
        complete_gained(self.module, effects)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page's own address leads to the learner's page, which asks who is reading."""
        return redirect("modules:module", self.module.code)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return super().get_preview_context(request, mode_name) | {"for_editor": True}


def lessons_from(content: dict[str, Any]) -> StreamValue:
    """The lessons held in a revision's content, ready to be shown."""
    return ModulePage._meta.get_field("lessons").stream_block.to_python(json.loads(content["lessons"]))


def minutes_from(content: dict[str, Any]) -> int:
    """How long the module held in a revision's content takes: its lessons and its knowledge check."""
    return content["check_minutes"] + sum(one["value"]["minutes"] for one in json.loads(content["lessons"]))


def outcomes_from(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The outcomes held in a revision's content: code, text and the codes of the criteria each serves."""
    stream = ModulePage._meta.get_field("outcomes").stream_block.to_python(json.loads(content["outcomes"]))
    return [
        {"code": block.value["code"], "text": block.value["text"], "criteria": list(block.value["criteria"])}
        for block in stream
    ]
