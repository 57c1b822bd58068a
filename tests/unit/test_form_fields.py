"""Fields that every form uses: dates and amounts as people write them, and what is said when something is too long."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from cases.forms.fields import SectionedForm, line, money
from core.forms import DateField, LongTextField


@pytest.mark.parametrize("year", ["44", "194", "1030", "0", "-4"])
def test_p13_a_year_with_too_few_figures_is_no_date(year: str) -> None:
    with pytest.raises(ValidationError, match="four figures"):
        DateField().clean(["1", "5", year])
    assert DateField().clean(["1", "5", "1944"]) == date(1944, 5, 1)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("12500", "12500"),
        ("12,500", "12500"),
        ("£12,500.50", "12500.50"),
        (" £ 185.5 ", "185.5"),
        (".50", "0.50"),
        ("1,234,567.89", "1234567.89"),
    ],
)
def test_f2_an_amount_is_read_as_people_write_it(written: str, amount: str) -> None:
    assert money("Likely cost", "Enter it").clean(written) == Decimal(amount)


@pytest.mark.parametrize("written", ["1e5", "12,50", "12.500,00", "1,2345", "ten", "NaN", "£", "-5", "0", "12.345"])
def test_f2_what_is_no_amount_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValidationError, match="amount"):
        money("Likely cost", "Enter the amount").clean(written)


def test_f2_an_amount_beyond_what_is_kept_is_too_large() -> None:
    with pytest.raises(ValidationError, match="too large"):
        money("Likely cost").clean("999,999,999,999")


@pytest.mark.parametrize(
    "field", [line("Full name", "Enter it", length=5), LongTextField(label="Full name", missing="", max_length=5)]
)
def test_what_is_too_long_says_which_and_how_long(field: Any) -> None:
    with pytest.raises(ValidationError, match="Full name: use at most 5 characters"):
        field.clean("Winifred")


class TwoParts(SectionedForm):
    second = line("Second", "Enter the second")
    first = line("First", "Enter the first")
    layout = (("One", ["first"]), ("Two", ["second"]))


def test_a_summary_names_what_is_wrong_in_the_order_of_the_page() -> None:
    assert [field.name for field in TwoParts(QueryDict())] == ["first", "second"]
