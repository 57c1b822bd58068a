"""Brings the stories, the modules and what each of the staff has learned, through the same services as everyone."""

import random
from pathlib import Path

from django.conf import settings

from core import clock
from demo.answers import right_answer, wrong_answer
from demo.partnership import Partnership
from demo.scenarios import play
from modules.constants import Purpose, Voice, WaiverOf
from modules.counting import LessonHead
from modules.models import Completion, Enrolment, Module, ModulePage, ModuleVersion, Scenario
from modules.selectors import current_version
from modules.services import enrol, give_waiver, load_teaching, mark_lesson_done, start_attempt, submit_attempt
from modules.services.review_links import answer_comment, comment_by_link, make_link, token_of
from people.models import User
from stories.services import load_stories

PUBLISHED_DAYS_AGO = 420
# How many days before the day of the demonstration somebody took their first module; trainers come first.
FIRST_TRAINERS, TRAINERS, ASSESSORS, OTHERS, STARTED = 360, 330, 270, 200, 20
BETWEEN_MODULES = 30
STANDINGS = {
    "founding_trainer": FIRST_TRAINERS,
    "trainer": TRAINERS,
    "expiring": TRAINERS,
    "learner": OTHERS,
}
# The modules behind each word of `learning` in the partnership's file.
MODULES = {
    "none": [],
    "started": [],
    "module-1": ["module-1"],
    "module-2": ["module-1", "module-2"],
    "module-3": ["module-1", "module-2", "module-3"],
}
LESSONS_STARTED = 3
REFLECTIONS = [
    "A tenant keeps her coat on indoors and her bath is full of boxes. Next time I will ask about yesterday.",
    "He says he manages. I have never asked him what he has stopped doing. I will, when I come about the gutter.",
    "I write down what I think is needed before I write what the person wants. I will turn that round this week.",
    "I find it hard to be silent after a question. I practised with a colleague and counted to five.",
]
FAILS_FIRST_ONE_IN = 4
KNOWN_BEFORE = 0.4


def load(p: Partnership) -> None:
    """Publish the stories and modules, then bring each of the staff to their state of learning."""
    with clock.fixed(p.moment(PUBLISHED_DAYS_AGO)):
        editor, governor = p.people["editor"], p.people["governor"]
        load_stories(folder=Path(settings.BASE_DIR) / "stories" / "teaching", by=editor)
        load_teaching(folder=Path(settings.BASE_DIR) / "modules" / "teaching", by=editor, reviewer=governor)
        _tell(editor)
    for place, (key, row) in enumerate(p.staff.items()):
        days_ago = STANDINGS.get(row["standing"], ASSESSORS) - place
        for code in MODULES[row["learning"]]:
            complete_module(p, p.people[key], code, days_ago)
            days_ago -= BETWEEN_MODULES
        if row["learning"] == "started":
            _start(p, p.people[key], "module-1", STARTED + place)
    _waive(p, p.people["halfway"])


def _waive(p: Partnership, user: User) -> None:
    """Somebody need not do one lesson."""
    if user.waivers.exists():
        return
    with clock.fixed(p.moment(STARTED)):
        give_waiver(
            user=user,
            module=Module.objects.get(code="module-1"),
            of=WaiverOf.LESSON,
            lesson_id=published("module-1").lesson_heads[-1].id,
            reason="Has led the talk about this in Three Bridges for two years.",
            by=p.people["governor"],
        )


def _tell(editor: User) -> None:
    """A carer read the first module by a link and said something, and something was done about it."""
    page = ModulePage.objects.get(module__code="module-1")
    if page.module.review_links.exists():
        return
    link = make_link(page=page, revision=page.latest_revision, label="Ardlea carers’ forum", by=editor)
    comment = comment_by_link(
        token=token_of(link),
        voice=Voice.SERVICE_USER_OR_CARER,
        said_by="A member of the forum",
        words="Ask about the person who helps, too. Nobody asked me how I manage the stairs with his chair.",
    )
    answer_comment(comment=comment, done="The lessons on the conversation now ask about whoever helps.", by=editor)


def _start(p: Partnership, user: User, code: str, days_ago: int) -> None:
    """Enrol and do the first few lessons."""
    module = Module.objects.get(code=code)
    if Enrolment.objects.filter(user=user, module=module).exists():
        return
    with clock.fixed(p.moment(days_ago, 9)):
        enrolment = enrol(user=user, module=module, by=user)
        for lesson in published(code).lesson_heads[:LESSONS_STARTED]:
            mark_lesson_done(enrolment=enrolment, lesson_id=lesson.id, by=user)


def complete_module(p: Partnership, user: User, code: str, days_ago: int) -> None:
    """Enrol, do a lesson or two a day, take the check (some fail once first), and so complete."""
    if Completion.objects.filter(user=user, module_version__module__code=code).exists():
        return
    with clock.fixed(p.moment(days_ago, 8)):
        enrolment = enrol(user=user, module=Module.objects.get(code=code), by=user)
        _look_before(enrolment)
    lessons = published(code).lesson_heads
    scenarios = Scenario.objects.in_bulk([pk for lesson in lessons for pk in lesson.scenarios])
    for lesson in lessons:
        days_ago -= 1
        with clock.fixed(p.moment(days_ago, p.random.randint(8, 17), p.random.randint(0, 59))):
            for pk in lesson.scenarios:
                play(p, enrolment, scenarios[pk])
            mark_lesson_done(enrolment=enrolment, lesson_id=lesson.id, by=user, reflections=_reflections(p, lesson))
    if p.random.randrange(FAILS_FIRST_ONE_IN) == 0:
        with clock.fixed(p.moment(days_ago - 1, 10)):
            _take_check(p, enrolment, user, is_right=False)
    with clock.fixed(p.moment(days_ago - 2, p.random.randint(9, 16))):
        _take_check(p, enrolment, user, is_right=True)


def _look_before(enrolment: Enrolment) -> None:
    """Answer a few questions before the first lesson, about two in five of them right."""
    user = enrolment.user
    chance = random.Random(f"{enrolment.module.code} {user.email}")  # noqa: S311
    look = start_attempt(enrolment=enrolment, by=user, purpose=Purpose.BEFORE, draw=chance)
    answers = {
        question.pk: right_answer(question) if chance.random() < KNOWN_BEFORE else wrong_answer(question, chance)
        for question in look.questions.all()
    }
    submit_attempt(attempt=look, answers=answers, by=user)


def _reflections(p: Partnership, lesson: LessonHead) -> dict[str, str]:
    """A short reflection for each prompt of a lesson."""
    return {block_id: p.random.choice(REFLECTIONS) for block_id in lesson.prompts}


def _take_check(p: Partnership, enrolment: Enrolment, user: User, *, is_right: bool) -> None:
    attempt = start_attempt(enrolment=enrolment, by=user, draw=p.random)
    answers = {}
    for question in attempt.questions.all():
        answers[question.pk] = right_answer(question) if is_right else wrong_answer(question, p.random)
    submit_attempt(attempt=attempt, answers=answers, by=user)


def published(code: str) -> ModuleVersion:
    version = current_version(code)
    if version is None:
        raise LookupError(f"{code} is not published.")
    return version
