"""Taking a module: prerequisites, lessons, reflections, the knowledge check, completion (T1, T2, T3, T4, T8, S4)."""

import random
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.exceptions import ImmutableRecord, Refused
from modules import checks
from modules.constants import QuestionKind
from modules.exceptions import AlreadySubmitted, AnswersIncomplete, ModuleNotOpen, QuestionNotUsable
from modules.kinds import ChoiceText, QuestionText
from modules.models import (
    Attempt,
    AttemptAnswer,
    AttemptQuestion,
    Certificate,
    Completion,
    Enrolment,
    Module,
    ModulePage,
    ModulePrerequisite,
    ModuleVersion,
    Question,
    Reflection,
    StepDone,
)
from modules.selectors import (
    current_version,
    has_completed,
    prerequisites_missing,
    progress_of,
)
from modules.services import enrol, keep_reflections, mark_lesson_done, save_question, start_attempt, submit_attempt
from modules.signals import module_completed
from people.models import User
from tests.factories.modules import (
    add_question,
    answers_to,
    complete,
    do_lessons,
    editor,
    governor,
    publish,
    publish_module,
    take_check,
)
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def learner() -> User:
    return employed(organisation__code="harbour")


@pytest.fixture
def version() -> ModuleVersion:
    return publish_module()


@pytest.fixture
def enrolment(version: ModuleVersion, learner: User) -> Enrolment:
    return enrol(user=learner, module=version.module, by=learner)


# Prerequisites


def test_t1_module_1_is_open_to_everyone(version: ModuleVersion, learner: User) -> None:
    assert prerequisites_missing(learner, version.module) == []
    assert enrol(user=learner, module=version.module, by=learner).enrolled_at == clock.now()


def test_t2_a_module_waits_for_the_one_before_it(version: ModuleVersion, learner: User) -> None:
    second = publish_module("module-2", title="The second module", requires=(version.module,))
    assert prerequisites_missing(learner, second.module) == ["Complete “The first module” first."]
    with pytest.raises(ModuleNotOpen, match="Complete “The first module” first"):
        enrol(user=learner, module=second.module, by=learner)
    complete(learner)
    enrol(user=learner, module=second.module, by=learner)


def test_t3_a_named_check_that_nobody_answers_keeps_the_door_shut(learner: User) -> None:
    trainer = publish_module("trainer", checks=("a_check_nobody_registered",))
    assert len(prerequisites_missing(learner, trainer.module)) == 1
    with pytest.raises(ModuleNotOpen, match="cannot be checked"):
        enrol(user=learner, module=trainer.module, by=learner)


def test_t3_a_named_check_is_answered_by_an_app_above(learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_prerequisite_checks", {})
    answers = iter(["You need a sign-off first.", None])
    checks.register_prerequisite_check("signed_off", lambda user, module: next(answers))
    trainer = publish_module("trainer", checks=("signed_off",))
    assert prerequisites_missing(learner, trainer.module) == ["You need a sign-off first."]
    assert prerequisites_missing(learner, trainer.module) == []


def test_t2_writes_ask_again_when_a_prerequisite_is_lost(learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The door may shut after somebody enrolled; what they have open in a tab does not walk around it."""
    monkeypatch.setattr(checks, "_prerequisite_checks", {})
    checks.register_prerequisite_check("signed_off", lambda user, module: None)
    trainer = publish_module("trainer", checks=("signed_off",))
    enrolment = enrol(user=learner, module=trainer.module, by=learner)
    attempt = start_attempt(enrolment=enrolment, by=learner)
    checks.register_prerequisite_check("signed_off", lambda user, module: "Your sign-off was withdrawn.")
    with pytest.raises(ModuleNotOpen):
        do_lessons(enrolment, trainer)
    with pytest.raises(ModuleNotOpen):
        submit_attempt(attempt=attempt, answers=answers_to(attempt), by=learner)


def test_a_prerequisite_names_a_module_or_a_check(version: ModuleVersion) -> None:
    other = Module.objects.create(code="other", title="Other", level="simple")
    for wrong in (
        {"requires": None, "check_name": ""},
        {"requires": other, "check_name": "x"},
        {"requires": version.module},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ModulePrerequisite.objects.create(module=version.module, **wrong)


def test_nobody_learns_for_somebody_else(version: ModuleVersion, learner: User, enrolment: Enrolment) -> None:
    stranger = employed()
    with pytest.raises(Refused):
        enrol(user=learner, module=version.module, by=stranger)
    with pytest.raises(Refused):
        mark_lesson_done(enrolment=enrolment, lesson_id=version.lessons[0].id, by=stranger)
    attempt = start_attempt(enrolment=enrolment, by=learner)
    with pytest.raises(Refused):
        submit_attempt(attempt=attempt, answers=answers_to(attempt), by=stranger)


def test_a_module_whose_page_is_taken_down_is_not_open(version: ModuleVersion, learner: User) -> None:
    ModulePage.objects.get(module=version.module).unpublish()
    assert current_version("module-1") is None
    with pytest.raises(ModuleNotOpen, match="not published"):
        enrol(user=learner, module=version.module, by=learner)


# Lessons and reflections


def test_steps_are_kept_once(enrolment: Enrolment, version: ModuleVersion) -> None:
    do_lessons(enrolment, version, 1)
    do_lessons(enrolment, version, 1)
    assert StepDone.objects.count() == 1
    step = StepDone.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        StepDone.objects.create(
            enrolment=enrolment, module_version=version, lesson_id=step.lesson_id, done_at=clock.now()
        )


def test_a_lesson_of_another_module_is_refused(enrolment: Enrolment) -> None:
    with pytest.raises(Refused, match="not part of the module"):
        mark_lesson_done(enrolment=enrolment, lesson_id="elsewhere", by=enrolment.user)


def test_s4_a_reflection_is_kept_with_its_prompt(enrolment: Enrolment, version: ModuleVersion) -> None:
    lesson = version.lessons[0]
    block = next(block for block in lesson.value["content"] if block.block_type == "reflection")
    facts: dict[str, Any] = {"enrolment": enrolment, "lesson_id": lesson.id, "by": enrolment.user}
    keep_reflections(texts={block.id: "First thought"}, **facts)
    keep_reflections(texts={block.id: "First thought"}, **facts)
    mark_lesson_done(reflections={block.id: "Second thought", "not-a-block": "lost"}, **facts)
    kept = Reflection.objects.all()
    assert [one.text for one in kept] == ["First thought", "Second thought"]
    assert kept[0].prompt == "Think about lesson 1."
    with pytest.raises(ImmutableRecord):
        kept.update(text="Other")


# The knowledge check


def test_t8_questions_and_their_order_are_fixed_at_the_start(enrolment: Enrolment) -> None:
    attempt = start_attempt(enrolment=enrolment, by=enrolment.user, draw=random.Random(3))
    again = start_attempt(enrolment=enrolment, by=enrolment.user, draw=random.Random(4))
    assert again == attempt
    drawn = list(attempt.questions.all())
    assert len(drawn) == 2
    Question.objects.update(stem="Rewritten")
    assert all("what do you do" in one.content["stem"] for one in attempt.questions.all())


def test_t8_each_try_draws_anew(enrolment: Enrolment) -> None:
    draws = set()
    for seed in range(6):
        attempt = take_check(enrolment, is_right=False, seed=seed)
        draws.add(tuple(attempt.questions.values_list("question_id", flat=True)))
    assert len(draws) > 1
    assert Attempt.objects.count() == 6


def test_t8_only_questions_in_use_are_drawn(enrolment: Enrolment) -> None:
    Question.objects.exclude(code="module-1-Q1").update(is_active=False)
    attempt = start_attempt(enrolment=enrolment, by=enrolment.user)
    assert [one.question.code for one in attempt.questions.all()] == ["module-1-Q1"]


def test_t8_right_wrong_and_the_pass_mark(enrolment: Enrolment) -> None:
    failed = take_check(enrolment, is_right=False)
    assert (failed.score, failed.out_of, failed.passed, failed.percentage) == (0, 2, False, 0)
    attempt = start_attempt(enrolment=enrolment, by=enrolment.user)
    right, wrong = answers_to(attempt), answers_to(attempt, is_right=False)
    first = min(right)
    half = submit_attempt(attempt=attempt, answers=right | {first: wrong[first]}, by=enrolment.user)
    assert (half.percentage, half.passed) == (50, False)
    assert take_check(enrolment).passed


def test_t8_several_right_answers_ask_for_all_of_them(version: ModuleVersion, enrolment: Enrolment) -> None:
    Question.objects.update(is_active=False)
    add_question(version.module, "many", by=editor(), kind=QuestionKind.MULTIPLE)
    attempt = start_attempt(enrolment=enrolment, by=enrolment.user)
    drawn = attempt.questions.get()
    half = {min(drawn.right_choices)}
    submit_attempt(attempt=attempt, answers={drawn.pk: half}, by=enrolment.user)
    assert AttemptAnswer.objects.get().is_correct is False


@pytest.mark.parametrize("answers", [{}, "foreign", "two"])
def test_answers_that_do_not_fit_are_refused(enrolment: Enrolment, answers: object) -> None:
    attempt = start_attempt(enrolment=enrolment, by=enrolment.user)
    given = answers_to(attempt)
    first = min(given)
    offered = {choice["id"] for choice in AttemptQuestion.objects.get(pk=first).content["choices"]}
    wrong = {"foreign": given | {first: {0}}, "two": given | {first: offered}}.get(str(answers), {})
    with pytest.raises(AnswersIncomplete):
        submit_attempt(attempt=attempt, answers=wrong, by=enrolment.user)
    attempt.refresh_from_db()
    assert attempt.submitted_at is None
    assert not AttemptAnswer.objects.exists()


def test_a_check_is_handed_in_once(enrolment: Enrolment) -> None:
    attempt = take_check(enrolment, is_right=False)
    stale = Attempt.objects.get(pk=attempt.pk)
    stale.submitted_at = None
    with pytest.raises(AlreadySubmitted):
        submit_attempt(attempt=stale, answers=answers_to(attempt), by=enrolment.user)
    attempt.refresh_from_db()
    assert attempt.passed is False
    assert AttemptAnswer.objects.count() == 2


def test_an_attempt_never_changes(enrolment: Enrolment) -> None:
    attempt = take_check(enrolment)
    attempt.score = 0
    for change in (attempt.save, attempt.delete, Attempt.objects.all().delete, lambda: Attempt.objects.update(score=0)):
        with pytest.raises(ImmutableRecord):
            change()
    answer = AttemptAnswer.objects.first()
    with pytest.raises(ImmutableRecord):
        answer.save()


def test_the_database_allows_one_open_attempt_and_whole_results(enrolment: Enrolment, version: ModuleVersion) -> None:
    facts: dict[str, Any] = {"enrolment": enrolment, "module_version": version, "started_at": clock.now()}
    Attempt.objects.create(**facts)
    for wrong in (
        {},
        {"submitted_at": clock.now()},
        {"submitted_at": clock.now(), "score": 3, "out_of": 2, "passed": True},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.create(**facts, **wrong)


@pytest.mark.parametrize(
    ("kind", "right"),
    [
        (QuestionKind.SINGLE, [True, True]),
        (QuestionKind.SINGLE, [False, False]),
        (QuestionKind.TRUE_FALSE, [True, False, False]),
        (QuestionKind.MULTIPLE, [False, False]),
        (QuestionKind.MULTIPLE, [True, True]),
        (QuestionKind.SINGLE, [True]),
        ("essay", [True, False]),
    ],
)
def test_t8_a_question_whose_choices_do_not_fit_is_refused(
    version: ModuleVersion, kind: str, right: list[bool]
) -> None:
    choices = tuple(
        ChoiceText(text=f"Choice {place}", is_correct=one, feedback="Why.") for place, one in enumerate(right)
    )
    question = QuestionText(code="Q-X", kind=kind, stem="?", criterion="HC-1.1", source="protocol", choices=choices)
    with pytest.raises(QuestionNotUsable, match="Q-X"):
        save_question(module=version.module, question=question, by=editor())


# Completion


def test_t4_completion_follows_from_lessons_and_check_in_either_order(version: ModuleVersion) -> None:
    lessons_first, check_first = employed(), employed()
    one = enrol(user=lessons_first, module=version.module, by=lessons_first)
    do_lessons(one, version)
    assert not has_completed(lessons_first, "module-1")
    take_check(one)
    assert has_completed(lessons_first, "module-1")
    two = enrol(user=check_first, module=version.module, by=check_first)
    take_check(two)
    assert not has_completed(check_first, "module-1")
    do_lessons(two, version)
    assert has_completed(check_first, "module-1")


def test_passing_is_not_completing(enrolment: Enrolment, version: ModuleVersion, learner: User) -> None:
    take_check(enrolment)
    progress = progress_of(learner, [version])[0]
    assert progress.has_passed
    assert progress.completion is None
    assert progress.remaining == ["2 of 2 lessons to do."]


def test_t4_there_is_one_record_of_completion(enrolment: Enrolment, version: ModuleVersion, learner: User) -> None:
    do_lessons(enrolment, version)
    take_check(enrolment)
    take_check(enrolment, seed=2)
    do_lessons(enrolment, version)
    completion = Completion.objects.get()
    assert completion.module_version == version
    another = take_check(enrolment, seed=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Completion.objects.create(
            user=learner, module_version=version, enrolment=enrolment, attempt=another, completed_at=clock.now()
        )
    with pytest.raises(ImmutableRecord):
        completion.delete()


def test_the_news_of_completion_is_sent_inside_the_transaction(enrolment: Enrolment, version: ModuleVersion) -> None:
    """When the receiver fails, so does the completion: news is never lost between the two."""
    do_lessons(enrolment, version)

    def broken(sender: object, completion: Completion, **kwargs: object) -> None:
        assert transaction.get_connection().in_atomic_block
        raise RuntimeError

    module_completed.connect(broken)
    try:
        with pytest.raises(RuntimeError):
            take_check(enrolment)
    finally:
        module_completed.disconnect(broken)
    assert not Completion.objects.exists()
    assert not Certificate.objects.exists()
    assert not Attempt.objects.submitted().exists()


def test_a_newer_version_asks_only_for_what_is_new(learner: User) -> None:
    """Somebody half way keeps the lessons done and the check passed; somebody complete stays complete."""
    version = publish_module()
    half_way, finished = enrol(user=learner, module=version.module, by=learner), employed()
    complete(finished)
    do_lessons(half_way, version, 1)
    take_check(half_way)
    page = ModulePage.objects.get(module=version.module)
    page.lessons[1].value["title"] = "Lesson 2, in better words"
    page.save_revision(user=editor())
    newer = publish(page, reviewer=governor(), by=editor())
    progress = progress_of(learner, [newer])[0]
    assert [lesson.is_done for lesson in progress.lessons] == [True, False]
    do_lessons(half_way, newer)
    assert Completion.objects.get(user=learner).module_version == newer
    assert has_completed(finished, "module-1")
    assert Completion.objects.get(user=finished).module_version == version
