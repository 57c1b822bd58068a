"""How a completion came about: online, in the room or mixed; where, and with which trainers (T4)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from modules.models import Completion, ModuleVersion
from training_sessions.constants import Delivery
from training_sessions.models import Attendance


@dataclass(frozen=True, kw_only=True)
class DeliveryFacts:
    """What is known of a completion's delivery. Online there is no locality and no pair.

    `locality_id` and `trainer_ids` are those of the last date attended that had begun when they completed;
    `trainer_ids` holds the two in the order of their ids, so that a pair is the same either way round.
    """

    delivery: Delivery
    locality_id: int | None = None
    locality: str = ""
    trainer_ids: tuple[int, int] | None = None
    pair: str = ""


ONLINE = DeliveryFacts(delivery=Delivery.ONLINE)


def delivery_of(completion_ids: Collection[int]) -> dict[int, DeliveryFacts]:
    """The facts of each completion, by its id: three queries, however many there are.

    Every lesson attended is “in the room”, some is “mixed”; the knowledge check is always taken online.
    """
    completions = list(
        Completion.objects.filter(pk__in=completion_ids).values_list(
            "pk", "user_id", "module_version_id", "module_version__module_id", "completed_at"
        )
    )
    attended = _attended({row[1] for row in completions})
    lessons = {
        version.pk: {lesson.id for lesson in version.lesson_heads}
        for version in ModuleVersion.objects.filter(pk__in={row[2] for row in completions}).only("content")
    }
    return {
        pk: _facts(
            [one for one in attended[user_id, module_id] if one.session_date.starts_at <= completed_at],
            lessons[version_id],
        )
        for pk, user_id, version_id, module_id, completed_at in completions
    }


def _attended(user_ids: Collection[int]) -> dict[tuple[int, int], list[Attendance]]:
    """By person and module, the attendances that count and stand for lessons, oldest date first."""
    found = defaultdict(list)
    rows = (
        Attendance.objects.newest()
        .filter(user__in=user_ids)
        .exclude(lesson_ids=[])
        .select_related(
            "session_date__session__locality",
            "session_date__session__module_version",
            "session_date__pair__first_trainer",
            "session_date__pair__second_trainer",
        )
        .defer("session_date__session__module_version__content")
        .order_by("session_date__starts_at", "pk")
    )
    for row in rows:
        found[row.user_id, row.session_date.session.module_version.module_id].append(row)
    return found


def _facts(attended: list[Attendance], lessons: set[str]) -> DeliveryFacts:
    in_room = {lesson_id for one in attended for lesson_id in one.lesson_ids} & lessons
    if not in_room:
        return ONLINE
    date = attended[-1].session_date
    one, other = sorted(date.pair.trainers, key=lambda trainer: trainer.pk)
    return DeliveryFacts(
        delivery=Delivery.ROOM if in_room == lessons else Delivery.MIXED,
        locality_id=date.session.locality_id,
        locality=date.session.locality.name,
        trainer_ids=(one.pk, other.pk),
        pair=f"{one} and {other}",
    )
