"""Recording what decides who pays, and the decision (F1, F2, H5 to H9)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from audit.services import record
from cases.constants.funding import HandOff, Stream
from cases.constants.lines import ALLOWED_FROM, LineState
from cases.exceptions import FundingIncomplete, PayerUnknown
from cases.funding import Found
from cases.models import FundingDecision, FundingHandOff, MoneyRecord, OwnShare, PassportBenefit, SolutionLine
from cases.selectors.funding import Paying, paying_for
from cases.services.guards import line_for, move
from core import clock
from people.models import User


@dataclass(frozen=True, kw_only=True)
class MoneyDetails:
    """What somebody found out about money for one line. What is left out is not known."""

    estimate: Decimal | None = None
    labour: Decimal | None = None
    materials: Decimal | None = None
    basis: str = ""
    care_act: str = ""
    resources: str = ""
    right_told: bool = False
    applies_formally: bool = False
    passport: PassportBenefit | None = None
    passport_evidence: str = ""
    passport_seen_on: date | None = None
    urgency: str = "routine"


@transaction.atomic
def record_money(*, line: SolutionLine, details: MoneyDetails, by: User, reason: str = "") -> Paying:
    """Keep what is known and decide who pays, if it can be said (F1). What was decided before stays, with the reason
    for the new decision.

    Raises `FundingIncomplete` when a test or a formal application is recorded without the right having been told, when
    a benefit lacks its evidence, or when a decision changes and nobody says why.
    """
    line = line_for(line, by, "record money for")
    if (details.resources or details.applies_formally) and not details.right_told:
        raise FundingIncomplete("Tell the person first that they may apply formally whatever a test points to.")
    if details.passport and not (details.passport_evidence and details.passport_seen_on):
        raise FundingIncomplete("Say what you saw that shows the benefit, and when. Keep no copy of it.")
    if details.passport_seen_on and details.passport_seen_on > clock.today():
        raise FundingIncomplete("The evidence cannot have been seen on a day that is still to come.")
    if (details.labour is None) != (details.materials is None):
        raise FundingIncomplete("Enter both the labour and the materials. Enter 0 if there is none of one.")
    MoneyRecord.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        **vars(details),
    )
    record("cases.money_recorded", line.case, by=by, detail={"line": line.number, "round": line.round})
    return decide_payer(line, by=by, reason=reason)


def decide_payer(line: SolutionLine, *, by: User, reason: str = "") -> Paying:
    """Write the decision that the rules give today, unless it stands already. The caller holds the line's lock."""
    paying = paying_for(line)
    if paying is None:
        raise PayerUnknown("Nothing is paid for this kind of solution, so nobody has to decide who pays.")
    found = paying.found
    if found is None or paying.is_decided:
        return paying
    if paying.decision and not reason.strip():
        raise FundingIncomplete(
            f"This was decided before, as “{paying.decision.get_stream_display()}” at {paying.decision.share}%. "
            "Say why it is decided anew."
        )
    decision = FundingDecision.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        facts=paying.facts,
        rule_id=found.rule.pk,
        stream=found.stream,
        share=found.share,
        tenure=line.case.home.tenure,
        sentence=found.sentence,
        send_to=found.rule.send_to,
        supersedes=paying.decision,
        reason=reason if paying.decision else "",
    )
    detail = {"line": line.number, "round": line.round, "stream": str(found.stream), "share": found.share}
    record("cases.payer_decided", line.case, by=by, detail=detail)
    return Paying(facts=paying.facts, decision=decision, answer=found)


def require_payer(line: SolutionLine, *, by: User) -> Found:
    """The stream that pays, decided now if it was not, so that money comes from the right place the first time."""
    paying = decide_payer(line, by=by, reason="What is known of the home, the person or the rules has changed.")
    if paying.found is None:
        raise PayerUnknown(paying.sentence)
    return paying.found


@transaction.atomic
def hand_off(
    *,
    line: SolutionLine,
    by: User,
    to: str = "",
    spoke_with: str = "",
    charge: Decimal | None = None,
    is_accepted: bool | None = None,
    note: str = "",
) -> FundingHandOff:
    """Record that the person was passed on as the stream asks: referred, introduced, or offered support (H7, H8).

    Raises `PayerUnknown` before it is decided who pays, and `FundingIncomplete` when an introduction names nobody who
    took over, or an offer lacks its charge or the person's answer. `to` is whom the stream names unless another is.
    """
    line = line_for(line, by, "record money for")
    found = require_payer(line, by=by)
    kind = found.rule.hand_off
    if not kind:
        raise FundingIncomplete(f"“{found.stream.label}” asks for nothing to be passed on.")
    if kind == HandOff.WARM_TRANSFER and not spoke_with.strip():
        raise FundingIncomplete("Speak to somebody there while you introduce the person, and say who it was.")
    if kind == HandOff.CHARGED_SUPPORT and (charge is None or is_accepted is None):
        raise FundingIncomplete("Enter what our support costs, and whether the person wants it.")
    made = FundingHandOff.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        kind=kind,
        to=to or found.rule.send_to,
        spoke_with=spoke_with,
        charge=charge if kind == HandOff.CHARGED_SUPPORT else None,
        is_accepted=is_accepted if kind == HandOff.CHARGED_SUPPORT else None,
        note=note,
    )
    record("cases.passed_on", line.case, by=by, detail={"line": line.number, "kind": str(kind)})
    return made


@transaction.atomic
def agree_own_share(*, line: SolutionLine, amount: Decimal, by: User, note: str = "") -> OwnShare:
    """Record that the person agrees to pay this much. Where they pay everything, the line can then be ordered."""
    line = line_for(line, by, "record money for")
    found = require_payer(line, by=by)
    if amount <= 0:
        raise FundingIncomplete("Enter what the person agrees to pay.")
    share = OwnShare.objects.create(line=line, round=line.round, at=clock.now(), by=by, amount=amount, note=note)
    detail = {"line": line.number, "round": line.round}
    if found.stream == Stream.SELF_FUNDED and line.state in ALLOWED_FROM["commit money to"]:
        move(line, LineState.COMMITTED, verb="own_money_agreed", by=by, waiting_reason="")
    else:
        record("cases.own_share_agreed", line.case, by=by, detail=detail)
    return share
