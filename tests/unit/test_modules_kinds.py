"""The seven kinds of question: what fits, what is right, what is said about it (T8)."""

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.constants import QuestionKind
from modules.kinds import KINDS, ChoiceText, Content, QuestionText
from modules.kinds.typed import number_in, plain
from tests.factories.modules import question_text


def drawn(question: QuestionText, seed: int = 1) -> Content:
    """The question as an attempt keeps it, without a database."""
    choices: list[dict[str, Any]] = [
        {
            "id": place,
            "text": choice.text,
            "is_correct": choice.is_correct,
            "feedback": choice.feedback,
            "match": choice.match,
            "tolerance": "" if choice.tolerance is None else str(choice.tolerance),
        }
        for place, choice in enumerate(question.choices, start=1)
    ]
    kept = {"kind": question.kind, "unit": question.unit, "feedback": question.feedback}
    return kept | KINDS[question.kind].shown(choices, random.Random(seed))


def of_kind(kind: str, *choices: ChoiceText, **facts: Any) -> QuestionText:
    return question_text("Q", kind=kind, choices=choices, **facts)


def is_right(question: QuestionText, answer: Any) -> bool:
    content, kind = drawn(question), KINDS[question.kind]
    assert kind.fits(content, answer)
    return kind.is_right(content, answer)


@pytest.mark.parametrize("kind", QuestionKind.values)
@given(seed=st.integers(0, 1000))
def test_t8_the_right_answer_is_right_in_every_kind_and_order(kind: str, seed: int) -> None:
    question = question_text("Q", kind=kind)
    content, rules = drawn(question, seed), KINDS[kind]
    answer = rules.right_answer(content)
    assert rules.misfit(question.choices) is None
    assert rules.fits(content, answer)
    assert rules.is_right(content, answer)
    assert rules.picked(content, answer)
    assert all(line.words for line in rules.explain(content, answer))
    assert not rules.fits(content, [])
    assert rules.explain(content, []), "a question left open when the time was up is explained too"


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("Grab rail", True),
        ("grab  RAIL.", True),
        ("a gráb rail", False),
        ("gráb rail", True),
        ("rail", False),
        ("handrail at the back", True),
        ("hand rail", False),
        ("5* hotel", True),
        ("5 hotel", False),
        ("grab rail\N{COMBINING ACUTE ACCENT}", True),
    ],
)
def test_t8_a_short_answer_forgives_what_does_not_matter(typed: str, right: bool) -> None:
    question = of_kind(
        QuestionKind.SHORT_ANSWER,
        ChoiceText(text="grab rail"),
        ChoiceText(text="handrail*"),
        ChoiceText(text="5\\* hotel"),
        ChoiceText(text="rail", is_correct=False),
    )
    assert is_right(question, typed) is right


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,000", "1000"),
        ("1000", "1000"),
        ("1 000", "1000"),
        ("1,000.5", "1000.5"),
        ("\N{MINUS SIGN}3", "-3"),
        (".5", "0.5"),
        ("+7", "7"),
        ("900 mm", "900"),
        ("900mm", "900"),
        ("12,34", None),
        ("1.000.000", None),
        ("a lot", None),
        ("", None),
        ("1e400", None),
        ("NaN", None),
        ("9" * 31, None),
    ],
)
def test_t8_a_number_is_read_as_people_write_it(typed: str, number: str | None) -> None:
    assert number_in(typed, "mm") == (None if number is None else Decimal(number))


@pytest.mark.parametrize(("typed", "right"), [("995", True), ("1,005", True), ("1006", False), ("994.9", False)])
def test_t8_a_number_may_lie_within_its_tolerance(typed: str, right: bool) -> None:
    assert is_right(of_kind(QuestionKind.NUMERIC, ChoiceText(text="1000", tolerance=Decimal(5))), typed) is right


def test_t8_the_first_listed_answer_that_fits_decides_and_speaks() -> None:
    question = of_kind(
        QuestionKind.NUMERIC,
        ChoiceText(text="10", feedback="Just so."),
        ChoiceText(text="100", is_correct=False, feedback="That is in centimetres.", tolerance=Decimal(10)),
        feedback="Measure again.",
        unit="cm",
    )
    content, kind = drawn(question), KINDS[question.kind]
    assert [kind.explain(content, typed)[0].feedback for typed in ("10 cm", "95", "3")] == [
        "Just so.",
        "That is in centimetres.",
        "Measure again.",
    ]
    assert kind.explain(content, "95")[1].text == "10 cm"


def test_t8_two_left_sides_may_share_a_right_side_which_is_offered_once() -> None:
    pairs = [ChoiceText(text=left, match=right) for left, right in (("a", "x"), ("b", "y"), ("c", "x"))]
    question = of_kind(QuestionKind.MATCHING, *pairs)
    content, kind = drawn(question), KINDS[question.kind]
    assert sorted(option["text"] for option in content["options"]) == ["x", "y"]
    assert kind.is_right(content, kind.right_answer(content))
    swapped = [next(one["id"] for one in content["options"] if one["id"] != pk) for pk in kind.right_answer(content)]
    assert not kind.is_right(content, swapped)
    assert not kind.fits(content, swapped[:2])


@given(st.permutations(range(1, 5)))
def test_t8_only_the_right_order_is_right(order: list[int]) -> None:
    items = [ChoiceText(text=word) for word in ("ask", "look", "weigh", "write")]
    assert is_right(of_kind(QuestionKind.ORDERING, *items), order) is (order == [1, 2, 3, 4])


@given(st.text(max_size=60))
def test_t8_whatever_is_typed_is_marked_without_a_fault(typed: str) -> None:
    for kind in (QuestionKind.SHORT_ANSWER, QuestionKind.NUMERIC):
        content, rules = drawn(question_text("Q", kind=kind)), KINDS[kind]
        if rules.fits(content, typed):
            rules.is_right(content, typed)
            rules.explain(content, typed)
    assert plain(plain(typed)) == plain(typed)


MISFITS = [
    (QuestionKind.MATCHING, [("a", {"match": "x"})], "at least two pairs"),
    (QuestionKind.MATCHING, [("a", {"match": "x"}), ("b", {})], "both sides"),
    (QuestionKind.MATCHING, [("a", {"match": "x"}), ("a ", {"match": "y"})], "Two left sides"),
    (QuestionKind.MATCHING, [("a", {"match": "x"}), ("b", {"match": "x"})], "right sides differ"),
    (QuestionKind.ORDERING, [("a", {}), ("b", {})], "at least three"),
    (QuestionKind.ORDERING, [("a", {}), ("b", {}), ("A", {})], "Two items say the same"),
    (QuestionKind.SHORT_ANSWER, [("a", {"is_correct": False})], "At least one listed answer is right"),
    (QuestionKind.SHORT_ANSWER, [("**", {})], "more than stars"),
    (QuestionKind.SHORT_ANSWER, [("a*b*c*d*e*f", {})], "at most 4 stars"),
    (QuestionKind.SHORT_ANSWER, [("rail*", {"is_correct": False}), ("rails", {})], "could never be right"),
    (QuestionKind.NUMERIC, [("ten", {})], "is not a number"),
    (QuestionKind.NUMERIC, [("10", {"tolerance": Decimal(-1)})], "nought or more"),
    (QuestionKind.NUMERIC, [("10", {}), ("10.0", {"is_correct": False})], "are the same"),
    (QuestionKind.SINGLE, [("a", {}), ("A ", {"is_correct": False})], "Two choices say the same"),
    (QuestionKind.SINGLE, [("a", {"match": "x"}), ("b", {"is_correct": False})], "something to match"),
    (QuestionKind.SINGLE, [("a", {"tolerance": Decimal(1)}), ("b", {"is_correct": False})], "has a tolerance"),
    (QuestionKind.TRUE_FALSE, [("Yes", {}), ("No", {"is_correct": False})], "“True” and “False”"),
    (QuestionKind.MULTIPLE, [(str(n), {"is_correct": n == 1}) for n in range(21)], "at most 20"),
    (QuestionKind.MULTIPLE, [(" ", {}), ("b", {"is_correct": False})], "needs its words"),
]


@pytest.mark.parametrize(("kind", "choices", "words"), MISFITS)
def test_t8_choices_that_do_not_fit_are_refused_in_words(kind: str, choices: list[Any], words: str) -> None:
    texts = [ChoiceText(text=text, **facts) for text, facts in choices]
    assert words in str(KINDS[kind].misfit(texts))


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_t8_whoever_is_wrong_hears_why(kind: str) -> None:
    question = question_text("Q", kind=kind)
    silent = replace(question, feedback="", choices=tuple(replace(one, feedback="") for one in question.choices))
    assert not KINDS[kind].lacks_feedback(question)
    assert KINDS[kind].lacks_feedback(silent)
