"""Completions follow from what was done, under rules that are data; waivers, withdrawals, second persons (T4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from modules import effects
from modules.constants import DoneHow, WaiverOf
from modules.counting import Counting, Done, LessonHead, lacking
from modules.exceptions import ChangeNotAllowed, NotReviewed, WaiverNotAllowed
from modules.models import (
    Certificate,
    Completion,
    CompletionChange,
    CompletionRules,
    CompletionWithdrawn,
    ModuleVersion,
    Scenario,
    Waiver,
)
from modules.selectors import completion_counts_by_organisation, has_completed, prerequisites_missing, progress_of
from modules.services import (
    change_rules,
    decide_change,
    enrol,
    give_waiver,
    mark_lesson_done,
    record_taught,
    withdraw_taught,
    withdraw_waiver,
)
from modules.services.publishing import approve_draft, digest_of, publish_draft
from modules.services.rules import propose_content
from modules.signals import completion_withdrawn, module_completed
from people.models import User
from tests.factories.modules import complete, editor, governor, publish, publish_module, take_check
from tests.factories.people import employed
from tests.factories.scenarios import module_with_scenario, play_well

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def learner() -> User:
    return employed()


@pytest.fixture
def version() -> ModuleVersion:
    return publish_module()


def taught(user: User, version: ModuleVersion, session: str = "S1", lessons: int = 2) -> Completion | None:
    ids = [lesson.id for lesson in version.lesson_heads][:lessons]
    return record_taught(
        user=user, version=version, lesson_ids=ids, session_code=session, taught_at=clock.now(), by=employed()
    )


def heard(signal: Signal, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []

    def listen(**facts: Any) -> None:
        said.append(facts)

    monkeypatch.setattr(signal, "receivers", [])
    signal.connect(listen, weak=False)
    return said


def change(version: ModuleVersion, by: User, *, reaches_back: bool = False, **counting: bool) -> Any:
    wanted = Counting(**counting)
    read = effects.effects_of_rules(version.module, wanted, reaches_back=reaches_back).fingerprint
    facts = {"module": version.module, "counting": wanted, "reaches_back": reaches_back}
    return change_rules(reason="The group decided.", read=read, by=by, **facts)


# The rule itself


@given(
    counting=st.builds(Counting, lessons=st.booleans(), check=st.booleans(), session=st.booleans()),
    online=st.sets(st.sampled_from("abc")),
    room=st.sets(st.sampled_from("abc")),
    passed=st.booleans(),
    waived=st.booleans(),
)
def test_t4_what_lacks_is_exactly_what_counts_and_is_not_done(
    counting: Counting, online: set[str], room: set[str], passed: bool, waived: bool
) -> None:
    lessons = [LessonHead(id=one, title=one, minutes=5, scenarios=()) for one in "abc"]
    how = dict.fromkeys(online, DoneHow.ONLINE) | dict.fromkeys(room, DoneHow.IN_THE_ROOM)
    left = lacking(lessons, counting, Done(lessons=how, has_passed=passed, is_check_waived=waived))
    assert {lesson.id for lesson in left.lessons} == (set("abc") - online - room if counting.lessons else set())
    assert left.check == (counting.check and not passed and not waived)
    assert left.session == (counting.session and not room)
    assert bool(left) == bool(left.lessons or left.check or left.session)


# Withdrawal


def test_t4_a_corrected_attendance_withdraws_the_completion_it_bore(
    version: ModuleVersion, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_check(enrol(user=learner, module=version.module, by=learner))
    first = taught(learner, version)
    said = heard(completion_withdrawn, monkeypatch)
    withdraw_taught(user=learner, session_code="S1", reason="Another person signed.", by=employed())
    withdrawal = CompletionWithdrawn.objects.get()
    assert (withdrawal.completion, withdrawal.reason) == (first, "A session was corrected: Another person signed.")
    assert [one["completion"] for one in said] == [first]
    assert not has_completed(learner, "module-1")
    assert completion_counts_by_organisation() == []
    second_module = publish_module("module-2", title="The second", requires=(version.module,))
    assert prerequisites_missing(learner, second_module.module) == ["Complete “The first module” first."]
    progress = progress_of(learner, [version])[0]
    assert progress.remaining == ["2 of 2 lessons to do."]
    assert progress.why_withdrawn.startswith("Your completion of 4 June 2027 no longer stands. A session was corrected")


def test_t4_a_correction_that_nothing_rests_on_withdraws_nothing(version: ModuleVersion, learner: User) -> None:
    complete(learner)
    taught(learner, version)
    withdraw_taught(user=learner, session_code="S1", reason="Wrong list.", by=employed())
    assert has_completed(learner, "module-1")
    assert not CompletionWithdrawn.objects.exists()


def test_t4_completing_again_after_a_withdrawal_is_a_new_completion(version: ModuleVersion, learner: User) -> None:
    enrolment = enrol(user=learner, module=version.module, by=learner)
    take_check(enrolment)
    taught(learner, version)
    withdraw_taught(user=learner, session_code="S1", reason="Wrong list.", by=employed())
    for lesson in version.lesson_heads:
        mark_lesson_done(enrolment=enrolment, lesson_id=lesson.id, by=learner)
    again = Completion.objects.get()
    assert again.turn == 2
    assert Completion.ever.count() == Certificate.objects.count() == 2
    facts = {"user": learner, "module_version": version, "enrolment": enrolment, "completed_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Completion.objects.create(turn=2, **facts)


def test_t2_a_module_taught_early_completes_when_the_one_before_it_does(version: ModuleVersion, learner: User) -> None:
    second = publish_module("module-2", title="The second", requires=(version.module,))
    governance = governor()
    change(second, governance, check=False)
    assert taught(learner, second) is None
    complete(learner)
    assert has_completed(learner, "module-2")


# Waivers


@pytest.mark.parametrize("of", [WaiverOf.CHECK, WaiverOf.LESSON])
def test_t4_a_waiver_stands_in_for_a_part_and_the_certificate_says_so(
    version: ModuleVersion, learner: User, of: WaiverOf
) -> None:
    enrolment = enrol(user=learner, module=version.module, by=learner)
    first, second = (lesson.id for lesson in version.lesson_heads)
    mark_lesson_done(enrolment=enrolment, lesson_id=first, by=learner)
    if of == WaiverOf.CHECK:
        mark_lesson_done(enrolment=enrolment, lesson_id=second, by=learner)
    else:
        take_check(enrolment)
    by = governor()
    waiver, completion = give_waiver(
        user=learner, module=version.module, of=of, lesson_id=second, reason="Taught it for years.", by=by
    )
    assert completion == Completion.objects.get()
    assert (waiver.given_by, waiver.reason) == (by, "Taught it for years.")
    wanted = {WaiverOf.CHECK: "The knowledge check was waived.", WaiverOf.LESSON: "Lesson “Lesson 2” was waived."}
    assert completion.certificate.waived == [wanted[of]]


def test_t4_a_waived_module_counts_and_certifies_nothing(version: ModuleVersion, learner: User) -> None:
    waiver, completion = give_waiver(
        user=learner, module=version.module, of=WaiverOf.MODULE, reason="Did it elsewhere.", by=governor()
    )
    assert completion is not None
    assert completion.waiver == waiver
    assert has_completed(learner, "module-1")
    assert not Certificate.objects.exists()
    withdraw_waiver(waiver=waiver, reason="It was another course.", by=governor())
    assert not has_completed(learner, "module-1")
    assert CompletionWithdrawn.objects.get().reason == "A waiver was withdrawn: It was another course."


def test_t4_a_waiver_is_refused_in_words(version: ModuleVersion, learner: User) -> None:
    by = governor()
    facts: dict[str, Any] = {
        "user": learner,
        "module": version.module,
        "of": WaiverOf.MODULE,
        "reason": "Why.",
        "by": by,
    }
    for wrong, words in (
        ({"by": learner}, "governance"),
        ({"by": editor()}, "governance"),
        ({"user": by}, "for themselves"),
        ({"reason": " "}, "Say why"),
        ({"of": WaiverOf.LESSON, "lesson_id": "elsewhere"}, "Name a lesson"),
    ):
        with pytest.raises(WaiverNotAllowed, match=words):
            give_waiver(**facts | wrong)
    waiver, _ = give_waiver(**facts)
    with pytest.raises(WaiverNotAllowed, match="already"):
        give_waiver(**facts)
    withdraw_waiver(waiver=waiver, reason="Why.", by=by)
    with pytest.raises(WaiverNotAllowed, match="already"):
        withdraw_waiver(waiver=waiver, reason="Why.", by=by)


def test_t4_the_database_knows_that_nobody_waives_for_themselves(version: ModuleVersion, learner: User) -> None:
    enrolment = enrol(user=learner, module=version.module, by=learner)
    facts = {"enrolment": enrolment, "user": learner, "of": "check", "reason": "Why.", "given_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.create(given_by=learner, **facts)


# Rules as data


def test_t4_rules_are_data_for_each_module(version: ModuleVersion, learner: User) -> None:
    change(version, governor(), check=False, session=True)
    enrolment = enrol(user=learner, module=version.module, by=learner)
    for lesson in version.lesson_heads:
        mark_lesson_done(enrolment=enrolment, lesson_id=lesson.id, by=learner)
    version.module.refresh_from_db()
    assert progress_of(learner, [version])[0].remaining == ["A session to take part in."]
    completion = taught(learner, version, lessons=1)
    assert completion is not None
    assert completion.attempt is None
    assert completion.counted == {"lessons": True, "check": False, "scenarios": True, "session": True}


def test_t4_stricter_rules_leave_completions_alone_unless_they_reach_back(
    version: ModuleVersion, learner: User
) -> None:
    complete(learner)
    by = governor()
    change(version, by, session=True)
    assert has_completed(learner, "module-1")
    change(version, by, session=True, reaches_back=True)
    assert not has_completed(learner, "module-1")
    assert CompletionWithdrawn.objects.get().reason == "What this module asks for has changed: The group decided."
    taught(learner, version, lessons=1)
    assert has_completed(learner, "module-1")


def test_t4_easier_rules_complete_those_who_have_it_all(
    version: ModuleVersion, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught(learner, version)
    said = heard(module_completed, monkeypatch)
    change(version, governor(), check=False)
    assert has_completed(learner, "module-1")
    assert len(said) == 1


def test_t4_a_change_for_more_than_twenty_waits_for_a_second_person(version: ModuleVersion) -> None:
    people = [employed() for _ in range(21)]
    for one in people:
        taught(one, version)
    first, second = governor(), governor()
    proposed = change(version, first, check=False)
    assert isinstance(proposed, CompletionChange)
    assert (proposed.gained, proposed.lost) == (21, 0)
    assert not Completion.objects.exists()
    read = effects.effects_of_rules(version.module, Counting(check=False), reaches_back=False).fingerprint
    with pytest.raises(ChangeNotAllowed, match="second person"):
        decide_change(change=proposed, confirm=True, read=read, by=first)
    with pytest.raises(ChangeNotAllowed, match="governance"):
        decide_change(change=proposed, confirm=True, read=read, by=editor())
    with pytest.raises(ChangeNotAllowed, match="Look again"):
        decide_change(change=proposed, confirm=True, read="other", by=second)
    with pytest.raises(ChangeNotAllowed, match="waits for a second person"):
        change(version, first, session=True)
    decide_change(change=proposed, confirm=True, read=read, by=second)
    assert Completion.objects.count() == 21
    rules = CompletionRules.objects.get()
    assert (rules.made_by, rules.confirmed_by) == (first, second)
    with pytest.raises(ChangeNotAllowed, match="already"):
        decide_change(change=proposed, confirm=False, read=read, by=second)


def test_t4_a_change_for_twenty_is_one_persons(version: ModuleVersion) -> None:
    for _ in range(20):
        taught(employed(), version)
    assert isinstance(change(version, governor(), check=False), CompletionRules)
    assert Completion.objects.count() == 20


def test_t4_a_refused_change_changes_nothing(version: ModuleVersion) -> None:
    for _ in range(21):
        taught(employed(), version)
    proposed = change(version, governor(), check=False)
    decide_change(change=proposed, confirm=False, read="", by=governor())
    assert not Completion.objects.exists()
    assert not CompletionRules.objects.exists()


def test_t13_content_that_completes_many_waits_for_a_second_person(version: ModuleVersion) -> None:
    """A new version that drops a lesson completes the module for those who lacked only that one."""
    for _ in range(21):
        one = employed()
        take_check(enrol(user=one, module=version.module, by=one))
        taught(one, version, lessons=1)
    writer, reviewer = editor(), governor()
    page = version.module.page.get_latest_revision_as_object()
    del page.lessons[1]
    page.save_revision(user=writer)
    revision = page.latest_revision
    approve_draft(page=page, revision=revision, read=digest_of(revision), by=reviewer)
    with pytest.raises(NotReviewed, match="21 people would complete"):
        publish_draft(page=page, revision=revision, by=writer)
    read = effects.effects_of_content(version.module, version.lesson_heads[:1]).fingerprint
    proposed = propose_content(page=page, revision=revision, reason="The lesson moved.", read=read, by=writer)
    decide_change(change=proposed, confirm=True, read=read, by=reviewer)
    assert Completion.objects.filter(module_version__revision_id=revision.pk).count() == 21


def test_t4_content_leaves_completions_with_their_version(version: ModuleVersion, learner: User) -> None:
    complete(learner)
    writer = editor()
    page = version.module.page.get_latest_revision_as_object()
    del page.lessons[1]
    page.save_revision(user=writer)
    with clock.fixed(clock.now() + timedelta(days=1)):
        publish(page, reviewer=governor(), by=writer)
    assert [one.module_version for one in Completion.ever.all()] == [version]


def test_t8_a_lesson_waits_for_its_scenario_online_and_not_in_the_room(learner: User) -> None:
    version = module_with_scenario()
    enrolment = enrol(user=learner, module=version.module, by=learner)
    take_check(enrolment)
    for lesson in version.lesson_heads:
        mark_lesson_done(enrolment=enrolment, lesson_id=lesson.id, by=learner)
    progress = progress_of(learner, [version])[0]
    assert progress.remaining == ["The scenario of the lesson “Lesson 2” to play to an ending."]
    assert progress.next_step[0] == "Go on with lesson 2"
    in_the_room = employed()
    take_check(enrol(user=in_the_room, module=version.module, by=in_the_room))
    assert taught(in_the_room, version) is not None
    play_well(enrolment, Scenario.objects.get())
    assert has_completed(learner, "module-1")
