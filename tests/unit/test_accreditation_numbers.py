"""Register numbers catch a slip of the finger."""

import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accreditation.numbers import ALPHABET, LENGTH, MistypedNumber, make_number, normalise

numbers = st.integers(0, 2**32).map(lambda seed: make_number(random.Random(seed)))


@given(numbers)
def test_a3_what_is_made_is_read_back(number: str) -> None:
    assert normalise(number) == number
    assert normalise(f"  {number.lower().replace('-', ' ')} ") == number
    assert normalise(number.replace("-", "")) == number


@given(numbers, st.sampled_from([3, 4, 5, 6, 8]), st.sampled_from(ALPHABET))
def test_a3_one_wrong_character_is_found(number: str, position: int, wrong: str) -> None:
    changed = number[:position] + wrong + number[position + 1 :]
    if changed != number:
        with pytest.raises(MistypedNumber, match="is not a register number"):
            normalise(changed)


@given(numbers, st.integers(0, LENGTH - 1))
def test_a3_two_neighbours_exchanged_are_found(number: str, position: int) -> None:
    bare = list(number.removeprefix("TA-").replace("-", ""))
    bare[position], bare[position + 1] = bare[position + 1], bare[position]
    changed = "TA-" + "".join(bare)
    if changed != number.replace("-", "").replace("TA", "TA-"):
        with pytest.raises(MistypedNumber):
            normalise(changed)


@given(st.text(max_size=40))
def test_a3_any_text_is_a_number_or_is_refused(text: str) -> None:
    with contextlib.suppress(MistypedNumber):
        assert normalise(normalise(text)) == normalise(text)


def test_a3_letters_that_are_misread_are_read_as_digits() -> None:
    number = next(n for n in (make_number(random.Random(seed)) for seed in range(1000)) if "0" in n and "1" in n)
    assert normalise(number.replace("0", "o").replace("1", "I")) == number


def test_a3_the_demonstration_gets_the_same_numbers_each_time() -> None:
    assert make_number(random.Random(7)) == make_number(random.Random(7))
