"""Filters and tags for the product's own pages."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select, Textarea
from django.shortcuts import resolve_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

INPUT_CLASSES = [(Textarea, "nhsuk-textarea"), (FileInput, "nhsuk-file-upload"), (Select, "nhsuk-select")]


@register.filter
def kind(field: BoundField) -> str:
    """Which markup a field takes: `checkbox`, `options`, `multiple`, `date` or `input`."""
    widget = field.field.widget
    if isinstance(widget, CheckboxSelectMultiple):
        return "multiple"
    if isinstance(widget, RadioSelect):
        return "options"
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    return "group" if field.use_fieldset else "input"


@register.filter
def styled(field: BoundField) -> str:
    """The field's input with the design system's class for its kind, and its error state."""
    widget = field.field.widget
    if kind(field) == "group":
        return str(field)
    css = next(
        (css for cls, css in INPUT_CLASSES if isinstance(widget, cls) and not isinstance(widget, RadioSelect)),
        "nhsuk-input",
    )
    if field.errors:
        css += f" {css}--error"
    # A placeholder that repeats the label vanishes when typing starts; the label stays.
    return field.as_widget(attrs={"class": css, "placeholder": False})


@register.filter
def first_error_id(field: BoundField) -> str:
    """Where the error summary's link leads: the field's first input."""
    return f"{field.auto_id}_0" if kind(field) in {"options", "multiple", "group"} else field.id_for_label


@register.filter
def tag_colour(state: str) -> str:
    """The colour of a state's tag. Colour repeats what the words say; it never says it alone."""
    colours = {
        "green": {
            "granted",
            "accredited",
            "completed",
            "passed",
            "authorised",
            "handed_over",
            "closed",
            "live",
            "yes",
            "met",
            "upheld",
            "delivered",
            "passed_inspection",
            "paid",
            "approved",
            "in_stock",
            "made",
        },
        "yellow": {
            "waiting",
            "submitted",
            "pending",
            "expiring",
            "on_hold",
            "approved_awaiting_funds",
            "offered",
            "applied",
            "partly",
            "lodged",
            "to_be_heard",
            "proving",
            "paused",
            "held",
            "placed",
            "snags",
            "sent",
            "today",
        },
        "red": {
            "suspended",
            "revoked",
            "refused",
            "expired",
            "overdue",
            "stopped",
            "no",
            "not_met",
            "gone",
            "given_up",
            "missed",
        },
        "grey": {
            "not_needed",
            "not_started",
            "not_open",
            "draft",
            "withdrawn",
            "relinquished",
            "declined",
            "dismissed",
            "cancelled",
            "disposed",
            "called_off",
            "ended",
        },
    }
    return next((f"nhsuk-tag--{colour}" for colour, states in colours.items() if state in states), "nhsuk-tag--blue")


@register.inclusion_tag("components/tag.html")
def state_tag(state: str, words: str) -> dict[str, Any]:
    return {"state": state, "words": words}


@register.simple_tag
def columns(*headings: str) -> SafeString:
    """The head of a table whose rows stack on phones (`table.nhsuk-table-responsive`).

    A phone shows its parts as blocks, which takes the table from a screen reader. The roles give it back.
    """
    cells = format_html_join("", '<th role="columnheader" scope="col">{}</th>', ((heading,) for heading in headings))
    return format_html('<thead class="nhsuk-table__head" role="rowgroup"><tr role="row">{}</tr></thead>', cells)


@register.simple_block_tag
def row_heading(content: str) -> SafeString:
    """The first cell of such a row: whom or what the row is about. On a phone it stands above the others."""
    return format_html('<th class="nhsuk-table__cell" role="rowheader" scope="row">{}</th>', content)


@register.simple_block_tag
def cell(content: str, heading: str) -> SafeString:
    """A cell of such a row. On a phone it names its column, and is left out when it is empty."""
    name = format_html('<span class="nhsuk-table-responsive__heading" aria-hidden="true">{} </span>', heading)
    inside = content if content.strip() else ""
    return format_html('<td class="nhsuk-table__cell" role="cell">{}<div>{}</div></td>', name, inside)


@register.simple_block_tag
def submit(
    content: str,
    back: str,
    *args: object,
    query: str = "",
    kind: str = "",
    name: str = "",
    value: str = "",
    leave: str = "Cancel",
) -> SafeString:
    """The end of a form: its button, and beside it the way back to the page it came from, by that page's name."""
    return format_html(
        '<div class="threshold-actions"><button class="nhsuk-button{}" type="submit"{}>{}</button>'
        '<a href="{}{}">{}</a></div>',
        f" nhsuk-button--{kind}" if kind else "",
        format_html(' name="{}" value="{}"', name, value) if name else "",
        content,
        resolve_url(back, *args),
        f"?{query}" if query else "",
        leave,
    )
