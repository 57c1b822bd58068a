"""What reading a file of questions gives: the questions, or what is wrong with it, line by line."""

import hashlib
import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.utils.html import strip_tags

from core.exceptions import Refused
from modules.constants import QuestionKind
from modules.exceptions import QuestionNotUsable
from modules.exchange import note as notes
from modules.kinds import QuestionText
from modules.services.questions import CODE, checked

LARGEST_BYTES = 2_000_000
MOST_QUESTIONS = 2_000
FILES_INSIDE = re.compile(r"@@PLUGINFILE@@|<\s*(img|video|audio|object|embed|iframe|script|svg)\b|data:\w+/", re.I)
LINE_BREAKS = re.compile(r"<\s*+(br|/p|/div|/li)[\s/]*+>", re.I)
TAG = re.compile(r"[^a-z0-9-]+")


class FileNotReadable(Refused):
    """The file as a whole is not what it should be."""

    code = "file_not_readable"


class NotSupported(ValueError):
    """Something in a question that this product has no place for; `str()` is a sentence."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong, and where."""

    line: int
    name: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """For files that do not name them: the criterion that the questions test and what they rest on."""

    criterion: str = ""
    source: str = ""


@dataclass(kw_only=True)
class Reading:
    """All that was found in a file. With any problem, none of it may be saved; remarks say what is left out."""

    questions: list[QuestionText] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, line: int, name: str, make: Callable[[], QuestionText]) -> None:
        """Keep the question that `make` gives, or the reason why it cannot be used."""
        try:
            question = checked(make())
        except QuestionNotUsable as refusal:
            self.problems.append(Problem(line=line, name=name, words=str(refusal).split(": ", 1)[-1]))
            return
        except ValueError as error:
            self.problems.append(Problem(line=line, name=name, words=str(error)))
            return
        if first := self.lines.get(question.code):
            words = f"The code “{question.code}” is used on line {first} already."
            self.problems.append(Problem(line=line, name=name, words=words))
            return
        if len(self.questions) >= MOST_QUESTIONS:
            raise FileNotReadable(f"The file has more than {MOST_QUESTIONS:,} questions. Split it.")
        self.lines[question.code] = line
        self.questions.append(question)


def decoded(content: bytes) -> str:
    """The file's text. Raises `FileNotReadable` with a sentence that says what to change."""
    if len(content) > LARGEST_BYTES:
        raise FileNotReadable("The file is larger than 2 MB. Split it into smaller files.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileNotReadable(f"Line {line} holds letters that are not UTF-8. Save the file as UTF-8.") from None
    if "\x00" in text:
        raise FileNotReadable("This is not a text file.")
    if not text.strip():
        raise FileNotReadable("The file is empty.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def words_of(text: str, markup: str) -> str:
    """A text as plain words. Pictures and files inside it are refused: questions here are words."""
    if FILES_INSIDE.search(text) and markup != "plain":
        raise NotSupported("It holds a picture, a file or a script. Questions here are made of words.")
    if markup == "plain":
        return text
    return html.unescape(strip_tags(LINE_BREAKS.sub("\n", text))).replace("\xa0", " ").strip()


def tag_from(text: str) -> str:
    """A tag of another system as a tag of ours: small letters, digits and hyphens."""
    return TAG.sub("-", text.lower()).strip("-")


def completed(
    visible: QuestionText, *, names: list[str], note: dict[str, object] | None, defaults: Defaults
) -> QuestionText:
    """The question with its note, a code and the defaults.

    The code is the first of `names` that can be one. Otherwise it follows from the question's words, so that
    reading the same file again finds the same questions.
    """
    question = notes.applied(visible, note) if note else visible
    if not question.code:
        question = replace(question, code=next((name for name in names if CODE.fullmatch(name)), _code_for(question)))
    return replace(
        question, criterion=question.criterion or defaults.criterion, source=question.source or defaults.source
    )


def _code_for(question: QuestionText) -> str:
    told = repr((question.kind, question.stem, [(choice.text, choice.match) for choice in question.choices]))
    return f"import-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def part_marks(weight: float, *, right_from: float = 100) -> bool:
    """Whether an answer of this weight (percent) is right. Part marks are refused: a question is right or wrong."""
    if 0 < weight < right_from:
        raise NotSupported(f"An answer gives {weight:g}% of the mark. Here a question is right or wrong as a whole.")
    return weight > 0


KIND_NAMES = {
    QuestionKind.SINGLE: "multichoice",
    QuestionKind.MULTIPLE: "multichoice",
    QuestionKind.TRUE_FALSE: "truefalse",
    QuestionKind.MATCHING: "matching",
    QuestionKind.ORDERING: "ordering",
    QuestionKind.SHORT_ANSWER: "shortanswer",
    QuestionKind.NUMERIC: "numerical",
}
