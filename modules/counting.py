"""What counts towards completing a module, and what of it somebody still lacks: plain rules over plain facts (T4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from modules.constants import DoneHow


@dataclass(frozen=True, kw_only=True)
class LessonHead:
    """A lesson without what it teaches, as lists and rules need it; `prompts` are its reflections by block id."""

    id: str
    title: str
    minutes: int
    scenarios: tuple[int, ...]
    prompts: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, kw_only=True)
class Counting:
    """What must be done. A scenario counts as part of its lesson."""

    lessons: bool = True
    check: bool = True
    scenarios: bool = True
    session: bool = False

    @property
    def in_words(self) -> str:
        """As a part of a sentence: “every lesson done, the knowledge check passed”."""
        parts = [
            (self.lessons, "every lesson done"),
            (self.scenarios, "every scenario finished"),
            (self.check, "the knowledge check passed"),
            (self.session, "a session attended"),
        ]
        return ", ".join(words for counts, words in parts if counts)

    def as_data(self) -> dict[str, bool]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What somebody did in a module, and what was waived for them."""

    lessons: dict[str, DoneHow]
    has_passed: bool
    is_check_waived: bool = False
    is_module_waived: bool = False
    unfinished: frozenset[str] = frozenset()

    @property
    def has_attended(self) -> bool:
        return DoneHow.IN_THE_ROOM in self.lessons.values()


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """What is still to be done."""

    lessons: Sequence[LessonHead]
    scenarios: Sequence[LessonHead]
    check: bool
    session: bool

    def __bool__(self) -> bool:
        return bool(self.lessons or self.scenarios or self.check or self.session)


def lacking(lessons: Collection[LessonHead], counting: Counting, done: Done) -> Lacking:
    """What somebody lacks. `unfinished` names lessons done online whose scenarios are still to be finished."""
    if done.is_module_waived:
        return Lacking(lessons=[], scenarios=[], check=False, session=False)
    return Lacking(
        lessons=[one for one in lessons if counting.lessons and one.id not in done.lessons],
        scenarios=[
            one for one in lessons if counting.scenarios and one.id in done.unfinished and one.id in done.lessons
        ],
        check=counting.check and not (done.has_passed or done.is_check_waived),
        session=counting.session and not done.has_attended,
    )
