"""A form field for each kind of question: its value is the answer that the kind asks for, or an error in words.

All of them work by keyboard, without JavaScript and on a narrow screen: ticks, boxes to type in, and lists to choose
from, each with a label of its own.
"""

from collections.abc import Callable
from typing import Any

from django import forms

from modules.constants import QuestionKind
from modules.kinds import Content
from modules.kinds.typed import LONGEST_ANSWER, number_in

NOT_CHOSEN = ("", "Choose")


class LabelledSelects(forms.MultiWidget):
    """A list to choose from for each of several labels."""

    template_name = "forms/labelled_selects.html"
    use_fieldset = True

    def __init__(self, labels: list[str], options: list[tuple[str, str]]) -> None:
        self.labels = labels
        super().__init__([forms.Select({"class": "nhsuk-select"}, [NOT_CHOSEN, *options]) for _ in labels])

    def decompress(self, value: object) -> list[object]:
        return list(value) if isinstance(value, list) else [None] * len(self.labels)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for label, part in zip(self.labels, context["widget"]["subwidgets"], strict=True):
            part["label"] = label
        return context


class SeveralSelects(forms.MultiValueField):
    """The value chosen for each of several labels, as a list of numbers."""

    def __init__(self, labels: list[str], options: list[tuple[str, str]], about: str, **kwargs: Any) -> None:
        self.labels, self.about = labels, about
        fields = [forms.TypedChoiceField(choices=[NOT_CHOSEN, *options], coerce=int, required=False) for _ in labels]
        super().__init__(fields=fields, require_all_fields=False, widget=LabelledSelects(labels, options), **kwargs)

    def compress(self, values: list[Any]) -> list[int]:
        left = [label for label, value in zip(self.labels, values, strict=True) if value in (None, "")]
        if left:
            which = "”, “".join(left)
            raise forms.ValidationError(f"In {self.about}, choose an answer for “{which}”")
        return values


class OrderField(SeveralSelects):
    """A place for each item; gives the items' ids in the order of their places."""

    def __init__(self, choices: list[Content], about: str, **kwargs: Any) -> None:
        self.ids = [choice["id"] for choice in choices]
        places = [(str(place), str(place)) for place in range(1, len(choices) + 1)]
        super().__init__([choice["text"] for choice in choices], places, about, **kwargs)

    def compress(self, values: list[Any]) -> list[int]:
        places = super().compress(values)
        twice = sorted({place for place in places if places.count(place) > 1})
        if twice:
            which = " and ".join(str(place) for place in twice)
            raise forms.ValidationError(
                f"In {self.about}, more than one item has number {which}. Give each item a number of its own"
            )
        return [pk for _, pk in sorted(zip(places, self.ids, strict=True))]


class NumberInput(forms.TextInput):
    """A box for a number, with its unit behind it."""

    template_name = "forms/number_input.html"

    def __init__(self, unit: str) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off"})
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["class"] = f"{context['widget']['attrs'].get('class', '')} nhsuk-input--width-10"
        context["unit"] = self.unit
        return context


class NumberField(forms.CharField):
    """A number as it was typed, if it is one."""

    def __init__(self, unit: str, about: str, **kwargs: Any) -> None:
        self.unit, self.about = unit, about
        hint = f"Type a number in {unit}." if unit else "Type a number."
        super().__init__(max_length=40, help_text=hint, widget=NumberInput(unit), **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if number_in(text, self.unit) is None:
            raise forms.ValidationError(f"In {self.about}, type a number in digits, such as 1,000 or 2.5")
        return text


def _ids(choices: list[Content]) -> list[tuple[str, str]]:
    return [(str(choice["id"]), choice["text"]) for choice in choices]


def _one(content: Content, about: str, **kwargs: Any) -> forms.Field:
    return forms.TypedChoiceField(
        choices=_ids(content["choices"]), coerce=lambda value: [int(value)], widget=forms.RadioSelect, **kwargs
    )


def _several(content: Content, about: str, **kwargs: Any) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        choices=_ids(content["choices"]), coerce=int, widget=forms.CheckboxSelectMultiple, **kwargs
    )


def _pairs(content: Content, about: str, **kwargs: Any) -> forms.Field:
    lefts = [choice["text"] for choice in content["choices"]]
    hint = "Choose what goes with each."
    return SeveralSelects(lefts, _ids(content["options"]), about, help_text=hint, **kwargs)


def _order(content: Content, about: str, **kwargs: Any) -> forms.Field:
    hint = f"Give each item its number: 1 comes first, {len(content['choices'])} comes last."
    return OrderField(content["choices"], about, help_text=hint, **kwargs)


def _words(content: Content, about: str, **kwargs: Any) -> forms.Field:
    hint = "Type a few words. Capitals, accents and a full stop at the end do not matter."
    widget = forms.TextInput({"autocomplete": "off"})
    return forms.CharField(max_length=LONGEST_ANSWER, help_text=hint, widget=widget, **kwargs)


def _number(content: Content, about: str, **kwargs: Any) -> forms.Field:
    return NumberField(content.get("unit", ""), about, **kwargs)


FIELDS: dict[str, Callable[..., forms.Field]] = {
    QuestionKind.SINGLE: _one,
    QuestionKind.TRUE_FALSE: _one,
    QuestionKind.MULTIPLE: _several,
    QuestionKind.MATCHING: _pairs,
    QuestionKind.ORDERING: _order,
    QuestionKind.SHORT_ANSWER: _words,
    QuestionKind.NUMERIC: _number,
}


def answer_field(content: Content, *, label: str, about: str) -> forms.Field:
    """The field for a question as it was drawn. `about` names the question in error messages."""
    return FIELDS[content["kind"]](content, about, label=label, error_messages={"required": f"Answer {about}"})
