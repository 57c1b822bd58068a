"""What people said, for their organisation: never one of them, and no figure about fewer than five (H11)."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from cases.constants.satisfaction import SENT_BY, SentHow
from cases.contact import may_contact
from cases.models import Person, SatisfactionAnswer, SatisfactionInvitation
from cases.selectors.scope import cases_of
from evaluation.constants import AGREEMENT, Purpose, QuestionKind
from evaluation.models import QuestionnaireVersion
from evaluation.models.questionnaire import AskedQuestion
from evaluation.suppression import too_few
from people.models import User
from people.selectors import organisations_managed_by


@dataclass(frozen=True, kw_only=True)
class QuestionResult:
    """One question: how many said what, or that too few answered for anything to be shown."""

    text: str
    people: int
    is_hidden: bool
    counts: list[tuple[str, int]]
    words: list[str]


def results_for(user: User, *, year: int) -> list[QuestionResult]:
    """The results of the organisations that somebody manages, for a year. Three queries however many answers."""
    managed = organisations_managed_by(user)
    rows = SatisfactionAnswer.objects.filter(response__organisation__in=managed, response__year=year)
    values: dict[str, list[tuple[bool, int | None, str, str]]] = defaultdict(list)
    for code, *answer in rows.values_list("code", "is_declined", "scale", "choice", "words"):
        values[code].append(tuple(answer))  # type: ignore[arg-type]
    newest = (
        QuestionnaireVersion.objects.filter(questionnaire__purpose=Purpose.SATISFACTION).order_by("-number").first()
    )
    if newest is None:
        return []
    return [_result(question, values[question.code]) for question in newest.asked]


def _result(question: AskedQuestion, answers: list[tuple[bool, int | None, str, str]]) -> QuestionResult:
    said = [answer for answer in answers if not answer[0]]
    is_hidden = too_few(len(said))
    counts: list[tuple[str, int]] = []
    if not is_hidden and question.kind == QuestionKind.SCALE:
        scales = Counter(scale for _, scale, _, _ in said)
        counts = [(label, scales[value]) for value, label in AGREEMENT.items()]
    elif not is_hidden and question.kind == QuestionKind.CHOICE:
        choices = Counter(choice for _, _, choice, _ in said)
        counts = [(choice, choices[choice]) for choice in question.choices]
    shown = [] if is_hidden or question.kind != QuestionKind.WORDS else sorted(words for *_, words in said)
    return QuestionResult(text=question.text, people=len(said), is_hidden=is_hidden, counts=counts, words=shown)


def ways_to_send(person: Person) -> list[SentHow]:
    """How the questionnaire may be sent to somebody today; none where they may not be written to (R4)."""
    return [how for how, route in SENT_BY.items() if may_contact(person, by=route)]


def invitation_by_code(user: User, code: str) -> SatisfactionInvitation | None:
    """The invitation whose code stands on a paper form, in one's own organisation."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return SatisfactionInvitation.objects.filter(paper_code=plain, line__case__in=cases_of(user)).first()
