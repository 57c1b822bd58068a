"""Questions about learning, each in a fixed number of queries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from core import clock
from modules.checks import prerequisite_problem
from modules.constants import DoneHow, Standing
from modules.counting import Lacking, lacking
from modules.models import (
    Attempt,
    Completion,
    Enrolment,
    Module,
    ModulePage,
    ModulePrerequisite,
    ModuleReview,
    ModuleVersion,
)
from modules.records import Record, records_of
from people.models import Employment, User


@dataclass(frozen=True, kw_only=True)
class LessonState:
    """One lesson as the learner sees it in a list."""

    id: str
    number: int
    title: str
    minutes: int
    how: DoneHow | None
    scenario_left: bool

    @property
    def is_done(self) -> bool:
        return self.how is not None

    @property
    def how_in_words(self) -> str:
        """How it came to count: nothing for a lesson done online, which is the usual way."""
        return self.how.label if self.how and self.how != DoneHow.ONLINE else ""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where one person stands with one module, and why it is not complete."""

    version: ModuleVersion
    missing: list[str]
    enrolment: Enrolment | None
    lessons: list[LessonState]
    lacking: Lacking
    attempts: list[Attempt]
    completion: Completion | None
    withdrawn: Completion | None

    @property
    def code(self) -> str:
        return self.version.module.code

    @property
    def standing(self) -> Standing:
        if self.completion:
            return Standing.COMPLETED
        if self.missing:
            return Standing.CLOSED
        return Standing.STARTED if self.enrolment else Standing.NOT_STARTED

    @property
    def is_open(self) -> bool:
        return self.standing != Standing.CLOSED

    @property
    def lessons_left(self) -> list[LessonState]:
        return [lesson for lesson in self.lessons if not lesson.is_done]

    @property
    def has_passed(self) -> bool:
        return any(attempt.passed for attempt in self.attempts)

    @property
    def remaining(self) -> list[str]:
        """What is still to be done and why, in sentences; empty when the module is complete."""
        if self.completion:
            return []
        sentences = []
        if left := len(self.lacking.lessons):
            total = len(self.lessons)
            sentences.append(f"{left} of {total} {'lesson' if total == 1 else 'lessons'} to do.")
        sentences += [
            f"The scenario of the lesson “{lesson.title}” to play to an ending." for lesson in self.lacking.scenarios
        ]
        if self.lacking.check:
            sentences.append(f"The knowledge check to pass, with {self.version.pass_mark}% or more.{self._so_far}")
        if self.lacking.session:
            sentences.append("A session to take part in.")
        return sentences

    @property
    def _so_far(self) -> str:
        best = max((attempt.percentage or 0 for attempt in self.attempts), default=None)
        return "" if best is None or self.has_passed else f" Your best result so far is {best}%."

    @property
    def why_withdrawn(self) -> str:
        """Why a completion that somebody had no longer stands, when none stands now."""
        if self.completion or not self.withdrawn:
            return ""
        since = _in_words(self.withdrawn.completed_at)
        return f"Your completion of {since} no longer stands. {self.withdrawn.withdrawal.reason}"

    @property
    def in_words(self) -> str:
        """The standing as a sentence for lists and the dashboard."""
        if self.completion:
            return f"Completed on {_in_words(self.completion.completed_at)}."
        if self.missing:
            return " ".join(self.missing)
        if not self.enrolment:
            return "You can start this now."
        return " ".join(self.remaining)

    @property
    def next_step(self) -> tuple[str, str]:
        """What to do next: its words and its address."""
        if self.standing != Standing.STARTED:
            words = {
                Standing.COMPLETED: "Look at it again",
                Standing.CLOSED: "See what it needs",
                Standing.NOT_STARTED: "Look at this module",
            }
            return words[self.standing], reverse("modules:module", args=[self.code])
        waiting = {lesson.id for lesson in [*self.lacking.lessons, *self.lacking.scenarios]}
        for lesson in self.lessons:
            if lesson.id in waiting:
                return f"Go on with lesson {lesson.number}", reverse("modules:lesson", args=[self.code, lesson.id])
        if not self.lacking.check:
            return "See what remains", reverse("modules:module", args=[self.code])
        return "Take the knowledge check", reverse("modules:check", args=[self.code])


@dataclass(frozen=True, kw_only=True)
class LearningSummary:
    """One line of the dashboard."""

    code: str
    title: str
    standing: str
    words: str
    url: str
    next_step: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class CompletionCount:
    """How many people who work for an organisation today have completed a module."""

    organisation: str
    module_code: str
    count: int


def _in_words(moment: datetime) -> str:
    return date_format(localtime(moment), "j F Y")


def current_version(code: str) -> ModuleVersion | None:
    """What learners are shown: the newest version of a module whose page is live."""
    return ModuleVersion.objects.current().filter(module__code=code).select_related("module__rules").first()


def current_versions() -> list[ModuleVersion]:
    return list(
        ModuleVersion.objects.current().select_related("module__rules").order_by("module__position", "module__code")
    )


def outcomes(module_version: ModuleVersion) -> list[dict[str, Any]]:
    """What somebody can do afterwards: code, text and the codes of the performance criteria each serves."""
    return module_version.outcomes


def has_completed(user: User, code: str) -> bool:
    """Whether somebody completed the module in any version."""
    return Completion.objects.filter(user=user, module_version__module__code=code).exists()


def prerequisites_missing(user: User, module: Module) -> list[str]:
    """What must still come before the module, in sentences; empty when it is open to this person."""
    completed = set(Completion.objects.filter(user=user).values_list("module_version__module_id", flat=True))
    return _missing(user, _prerequisites([module]), completed)


def prerequisites_missing_of(people: Collection[User], modules: Collection[Module]) -> dict[tuple[int, int], list[str]]:
    """`prerequisites_missing` for each of these people and modules, by their ids; two queries, and named checks."""
    prerequisites = _prerequisites(modules)
    completed: dict[int, set[int]] = {person.pk: set() for person in people}
    for user_id, module_id in Completion.objects.filter(user__in=people).values_list(
        "user_id", "module_version__module_id"
    ):
        completed[user_id].add(module_id)
    return {
        (person.pk, module.pk): _missing(
            person, [one for one in prerequisites if one.module_id == module.pk], completed[person.pk]
        )
        for person in people
        for module in modules
    }


def _prerequisites(modules: Iterable[Module]) -> list[ModulePrerequisite]:
    return list(
        ModulePrerequisite.objects.filter(module__in=[module.pk for module in modules])
        .select_related("requires", "module")
        .order_by("requires__position", "pk")
    )


def _missing(user: User, prerequisites: Iterable[ModulePrerequisite], completed: set[int]) -> list[str]:
    sentences = []
    for prerequisite in prerequisites:
        if prerequisite.requires is None:
            if problem := prerequisite_problem(prerequisite.check_name, user, prerequisite.module):
                sentences.append(problem)
        elif prerequisite.requires_id not in completed:
            sentences.append(f"Complete “{prerequisite.requires.title}” first.")
    return sentences


def progress_of(user: User, versions: Sequence[ModuleVersion]) -> list[Progress]:
    """Where somebody stands with each of these modules: five queries, however many there are."""
    modules = [version.module for version in versions]
    prerequisites = _prerequisites(modules)
    standing, withdrawn = _completions(user)
    enrolments = {one.module_id: one for one in Enrolment.objects.filter(user=user, module__in=modules)}
    records = records_of(
        [enrolment.pk for enrolment in enrolments.values()],
        [completion for held in standing.values() for completion in held],
    )
    completed = set(standing)
    return [
        _progress(
            version,
            missing=_missing(user, [one for one in prerequisites if one.module_id == version.module_id], completed),
            enrolment=(enrolment := enrolments.get(version.module_id)),
            held=records[enrolment.pk] if enrolment else Record(),
            completion=standing[version.module_id][-1] if version.module_id in standing else None,
            withdrawn=withdrawn.get(version.module_id),
        )
        for version in versions
    ]


def _completions(user: User) -> tuple[dict[int, list[Completion]], dict[int, Completion]]:
    """By module: the completions that stand, the oldest first, and the last of those that do not."""
    standing: dict[int, list[Completion]] = {}
    withdrawn: dict[int, Completion] = {}
    for completion in (
        Completion.ever.filter(user=user)
        .select_related("module_version", "certificate", "withdrawal", "waiver__given_by")
        .defer("module_version__content")
        .order_by("completed_at", "pk")
    ):
        module_id = completion.module_version.module_id
        if hasattr(completion, "withdrawal"):
            withdrawn[module_id] = completion
        else:
            standing.setdefault(module_id, []).append(completion)
    return standing, withdrawn


def _progress(
    version: ModuleVersion,
    *,
    missing: list[str],
    enrolment: Enrolment | None,
    held: Record,
    completion: Completion | None,
    withdrawn: Completion | None,
) -> Progress:
    heads = version.lesson_heads
    has_passed = held.passed_for(version.pk) is not None
    left = lacking(heads, version.module.counting, held.done(heads, has_passed=has_passed))
    return Progress(
        version=version,
        missing=missing,
        enrolment=enrolment,
        lessons=[
            LessonState(
                id=lesson.id,
                number=number,
                title=lesson.title,
                minutes=lesson.minutes,
                how=held.lessons.get(lesson.id),
                scenario_left=lesson in left.scenarios,
            )
            for number, lesson in enumerate(heads, start=1)
        ],
        lacking=left,
        attempts=held.attempts,
        completion=completion,
        withdrawn=withdrawn,
    )


def learning_summary(user: User) -> list[LearningSummary]:
    """The modules for the dashboard: where somebody stands with each, and what to do next."""
    lines = []
    for progress in progress_of(user, current_versions()):
        next_step, next_url = progress.next_step
        lines.append(
            LearningSummary(
                code=progress.code,
                title=progress.version.title,
                standing=progress.standing.label,
                words=progress.in_words,
                url=reverse("modules:module", args=[progress.code]),
                next_step=next_step,
                next_url=next_url,
            )
        )
    return lines


def completion_counts_by_organisation() -> list[CompletionCount]:
    """People who completed each module, by the organisation that employs them today; one query."""
    rows = (
        Employment.objects.on(clock.today())
        .filter(user__completions__isnull=False, user__completions__withdrawal=None)
        .order_by()
        .values("organisation__name", "user__completions__module_version__module__code")
        .annotate(people=Count("user", distinct=True))
        .order_by("organisation__name", "user__completions__module_version__module__code")
    )
    return [
        CompletionCount(
            organisation=row["organisation__name"],
            module_code=row["user__completions__module_version__module__code"],
            count=row["people"],
        )
        for row in rows
    ]


def drafts_to_read() -> list[ModulePage]:
    """Pages whose newest draft is not the text that is live, with that draft and its author."""
    return list(
        ModulePage.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
        .select_related("module", "latest_revision__user")
        .order_by("module__position")
    )


def reviews_of(revision_id: int) -> list[ModuleReview]:
    return list(ModuleReview.objects.filter(revision_id=revision_id).select_related("decided_by", "author"))
