"""The block by which a lesson shows a story."""

from typing import Any

from wagtail.snippets.blocks import SnippetChooserBlock

from stories.models import Story


class StoryBlock(SnippetChooserBlock):
    """A story, looked up again each time it is shown: when consent goes, it is gone from every lesson at once (S2)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("stories.Story", **kwargs)

    def bulk_to_python(self, values: list[int | None]) -> list[Story | None]:
        found = Story.objects.with_consent().in_bulk(values)
        return [found.get(value) for value in values]

    def get_context(self, value: Story, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        # Told again here, for a story that the editor's form brought without asking.
        shown = getattr(value, "is_shown", None)
        context["is_shown"] = Story.objects.shown().filter(pk=value.pk).exists() if shown is None else shown
        context["for_editor"] = bool(context.get("for_editor"))
        return context

    class Meta:
        icon = "openquote"
        template = "stories/blocks/story.html"
