"""The register's past answers as officers look them up and read them (A5)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet, TextChoices

from accreditation import receipts
from accreditation.models import Answer, CaseSystem
from accreditation.numbers import SHAPE
from accreditation.proofs import ProofState, states_of
from accreditation.questions import Action, Reason
from accreditation.signing_keys import ends
from accreditation.wording import Names, names_in
from people.vocabulary import Tenure, Tier

# A case system has no index of its own in the log, where every index slows every answer. So far back it is sought.
LOOKED_AT = 50_000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One part of a question in words. `code` is what the case system sent, where the words are a name for it."""

    part: str
    words: str
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class PastAnswer:
    """An answer in words, and whether it is proved."""

    answer: Answer
    proof: ProofState
    subject: str
    asked: list[Asked]
    reasons: list[str]

    @property
    def what(self) -> str:
        """The question without whom it is about, on one line."""
        return ", ".join(one.words for one in self.asked if one.part in ("Action", "Adaptation", "Tier stated"))

    @property
    def number(self) -> str:
        """The accreditation that it is about, when the row holds a number as the register gives them."""
        number = self.answer.accreditation_number
        return number if SHAPE.fullmatch(number) else ""

    @property
    def tier(self) -> str:
        return _word(Tier, self.answer.tier)


def past_answers(*, about: str | uuid.UUID = "", asker: CaseSystem | None = None) -> QuerySet[Answer]:
    """Answers, the newest first: about a number, with an id, or asked by a case system among the newest."""
    answers = Answer.objects.select_related("batch", "case_system").order_by("-asked_at", "-pk")
    if isinstance(about, uuid.UUID):
        answers = answers.filter(public_id=about)
    elif about:
        answers = answers.filter(accreditation_number=about)
    else:
        answers = answers.order_by("-pk")
    if asker:
        answers = answers.filter(case_system=asker)
        if not about:
            newest = Answer.objects.aggregate(newest=Max("pk"))["newest"] or 0
            answers = answers.filter(pk__gt=newest - LOOKED_AT)
    return answers


def in_words(answers: list[Answer]) -> list[PastAnswer]:
    """Each answer in words with its proof, by the same few queries however many there are."""
    states = states_of(answers, receipts.public_keys(), ends())
    names = names_in(_question(answer) for answer in answers)
    return [
        PastAnswer(
            answer=answer,
            proof=states[answer.pk],
            subject=str(_question(answer).get("subject", "")),
            asked=_asked(_question(answer), names),
            reasons=[_word(Reason, code) for code in answer.reasons],
        )
        for answer in answers
    ]


def _question(answer: Answer) -> dict[str, Any]:
    return answer.question if isinstance(answer.question, dict) else {}


def _asked(question: dict[str, Any], names: Names) -> list[Asked]:
    together = question.get("together_with")
    others = together if isinstance(together, list) else []
    found = [
        Asked(part="Action", words=_word(Action, question.get("action"))),
        _named("Adaptation", question.get("adaptation"), names.adaptations),
        *(_named("Together with", code, names.adaptations) for code in others),
        Asked(part="Tier stated", words=_word(Tier, question.get("tier"))),
        Asked(part="Tenure", words=_word(Tenure, question.get("tenure"))),
        _named("Locality", question.get("locality"), names.localities),
        _named("For the organisation", question.get("organisation"), names.organisations),
    ]
    return [one for one in found if one.words]


def _named(part: str, value: Any, names: Mapping[str, str]) -> Asked:
    """The name of a code, and the code; the code alone when nothing has it."""
    code = str(value or "")
    return Asked(part=part, words=names[code], code=code) if code in names else Asked(part=part, words=code)


def _word(words: type[TextChoices], value: Any) -> str:
    """The label of a word; the value itself when it is none, as in a row that was changed."""
    return str(words(value).label) if value in words.values else str(value or "")
