"""Forms in the NHS.UK design system's markup. `{{ form }}` renders an error summary's fields with hints and errors."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict


class NhsukRenderer(TemplatesSetting):
    """Renders each form and field with the templates in `templates/forms/`."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is filled in with; None for a page that is only opened. An empty form that is sent is a sent form."""
    return request.POST if request.method == "POST" else None


class DateInput(forms.MultiWidget):
    """A date as three boxes (day, month, year), which suits phones and screen readers better than a picker."""

    template_name = "forms/date_input.html"

    def __init__(self) -> None:
        number = {"class": "nhsuk-input nhsuk-date-input__input nhsuk-input--width-2", "inputmode": "numeric"}
        year = number | {"class": "nhsuk-input nhsuk-date-input__input nhsuk-input--width-4"}
        super().__init__(
            {"day": forms.TextInput(number), "month": forms.TextInput(number), "year": forms.TextInput(year)}
        )

    def decompress(self, value: object) -> list[object]:
        return [getattr(value, part, None) for part in ("day", "month", "year")]


# What is said when a text is longer than there is room for.
TOO_LONG = "{label}: use at most {most:,} characters"
# No date that anybody enters is before it: an earlier year was typed with too few figures.
FIRST_YEAR = 1900


class DateField(forms.MultiValueField):
    """A day typed as day, month and year; gives a `date`, or an error that says what a date looks like."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        part = {"invalid": "Enter the date as numbers, for example 4 6 2027"}
        fields = [forms.IntegerField(error_messages=part) for _ in range(3)]
        super().__init__(fields=fields, require_all_fields=True, **kwargs)

    def compress(self, values: list[int]) -> object:
        if not values:
            return None
        day, month, year = values
        if year < FIRST_YEAR:
            raise forms.ValidationError("Enter the year in four figures, for example 2027")
        try:
            return date(year, month, day)
        except ValueError:
            raise forms.ValidationError("Enter a real date, for example 4 6 2027") from None


class LongTextField(forms.CharField):
    """A few sentences in somebody's own words. `missing` is what is said when there are none."""

    def __init__(self, *, missing: str, rows: int = 4, max_length: int = 4000, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.Textarea({"rows": rows}),
            max_length=max_length,
            error_messages={
                "required": missing,
                "max_length": TOO_LONG.format(label=kwargs.get("label", ""), most=max_length),
            },
            **kwargs,
        )


class MoneyField(forms.DecimalField):
    """An amount in pounds, as people write it: 12500, 12,500.00 or £12,500."""

    WRITTEN = re.compile(r"£? ?(-?\d{1,3}(?:,\d{3})+(?:\.\d*)?|-?\d*(?:\.\d*)?)")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # its stubs say int
        if isinstance(value, str) and value.strip():
            written = self.WRITTEN.fullmatch(value.strip())
            if written is None:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = written[1].replace(",", "")
        return super().to_python(value)
