"""Questions about learning, each in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from core import clock
from modules.checks import prerequisite_problem
from modules.constants import Standing
from modules.models import (
    Attempt,
    Completion,
    Enrolment,
    Module,
    ModulePage,
    ModulePrerequisite,
    ModuleReview,
    ModuleVersion,
    StepDone,
    Taught,
)
from people.models import Employment, User


@dataclass(frozen=True, kw_only=True)
class LessonState:
    """One lesson as the learner sees it in a list."""

    id: str
    number: int
    title: str
    minutes: int
    is_done: bool


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where one person stands with one module, and why it is not complete."""

    version: ModuleVersion
    missing: list[str]
    enrolment: Enrolment | None
    lessons: list[LessonState]
    has_passed: bool
    completion: Completion | None

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
    def remaining(self) -> list[str]:
        """What is still to be done, in sentences; empty when the module is complete."""
        if self.completion:
            return []
        sentences = []
        if left := len(self.lessons_left):
            total = len(self.lessons)
            sentences.append(f"{left} of {total} {'lesson' if total == 1 else 'lessons'} to do.")
        if not self.has_passed:
            sentences.append(f"The knowledge check to pass, with {self.version.pass_mark}% or more.")
        return sentences

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
        if self.lessons_left:
            lesson = self.lessons_left[0]
            return f"Go on with lesson {lesson.number}", reverse("modules:lesson", args=[self.code, lesson.id])
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
    return ModuleVersion.objects.current().filter(module__code=code).select_related("module").first()


def current_versions() -> list[ModuleVersion]:
    return list(ModuleVersion.objects.current().select_related("module").order_by("module__position", "module__code"))


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
    """Where somebody stands with each of these modules: four queries, however many there are."""
    modules = [version.module for version in versions]
    prerequisites = _prerequisites(modules)
    completions: dict[int, Completion] = {}
    for completion in (
        Completion.objects.filter(user=user)
        .select_related("module_version", "certificate")
        .defer("module_version__content")
        .order_by("completed_at", "pk")
    ):
        completions[completion.module_version.module_id] = completion
    passed = Attempt.objects.filter(enrolment=OuterRef("pk"), passed=True)
    enrolments = {
        enrolment.module_id: enrolment
        for enrolment in Enrolment.objects.filter(user=user, module__in=modules).annotate(has_passed=Exists(passed))
    }
    done = lessons_done(enrolment.pk for enrolment in enrolments.values())
    return [
        Progress(
            version=version,
            missing=_missing(
                user, [one for one in prerequisites if one.module_id == version.module_id], set(completions)
            ),
            enrolment=(enrolment := enrolments.get(version.module_id)),
            lessons=[
                LessonState(
                    id=lesson.id,
                    number=number,
                    title=lesson.title,
                    minutes=lesson.minutes,
                    is_done=enrolment is not None and (enrolment.pk, lesson.id) in done,
                )
                for number, lesson in enumerate(version.lesson_heads, start=1)
            ],
            has_passed=bool(enrolment and enrolment.has_passed),
            completion=completions.get(version.module_id),
        )
        for version in versions
    ]


def lessons_done(enrolment_ids: Iterable[int]) -> set[tuple[int, str]]:
    """Enrolment and lesson of all that was done, online or in the room alike (T4); one query."""
    online = StepDone.objects.filter(enrolment__in=(ids := list(enrolment_ids)))
    in_the_room = Taught.objects.standing().filter(enrolment__in=ids).order_by()
    return set(
        online.values_list("enrolment_id", "lesson_id").union(in_the_room.values_list("enrolment_id", "lesson_id"))
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
        .filter(user__completions__isnull=False)
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
