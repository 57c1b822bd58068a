"""What a change of rules or of content would do to people's completions, before it is made (T4)."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from modules.checks import prerequisite_problem
from modules.counting import Counting, LessonHead, lacking
from modules.models import Completion, Enrolment, Module, ModulePrerequisite, ModuleVersion
from modules.records import Record, records_of
from modules.selectors import current_version


@dataclass(frozen=True, kw_only=True)
class Effects:
    """Who would complete the module without doing more, and which completions would no longer stand."""

    gained: list[Enrolment]
    lost: list[Completion]

    @property
    def count(self) -> int:
        return len({one.user_id for one in self.gained} | {one.user_id for one in self.lost})

    @property
    def counts(self) -> dict[str, int]:
        return {"gained": len(self.gained), "lost": len(self.lost)}

    @property
    def fingerprint(self) -> str:
        """Another set of people gives another one, so that what is confirmed is what was read."""
        text = f"{sorted(one.pk for one in self.gained)}{sorted(one.pk for one in self.lost)}"
        return hashlib.sha256(text.encode()).hexdigest()


def effects_of_rules(module: Module, counting: Counting, *, reaches_back: bool) -> Effects:
    """What other rules would do: to people under way, and, if they reach back, to completions already made."""
    enrolments, records = _all_of(module)
    version = current_version(module.code)
    gained = _gained(module, version.lesson_heads, version.pk, counting, enrolments, records) if version else []
    return Effects(gained=gained, lost=_lost(records, counting) if reaches_back else [])


def effects_of_content(module: Module, lessons: Collection[LessonHead]) -> Effects:
    """What a new version would do: completions stay with theirs, but people under way may have all it asks for."""
    enrolments, records = _all_of(module)
    return Effects(gained=_gained(module, lessons, None, module.counting, enrolments, records), lost=[])


def _all_of(module: Module) -> tuple[dict[int, Enrolment], dict[int, Record]]:
    enrolments = {one.pk: one for one in Enrolment.objects.filter(module=module).select_related("user", "module")}
    completions = (
        Completion.objects.filter(enrolment__module=module).select_related("user").order_by("completed_at", "pk")
    )
    return enrolments, records_of(Enrolment.objects.filter(module=module).values("pk"), completions)


def _gained(
    module: Module,
    lessons: Collection[LessonHead],
    version_id: int | None,
    counting: Counting,
    enrolments: dict[int, Enrolment],
    records: dict[int, Record],
) -> list[Enrolment]:
    found = []
    for pk, enrolment in enrolments.items():
        held = records.get(pk, Record())
        if any(completion.module_version_id == version_id for completion in held.completions):
            continue
        done = held.done(lessons, has_passed=held.passed_for(version_id) is not None)
        if not lacking(lessons, counting, done):
            found.append((enrolment, bool(held.completions)))
    waiting = [enrolment for enrolment, has_completed in found if not has_completed]
    closed = _closed(module, waiting)
    return [enrolment for enrolment, _ in found if enrolment.user_id not in closed]


def _closed(module: Module, enrolments: Collection[Enrolment]) -> set[int]:
    """The ids of those for whom something that comes before the module is missing."""
    closed: set[int] = set()
    for prerequisite in ModulePrerequisite.objects.filter(module=module).select_related("module", "requires"):
        if prerequisite.requires_id:
            completed = set(
                Completion.objects.filter(module_version__module=prerequisite.requires_id).values_list(
                    "user", flat=True
                )
            )
            closed |= {one.user_id for one in enrolments if one.user_id not in completed}
        else:
            closed |= {
                one.user_id for one in enrolments if prerequisite_problem(prerequisite.check_name, one.user, module)
            }
    return closed


def _lost(records: dict[int, Record], counting: Counting) -> list[Completion]:
    completions = [(held, completion) for held in records.values() for completion in held.completions]
    versions = ModuleVersion.objects.in_bulk({completion.module_version_id for _, completion in completions})
    lost = []
    for held, completion in completions:
        lessons = versions[completion.module_version_id].lesson_heads
        if lacking(lessons, counting, held.done(lessons, has_passed=held.has_ever_passed)):
            lost.append(completion)
    return lost
