"""Fields as the forms of a case use them: each says in words what is missing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.forms.widgets import ChoiceWidget
from django.http import QueryDict
from django.utils.formats import date_format

from core.forms import TOO_LONG, MoneyField


class Section(NamedTuple):
    """A part of a long form, under a heading of its own."""

    title: str
    fields: list[BoundField]
    hint: str = ""


class Kept(NamedTuple):
    """What is kept now in a field in which somebody typed something else."""

    label: str
    value: str


class EditForm(forms.Form):
    """Changes something that others may change meanwhile. `seen` marks what it was filled with (see `cases.seen`).

    A form that adds something new has no `seen` in its `initial`, and no such field.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    kept_now: Sequence[Kept] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen" not in self.initial:
            del self.fields["seen"]

    def show_kept(self) -> None:
        """Show what is kept now beside what was typed. Sent again, the form has seen it."""
        typed = cast(QueryDict, self.data).copy()
        typed["seen"] = self.initial["seen"]
        self.data = typed
        changed = [self[name] for name in self.changed_data if name in self.initial and name != "seen"]
        self.kept_now = [Kept(self.label_of(field), _in_words(field)) for field in changed]

    def label_of(self, field: BoundField) -> str:
        return str(field.label)


def _in_words(field: BoundField) -> str:
    """What a field was filled with, as somebody reads it."""
    value = field.initial
    if isinstance(value, date):
        return date_format(value, "j F Y")
    choices = getattr(field.field, "choices", None)
    if not choices:
        return str(value if value is not None else "")
    labels = {str(one): str(label) for one, label in choices}
    several = value if isinstance(value, list | tuple | QuerySet) else [value]
    keys = [str(field.field.prepare_value(one)) for one in several]
    return ", ".join(labels.get(key, key) for key in keys)


class SectionedForm(forms.Form):
    """A long form shown in parts. `layout` names the fields of each."""

    layout: Iterable[tuple[str, list[str]]] = ()

    def __iter__(self) -> Iterator[BoundField]:
        """The fields in the order of the page, which is the order in which a summary names what is wrong."""
        laid_out = [name for _, names in self.layout for name in names if name in self.fields]
        return (self[name] for name in dict.fromkeys([*laid_out, *self.fields]))

    def sections(self) -> list[Section]:
        return [Section(title, [self[name] for name in names]) for title, names in self.layout]


def words(label: str, missing: str, *, hint: str = "", rows: int = 4, required: bool = True) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": missing},
    )


def line(label: str, missing: str = "", *, hint: str = "", length: int = 120, **attributes: Any) -> forms.CharField:
    """One line of text; optional when nothing says what is missing."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=length,
        required=bool(missing),
        widget=forms.TextInput(attributes),
        error_messages={"required": missing, "max_length": TOO_LONG.format(label=label, most=length)},
    )


def one_of(
    label: str, choices: Any, missing: str, *, hint: str = "", widget: type[ChoiceWidget] = forms.RadioSelect
) -> forms.ChoiceField:
    """One of a few."""
    if widget is forms.Select:
        choices = [("", "Choose one"), *choices]
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=hint,
        widget=widget,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def money(
    label: str, missing: str = "", *, hint: str = "", least: str = "0.01", digits: int = 9, too_little: str = ""
) -> MoneyField:
    """An amount in pounds; optional when nothing says what is missing."""
    return MoneyField(
        label=label,
        help_text=hint,
        required=bool(missing),
        min_value=Decimal(least),
        max_digits=digits,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "class": "nhsuk-input nhsuk-input--width-10"}),
        error_messages={
            "required": missing,
            "invalid": "Enter the amount in pounds, such as 185.50",
            "max_digits": "The amount is too large",
            "max_whole_digits": "The amount is too large",
            "max_decimal_places": "Enter the amount in pounds and pence, such as 185.50",
            "min_value": too_little or "The amount must be more than nothing",
        },
    )


Data = QueryDict | None
