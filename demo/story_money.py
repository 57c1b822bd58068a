"""The money of a story: what is found out about it, who is asked and who pays (F1, F2, H5 to H8)."""

from decimal import Decimal

from cases.constants.consents import AskedOf, ConsentGiven
from cases.constants.funding import HandOff, Resources, Stream, Urgency
from cases.models import PassportBenefit
from cases.selectors import budgets_for, paying_for
from cases.selectors.funding import Paying
from cases.services import (
    MoneyDetails,
    agree_own_share,
    ask_consent,
    await_funds,
    commit_funds,
    hand_off,
    record_consent,
    record_money,
)
from core import clock
from demo.story import NotAsExpected, Story, Words

OUR_CHARGE = Decimal("350.00")


def wait(story: Story, number: int, line: Words) -> None:
    """The money is not there yet."""
    _find_out(story, number, line, urgency=Urgency.SOON)
    await_funds(line=story.lines[number], reason=line["waits"], by=story.by)


def commit(story: Story, number: int, line: Words) -> None:
    """Find out who pays which part, pass the person on where that is asked, and set the money aside."""
    solution = story.lines[number]
    _pass_on(story, number, _find_out(story, number, line, urgency=Urgency.ROUTINE))
    paying = _paying(story, number)
    if paying.split is None or paying.found is None:
        raise NotAsExpected(f"{story.case}: {paying.sentence}")
    if paying.own_share:
        agree_own_share(line=solution, amount=paying.own_share, by=story.by)
    if paying.found.stream == Stream.SELF_FUNDED:
        return
    payer = story.p.people[line["payer"]]
    budget = budgets_for(solution, paying.found, payer).first()
    if budget is None:
        raise NotAsExpected(f"{story.case}: {payer} holds no budget of “{paying.found.stream.label}”.")
    if commit_funds(line=solution, amount=paying.split.stream, budget=budget, by=payer).waits:
        raise NotAsExpected(f"{story.case}: {budget} has not enough.")


def _find_out(story: Story, number: int, line: Words, *, urgency: Urgency) -> Paying:
    """What it costs, and what else decides who pays: a benefit that was seen, the Care Act, the test of resources."""
    benefit = PassportBenefit.objects.on(clock.today()).get(name=line["benefit"]) if "benefit" in line else None
    details = MoneyDetails(
        estimate=Decimal(line["amount"]),
        care_act=line.get("care_act", ""),
        resources=line.get("resources", ""),
        right_told="resources" in line,
        applies_formally=line.get("resources") == Resources.NOT_TAKEN,
        passport=benefit,
        passport_evidence="award_letter" if benefit else "",
        passport_seen_on=clock.today() if benefit else None,
        urgency=urgency,
    )
    return record_money(line=story.lines[number], details=details, by=story.by)


def _pass_on(story: Story, number: int, paying: Paying) -> None:
    if paying.found is None or not paying.found.rule.hand_off:
        return
    kind = paying.found.rule.hand_off
    hand_off(
        line=story.lines[number],
        to=paying.found.rule.send_to,
        by=story.by,
        spoke_with="The grants officer, with the person listening" if kind == HandOff.WARM_TRANSFER else "",
        charge=OUR_CHARGE if kind == HandOff.CHARGED_SUPPORT else None,
        is_accepted=True if kind == HandOff.CHARGED_SUPPORT else None,
    )


def _paying(story: Story, number: int) -> Paying:
    paying = paying_for(story.lines[number])
    if paying is None:
        raise NotAsExpected(f"{story.case}: nobody knows who pays.")
    return paying


def ask_landlord(story: Story, number: int, line: Words) -> None:
    ask_consent(
        line=story.lines[number],
        asked_of=AskedOf.LANDLORD,
        asked=line["landlord"],
        asked_on=clock.today(),
        by=story.by,
    )


def landlord_answers(story: Story, number: int, line: Words) -> None:
    request = story.lines[number].consentrequests.get()
    record_consent(request=request, answer=ConsentGiven.CONSENTED, answered_on=clock.today(), by=story.by)
