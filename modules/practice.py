"""Questions to practise with inside a lesson: answered on the spot, nothing scored, nothing kept (T8)."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from wagtail import blocks

from modules.answer_fields import answer_field
from modules.constants import QuestionUse
from modules.kinds import KINDS, Content, Line
from modules.models.question import Question

ACTION = "practice-"


class PracticeBlock(blocks.StructBlock):
    """Some questions of the bank, by their codes. They are looked up when the lesson is shown."""

    questions = blocks.ListBlock(
        blocks.CharBlock(max_length=30), min_num=1, help_text="The codes of questions that are used for practice."
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        known = set(practice_questions(cleaned["questions"]))
        if missing := [code for code in cleaned["questions"] if code not in known]:
            words = f"No question for practice that is in use has the code {' or '.join(missing)}."
            raise blocks.StructBlockValidationError(block_errors={"questions": ValidationError(words)})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        found = practice_questions(value["questions"])
        shown = [(code, found.get(code)) for code in value["questions"]]
        return super().get_context(value, parent_context=parent_context) | {"shown": shown}

    class Meta:
        icon = "help"
        template = "modules/blocks/practice.html"


def practice_questions(codes: Iterable[str]) -> dict[str, Question]:
    """Those of the questions that may be practised, by code; two queries."""
    found = Question.objects.filter(code__in=list(codes), use=QuestionUse.PRACTICE, is_active=True)
    return {question.code: question for question in found.prefetch_related("choices")}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question on the page: its field and, once it was answered, whether it was right and why."""

    content: Content
    field: BoundField
    is_right: bool | None
    lines: list[Line]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The questions of one practice block."""

    action: str
    items: list[Item]


class PracticeForm(forms.Form):
    """The questions of one block. Its fields' names begin with the block's action."""

    def __init__(self, contents: Mapping[str, Content], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, (name, content) in enumerate(contents.items(), start=1):
            about = f"practice question {place}"
            self.fields[name] = answer_field(content, label=content["stem"], about=about)


def practice_sheets(content: Iterable[Any], sent: QueryDict | None = None) -> dict[str, Sheet]:
    """The sheet of each practice block of a lesson, by the block's id.

    `sent` is the lesson's form: the block whose button was pressed is marked, the others keep what was typed. All
    blocks of a lesson together take two queries, and none where nothing is practised.
    """
    wanted = [block for block in content if block.block_type == "practice"]
    codes = [code for block in wanted for code in block.value["questions"]]
    found = practice_questions(codes) if codes else {}
    sheets = {}
    for block in wanted:
        questions = [found[code] for code in block.value["questions"] if code in found]
        sheets[block.id] = _sheet(block.id, questions, sent)
    return sheets


def _sheet(block_id: str, questions: list[Question], sent: QueryDict | None) -> Sheet:
    action = f"{ACTION}{block_id}"
    # The order of the choices is chance, but the same each time somebody looks.
    contents = {f"{action}-{one.pk}": one.as_drawn(random.Random(one.pk)) for one in questions}  # noqa: S311
    is_marked = sent is not None and sent.get("action") == action
    form = PracticeForm(contents, sent if is_marked else None)
    if sent is not None and not is_marked:
        for name, field in form.fields.items():
            form.initial[name] = field.widget.value_from_datadict(sent, {}, name)
    answers = form.cleaned_data if is_marked and (form.is_valid() or form.cleaned_data) else {}
    items = []
    for name, content in contents.items():
        kind, answer = KINDS[content["kind"]], answers.get(name)
        items.append(
            Item(
                content=content,
                field=form[name],
                is_right=None if answer is None else kind.is_right(content, answer),
                lines=[] if answer is None else kind.explain(content, answer),
            )
        )
    return Sheet(action=action, items=items)
