"""What a lesson is made of: the blocks of its stream, and the lesson itself (T7, T8)."""

from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from core.blocks import PictureBlock, TextBlock
from modules.constants import Nation
from modules.practice import PracticeBlock
from modules.scenario_blocks import ScenarioBlock
from stories.blocks import RecordingBlock, StoryBlock

RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "h3"]


class LawBlock(blocks.StructBlock):
    """What the law says in one nation, as it stood on a day. Law changes, so it is never shown without both."""

    heading = blocks.CharBlock(max_length=120)
    nation = blocks.ChoiceBlock(choices=Nation.choices)
    as_at = blocks.DateBlock(label="As the law stood on")
    text = blocks.RichTextBlock(features=RICH_TEXT)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().get_context(value, parent_context=parent_context) | {"nation": Nation(value["nation"]).label}

    class Meta:
        icon = "openquote"
        template = "modules/blocks/law.html"


class ActivityBlock(blocks.StructBlock):
    """Something to do away from the screen, and how long it takes."""

    heading = blocks.CharBlock(required=False, max_length=120)
    text = blocks.RichTextBlock(features=RICH_TEXT)
    minutes = blocks.IntegerBlock(min_value=0, max_value=120, default=5)

    class Meta:
        icon = "edit"
        template = "modules/blocks/activity.html"


class ReflectionBlock(blocks.StructBlock):
    """A question that the learner answers in writing, for themselves; what they write is kept."""

    prompt = blocks.TextBlock()

    class Meta:
        icon = "comment"


class DownloadBlock(blocks.StructBlock):
    """A file to keep or print, shown with its type and size."""

    document = DocumentChooserBlock()
    title = blocks.CharBlock(required=False, max_length=120, help_text="In place of the file's own title.")

    class Meta:
        icon = "download"
        template = "modules/blocks/download.html"


class LessonBlock(blocks.StructBlock):
    """One lesson, which is one step of the module. Its block id stays the same while its words change."""

    title = blocks.CharBlock(max_length=120)
    minutes = blocks.IntegerBlock(min_value=1, max_value=240)
    content = blocks.StreamBlock(
        [
            ("text", TextBlock()),
            ("law", LawBlock()),
            ("picture", PictureBlock()),
            ("activity", ActivityBlock()),
            ("reflection", ReflectionBlock()),
            ("story", StoryBlock()),
            ("scenario", ScenarioBlock()),
            ("recording", RecordingBlock()),
            ("download", DownloadBlock()),
            ("practice", PracticeBlock()),
        ]
    )
    outcomes = blocks.ListBlock(
        blocks.CharBlock(max_length=20), default=[], required=False, help_text="The codes of the outcomes it serves."
    )
    notes = blocks.RichTextBlock(
        required=False, features=RICH_TEXT, label="Trainers' notes", help_text="Shown to trainers, never to learners."
    )

    class Meta:
        icon = "doc-full"


class OutcomeBlock(blocks.StructBlock):
    """What somebody can do afterwards, and the performance criteria that it serves."""

    code = blocks.CharBlock(max_length=20)
    text = blocks.CharBlock(max_length=300)
    criteria = blocks.ListBlock(blocks.CharBlock(max_length=20))

    class Meta:
        icon = "tick"


class DrawBlock(blocks.StructBlock):
    """How many questions of one topic the knowledge check draws (T8)."""

    tag = blocks.CharBlock(max_length=50, help_text="A topic of the question bank.")
    count = blocks.IntegerBlock(min_value=1, max_value=100)

    class Meta:
        icon = "help"
