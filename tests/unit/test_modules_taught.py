"""What was taught in the room counts as much as what was done online, and is corrected, never changed (T4)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from core import clock
from core.exceptions import ImmutableRecord
from modules.exceptions import LessonNotTaught
from modules.models import Completion, Enrolment, ModuleVersion, StepDone, Taught, TaughtWithdrawn
from modules.selectors import progress_of
from modules.services import enrol, mark_lesson_done, record_taught, withdraw_taught
from people.models import User
from tests.factories.modules import publish_module, take_check
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def learner() -> User:
    return employed()


@pytest.fixture
def trainer() -> User:
    return employed()


@pytest.fixture
def version() -> ModuleVersion:
    return publish_module()


def teach(learner: User, version: ModuleVersion, by: User, lessons: int = 2, session: str = "S1") -> Completion | None:
    ids = [lesson.id for lesson in version.lesson_heads][:lessons]
    return record_taught(
        user=learner, version=version, lesson_ids=ids, session_code=session, taught_at=clock.now(), by=by
    )


def test_t4_teaching_in_the_room_enrols_and_shows_as_done(version: ModuleVersion, learner: User, trainer: User) -> None:
    assert teach(learner, version, trainer, lessons=1) is None
    progress = progress_of(learner, [version])[0]
    assert [lesson.is_done for lesson in progress.lessons] == [True, False]
    assert Taught.objects.get().recorded_by == trainer
    assert not StepDone.objects.exists()


@pytest.mark.parametrize("way", ["online", "room", "mixed"])
def test_t4_the_three_ways_end_in_the_same_completion(
    version: ModuleVersion, learner: User, trainer: User, way: str
) -> None:
    enrolment = enrol(user=learner, module=version.module, by=learner)
    first, second = (lesson.id for lesson in version.lesson_heads)
    if way != "online":
        teach(learner, version, trainer, lessons=1 if way == "mixed" else 2)
    if way != "room":
        for lesson_id in [second] if way == "mixed" else [first, second]:
            mark_lesson_done(enrolment=enrolment, lesson_id=lesson_id, by=learner)
    assert not Completion.objects.exists()
    take_check(enrolment)
    assert Completion.objects.get().module_version == version


def test_t4_the_last_thing_missing_may_happen_in_the_room(version: ModuleVersion, learner: User, trainer: User) -> None:
    take_check(enrol(user=learner, module=version.module, by=learner))
    assert teach(learner, version, trainer) == Completion.objects.get()


def test_t4_a_lesson_marked_twice_counts_once(version: ModuleVersion, learner: User, trainer: User) -> None:
    teach(learner, version, trainer)
    teach(learner, version, trainer)
    assert Taught.objects.count() == 2
    row = Taught.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Taught.objects.create(
            enrolment=row.enrolment,
            module_version=version,
            lesson_id=row.lesson_id,
            session_code="S1",
            taught_at=clock.now(),
            recorded_at=clock.now(),
            recorded_by=trainer,
        )


def test_t4_a_correction_takes_back_only_its_own_session(version: ModuleVersion, learner: User, trainer: User) -> None:
    teach(learner, version, trainer, lessons=1, session="S1")
    teach(learner, version, trainer, lessons=2, session="S2")
    assert withdraw_taught(user=learner, session_code="S2", reason="Signed for a colleague.", by=trainer) == 2
    assert [lesson.is_done for lesson in progress_of(learner, [version])[0].lessons] == [True, False]
    assert {row.reason for row in TaughtWithdrawn.objects.all()} == {"Signed for a colleague."}
    assert Event.objects.filter(verb="modules.taught_withdrawn").count() == 1
    assert withdraw_taught(user=learner, session_code="S2", reason="Again.", by=trainer) == 0


def test_t4_what_was_taken_back_can_be_recorded_again(version: ModuleVersion, learner: User, trainer: User) -> None:
    for _ in range(2):
        teach(learner, version, trainer)
        withdraw_taught(user=learner, session_code="S1", reason="Wrong list.", by=trainer)
    teach(learner, version, trainer)
    assert Taught.objects.standing().count() == 2
    assert Taught.objects.count() == 6


def test_what_was_taught_never_changes(version: ModuleVersion, learner: User, trainer: User) -> None:
    teach(learner, version, trainer)
    withdraw_taught(user=learner, session_code="S1", reason="Wrong list.", by=trainer)
    for model in (Taught, TaughtWithdrawn):
        for change in (model.objects.first().save, model.objects.first().delete, model.objects.all().delete):
            with pytest.raises(ImmutableRecord):
                change()


def test_what_cannot_be_so_is_refused(version: ModuleVersion, learner: User, trainer: User) -> None:
    facts = {"user": learner, "version": version, "session_code": "S1", "taught_at": clock.now(), "by": trainer}
    lesson = version.lesson_heads[0].id
    for wrong in (
        {"lesson_ids": ["elsewhere"]},
        {"lesson_ids": [lesson], "session_code": ""},
        {"lesson_ids": [lesson], "taught_at": clock.now() + timedelta(minutes=1)},
    ):
        with pytest.raises(LessonNotTaught):
            record_taught(**facts | wrong)
    with pytest.raises(LessonNotTaught, match="Say why"):
        withdraw_taught(user=learner, session_code="S1", reason=" ", by=trainer)
    assert not Enrolment.objects.exists()
