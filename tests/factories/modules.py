"""Modules as tests need them: written, approved and published through the services, quick to complete."""

import random
from decimal import Decimal
from typing import Any

from wagtail.models import Collection, Locale, Page, Site

from modules.constants import Level, QuestionKind
from modules.kinds import ChoiceText, QuestionText
from modules.models import (
    Attempt,
    AttemptQuestion,
    Completion,
    Enrolment,
    Module,
    ModulePage,
    ModulePrerequisite,
    ModuleVersion,
    Question,
)
from modules.selectors import current_version
from modules.services import (
    approve_draft,
    enrol,
    mark_lesson_done,
    publish_draft,
    save_question,
    start_attempt,
    submit_attempt,
)
from modules.services.publishing import digest_of
from modules.services.teaching import index_page
from people.constants import Role
from people.models import User
from stories.models import Story
from tests.factories.people import employed


def site_root() -> Page:
    """The default site's root page, and the root of Wagtail's collections, made where no migration has made them."""
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")
    site = Site.objects.filter(is_default_site=True).first()
    if site:
        return site.root_page
    Locale.objects.get_or_create(language_code="en-gb")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    start = root.add_child(title="Threshold", slug="home")
    Site.objects.create(hostname="localhost", root_page=start, is_default_site=True)
    return start


def editor() -> User:
    return employed(roles=(Role.EDITOR,))


def governor() -> User:
    return employed(roles=(Role.GOVERNANCE,))


def lesson_blocks(number: int, story: Story | None = None) -> list[tuple[str, Any]]:
    blocks: list[tuple[str, Any]] = [
        ("text", {"heading": f"Part {number}", "text": f"<p>Words of lesson {number}.</p>"}),
        ("activity", {"heading": "", "text": "<p>Try it.</p>"}),
        ("reflection", {"prompt": f"Think about lesson {number}."}),
    ]
    return [*blocks, ("story", story)] if story else blocks


def draft_module(
    code: str = "module-1",
    *,
    by: User,
    title: str = "The first module",
    lessons: int = 2,
    story: Story | None = None,
    requires: tuple[Module, ...] = (),
    checks: tuple[str, ...] = (),
    questions: int = 4,
) -> ModulePage:
    """A module with its page as a draft by `by`, and its question bank."""
    site_root()
    facts = {"title": title, "position": Module.objects.count() + 1, "level": Level.FOUNDATION}
    # Somebody may have been given standing for it before it has a page.
    module, _ = Module.objects.update_or_create(code=code, defaults=facts)
    module.prerequisites = [
        *(ModulePrerequisite(requires=one) for one in requires),
        *(ModulePrerequisite(check_name=name) for name in checks),
    ]
    module.save()
    for number in range(1, questions + 1):
        add_question(module, f"{code}-Q{number}", by=by)
    page = ModulePage(
        title=title,
        slug=code,
        live=False,
        module=module,
        summary=f"About {title}.",
        audience="Everyone.",
        label="2027.1",
        check_minutes=20,
        pass_mark=70,
        questions_drawn=2,
        sources="A source\nAnother source",
        outcomes=[("outcome", {"code": "O1", "text": "Open a conversation.", "criteria": ["HC-1.1"]})],
        lessons=[
            ("lesson", {"title": f"Lesson {n}", "minutes": 5, "content": lesson_blocks(n, story if n == 1 else None)})
            for n in range(1, lessons + 1)
        ],
    )
    index_page().add_child(instance=page)
    page.save_revision(user=by)
    return page


CHOICES = {
    QuestionKind.SINGLE: [("right", {}), ("wrong", {"is_correct": False})],
    QuestionKind.MULTIPLE: [("right", {}), ("right too", {}), ("wrong", {"is_correct": False})],
    QuestionKind.MATCHING: [("left", {"match": "its right"}), ("other left", {"match": "its other right"})],
    QuestionKind.ORDERING: [("first", {}), ("second", {}), ("third", {})],
    QuestionKind.SHORT_ANSWER: [("right*", {}), ("wrong", {"is_correct": False})],
}


def question_text(code: str, *, kind: str = QuestionKind.SINGLE, **facts: Any) -> QuestionText:
    """A question of a kind with choices that fit it."""
    if kind == QuestionKind.TRUE_FALSE:
        choices = [
            ChoiceText(text="True", feedback="It is."),
            ChoiceText(text="False", is_correct=False, feedback="No."),
        ]
    elif kind == QuestionKind.NUMERIC:
        choices = [ChoiceText(text="1000", tolerance=Decimal(5), feedback="Just so.")]
        choices.append(ChoiceText(text="900", is_correct=False, feedback="Too low."))
    else:
        choices = [
            ChoiceText(text=f"{code} {text}", feedback=f"{code} {text}, which is why", **more)
            for text, more in CHOICES[QuestionKind(kind)]
        ]
    told = {"stem": f"{code}: what do you do?", "criterion": "HC-1.1", "source": "protocol", "feedback": "So it is."}
    told |= {"choices": tuple(choices)} | facts
    return QuestionText(code=code, kind=kind, **told)


def add_question(module: Module, code: str, *, by: User, kind: str = QuestionKind.SINGLE, **facts: Any) -> Question:
    return save_question(module=module, question=question_text(code, kind=kind, **facts), by=by)


def publish(page: ModulePage, *, reviewer: User, by: User) -> ModuleVersion:
    revision = page.latest_revision
    approve_draft(page=page, revision=revision, read=digest_of(revision), by=reviewer)
    return publish_draft(page=page, revision=revision, by=by)


def publish_module(code: str = "module-1", **facts: Any) -> ModuleVersion:
    """A module that learners can take: two lessons, and a check of two questions."""
    writer = editor()
    return publish(draft_module(code, by=writer, **facts), reviewer=governor(), by=writer)


def do_lessons(enrolment: Enrolment, version: ModuleVersion, count: int | None = None) -> None:
    """Every lesson of the version, or the first so many."""
    for lesson in list(version.lessons)[:count]:
        mark_lesson_done(enrolment=enrolment, lesson_id=lesson.id, by=enrolment.user)


def take_check(enrolment: Enrolment, *, is_right: bool = True, seed: int = 1) -> Attempt:
    user = enrolment.user
    attempt = start_attempt(enrolment=enrolment, by=user, draw=random.Random(seed))
    return submit_attempt(attempt=attempt, answers=answers_to(attempt, is_right=is_right), by=user)


def answers_to(attempt: Attempt, *, is_right: bool = True) -> dict[int, Any]:
    """Every question answered, all right or all wrong."""
    answer = right_answer if is_right else wrong_answer
    return {question.pk: answer(question) for question in attempt.questions.all()}


def right_answer(question: AttemptQuestion) -> Any:
    return question.kind.right_answer(question.content)


def wrong_answer(question: AttemptQuestion) -> Any:
    """An answer that fits the question and is not right."""
    content, offered = question.content, {choice["id"] for choice in question.content["choices"]}
    match content["kind"]:
        case QuestionKind.MATCHING:
            return [content["options"][0]["id"]] * len(offered)
        case QuestionKind.ORDERING:
            return content["right_order"][::-1]
        case QuestionKind.SHORT_ANSWER:
            return "nothing of the sort"
        case QuestionKind.NUMERIC:
            return "-7"
    return {min(offered - question.right_choices)}


def posted(attempt: Attempt, *, is_right: bool = True) -> dict[str, Any]:
    """What a browser sends when every question is answered."""
    fields: dict[str, Any] = {}
    for question in attempt.questions.all():
        name, content = f"question-{question.pk}", question.content
        answer = right_answer(question) if is_right else wrong_answer(question)
        if content["kind"] == QuestionKind.MATCHING:
            fields |= {f"{name}_{place}": pk for place, pk in enumerate(answer)}
        elif content["kind"] == QuestionKind.ORDERING:
            shown = [choice["id"] for choice in content["choices"]]
            fields |= {f"{name}_{place}": answer.index(pk) + 1 for place, pk in enumerate(shown)}
        else:
            fields[name] = answer if isinstance(answer, str) else list(answer)
    return fields


def complete(user: User, code: str = "module-1") -> Completion:
    """Enrol somebody, do every lesson and pass the check."""
    version = current_version(code)
    enrolment = enrol(user=user, module=version.module, by=user)
    do_lessons(enrolment, version)
    take_check(enrolment)
    return Completion.objects.get(user=user, module_version=version)
