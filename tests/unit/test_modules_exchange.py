"""Banks to and from other systems: the same questions come back, and what is wrong is named by line (T8)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modules.constants import QuestionKind, QuestionUse
from modules.exchange import READERS, WRITERS, Defaults, Format
from modules.exchange.reading import FileNotReadable, Reading, decoded
from modules.kinds import ChoiceText, QuestionText
from modules.services.questions import checked, problem_with
from tests.factories.modules import question_text

FORMATS = list(Format)
DEFAULTS = Defaults(criterion="HC-1.1", source="Their own bank")

# Letters that the formats use themselves, and some that they cannot hold, come up more often than by chance.
AWKWARD = "~=#{}:\\%*->/[]<&\n\r\x0b\u2028\ufffe “”é—"
LETTERS = st.one_of(st.sampled_from(AWKWARD), st.characters(exclude_categories=["Cs"]))
WORDS = st.text(LETTERS.filter(lambda letter: letter != "\x00"), min_size=1, max_size=40).filter(str.strip)
FEEDBACK = st.one_of(st.just(""), WORDS)
CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,20}", fullmatch=True)
TAGS = st.lists(st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True), max_size=3, unique=True).map(tuple)
NUMBERS = st.decimals(min_value=-9999, max_value=9999, places=2).map(str)
TOLERANCES = st.one_of(st.none(), st.decimals(min_value=0, max_value=50, places=3))


def choices_for(kind: str) -> st.SearchStrategy[tuple[ChoiceText, ...]]:
    facts: dict[str, Any] = {"text": WORDS, "feedback": FEEDBACK, "is_correct": st.booleans()}
    if kind == QuestionKind.TRUE_FALSE:
        return st.tuples(st.booleans(), FEEDBACK, FEEDBACK).map(
            lambda told: (
                ChoiceText(text="True", is_correct=told[0], feedback=told[1]),
                ChoiceText(text="False", is_correct=not told[0], feedback=told[2]),
            )
        )
    if kind == QuestionKind.MATCHING:
        facts["match"] = WORDS
    if kind == QuestionKind.NUMERIC:
        facts |= {"text": NUMBERS, "tolerance": TOLERANCES}
    return st.lists(st.builds(ChoiceText, **facts), min_size=2, max_size=5).map(tuple)


@st.composite
def questions(draw: st.DrawFn) -> QuestionText:
    """A question that the bank would take."""
    kind = draw(st.sampled_from(QuestionKind.values))
    choices = draw(choices_for(kind))
    if kind == QuestionKind.SINGLE:
        choices = tuple(replace(choice, is_correct=place == 0) for place, choice in enumerate(choices))
    told = QuestionText(
        code=draw(CODES),
        kind=kind,
        stem=draw(WORDS),
        criterion=draw(st.from_regex(r"[A-Z]{2}-[0-9]\.[0-9]", fullmatch=True)),
        source=draw(WORDS),
        use=draw(st.sampled_from(QuestionUse.values)),
        tags=draw(TAGS),
        feedback=draw(FEEDBACK),
        unit=draw(st.sampled_from(["", "mm", "°C"])) if kind == QuestionKind.NUMERIC else "",
        is_active=draw(st.booleans()),
        choices=choices,
    )
    if problem_with(told):
        told = replace(question_text(told.code, kind=kind), stem=told.stem, source=told.source, tags=told.tags)
    return checked(told)


@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=60, deadline=None)
@given(st.lists(questions(), min_size=1, max_size=4, unique_by=lambda question: question.code))
def test_t8_what_is_written_reads_as_the_same_questions(format_: Format, bank: list[QuestionText]) -> None:
    text = decoded(WRITERS[format_](bank).encode())
    reading = READERS[format_](text)
    assert not reading.problems
    assert reading.questions == bank
    assert READERS[format_](decoded(WRITERS[format_](reading.questions).encode())).questions == bank


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("kind", QuestionKind.values)
def test_t8_a_text_changed_in_another_system_comes_back_changed(format_: Format, kind: str) -> None:
    question = checked(question_text("Q-1", kind=kind, tags=("reason",), use=QuestionUse.PRACTICE))
    text = WRITERS[format_]([question]).replace("what do you do?", "what would you do now?")
    assert READERS[format_](text).questions == [replace(question, stem="Q-1: what would you do now?")]


GIFT = """// question: 1  name: Grab rails
$CATEGORY: $course$/Rails

// [id:rail-1] [tag:Rails & steps]
::Grab rails::[html]<p>Where does a rail go?</p>{
  =Where the person <b>reaches</b>#Yes\\: by the person.
  ~By the tape measure#No.
}

Two plus two is {=four =4}, as everybody knows.

::Truth::A rail is enough. {FALSE#A rail is one of many ways.#Well done.}

::Pairs:: Match. {
=stairlift -> stairs
=ramp -> door
####Each to its place.
}

How wide, in mm? {#900:50#Wide enough. =%0%500#Too narrow.}

A range {#1..5}

Which? {~%50%this one ~%50%that one ~%-100%neither}

Put them in order. {>3 ALL VERTICAL
Ask
Look
Write
}
"""


def test_t8_gift_from_elsewhere_is_read_with_its_lines() -> None:
    reading = READERS[Format.GIFT](GIFT, DEFAULTS)
    assert not reading.problems
    assert [(one.line, one.name) for one in reading.remarks] == [(2, "$CATEGORY")]
    rail, four, truth, pairs, width, span, which, order = reading.questions
    assert (rail.code, rail.stem, rail.tags) == ("rail-1", "Where does a rail go?", ("rails-steps",))
    assert [choice.text for choice in rail.choices] == ["Where the person reaches", "By the tape measure"]
    assert rail.choices[0].feedback == "Yes: by the person."
    assert four.stem == "Two plus two is _____ , as everybody knows."
    assert (four.kind, [choice.text for choice in four.choices]) == (QuestionKind.SHORT_ANSWER, ["four", "4"])
    assert four.code.startswith("import-")
    assert [(choice.is_correct, choice.feedback) for choice in truth.choices] == [
        (False, "A rail is one of many ways."),
        (True, "Well done."),
    ]
    assert (pairs.feedback, pairs.choices[1].match) == ("Each to its place.", "door")
    assert width.choices[0].tolerance == 50
    assert (span.choices[0].text, span.choices[0].tolerance) == ("3", Decimal(2))
    assert [choice.is_correct for choice in which.choices] == [True, True, False]
    assert [choice.text for choice in order.choices] == ["Ask", "Look", "Write"]
    assert reading.lines["rail-1"] == 5
    again = READERS[Format.GIFT](GIFT, DEFAULTS)
    assert again.questions == reading.questions, "the same file gives the same codes"


MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/top</text></category></question>
  <question type="multichoice">
    <name><text>A name with spaces</text></name>
    <questiontext format="html"><text><![CDATA[<p>What do you ask&nbsp;first?</p>]]></text></questiontext>
    <generalfeedback format="html"><text></text></generalfeedback>
    <single>true</single>
    <answer fraction="100" format="html"><text>What changed?</text><feedback format="html"><text>Yes</text></feedback>
    </answer>
    <answer fraction="0" format="html"><text>Which rail?</text><feedback format="html"><text>No</text></feedback>
    </answer>
    <tags><tag><text>Asking</text></tag></tags>
  </question>
  <question type="numerical">
    <name><text>width</text></name>
    <questiontext format="moodle_auto_format"><text>How wide?</text></questiontext>
    <answer fraction="100"><text>900</text><tolerance>0</tolerance></answer>
    <answer fraction="0"><text>*</text><feedback><text>Measure again.</text></feedback></answer>
    <units><unit><multiplier>1</multiplier><unit_name>mm</unit_name></unit></units>
  </question>
</quiz>
"""


def test_t8_moodle_xml_from_elsewhere_is_read_with_its_lines() -> None:
    reading = READERS[Format.MOODLE_XML](MOODLE, DEFAULTS)
    assert not reading.problems
    assert [one.line for one in reading.remarks] == [3]
    asked, width = reading.questions
    assert (asked.stem, asked.tags, asked.source) == ("What do you ask first?", ("asking",), "Their own bank")
    assert (width.code, width.unit, width.feedback) == ("width", "mm", "Measure again.")
    assert reading.lines["width"] == 15


def problems(reading: Reading) -> dict[int, str]:
    return {problem.line: problem.words for problem in reading.problems}


def test_t8_every_bad_question_of_a_gift_file_is_named_with_its_line() -> None:
    text = """Right {=a ~b}

An essay {}

A description

::Open:: Left open {=a ~b

Half {=a ~%50%b}

None {~a ~b}

::Twice:: Here {=a ~b}

// [id:Twice]
There {=a ~b}

Two {=a ~b} places {=c ~d}

// threshold: {"kind": 7}
Spoilt {=a ~b}

Picture [html]<img src="@@PLUGINFILE@@/a.png"> {=a ~b}

::Ten::Not a number {#ten}

[html]<img src="x"> Look. {=a ~b}
"""
    found = problems(READERS[Format.GIFT](text, DEFAULTS))
    assert list(found) == [3, 5, 7, 9, 11, 16, 18, 21, 23, 25, 27]
    for line, words in {
        3: "an essay",
        5: "a description",
        7: "closing brace",
        9: "right or wrong as a whole",
        11: "At least one choice is right",
        16: "used on line 13",
        18: "more than one place",
        21: "cannot be read",
        23: "made of words",
        25: "not a number",
        27: "made of words",
    }.items():
        assert words in found[line], line


def test_t8_every_bad_question_of_a_moodle_file_is_named_with_its_line() -> None:
    text = """<quiz>
<question type="essay"><name><text>Long</text></name></question>
<question type="cloze"><name><text>Gaps</text></name></question>
<question type="multichoice"><questiontext><text>?</text><file name="a.png" encoding="base64">AA==</file></questiontext>
</question>
<question type="truefalse"><questiontext><text>?</text></questiontext><answer fraction="100"><text>yes</text></answer>
</question>
<question type="shortanswer"><questiontext><text>?</text></questiontext><answer fraction="x"><text>a</text></answer>
</question>
<question type="numerical"><questiontext><text>?</text></questiontext>
<answer fraction="100"><text>5</text><tolerance>NaN</tolerance></answer></question>
<surprise/>
</quiz>"""
    reading = READERS[Format.MOODLE_XML](text, DEFAULTS)
    found = problems(reading)
    assert list(found) == [2, 3, 4, 6, 8, 10, 12]
    assert found[2] == "Questions of the kind “essay” are not supported."
    assert "a file inside it" in found[4]
    assert "“true” and “false”" in found[6]
    assert "is not a number" in found[8]
    assert "nought or more" in found[10]
    assert [one.name for one in reading.problems][:2] == ["Long", "Gaps"]


LAUGHS = '<!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><quiz><question>&b;</question></quiz>'
OUTSIDE = '<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'
REMOTE = '<!DOCTYPE quiz SYSTEM "http://example.org/x.dtd"><quiz/>'


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE, REMOTE])
def test_t8_entities_and_document_types_are_refused(text: str) -> None:
    with pytest.raises(FileNotReadable, match="document type or entities"):
        READERS[Format.MOODLE_XML](text)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<quiz>\n<question>\n</quiz>", "Line 3: this is not well-formed"),
        (b"<svg onload='alert(1)'/>", "begins with “svg”"),
        (b"<!DOCTYPE html><html></html>", "document type"),
        (b"PK\x03\x04 zip", "not well-formed"),
        (b"<quiz></quiz>", "no questions"),
        (b"<a>" * 40, "too deep"),
        (b"<quiz>&undeclared;</quiz>", "not well-formed"),
    ],
)
def test_t8_a_file_that_is_no_moodle_xml_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(FileNotReadable, match=words):
        READERS[Format.MOODLE_XML](decoded(content))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"good\nbad \xff\xfe letters", "Line 2 holds letters that are not UTF-8"),
        (b"\x89PNG\x00", "not UTF-8"),
        (b"GIF\x00", "not a text file"),
        (b"   \n", "empty"),
        (b"a" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_t8_a_file_that_is_no_text_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(FileNotReadable, match=words):
        decoded(content)


@given(st.text(max_size=200))
def test_t8_whatever_the_file_it_is_read_or_refused_in_words(text: str) -> None:
    for format_ in FORMATS:
        try:
            reading = READERS[format_](text, DEFAULTS)
        except FileNotReadable:
            continue
        assert reading.questions or reading.problems


@pytest.mark.parametrize("text", [f"::Q:: Order? {{>{'ALL ' * 60}x}}", f"::Q:: [html]<br{' ' * 400_000} {{=a ~b}}"])
def test_t8_no_file_keeps_the_reader_busy_for_ever(text: str) -> None:
    assert READERS[Format.GIFT](text).problems
