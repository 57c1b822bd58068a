"""The blocks by which a scenario is written, and the one by which a lesson shows it."""

from typing import Any

from django.core.validators import validate_slug
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from modules.constants import Ending, Mark, Marked

WORDS = ["bold", "italic", "ol", "ul", "link", "h3"]


def name_block(example: str) -> blocks.CharBlock:
    """The name by which a node or choice is known inside its scenario."""
    words = f"Short, such as {example}."
    return blocks.CharBlock(max_length=40, validators=[validate_slug], label="Name", help_text=words)


class MarksBlock(blocks.StructBlock):
    """What a choice says of each of the four marks; empty where it does not touch one."""

    reason = blocks.ChoiceBlock(choices=Marked.choices, required=False, label=Mark.REASON.label)
    contraindications = blocks.ChoiceBlock(choices=Marked.choices, required=False, label=Mark.CONTRAINDICATIONS.label)
    decision = blocks.ChoiceBlock(choices=Marked.choices, required=False, label=Mark.DECISION.label)
    alternatives = blocks.ChoiceBlock(choices=Marked.choices, required=False, label=Mark.ALTERNATIVES.label)


class ChoiceBlock(blocks.StructBlock):
    """Something the learner may do at a node."""

    id = name_block("ask-again")
    text = blocks.CharBlock(max_length=300)
    to = blocks.CharBlock(max_length=40, required=False, label="Leads to", help_text="The name of the node.")
    feedback = blocks.TextBlock(help_text="Said after the choice is taken.")
    is_good = blocks.BooleanBlock(required=False, label="Good", help_text="Several choices at a node may be good.")
    asks_reason = blocks.BooleanBlock(
        required=False, label="Asks for a reason", help_text="Everyone at this node must then say why."
    )
    marks = MarksBlock()


class NodeBlock(blocks.StructBlock):
    """One moment of a scenario."""

    id = name_block("at-the-bath")
    title = blocks.CharBlock(max_length=120)
    html = blocks.RichTextBlock(features=WORDS, label="Text")
    ending = blocks.ChoiceBlock(
        choices=Ending.choices, required=False, help_text="Leave empty where choices follow; an ending has none."
    )
    debrief = blocks.RichTextBlock(
        features=WORDS, required=False, help_text="Endings only: what to take from it, and when to stop and refer."
    )
    choices = blocks.ListBlock(ChoiceBlock(), default=[])

    class Meta:
        icon = "comment"


class ScenarioBlock(SnippetChooserBlock):
    """A scenario in a lesson. Where the learner stands with it comes from the page, as `scenario_states`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("modules.Scenario", **kwargs)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["state"] = context.get("scenario_states", {}).get(value.pk)
        return context

    class Meta:
        icon = "media"
        template = "modules/blocks/scenario.html"
