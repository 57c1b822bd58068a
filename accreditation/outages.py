"""Outage reports as officers read them: codes put into words (A6)."""

from dataclasses import dataclass

from accreditation.models import Adaptation, OutageItem, OutageReport
from accreditation.numbers import MistypedNumber, normalise
from accreditation.questions import Action, Reason
from people.models import Locality
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
    codes = {item.question["adaptation"] for item in items}
    names = dict(Adaptation.objects.filter(code__in=codes).values_list("code", "name"))
    places = dict(
        Locality.objects.filter(code__in={item.question["locality"] for item in items}).values_list("code", "name")
    )
    return [
        ItemRow(
            item=item,
            number=_number(item),
            asked=_asked(item, names, places),
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


def _asked(item: OutageItem, names: dict[str, str], places: dict[str, str]) -> str:
    """Authorise: Shower seat. Owner-occupied, Harbour."""
    question = item.question
    what = names.get(question["adaptation"], question["adaptation"])
    verb = Action(question["action"]).label
    tenure = Tenure(question["tenure"]).label if question["tenure"] else ""
    where = ", ".join(word for word in (tenure, places.get(question["locality"], question["locality"])) if word)
    return f"{verb}{f': {what}' if what else ''}. {where}"


def _answer(permitted: bool, codes: list[str]) -> str:
    words = " ".join(str(Reason(code).label) if code in Reason.values else code for code in codes)
    return f"{'Yes' if permitted else 'No'}. {words}"
