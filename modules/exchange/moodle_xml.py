"""Moodle XML: a `<quiz>` of `<question>`s, each with the kind in its attribute `type`."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from xml.sax.saxutils import escape, quoteattr

from modules.constants import QuestionKind
from modules.exchange import note as notes
from modules.exchange.reading import (
    KIND_NAMES,
    Defaults,
    FileNotReadable,
    NotSupported,
    Problem,
    Reading,
    completed,
    part_marks,
    tag_from,
    words_of,
)
from modules.exchange.xml_tree import Element, tree_of
from modules.kinds import ChoiceText, QuestionText
from modules.kinds.chosen import FALSE, TRUE
from modules.kinds.typed import number_in

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MARKUPS = {"html": "html", "plain_text": "plain", "markdown": "markdown", "moodle_auto_format": "moodle"}
ANY_OTHER = "*"
TYPED = frozenset({QuestionKind.SHORT_ANSWER, QuestionKind.NUMERIC})


# Writing


def write(questions: Sequence[QuestionText]) -> str:
    """The bank as a file. Reading it gives the same questions."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(map(_element, questions))}</quiz>\n'


def _element(question: QuestionText) -> str:
    note = notes.note_for(question, _visible_in(_written(question, "")))
    return _written(question, f"<!-- {note} -->\n" if note else "")


def _visible_in(text: str) -> QuestionText | None:
    """What can be read without a note, before it is judged."""
    try:
        return _question(tree_of(text), Defaults())
    except (ValueError, FileNotReadable):
        return None


def _written(question: QuestionText, note: str) -> str:
    tags = "".join(_tag("tag", _text(tag)) for tag in question.tags)
    feedback = "" if question.kind in TYPED else question.feedback
    parts = [
        _tag("name", _text(question.code)),
        _tag("questiontext", _text(question.stem), format="plain_text"),
        _tag("generalfeedback", _text(feedback), format="plain_text"),
        _tag("defaultgrade", "1"),
        _tag("idnumber", _safe(question.code)),
        *_answers(question),
        _tag("tags", tags) if tags else "",
    ]
    return f"<question type={quoteattr(KIND_NAMES[QuestionKind(question.kind)])}>\n{note}{''.join(parts)}</question>\n"


def _answers(question: QuestionText) -> list[str]:
    choices = question.choices
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.TRUE_FALSE:
            single = _tag("single", "true") if question.kind == QuestionKind.SINGLE else ""
            lower = str.lower if question.kind == QuestionKind.TRUE_FALSE else str
            return [single, *(_choice(one, "100" if one.is_correct else "0", lower(one.text)) for one in choices)]
        case QuestionKind.MULTIPLE:
            share = f"{100 / sum(one.is_correct for one in choices):.5f}".rstrip("0").rstrip(".")
            rows = (_choice(one, share if one.is_correct else "-100") for one in choices)
            return [_tag("single", "false"), *rows]
        case QuestionKind.MATCHING:
            return [
                _tag("subquestion", _text(one.text) + _tag("answer", _text(one.match)), format="plain_text")
                for one in choices
            ]
        case QuestionKind.ORDERING:
            kinds = [_tag("layouttype", "VERTICAL"), _tag("selecttype", "ALL"), _tag("gradingtype", "ALL_OR_NOTHING")]
            return kinds + [_choice(one, str(place)) for place, one in enumerate(choices, start=1)]
    other = [_choice(ChoiceText(text=ANY_OTHER, feedback=question.feedback), "0")] if question.feedback else []
    rights = {True: "100", False: "0"}
    if question.kind == QuestionKind.SHORT_ANSWER:
        return [_tag("usecase", "0"), *(_choice(one, rights[one.is_correct]) for one in choices), *other]
    unit = _tag("unit", _tag("multiplier", "1") + _tag("unit_name", _safe(question.unit)))
    numbers = [_choice(one, rights[one.is_correct], str(number_in(one.text))) for one in choices]
    return [*numbers, *other, _tag("units", unit) if question.unit else ""]


def _choice(choice: ChoiceText, fraction: str, text: str | None = None) -> str:
    tolerance = _tag("tolerance", f"{choice.tolerance:f}") if choice.tolerance is not None else ""
    feedback = _tag("feedback", _text(choice.feedback), format="plain_text")
    words = _text(choice.text if text is None else text)
    return _tag("answer", f"{words}{feedback}{tolerance}", fraction=fraction, format="plain_text")


def _text(words: str) -> str:
    return _tag("text", _safe(words))


def _safe(words: str) -> str:
    """Without the letters that XML cannot hold; the note keeps them."""
    return escape(NOT_IN_XML.sub("", words), {"\r": "&#13;"})


def _tag(name: str, inside: str, **attributes: str) -> str:
    shown = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{shown}>{inside}</{name}>\n"


# Reading


def read(text: str, defaults: Defaults | None = None) -> Reading:
    """Every question of the file, or every problem with its line."""
    root = tree_of(text)
    if root.tag != "quiz":
        raise FileNotReadable(f"This is not Moodle XML: it begins with “{root.tag}” and not with “quiz”.")
    reading = Reading()
    for element in root.children:
        name = _name(element)
        if element.tag == "question" and element.attributes.get("type") == "category":
            words = "A category is not kept; questions belong to the module that you choose."
            reading.remarks.append(Problem(line=element.line, name="category", words=words))
            continue
        reading.add(element.line, name, partial(_question, element, defaults or Defaults()))
    if not reading.questions and not reading.problems:
        raise FileNotReadable("There are no questions in this file.")
    return reading


def _name(element: Element) -> str:
    name = element.first("name")
    return name.words("text") if name else element.tag


def _question(element: Element, defaults: Defaults) -> QuestionText:
    kind_name = element.attributes.get("type", "")
    reader = READERS.get(kind_name)
    if element.tag != "question" or reader is None:
        raise NotSupported(f"Questions of the kind “{kind_name or element.tag}” are not supported.")
    if element.has("file"):
        raise NotSupported("It has a file inside it. Questions here are made of words.")
    note = next((told for comment in element.comments if (told := notes.parsed(comment))), None)
    kind, choices, other = reader(element)
    tags = element.first("tags")
    found = [tag_from(tag.words("text")) for tag in tags.all("tag")] if tags else []
    visible = QuestionText(
        code="",
        kind=kind,
        stem=_words(element.first("questiontext")),
        criterion="",
        source="",
        choices=tuple(choices),
        tags=tuple(dict.fromkeys(tag for tag in found if tag)),
        feedback=other or _words(element.first("generalfeedback")),
        unit=_unit(element) if kind == QuestionKind.NUMERIC else "",
    )
    return completed(visible, names=[element.words("idnumber"), _name(element)], note=note, defaults=defaults)


Choices = tuple[QuestionKind, list[ChoiceText], str]


def _multichoice(element: Element) -> Choices:
    is_single = element.words("single", "true").lower() in {"true", "1"}
    choices = []
    for answer in element.all("answer"):
        fraction = _fraction(answer)
        is_right = part_marks(fraction) if is_single else fraction > 0
        choices.append(_answer(answer, is_right))
    return QuestionKind.SINGLE if is_single else QuestionKind.MULTIPLE, choices, ""


def _truefalse(element: Element) -> Choices:
    told = {}
    for answer in element.all("answer"):
        choice = _answer(answer, part_marks(_fraction(answer)))
        told[choice.text.lower()] = choice
    if set(told) != {"true", "false"}:
        raise NotSupported("A true or false question has the answers “true” and “false”.")
    rows = [(TRUE, told["true"]), (FALSE, told["false"])]
    return (
        QuestionKind.TRUE_FALSE,
        [ChoiceText(text=text, is_correct=one.is_correct, feedback=one.feedback) for text, one in rows],
        "",
    )


def _shortanswer(element: Element) -> Choices:
    choices, other = _listed(element)
    return QuestionKind.SHORT_ANSWER, choices, other


def _numerical(element: Element) -> Choices:
    choices, other = _listed(element)
    return QuestionKind.NUMERIC, choices, other


def _listed(element: Element) -> tuple[list[ChoiceText], str]:
    """Listed answers that somebody may type; “*” of no worth is any other answer."""
    choices, other = [], ""
    for answer in element.all("answer"):
        choice = _answer(answer, part_marks(_fraction(answer)))
        if choice.text == ANY_OTHER and not choice.is_correct:
            other = choice.feedback
        else:
            choices.append(choice)
    return choices, other


def _matching(element: Element) -> Choices:
    pairs = [ChoiceText(text=_words(pair), match=_words(pair.first("answer"))) for pair in element.all("subquestion")]
    return QuestionKind.MATCHING, pairs, ""


def _ordering(element: Element) -> Choices:
    items = [_answer(answer, True) for answer in sorted(element.all("answer"), key=_fraction)]
    return QuestionKind.ORDERING, items, ""


READERS = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
}


def _answer(element: Element, is_correct: bool) -> ChoiceText:
    feedback = element.first("feedback")
    tolerance = element.words("tolerance")
    try:
        leeway = Decimal(tolerance) if tolerance else None
    except InvalidOperation:
        raise NotSupported(f"The tolerance “{tolerance}” is not a number.") from None
    return ChoiceText(text=_words(element), is_correct=is_correct, feedback=_words(feedback), tolerance=leeway)


def _fraction(element: Element) -> float:
    try:
        return float(element.attributes.get("fraction", "0"))
    except ValueError:
        raise NotSupported("The mark of an answer, its “fraction”, is not a number.") from None


def _unit(element: Element) -> str:
    units = element.first("units")
    found = units.all("unit") if units else []
    if len(found) > 1:
        raise NotSupported("It takes its number in several units. Here a number has one.")
    return found[0].words("unit_name") if found else ""


def _words(element: Element | None) -> str:
    """The words in an element's `<text>`, as plain words."""
    text = element.first("text") if element else None
    if element is None or text is None:
        return ""
    markup = MARKUPS.get(element.attributes.get("format", ""), "moodle")
    return words_of(text.text if markup == "plain" else text.text.strip(), markup)
