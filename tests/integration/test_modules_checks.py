"""The knowledge check's pages: seven kinds, rules for trying again, time, answers kept as they are typed (T8, T10)."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from core import clock
from core.exceptions import Refused
from modules.check_selectors import results_by_outcome
from modules.constants import Purpose, QuestionKind, QuestionUse
from modules.exceptions import CheckNotOpen, TimeIsUp
from modules.models import Attempt, AttemptAnswer, Enrolment, ModulePage, ModuleVersion, Question
from modules.services import enrol, mark_lesson_done, start_attempt, submit_attempt
from modules.services.knowledge_checks import allow_one_more, draft_key, hand_in_as_it_stands, keep_answers
from people import drafts
from people.drafts import token_for
from people.models import FormDraft, User
from tests.factories.modules import (
    add_question,
    answers_to,
    draft_module,
    editor,
    governor,
    posted,
    publish,
    publish_module,
    take_check,
)
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def learner(client: Client) -> User:
    user = employed()
    client.force_login(user)
    return user


def published(questions: int = 4, **facts: Any) -> ModuleVersion:
    """A module whose check has rules of its own."""
    writer = editor()
    page = draft_module(by=writer, questions=questions)
    for name, value in facts.items():
        setattr(page, name, value)
    page.save_revision(user=writer)
    return publish(ModulePage.objects.get(pk=page.pk), reviewer=governor(), by=writer)


def enrolled(user: User, version: ModuleVersion) -> Enrolment:
    return enrol(user=user, module=version.module, by=user)


@pytest.fixture
def every_kind(learner: User) -> Enrolment:
    """Somebody in a module whose check asks one question of each kind."""
    version = published(questions=0, questions_drawn=len(QuestionKind.values))
    for kind in QuestionKind.values:
        add_question(version.module, f"Q-{kind}", by=editor(), kind=kind, unit="mm" if kind == "numeric" else "")
    return enrolled(learner, version)


def address(attempt: Attempt) -> str:
    return f"/learning/module-1/check/{attempt.pk}/"


def later(minutes: int) -> Any:
    return clock.fixed(clock.now() + timedelta(minutes=minutes))


# The seven kinds


@pytest.mark.parametrize("is_right", [True, False])
def test_t8_every_kind_is_asked_answered_and_explained(client: Client, every_kind: Enrolment, is_right: bool) -> None:
    attempt = start_attempt(enrolment=every_kind, by=every_kind.user, draw=random.Random(2))
    shown = client.get(address(attempt)).content.decode()
    assert shown.count("<select") == 5, "two left sides and three items"
    assert "Type a number in mm." in shown
    result = client.post(address(attempt), posted(attempt, is_right=is_right), follow=True).content.decode()
    attempt.refresh_from_db()
    assert (attempt.score, attempt.out_of) == (7 if is_right else 0, 7)
    assert ("You passed" in result) is is_right
    assert "Q-matching left, which is why" in result
    assert "This would be right." in result or is_right


def test_t8_two_items_in_one_place_are_pointed_out_and_nothing_typed_is_lost(
    client: Client, every_kind: Enrolment
) -> None:
    attempt = start_attempt(enrolment=every_kind, by=every_kind.user)
    order = next(one for one in attempt.questions.all() if one.content["kind"] == QuestionKind.ORDERING)
    number = next(one for one in attempt.questions.all() if one.content["kind"] == QuestionKind.NUMERIC)
    words = next(one for one in attempt.questions.all() if one.content["kind"] == QuestionKind.SHORT_ANSWER)
    fields = posted(attempt) | {f"question-{order.pk}_{place}": 2 for place in range(2)}
    fields |= {f"question-{number.pk}": "a metre", f"question-{words.pk}": "typed before"}
    shown = client.post(address(attempt), fields).content.decode()
    assert f"In question {order.position}, more than one item has number 2" in shown
    assert f"In question {number.position}, type a number in digits" in shown
    assert "typed before" in shown
    assert "a metre" in shown
    assert f'href="#id_question-{order.pk}_0"' in shown
    assert not AttemptAnswer.objects.exists()


def test_t8_a_pair_left_open_is_named(client: Client, every_kind: Enrolment) -> None:
    attempt = start_attempt(enrolment=every_kind, by=every_kind.user)
    pairs = next(one for one in attempt.questions.all() if one.content["kind"] == QuestionKind.MATCHING)
    left = pairs.content["choices"][1]["text"]
    shown = client.post(address(attempt), posted(attempt) | {f"question-{pairs.pk}_1": ""}).content.decode()
    assert f"In question {pairs.position}, choose an answer for “{left}”" in shown


# Drawing


def test_t8_so_many_questions_of_each_topic_are_drawn_and_none_for_practice(learner: User) -> None:
    version = published(
        questions=0,
        questions_drawn=5,
        draws=[("draw", {"tag": "reason", "count": 2}), ("draw", {"tag": "record", "count": 3})],
    )
    by = editor()
    for number in range(6):
        for tag in ("reason", "record", "other"):
            add_question(version.module, f"{tag}-{number}", by=by, tags=(tag, "all"))
        add_question(version.module, f"practice-{number}", by=by, tags=("reason",), use=QuestionUse.PRACTICE)
    enrolment = enrolled(learner, version)
    for seed in range(5):
        attempt = take_check(enrolment, is_right=False, seed=seed)
        tags = sorted(question.content["tags"][0] for question in attempt.questions.all())
        assert tags == ["reason"] * 2 + ["record"] * 3
        assert all(question.question.use == QuestionUse.CHECK for question in attempt.questions.all())


def test_t8_a_topic_with_too_few_questions_is_filled_up_from_the_rest(learner: User) -> None:
    version = published(questions=4, questions_drawn=3, draws=[("draw", {"tag": "rare", "count": 3})])
    add_question(version.module, "rare-1", by=editor(), tags=("rare",))
    attempt = start_attempt(enrolment=enrolled(learner, version), by=learner)
    codes = {question.content["code"] for question in attempt.questions.all()}
    assert len(codes) == 3
    assert "rare-1" in codes


# What somebody knew before


def test_t10_before_the_first_lesson_one_question_for_each_outcome(client: Client, learner: User) -> None:
    outcome = {"text": "Text.", "criteria": []}
    outcomes = [outcome | {"code": f"O{n}", "criteria": [f"HC-{n}.1"]} for n in (1, 2, 3)]
    version = published(questions=0, outcomes=[("outcome", one) for one in outcomes])
    for number in (1, 1, 2):
        code = f"Q{Question.objects.count()}"
        add_question(version.module, code, by=editor(), criterion=f"HC-{number}.1")
    assert "See what you know already" in client.get("/learning/module-1/").content.decode()
    assert "You cannot pass or fail" in client.get("/learning/module-1/before/").content.decode()
    started = client.post("/learning/module-1/before/")
    attempt = Attempt.objects.get(purpose=Purpose.BEFORE)
    enrolment = attempt.enrolment
    assert started["Location"] == address(attempt)
    assert attempt.questions.count() == 2, "no question bears on the third outcome"
    shown = client.post(address(attempt), posted(attempt), follow=True).content.decode()
    assert "2 of 2 right" in shown
    assert "which is why" not in shown, "the answers come with the lessons"
    attempt.refresh_from_db()
    assert (attempt.passed, attempt.score) == (None, 2)
    assert results_by_outcome(attempt) == {"O1": (1, 1), "O2": (1, 1)}
    assert not enrolment.attempts.filter(passed=True).exists()
    assert "Your results" not in client.get("/learning/module-1/check/").content.decode()
    assert "See what you know already" not in client.get("/learning/module-1/").content.decode()
    with pytest.raises(CheckNotOpen, match="asked once"):
        start_attempt(enrolment=enrolment, by=learner, purpose=Purpose.BEFORE)


def test_t10_after_a_lesson_it_is_too_late_to_say_what_somebody_knew_before(client: Client, learner: User) -> None:
    version = publish_module()
    enrolment = enrolled(learner, version)
    mark_lesson_done(enrolment=enrolment, lesson_id=version.lessons[0].id, by=learner)
    refused = client.post("/learning/module-1/before/", follow=True).content.decode()
    assert "for before the first lesson" in refused
    assert not Attempt.objects.exists()


# Trying again


def test_t8_the_rules_are_told_before_the_start_and_kept(client: Client, learner: User) -> None:
    version = published(retry_wait_minutes=60, attempts_allowed=2)
    enrolment = enrolled(learner, version)
    shown = client.get("/learning/module-1/check/").content.decode()
    assert "You have 2 tries." in shown
    assert "you wait 60 minutes" in shown
    take_check(enrolment, is_right=False)
    shown = client.get("/learning/module-1/check/").content.decode()
    assert "You can try again on 4 June 2027 from 14:00." in shown
    assert "Try again</button>" not in shown
    with pytest.raises(CheckNotOpen, match="from 14:00"):
        start_attempt(enrolment=enrolment, by=learner)
    with later(60):
        take_check(enrolment, is_right=False)
    with later(600), pytest.raises(CheckNotOpen, match="used all 2 tries"):
        start_attempt(enrolment=enrolment, by=learner)
    with later(600):
        refused = client.post("/learning/module-1/check/", follow=True).content.decode()
    assert "You have used all 2 tries" in refused


def test_t8_an_editor_allows_one_more_try_and_says_why(client: Client, learner: User) -> None:
    version = published(attempts_allowed=1)
    enrolment = enrolled(learner, version)
    with pytest.raises(Refused, match="can still try"):
        allow_one_more(enrolment=enrolment, reason="Ill", by=editor())
    take_check(enrolment, is_right=False)
    with pytest.raises(Refused, match="for somebody else"):
        allow_one_more(enrolment=enrolment, reason="Ill", by=learner)
    page = "/learning/questions/module-1/tries/"
    assert client.get(page).status_code == 403
    client.force_login(editor())
    assert str(learner) in client.get(page).content.decode()
    assert "Say why they may try once more" in client.post(page, {"enrolment": enrolment.pk}).content.decode()
    done = client.post(page, {"enrolment": enrolment.pk, "reason": "The power failed."}, follow=True).content.decode()
    assert "can try once more." in done
    assert "Nobody has used up their tries" in done
    assert take_check(enrolment).passed


# Time


def timed(learner: User) -> Attempt:
    return start_attempt(enrolment=enrolled(learner, published(minutes_allowed=30)), by=learner)


def test_t8_after_time_the_check_is_handed_in_with_what_was_kept_in_time(client: Client, learner: User) -> None:
    attempt = timed(learner)
    assert "Hand it in by 13:30" in client.get(address(attempt)).content.decode()
    names = [f"question-{question.pk}" for question in attempt.questions.all()]
    sent = posted(attempt)
    token = token_for(learner, draft_key(attempt), attempt.closes_at)
    assert client.post("/drafts/", {names[0]: sent[names[0]], "draft": token}).status_code == 200
    with later(31):
        assert client.post("/drafts/", sent | {"draft": token}).status_code == 403
        shown = client.post(address(attempt), sent, follow=True).content.decode()
    assert "1 of 2 right" in shown
    assert "The time was up at 13:30" in shown
    assert "You gave no answer." in shown or shown.count("You chose this.") == 1
    attempt.refresh_from_db()
    assert attempt.submitted_at == attempt.closes_at
    assert not attempt.passed
    assert Attempt.objects.count() == 1


def test_t8_answers_that_come_too_late_do_not_count(learner: User) -> None:
    attempt = timed(learner)
    with later(30), pytest.raises(TimeIsUp):
        submit_attempt(attempt=attempt, answers=answers_to(attempt), by=learner)
    with later(30), pytest.raises(TimeIsUp):
        keep_answers(attempt=attempt, typed=QueryDict("a=1"), by=learner)
    with later(29):
        assert submit_attempt(attempt=attempt, answers=answers_to(attempt), by=learner).passed


def test_t8_a_draft_that_was_kept_too_late_counts_for_nothing(learner: User) -> None:
    attempt = timed(learner)
    sent = QueryDict(urlencode(posted(attempt), doseq=True))
    with later(30):
        drafts.keep(drafts.Owner(user_id=learner.pk, key=draft_key(attempt)), sent)
        assert hand_in_as_it_stands(attempt=attempt, by=learner).score == 0


def test_t8_somebody_who_comes_back_after_time_finds_the_result(client: Client, learner: User) -> None:
    attempt = timed(learner)
    with later(90):
        shown = client.get("/learning/module-1/check/", follow=True).content.decode()
        assert "Not passed this time" in shown
        again = start_attempt(enrolment=attempt.enrolment, by=learner)
    assert again.pk != attempt.pk
    assert Attempt.objects.submitted().count() == 1


# Answers kept as they are typed


def test_t8_answers_are_kept_and_shown_again(client: Client, every_kind: Enrolment) -> None:
    attempt = start_attempt(enrolment=every_kind, by=every_kind.user)
    words = next(one for one in attempt.questions.all() if one.content["kind"] == QuestionKind.SHORT_ANSWER)
    fields = posted(attempt) | {f"question-{words.pk}": "half a thou"}
    kept = client.post(address(attempt), fields | {"action": "keep"}, follow=True).content.decode()
    assert "Your answers are kept." in kept
    assert "half a thou" in kept
    assert kept.count(" selected") == 5
    assert set(FormDraft.objects.get().fields) == set(fields)
    assert not AttemptAnswer.objects.exists()
    client.post(address(attempt), posted(attempt))
    assert not FormDraft.objects.exists(), "what was handed in is no draft any more"


def test_t8_nobody_keeps_answers_for_somebody_else(client: Client, every_kind: Enrolment) -> None:
    attempt = start_attempt(enrolment=every_kind, by=every_kind.user)
    with pytest.raises(Refused):
        keep_answers(attempt=attempt, typed=QueryDict("a=1"), by=employed())
    client.force_login(employed())
    assert client.post(address(attempt), posted(attempt) | {"action": "keep"}).status_code == 404


def test_t8_after_hand_in_nothing_more_is_kept(client: Client, every_kind: Enrolment) -> None:
    attempt = take_check(every_kind)
    assert client.post(address(attempt), posted(attempt) | {"action": "keep"}).status_code == 409


# Figures


def test_t8_the_check_takes_the_same_queries_with_20_and_1000_questions(
    client: Client, learner: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    version = published(questions=20, questions_drawn=10)
    template = version.module.questions.first()
    enrolment = enrolled(learner, version)
    counted = []
    for more in (0, 980):
        Question.objects.bulk_create(
            Question(
                module=version.module,
                code=f"bulk-{number}",
                kind=template.kind,
                stem="?",
                criterion="HC-1.1",
                source="s",
                tags="all",
            )
            for number in range(more)
        )
        with django_assert_max_num_queries(25) as started:
            client.post("/learning/module-1/check/")
        attempt = enrolment.attempts.open().get()
        with django_assert_max_num_queries(15) as shown:
            client.get(address(attempt))
        counted.append((len(started.captured_queries), len(shown.captured_queries)))
        if more == 0:
            submit_attempt(attempt=attempt, answers=answers_to(attempt), by=learner)
    assert counted[0] == counted[1]


# Practice in a lesson


def practising(learner: User) -> tuple[Enrolment, str]:
    writer = editor()
    page = draft_module(by=writer)
    for kind in QuestionKind.values:
        add_question(page.module, f"P-{kind}", by=writer, kind=kind, use=QuestionUse.PRACTICE)
    add_question(page.module, "P-hidden", by=writer)
    codes = [[f"P-{kind}" for kind in QuestionKind.values], ["P-single", "P-hidden"]]
    blocks = [("reflection", {"prompt": "Think."}), *(("practice", {"questions": one}) for one in codes)]
    page.lessons = [("lesson", {"title": "Lesson 1", "minutes": 5, "content": blocks})]
    page.save_revision(user=writer)
    version = publish(ModulePage.objects.get(pk=page.pk), reviewer=governor(), by=writer)
    return enrolled(learner, version), f"/learning/module-1/lessons/{version.lessons[0].id}/"


def test_t8_practice_is_explained_at_once_in_the_lesson_and_nothing_is_kept(client: Client, learner: User) -> None:
    enrolment, lesson = practising(learner)
    shown = client.get(lesson).content.decode()
    assert shown.count("See how I did") == 2
    assert "P-hidden" not in shown, "a question of the check is not shown in a lesson"
    block = next(one for one in enrolment.module.versions.get().lessons[0].value["content"][1:2])
    single = Question.objects.get(code="P-single")
    right, wrong = single.choices.all()
    action = f"practice-{block.id}"
    reflection = enrolment.module.versions.get().lessons[0].value["content"][0].id
    sent = {"action": action, f"{action}-{single.pk}": str(wrong.pk), reflection: "Half a thought"}
    marked = client.post(lesson, sent).content.decode()
    assert "P-single wrong, which is why" in marked
    assert marked.count("Answer practice question") == 6, (
        "the others of this block are still open, those of the next not"
    )
    assert "Half a thought" in marked
    right_now = client.post(lesson, sent | {f"{action}-{single.pk}": str(right.pk)}).content.decode()
    assert "You chose this. This is the right answer." in right_now
    assert not Attempt.objects.exists()
    assert not enrolment.steps_done.exists()
    assert not enrolment.reflections.exists()
