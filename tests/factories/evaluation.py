"""Evaluation as tests need it: questionnaires published, people asked, answers given."""

import random
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from core import clock
from evaluation.constants import Outcome, Purpose, QuestionKind
from evaluation.models import Decision, Invitation
from evaluation.services import Given, answer, decide, load_questionnaires
from evaluation.services.asking import invite
from evaluation.surroundings import Facts
from modules.constants import Purpose as AttemptPurpose
from modules.models import ModuleVersion
from modules.services import enrol, mark_lesson_done, start_attempt, submit_attempt
from people.models import Organisation, User
from tests.factories.modules import answers_to as check_answers
from tests.factories.modules import editor, governor, take_check
from tests.factories.people import UserFactory, employed
from training_sessions.constants import Delivery


def questionnaires() -> None:
    load_questionnaires(by=editor())


def asked(
    version: ModuleVersion,
    *,
    purpose: Purpose = Purpose.REACTION,
    user: User | None = None,
    about: User | None = None,
    organisation: Organisation | None = None,
    delivery: Delivery = Delivery.ONLINE,
    pair: str = "",
    **facts: Any,
) -> Invitation:
    """Somebody who is asked about a version; a new person unless one is named."""
    user = user or UserFactory()
    invitation = invite(
        purpose=purpose,
        asked=user,
        about=about or (UserFactory() if purpose == Purpose.MANAGER else user),
        version=version,
        facts=Facts(organisation=organisation, delivery=delivery, pair=pair, **facts),
        by=None,
    )
    assert invitation is not None
    return invitation


def answers_to(invitation: Invitation, *, scale: int = 4, words: str = "", choice: int = 0) -> list[Given]:
    """Every question answered: this number, the choice at this place, these words where there are any."""
    given = []
    for question in invitation.questionnaire_version.asked:
        match question.kind:
            case QuestionKind.SCALE:
                given.append(Given(code=question.code, scale=scale))
            case QuestionKind.CHOICE:
                given.append(Given(code=question.code, choice=question.choices[choice]))
            case QuestionKind.WORDS if words:
                given.append(Given(code=question.code, words=words))
            case QuestionKind.CONFIDENCE:
                given += [
                    Given(code=f"{question.code}-{when}", outcome=outcome["code"], scale=value)
                    for outcome in invitation.module_version.outcomes
                    for when, value in (("before", 2), ("now", scale))
                ]
    return given


def answered(version: ModuleVersion, *, scale: int = 4, words: str = "", choice: int = 0, **who: Any) -> Invitation:
    invitation = asked(version, **who)
    answer(invitation=invitation, answers=answers_to(invitation, scale=scale, words=words, choice=choice), by=None)
    return invitation


def decided(version: ModuleVersion, outcome: Outcome = Outcome.CHANGE, **facts: Any) -> Decision:
    one, other = governor(), governor()
    given = {
        "what": "Add a lesson about stairs.",
        "why": "People asked for it.",
        "due_on": date(2027, 9, 1),
        "owner": editor(),
        "present": [one, other],
        "by": one,
    }
    return decide(version=version, outcome=outcome, **given | facts)


def in_months(day: date) -> Any:
    """A clock fixed at ten in the morning of a day."""
    return clock.fixed(timezone.make_aware(datetime.combine(day, time(10))))


def learned(version: ModuleVersion, *, knew: bool = False, knows: bool = True, user: User | None = None) -> User:
    """Somebody who answered before the first lesson and then completed, all right or all wrong each time."""
    user = user or employed()
    enrolment = enrol(user=user, module=version.module, by=user)
    look = start_attempt(enrolment=enrolment, by=user, purpose=AttemptPurpose.BEFORE, draw=random.Random(1))
    submit_attempt(attempt=look, answers=check_answers(look, is_right=knew), by=user)
    for lesson in version.lesson_heads:
        mark_lesson_done(enrolment=enrolment, lesson_id=lesson.id, by=user)
    take_check(enrolment, is_right=knows)
    return user
