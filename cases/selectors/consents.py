"""Who must agree to a line's works, and how far that is (design, 3.9)."""

from dataclasses import dataclass
from datetime import date

from cases.consents import is_majority
from cases.constants.consents import (
    AGREED_TO,
    BUILDING_CONTROL_WORDS,
    RENTED,
    TURNED_DOWN,
    AskedOf,
    BuildingControl,
    ConsentStatus,
)
from cases.constants.funding import LANDLORD_PAYS
from cases.constants.lines import LineKind
from cases.models import ConsentRequest, ConsentRule, SolutionLine
from cases.selectors.funding import KNOWN_TENURES, Paying, paying_for
from people.vocabulary import Nation


@dataclass(frozen=True, kw_only=True)
class Needed:
    """One agreement that the works need: how it stands in a sentence, and whether it is there."""

    kind: str
    words: str
    is_met: bool


def rule_for(line: SolutionLine, asked_of: AskedOf, *, on: date) -> ConsentRule | None:
    """The rule that holds on a day for this home: one of its tenure goes before one of every tenure."""
    home = line.case.home
    rules = ConsentRule.objects.on(on).filter(nation=home.locality.nation, asked_of=asked_of)
    return rules.filter(tenure__in=[home.tenure, ""]).order_by("-tenure").first()


def needed_for(line: SolutionLine, paying: Paying | None = None) -> list[Needed]:
    """Everything that must be agreed to before the works. Uses what was fetched with the line."""
    if line.kind != LineKind.ADAPTATION:
        return []
    paying = paying or paying_for(line)
    parts = [_landlord(line, paying), _owners(line), _building_control(line)]
    return [part for part in parts if part]


def _landlord(line: SolutionLine, paying: Paying | None) -> Needed | None:
    tenure = line.case.home.tenure
    if tenure not in KNOWN_TENURES:
        words = "It is not known whether the home is owned or rented, and from whom."
        return Needed(kind="landlord", words=words, is_met=False)
    if tenure not in RENTED or (paying and paying.found and paying.found.stream in LANDLORD_PAYS):
        return None
    asked = [one for one in line.consentrequests.all() if one.asked_of == AskedOf.LANDLORD]
    if not asked:
        return Needed(kind="landlord", words="The landlord has not been asked yet.", is_met=False)
    last = max(asked, key=lambda one: one.number)
    return Needed(kind="landlord", words=_said(last, "The landlord"), is_met=last.status in AGREED_TO)


def _said(request: ConsentRequest, who: str) -> str:
    """How a request stands, in a sentence."""
    status, due = request.status, f"{request.due_on:%-d %B %Y}"
    words = {
        ConsentStatus.WAITING: f"{who} was asked on {request.asked_on:%-d %B %Y} and has until {due} to answer.",
        ConsentStatus.OVERDUE: f"{who} had until {due} and has not answered. Ask again, and take advice.",
        ConsentStatus.CONSENTED: f"{who} agrees.",
        ConsentStatus.CONDITIONS: f"{who} agrees, with conditions.",
        ConsentStatus.REFUSED: f"{who} refuses.",
        ConsentStatus.DEEMED_CONSENT: f"{who} did not answer by {due}, which the law takes as agreement.",
        ConsentStatus.DEEMED_REFUSAL: f"{who} did not answer by {due}, which the law takes as a refusal.",
    }[status]
    if status in TURNED_DOWN:
        until = f", until {request.appeal_until:%-d %B %Y}" if request.appeal_until else ""
        words += f" The person can appeal to {request.rule.appeal_to}{until}."
    return words


def _owners(line: SolutionLine) -> Needed | None:
    check = max(line.permissionchecks.all(), key=lambda one: one.pk, default=None)
    if check is None or not check.has_common_parts or not check.owners:
        return None
    asked = [one for one in line.consentrequests.all() if one.asked_of == AskedOf.OWNER]
    last = {one.asked.casefold(): one for one in sorted(asked, key=lambda one: one.number)}
    agreed = sum(one.status in AGREED_TO for one in last.values())
    words = f"{agreed} of {check.owners} owners of the common parts agree; more than half must."
    return Needed(kind="owners", words=words, is_met=is_majority(agreed, check.owners))


def _building_control(line: SolutionLine) -> Needed | None:
    check = max(line.permissionchecks.all(), key=lambda one: one.pk, default=None)
    what = BUILDING_CONTROL_WORDS[Nation(line.case.home.locality.nation)]
    is_likely = line.adaptation is not None and (line.adaptation.warrant_likely or line.adaptation.structural)
    if check is None:
        words = f"Find out whether a {what} is needed: the catalogue says that it is likely."
        return Needed(kind="building", words=words, is_met=False) if is_likely else None
    if check.building_control == BuildingControl.NOT_NEEDED:
        return None
    if seen := max(line.warrantseens.all(), key=lambda one: one.pk, default=None):
        words = f"The {what} {seen.reference} was granted on {seen.granted_on:%-d %B %Y}."
        return Needed(kind="building", words=words, is_met=True)
    return Needed(kind="building", words=f"The {what} has not been seen yet.", is_met=False)
