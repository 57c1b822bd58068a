"""Outage reports as officers read them: codes put into words (A6)."""

from dataclasses import dataclass

from accreditation.models import OutageItem, OutageReport
from accreditation.numbers import MistypedNumber, normalise
from accreditation.questions import Action, Reason
from accreditation.wording import Names, names_in
from people.vocabulary import Tenure


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One item in words. `number` leads to the accreditation, and is empty for a professional body's number."""

    item: OutageItem
    number: str
    asked: str
    then: str
    now: str


def as_rows(report: OutageReport) -> list[ItemRow]:
    items = list(report.items.all())
    names = names_in(item.question for item in items)
    return [
        ItemRow(
            item=item,
            number=_number(item),
            asked=_asked(item, names),
            then=_answer(item.then_permitted, item.then_reasons),
            now=_answer(item.now_permitted, item.now_reasons),
        )
        for item in items
    ]


def _number(item: OutageItem) -> str:
    if item.accreditation_number:
        return item.accreditation_number
    try:
        return normalise(item.question["subject"]) if "UNKNOWN_SUBJECT" not in item.now_reasons else ""
    except MistypedNumber:
        return ""


def _asked(item: OutageItem, names: Names) -> str:
    """Authorise: Shower seat. Owner-occupied, Harbour."""
    question = item.question
    what = names.adaptations.get(question["adaptation"], question["adaptation"])
    verb = Action(question["action"]).label
    tenure = Tenure(question["tenure"]).label if question["tenure"] else ""
    place = names.localities.get(question["locality"], question["locality"])
    where = ", ".join(word for word in (tenure, place) if word)
    return f"{verb}{f': {what}' if what else ''}. {where}"


def _answer(permitted: bool, codes: list[str]) -> str:
    words = " ".join(str(Reason(code).label) if code in Reason.values else code for code in codes)
    return f"{'Yes' if permitted else 'No'}. {words}"
