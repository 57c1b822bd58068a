"""From questions as editors write them to a version that people are asked."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from audit.services import record
from core import clock
from core.transitions import lock
from evaluation.constants import Purpose, QuestionKind
from evaluation.exceptions import QuestionnaireNotUsable
from evaluation.models import Questionnaire, QuestionnaireQuestion, QuestionnaireVersion
from people.models import User
from people.selectors import roles_of
from stories.permissions import EDITORS

SOURCE = Path(__file__).resolve().parent.parent / "questionnaires.toml"


@transaction.atomic
def publish_questionnaire(*, questionnaire: Questionnaire, by: User) -> QuestionnaireVersion:
    """Make the questions as they stand the ones that people are asked from now on.

    Publishing what is published already changes nothing. Raises `QuestionnaireNotUsable` with the first problem.
    """
    if roles_of(by).isdisjoint(EDITORS):
        raise QuestionnaireNotUsable("Only editors and the governance group publish a questionnaire.")
    questionnaire = lock(Questionnaire.objects, questionnaire.pk)
    versions = list(QuestionnaireVersion.objects.filter(questionnaire=questionnaire).order_by("-number"))
    questions = [_as_published(question) for question in questionnaire.questions.all()]
    _require_usable(questions, versions)
    if questionnaire.purpose == Purpose.SATISFACTION:
        _require_no_module(questions)
    newest = versions[0] if versions else None
    content = (questionnaire.title, questionnaire.introduction, questions)
    if newest and (newest.title, newest.introduction, newest.questions) == content:
        return newest
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=newest.number + 1 if newest else 1,
        title=questionnaire.title,
        introduction=questionnaire.introduction,
        questions=questions,
        published_at=clock.now(),
        published_by=by,
    )
    record("evaluation.questionnaire_published", version, by=by)
    return version


def _require_no_module(questions: list[dict[str, Any]]) -> None:
    """People are asked about no module, so there are no learning outcomes to be confident in."""
    if any(question["kind"] == QuestionKind.CONFIDENCE for question in questions):
        raise QuestionnaireNotUsable("Confidence in learning outcomes can be asked about a module only.")


def _as_published(question: QuestionnaireQuestion) -> dict[str, Any]:
    return {
        "code": question.code,
        "kind": question.kind,
        "text": question.text,
        "hint": question.hint,
        "choices": question.choice_lines,
    }


def _require_usable(questions: list[dict[str, Any]], versions: list[QuestionnaireVersion]) -> None:
    """Questions that can be asked, and that can be counted together with what was asked before under their codes."""
    if not questions:
        raise QuestionnaireNotUsable("Write at least one question.")
    earlier = {asked.code: asked.kind for version in versions for asked in version.asked}
    for question in questions:
        code, kind = question["code"], question["kind"]
        if kind == QuestionKind.CHOICE and len(set(question["choices"])) < 2:
            raise QuestionnaireNotUsable(f"“{question['text']}” needs two different answers to choose from, or more.")
        if earlier.get(code, kind) != kind:
            was = earlier[code].label.lower()
            raise QuestionnaireNotUsable(
                f"“{code}” was asked as “{was}” before. Give the new question another code, so that old answers keep "
                "their meaning."
            )


@transaction.atomic
def load_questionnaires(*, by: User) -> list[QuestionnaireVersion]:
    """Write and publish the questionnaires that come with the product, where there is none for a purpose yet."""
    versions = []
    for row in tomllib.loads(SOURCE.read_text())["questionnaires"]:
        if Questionnaire.objects.filter(purpose=row["purpose"]).exists():
            continue
        questionnaire = Questionnaire(
            purpose=row["purpose"], title=row["title"], introduction=row.get("introduction", "")
        )
        questionnaire.questions = [
            QuestionnaireQuestion(
                code=question["code"],
                kind=QuestionKind(question["kind"]),
                text=question["text"],
                hint=question.get("hint", ""),
                choices="\n".join(question.get("choices", [])),
            )
            for question in row["questions"]
        ]
        questionnaire.save()
        versions.append(publish_questionnaire(questionnaire=questionnaire, by=by))
    return versions
