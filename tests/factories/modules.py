"""Modules as tests need them: written, approved and published through the services, quick to complete."""

import random
from typing import Any

from wagtail.models import Collection, Locale, Page, Site

from modules.constants import Level, QuestionKind
from modules.models import Attempt, Completion, Enrolment, Module, ModulePage, ModulePrerequisite, ModuleVersion
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
from modules.services.questions import ChoiceText
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
    module = Module.objects.create(code=code, title=title, position=Module.objects.count() + 1, level=Level.FOUNDATION)
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


def add_question(module: Module, code: str, *, by: User, kind: str = QuestionKind.SINGLE) -> None:
    choices = [
        ChoiceText(text=f"{code} right", is_correct=True, feedback=f"{code} because it is"),
        ChoiceText(text=f"{code} wrong", is_correct=False, feedback=f"{code} because it is not"),
    ]
    if kind == QuestionKind.MULTIPLE:
        choices.append(ChoiceText(text=f"{code} right too", is_correct=True, feedback="Also."))
    facts = {"stem": f"{code}: what do you do?", "criterion": "HC-1.1", "source": "protocol", "kind": kind}
    save_question(module=module, code=code, choices=choices, by=by, **facts)


def publish(page: ModulePage, *, reviewer: User, by: User) -> ModuleVersion:
    revision = page.latest_revision
    approve_draft(page=page, revision=revision, read=digest_of(revision), by=reviewer)
    return publish_draft(page=page, revision=revision, by=by)


def publish_module(code: str = "module-1", **facts: Any) -> ModuleVersion:
    """A module that learners can take: two lessons, and a check of two questions."""
    writer = editor()
    return publish(draft_module(code, by=writer, **facts), reviewer=governor(), by=writer)


def take_check(enrolment: Enrolment, *, is_right: bool = True, seed: int = 1) -> Attempt:
    user = enrolment.user
    attempt = start_attempt(enrolment=enrolment, by=user, draw=random.Random(seed))
    return submit_attempt(attempt=attempt, answers=answers_to(attempt, is_right=is_right), by=user)


def answers_to(attempt: Attempt, *, is_right: bool = True) -> dict[int, set[int]]:
    """Every question answered, all right or all wrong."""
    answers = {}
    for question in attempt.questions.all():
        offered = {choice["id"] for choice in question.content["choices"]}
        answers[question.pk] = question.right_choices if is_right else {min(offered - question.right_choices)}
    return answers


def complete(user: User, code: str = "module-1") -> Completion:
    """Enrol somebody, do every lesson and pass the check."""
    version = current_version(code)
    enrolment = enrol(user=user, module=version.module, by=user)
    for lesson in version.lessons:
        mark_lesson_done(enrolment=enrolment, lesson_id=lesson.id, by=user)
    take_check(enrolment)
    return Completion.objects.get(user=user, module_version=version)
