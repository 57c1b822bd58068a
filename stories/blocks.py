"""The blocks by which a page shows a story or plays a recording.

Each looks again, every time a page is made, whether it may: when consent goes, it is gone from every page (S2).
"""

from typing import TYPE_CHECKING, Any

from wagtail.snippets.blocks import SnippetChooserBlock
from wagtailmedia.blocks import AbstractMediaChooserBlock

from stories.constants import Use

if TYPE_CHECKING:
    from stories.models import Recording, Story


def use_of(context: dict[str, Any]) -> Use:
    """What a page shows its stories for: a page says `is_public` when people outside the training read it."""
    return Use.PUBLIC_WEB if context.get("is_public") else Use.TRAINING


class StoryBlock(SnippetChooserBlock):
    """A story with all that it holds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("stories.Story", **kwargs)

    def bulk_to_python(self, values: list[int | None]) -> list["Story | None"]:
        found = self.target_model.objects.with_consent().in_bulk(values)
        return [found.get(value) for value in values]

    def get_context(self, value: "Story", parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        # Told again here, for a story that the editor's form brought without asking, and for another use.
        use, shown = use_of(context), getattr(value, "is_shown", None)
        if shown is None or use != Use.TRAINING:
            shown = self.target_model.objects.shown(use=use).filter(pk=value.pk).exists()
        context["is_shown"] = shown
        context["for_editor"] = bool(context.get("for_editor"))
        return context

    class Meta:
        icon = "openquote"
        template = "stories/blocks/story.html"


class RecordingBlock(AbstractMediaChooserBlock):
    """A player with captions and transcript."""

    def get_context(self, value: "Recording", parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        shown = self.target_model.objects.shown(use=use_of(context))
        context["is_shown"] = value is not None and shown.filter(pk=value.pk).exists()
        context["for_editor"] = bool(context.get("for_editor"))
        return context

    class Meta:
        icon = "media"
        template = "stories/blocks/recording.html"
