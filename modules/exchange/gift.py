"""GIFT, Moodle's text format: a question's words, then its answers in braces; a blank line between questions.

    // [id:M2-Q01] [tag:reason]
    // threshold: {"criterion": "SN-1.1", …}
    ::M2-Q01::[plain]What do you ask first? {
    =What changed?#Yes.
    ~Which rail?#Too soon.
    }

Read are answers to choose (`=`, `~`), true or false, pairs (`->`), words, numbers (`#`) and, as Moodle's ordering
questions write it, items in order (`>`). An answer “*” of no worth is what is said to any other answer.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial

from modules.constants import QuestionKind
from modules.exchange import note as notes
from modules.exchange.reading import (
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
from modules.kinds import ChoiceText, QuestionText
from modules.kinds.chosen import FALSE, TRUE
from modules.kinds.typed import number_in

SPECIAL = "~=#{}:\\"
TITLE = re.compile(r"::((?:\\.|[^:\\]|:(?!:))*)::", re.S)
MARKUP = re.compile(r"\s*\[(html|plain|moodle|markdown)\]", re.I)
WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%", re.S)
TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?=#|$)", re.I)
# ALL, EXACT, VERTICAL and the like. One way to read each word, so that no file makes the search run for ever.
ORDER = re.compile(r">[ \t]*+\d*+[ \t]*+([A-Z_]++[ \t]*+)*+\n")
ID, TAGGED = re.compile(r"\[id:((?:\\\]|[^\]])*)\]"), re.compile(r"\[tag:((?:\\\]|[^\]])*)\]")
ANY_OTHER = "*"


# Writing


def write(questions: Sequence[QuestionText]) -> str:
    """The bank as a file. Reading it gives the same questions."""
    return "\n".join(_block(question) for question in questions)


def _block(question: QuestionText) -> str:
    note = notes.note_for(question, _visible_in(f"{_comment(question)}{_body(question)}"))
    return f"{_comment(question)}{f'// {note}{chr(10)}' if note else ''}{_body(question)}"


def _comment(question: QuestionText) -> str:
    tags = "".join(f" [tag:{tag}]" for tag in question.tags)
    return f"// [id:{question.code}]{tags}\n"


def _body(question: QuestionText) -> str:
    general = "" if question.kind in TYPED else _said("####", question.feedback)
    return f"::{_escaped(question.code)}::[plain]{_escaped(question.stem)} {{{_answers(question)}{general}\n}}\n"


TYPED = frozenset({QuestionKind.SHORT_ANSWER, QuestionKind.NUMERIC})


def _answers(question: QuestionText) -> str:
    choices = question.choices
    match question.kind:
        case QuestionKind.SINGLE:
            return "".join(f"\n{'=' if one.is_correct else '~'}{_worded(one)}" for one in choices)
        case QuestionKind.MULTIPLE:
            share = f"{100 / sum(one.is_correct for one in choices):.5f}".rstrip("0").rstrip(".")
            return "".join(f"\n~%{share if one.is_correct else -100}%{_worded(one, True)}" for one in choices)
        case QuestionKind.TRUE_FALSE:
            right, wrong = sorted(choices, key=lambda one: not one.is_correct)
            return f"{right.text.upper()}#{_escaped(wrong.feedback)}#{_escaped(right.feedback)}"
        case QuestionKind.MATCHING:
            return "".join(f"\n={_escaped(one.text)} -> {_escaped(one.match)}" for one in choices)
        case QuestionKind.ORDERING:
            items = "".join(f"\n {_item(one.text)}" for one in choices)
            return f">{len(choices)} ALL VERTICAL ALL_OR_NOTHING{items}"
        case QuestionKind.SHORT_ANSWER:
            listed = "".join(f"\n=%{100 if one.is_correct else 0}%{_worded(one, True)}" for one in choices)
            return listed + _any_other(question)
    listed = "".join(
        f"\n=%{100 if one.is_correct else 0}%{number_in(one.text)}:{one.tolerance or 0:f}{_said('#', one.feedback)}"
        for one in choices
    )
    return f"#{listed}{_any_other(question)}"


def _item(text: str) -> str:
    """An item on a line of its own, which must not look like a comment."""
    return f"\\{_escaped(text)}" if text.startswith("//") else _escaped(text)


def _any_other(question: QuestionText) -> str:
    return f"\n=%0%{ANY_OTHER}{_said('#', question.feedback)}" if question.feedback else ""


def _worded(choice: ChoiceText, is_weighted: bool = False) -> str:
    weight = "%100%" if not is_weighted and choice.is_correct and choice.text.startswith("%") else ""
    return f"{weight}{_escaped(choice.text)}{_said('#', choice.feedback)}"


def _said(mark: str, text: str) -> str:
    return f"{mark}{_escaped(text)}" if text else ""


def _escaped(text: str) -> str:
    marked = "".join(f"\\{letter}" if letter in SPECIAL else letter for letter in text)
    return marked.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _visible_in(text: str) -> QuestionText | None:
    """What can be read without a note, before it is judged: the criterion, for one, is missing."""
    line, lines = next(_blocks(text))
    try:
        return _Block(line, lines).question(Defaults())
    except ValueError:
        return None


# Reading


def read(text: str, defaults: Defaults | None = None) -> Reading:
    """Every question of the file, or every problem with its line."""
    reading = Reading()
    for line, lines in _blocks(text):
        block = _Block(line, lines)
        if not block.body.strip():
            continue
        if block.body.lstrip().startswith("$CATEGORY:"):
            words = "A category is not kept; questions belong to the module that you choose."
            reading.remarks.append(Problem(line=block.line, name="$CATEGORY", words=words))
            continue
        reading.add(block.line, block.name, partial(block.question, defaults or Defaults()))
    if not reading.questions and not reading.problems:
        raise FileNotReadable("There are no questions in this file.")
    return reading


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """What stands between blank lines, with the number of its first line. A category ends with its line."""
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip() and not line.startswith("$CATEGORY:"):
            lines.append(line)
            continue
        if lines:
            yield number - len(lines), lines
            lines = []
        if line.strip():
            yield number, [line]


class _Block:
    """One question in the file: its comments, its name and its words."""

    def __init__(self, line: int, lines: list[str]) -> None:
        comments = [one.lstrip()[2:] for one in lines if one.lstrip().startswith("//")]
        places = [place for place, one in enumerate(lines) if not one.lstrip().startswith("//")]
        self.line = line + places[0] if places else line
        self.comments = comments
        self.body = "\n".join(lines[place] for place in places)
        title = TITLE.match(self.body.lstrip())
        self.title = _plain(title[1]).strip() if title else ""
        self.words = self.body.lstrip()[title.end() :] if title else self.body
        self.name = self.title or self.body.strip()[:40]

    def question(self, defaults: Defaults) -> QuestionText:
        note, ids, tags = None, [], []
        for comment in self.comments:
            if told := notes.parsed(comment):
                note = told
                continue
            ids += [found.strip() for found in ID.findall(comment)]
            tags += [tag_from(found) for found in TAGGED.findall(comment)]
        visible = self._visible(tuple(dict.fromkeys(tag for tag in tags if tag)))
        return completed(visible, names=[*ids, self.title], note=note, defaults=defaults)

    def _visible(self, tags: tuple[str, ...]) -> QuestionText:
        markup, rest = _markup(self.words, "moodle")
        before, brace, after = _cut(rest, "{")
        if not brace:
            raise NotSupported("It has no answers in braces: a description, which is not supported.")
        inside, brace, after = _cut(after, "}")
        if not brace:
            raise NotSupported("The closing brace “}” of its answers is missing.")
        if _cut(after, "{")[1]:
            raise NotSupported("It has answers in more than one place, which is not supported.")
        if not inside.strip():
            raise NotSupported("It has no answers: an essay, which is not supported.")
        gap = " _____ " if after.strip() else ""
        stem = _words(f"{before.rstrip()}{gap}{after.strip()}", markup)
        answers, _, general = _cut(inside, "####")
        kind, choices, other = _choices(answers, markup)
        feedback = other or _words(general, markup)
        return QuestionText(
            code="", kind=kind, stem=stem, criterion="", source="", choices=choices, tags=tags, feedback=feedback
        )


def _choices(answers: str, markup: str) -> tuple[str, tuple[ChoiceText, ...], str]:
    """The kind, its choices, and what is said to any other answer."""
    stripped = answers.strip()
    if stripped.startswith(">"):
        return QuestionKind.ORDERING, _in_order(stripped, markup), ""
    if stripped.startswith("#"):
        return QuestionKind.NUMERIC, *_numbers(stripped[1:], markup)
    if truth := TRUTH.match(stripped):
        return QuestionKind.TRUE_FALSE, _true_or_false(truth, stripped, markup), ""
    rows = _rows(answers)
    if all(mark == "=" for mark, _ in rows):
        parts = [_cut(raw, "->") for _, raw in rows]
        if all(arrow for _, arrow, _ in parts):
            pairs = tuple(ChoiceText(text=_words(a, markup), match=_words(b, markup)) for a, _, b in parts)
            return QuestionKind.MATCHING, pairs, ""
        return QuestionKind.SHORT_ANSWER, *_listed(rows, markup)
    is_single = any(mark == "=" for mark, _ in rows)
    chosen = []
    for mark, raw in rows:
        weight, text, feedback = _answer(raw, markup, 100 if mark == "=" else 0)
        is_right = part_marks(weight) if is_single else weight > 0
        chosen.append(ChoiceText(text=text, is_correct=is_right, feedback=feedback))
    return QuestionKind.SINGLE if is_single else QuestionKind.MULTIPLE, tuple(chosen), ""


def _rows(answers: str) -> list[tuple[str, str]]:
    """Each answer with the mark before it."""
    rows: list[tuple[str, str]] = []
    rest = answers
    before, mark, rest = _cut(rest, "=", "~")
    if before.strip() or not mark:
        raise NotSupported("Its answers begin with neither “=” nor “~”.")
    while mark:
        text, following, rest = _cut(rest, "=", "~")
        rows.append((mark, text))
        mark = following
    return rows


def _answer(raw: str, markup: str, default: float) -> tuple[float, str, str]:
    weight = WEIGHT.match(raw)
    text, _, feedback = _cut(raw[weight.end() :] if weight else raw, "#")
    return float(weight[1]) if weight else default, _words(text, markup), _words(feedback, markup)


def _listed(rows: list[tuple[str, str]], markup: str) -> tuple[tuple[ChoiceText, ...], str]:
    """Listed answers that somebody may type; “*” of no worth is any other answer."""
    listed, other = [], ""
    for _, raw in rows:
        weight, text, feedback = _answer(raw, markup, 100)
        if text == ANY_OTHER and weight == 0:
            other = feedback
        else:
            listed.append(ChoiceText(text=text, is_correct=part_marks(weight), feedback=feedback))
    return tuple(listed), other


def _numbers(answers: str, markup: str) -> tuple[tuple[ChoiceText, ...], str]:
    rows = _rows(answers) if answers.lstrip().startswith(("=", "~")) else [("=", answers)]
    listed, other = _listed(rows, markup)
    return tuple(_number(one) for one in listed), other


def _number(choice: ChoiceText) -> ChoiceText:
    """“1000:5” is within five; “995..1005” is from one to the other."""
    low, dots, high = choice.text.partition("..")
    number, _, tolerance = choice.text.partition(":")
    try:
        if dots:
            first, last = Decimal(low.strip()), Decimal(high.strip())
            number, tolerance = f"{(first + last) / 2:f}", f"{(last - first) / 2:f}"
        leeway = Decimal(tolerance.strip() or "0")
    except InvalidOperation:
        raise NotSupported(f"“{choice.text}” is not a number.") from None
    return ChoiceText(
        text=number.strip(), is_correct=choice.is_correct, feedback=choice.feedback, tolerance=leeway or None
    )


def _true_or_false(truth: re.Match[str], answers: str, markup: str) -> tuple[ChoiceText, ...]:
    _, _, told = _cut(answers[truth.end() :], "#")
    if_wrong, _, if_right = _cut(told, "#")
    is_true = truth[1].upper().startswith("T")
    said = {is_true: _words(if_right, markup), not is_true: _words(if_wrong, markup)}
    return (
        ChoiceText(text=TRUE, is_correct=is_true, feedback=said[True]),
        ChoiceText(text=FALSE, is_correct=not is_true, feedback=said[False]),
    )


def _in_order(answers: str, markup: str) -> tuple[ChoiceText, ...]:
    heading = ORDER.match(answers)
    if not heading:
        raise NotSupported("Its items to put in order stand on lines of their own, after a line that begins with “>”.")
    return tuple(ChoiceText(text=_words(one, markup)) for one in answers[heading.end() :].split("\n") if one.strip())


def _cut(text: str, *marks: str) -> tuple[str, str, str]:
    """The text before the first of the marks that no backslash stands before, that mark, and the rest."""
    place = 0
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        for mark in marks:
            if text.startswith(mark, place):
                return text[:place], mark, text[place + len(mark) :]
        place += 1
    return text, "", ""


def _markup(text: str, default: str) -> tuple[str, str]:
    found = MARKUP.match(text)
    return (found[1].lower(), text[found.end() :]) if found else (default, text)


def _words(text: str, markup: str) -> str:
    own, rest = _markup(text, markup)
    return words_of(_plain(rest).strip(), own)


def _plain(text: str) -> str:
    """Without its backslashes: “\\n” is a new line, any other marked letter is itself."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text, flags=re.S)
