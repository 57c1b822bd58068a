"""What was done in modules, read for many people at once: the facts that completions are derived from (T4)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

from modules.constants import DoneHow, WaiverOf
from modules.counting import Done, LessonHead
from modules.models import Attempt, Completion, ScenarioRun, StepDone, Taught, Waiver


@dataclass(kw_only=True)
class Record:
    """Everything one enrolment holds that may count."""

    lessons: dict[str, DoneHow] = field(default_factory=dict)
    scenarios: set[int] = field(default_factory=set)
    waived: set[WaiverOf] = field(default_factory=set)
    attempts: list[Attempt] = field(default_factory=list)
    completions: list[Completion] = field(default_factory=list)

    @property
    def has_ever_passed(self) -> bool:
        return any(attempt.passed for attempt in self.attempts)

    def passed_for(self, version_id: int | None) -> Attempt | None:
        """The passed check that a completion of this version may rest on, the newest of them.

        A check passed before the first completion of the module counts for whatever version is current; after
        that, a newer version asks for a check of its own.
        """
        spent = {completion.attempt_id for completion in self.completions}
        for attempt in reversed(self.attempts):
            fits = not self.completions or attempt.module_version_id == version_id
            if attempt.passed and attempt.pk not in spent and fits:
                return attempt
        return None

    def done(self, lessons: Iterable[LessonHead], *, has_passed: bool) -> Done:
        """What of it bears on these lessons. Taught in the room or waived, a lesson counts with its scenarios."""
        return Done(
            lessons=self.lessons,
            has_passed=has_passed,
            is_check_waived=WaiverOf.CHECK in self.waived,
            is_module_waived=WaiverOf.MODULE in self.waived,
            unfinished=frozenset(
                lesson.id
                for lesson in lessons
                if self.lessons.get(lesson.id, DoneHow.ONLINE) == DoneHow.ONLINE
                and not self.scenarios.issuperset(lesson.scenarios)
            ),
        )


# How a finished scenario is told apart from a lesson among what counts.
SCENARIO = "scenario"


def records_of(
    enrolment_ids: "Collection[int] | QuerySet", completions: Iterable[Completion] | None = None
) -> dict[int, Record]:
    """The record of each enrolment, in three queries however many; two when their completions are at hand."""
    records: dict[int, Record] = defaultdict(Record)
    if completions is None:
        completions = Completion.objects.filter(enrolment__in=enrolment_ids).order_by("completed_at", "pk")
    for completion in completions:
        records[completion.enrolment_id].completions.append(completion)
    for attempt in (
        Attempt.objects.checks().submitted().filter(enrolment__in=enrolment_ids).order_by("submitted_at", "pk")
    ):
        records[attempt.enrolment_id].attempts.append(attempt)
    for enrolment_id, what, how in _what_counts(enrolment_ids):
        record = records[enrolment_id]
        if how == SCENARIO:
            record.scenarios.add(int(what))
        elif how in WaiverOf.values and how != WaiverOf.LESSON:
            record.waived.add(WaiverOf(how))
        else:
            record.lessons.setdefault(what, DoneHow.WAIVED if how == WaiverOf.LESSON else DoneHow(how))
    return records


def _what_counts(enrolment_ids: "Collection[int] | QuerySet") -> list[tuple[int, str, str]]:
    """Enrolment, lesson or scenario, and how it counts: four tables in one query, the room before the rest."""
    online = StepDone.objects.filter(enrolment__in=enrolment_ids).values_list(
        "enrolment_id", "lesson_id", Value(DoneHow.ONLINE.value, output_field=CharField())
    )
    room = (
        Taught.objects.standing()
        .filter(enrolment__in=enrolment_ids)
        .order_by()
        .values_list("enrolment_id", "lesson_id", Value(DoneHow.IN_THE_ROOM.value, output_field=CharField()))
    )
    waived = Waiver.objects.standing().filter(enrolment__in=enrolment_ids).order_by()
    finished = ScenarioRun.objects.finished().filter(enrolment__in=enrolment_ids).order_by()
    rows = room.union(
        online,
        finished.values_list(
            "enrolment_id", Cast("scenario_id", CharField()), Value(SCENARIO, output_field=CharField())
        ),
        waived.values_list("enrolment_id", "lesson_id", "of"),
    )
    rank = [DoneHow.IN_THE_ROOM, DoneHow.ONLINE]
    return sorted(rows, key=lambda row: rank.index(row[2]) if row[2] in rank else len(rank))


def lessons_done(enrolment_ids: Iterable[int]) -> set[tuple[int, str]]:
    """Enrolment and lesson of all that counts as done, online, in the room or waived alike (T4)."""
    records = records_of(list(enrolment_ids), completions=())
    return {(enrolment_id, lesson_id) for enrolment_id, record in records.items() for lesson_id in record.lessons}
