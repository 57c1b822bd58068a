"""What the Complex Cases Panel decides: proposed, agreed by each partner, or passed on; and the letter (P8)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from accreditation.models import Adaptation
from cases import panel_notices
from cases.constants.lines import FINISHED, STOPPABLE, LineKind, LineState
from cases.constants.panel import PANEL_LIFE, DecidedAs, LetterBy, PanelOutcome, PanelState, SeatKind
from cases.constants.people import ContactRoute
from cases.contact import may_contact
from cases.exceptions import AlreadyDecided, MayNotBeContacted, NotOnThePanel, PanelNotReady, Recused
from cases.models import (
    Case,
    PanelAdjournment,
    PanelDecision,
    PanelLetter,
    PanelProposal,
    PanelReferral,
    PartnerAgreement,
    SolutionLine,
)
from cases.selectors.panel import agreed, recused_from, rule_on, seats_on
from cases.services.guards import move
from cases.services.lines import add_line
from cases.services.panel import of_case, write
from cases.services.panel_meeting import require_quorum, require_seat, require_sitting
from core import clock
from core.transitions import lock
from people.models import User
from people.selectors import current_employment


@transaction.atomic
def propose_decision(
    *,
    referral: PanelReferral,
    outcome: PanelOutcome,
    what: str,
    reasons: str,
    owner: User,
    due_on: date,
    by: User,
    kind: str = "",
    title: str = "",
    adaptation: Adaptation | None = None,
) -> PanelProposal:
    """Put a decision to the partners: what, why, who owns it and by when. A better one takes its place."""
    referral = lock(PanelReferral.objects, referral.pk)
    PANEL_LIFE.require(referral, "propose")
    require_sitting(referral, by)
    return _proposal(referral, outcome, what, reasons, owner, due_on, by, kind, title, adaptation)


def _proposal(
    referral: PanelReferral,
    outcome: PanelOutcome,
    what: str,
    reasons: str,
    owner: User,
    due_on: date,
    by: User,
    kind: str,
    title: str,
    adaptation: Adaptation | None,
) -> PanelProposal:
    if not what.strip() or not reasons.strip():
        raise PanelNotReady("Say what is decided, and give the reasons. The person is told both.")
    if due_on < clock.today():
        raise PanelNotReady("The day by which it is done has passed already.")
    if current_employment(owner) is None:
        raise PanelNotReady(f"{owner} works nowhere today. Name somebody who can see to the decision.")
    is_another = outcome == PanelOutcome.ANOTHER
    if is_another and not (kind and (title.strip() or adaptation)):
        raise PanelNotReady("Say which other solution, and of what kind.")
    if is_another and kind == LineKind.ADAPTATION and adaptation is None:
        raise PanelNotReady("Choose the adaptation from the catalogue.")
    if outcome != PanelOutcome.ANOTHER and referral.line is None:
        raise PanelNotReady("The whole case was referred, and no solution of it. Name the solution that goes ahead.")
    if outcome == PanelOutcome.GO_AHEAD and referral.line and referral.line.state in FINISHED:
        raise PanelNotReady(f"“{referral.line.title}” is {referral.line.get_state_display().lower()} meanwhile.")
    proposal = PanelProposal.objects.create(
        referral=referral,
        outcome=outcome,
        what=what,
        reasons=reasons,
        owner=owner,
        due_on=due_on,
        kind=kind if is_another else "",
        title=(title or (adaptation.name if adaptation else "")) if is_another else "",
        adaptation=adaptation if is_another else None,
        at=clock.now(),
        by=by,
    )
    write(referral, "proposed", by, outcome=str(outcome))
    return proposal


def latest(referral: PanelReferral) -> PanelProposal:
    """The decision that lies on the table. Raises `PanelNotReady` where there is none."""
    proposal = referral.proposals.order_by("-id").first()
    if proposal is None:
        raise PanelNotReady("No decision has been put to the partners yet.")
    return proposal


@transaction.atomic
def give_agreement(*, proposal: PanelProposal, agrees: bool, by: User, note: str = "") -> PartnerAgreement:
    """Say for one's own organisation whether it agrees. Nobody says it for another's."""
    referral = lock(PanelReferral.objects, proposal.referral_id)
    PANEL_LIFE.require(referral, "agree")
    bench = require_sitting(referral, by)
    if latest(referral).pk != proposal.pk:
        raise AlreadyDecided("A newer decision lies on the table. Read that one first.")
    if not agrees and not note.strip():
        raise PanelNotReady("Say why your organisation does not agree.")
    seat = next(one for one in bench.sitting if one.user_id == by.pk)
    try:
        with transaction.atomic():
            agreement = PartnerAgreement.objects.create(
                proposal=proposal, organisation=seat.organisation, agrees=agrees, note=note, at=clock.now(), by=by
            )
    except IntegrityError:
        raise AlreadyDecided(f"{seat.organisation} has said already whether it agrees.") from None
    write(referral, "agreed" if agrees else "disagreed", by)
    return agreement


def _locked(referral: PanelReferral) -> PanelReferral:
    """The referral with its case and solution, locked in the order in which every verb locks them."""
    lock(Case.objects, referral.case_id)
    if referral.line_id:
        lock(SolutionLine.objects, referral.line_id)
    return lock(PanelReferral.objects, referral.pk)


@transaction.atomic
def decide_jointly(*, referral: PanelReferral, by: User) -> PanelDecision:
    """Record the one decision, once each partner at the table has agreed. It reaches the solution at once."""
    referral = _locked(referral)
    PANEL_LIFE.require(referral, "decide")
    bench = require_sitting(referral, by)
    require_quorum(bench)
    proposal = latest(referral)
    waiting, against = agreed(proposal, bench)
    if against:
        named = ", ".join(str(one.organisation) for one in against)
        raise PanelNotReady(f"Not agreed by {named}. Propose something that all can own, adjourn, or pass it on.")
    if waiting:
        raise PanelNotReady(f"Still to agree: {', '.join(map(str, waiting))}.")
    return _decide(referral, proposal, DecidedAs.PANEL, by)


@transaction.atomic
def decide_alone(
    *,
    referral: PanelReferral,
    outcome: PanelOutcome,
    what: str,
    reasons: str,
    owner: User,
    due_on: date,
    by: User,
    kind: str = "",
    title: str = "",
    adaptation: Adaptation | None = None,
) -> PanelDecision:
    """Decide by statute what the panel could not agree. Only for whoever it was passed on to."""
    referral = _locked(referral)
    PANEL_LIFE.require(referral, "decide alone")
    seat = seats_on(clock.today()).filter(user=by, kind=SeatKind.DECISION_MAKER).first()
    if referral.passed_to_id != by.pk or seat is None:
        raise NotOnThePanel(f"This was passed on to {referral.passed_to}, who decides it.")
    if why := recused_from(referral).get(by.pk):
        raise Recused(f"You {why}. Another statutory decision-maker has to decide.")
    proposal = _proposal(referral, outcome, what, reasons, owner, due_on, by, kind, title, adaptation)
    return _decide(referral, proposal, DecidedAs.STATUTORY, by, office=seat.office)


def _decide(
    referral: PanelReferral, proposal: PanelProposal, decided_as: DecidedAs, by: User, office: str = ""
) -> PanelDecision:
    if proposal.outcome == PanelOutcome.GO_AHEAD and referral.line and referral.line.state in FINISHED:
        raise PanelNotReady(f"“{referral.line.title}” is {referral.line.get_state_display().lower()} meanwhile.")
    decision = PanelDecision.objects.create(
        referral=referral,
        proposal=proposal,
        decided_as=decided_as,
        office=office,
        line=_reach_the_line(referral, proposal, by),
        at=clock.now(),
        by=by,
    )
    referral.state = PanelState.DECIDED
    referral.save(update_fields=["state"])
    write(referral, "decided", by, outcome=str(proposal.outcome), decided_as=str(decided_as))
    PanelLetter.objects.create(decision=decision, words=letter_about(decision))
    panel_notices.tell_of_decision(decision)
    return decision


def _reach_the_line(referral: PanelReferral, proposal: PanelProposal, by: User) -> SolutionLine | None:
    """The solution in which the case goes on. What goes ahead still needs its authorisation from the register."""
    line = referral.line
    if line and proposal.outcome != PanelOutcome.GO_AHEAD and line.state in STOPPABLE:
        stopped = {"stopped_at": clock.now(), "stopped_by": by, "stopped_reason": f"The panel decided: {proposal.what}"}
        move(line, LineState.STOPPED, verb="line_stopped", by=by, **stopped)
    if proposal.outcome != PanelOutcome.ANOTHER:
        return line
    return add_line(
        case=referral.case,
        kind=LineKind(proposal.kind),
        purpose=proposal.what,
        adaptation=proposal.adaptation,
        title=proposal.title,
        by=by,
    )


@transaction.atomic
def adjourn(*, referral: PanelReferral, reason: str, by: User) -> PanelAdjournment:
    """Put a referral off to a later meeting, once. After that the panel decides, or passes it on."""
    referral = lock(PanelReferral.objects, referral.pk)
    PANEL_LIFE.require(referral, "adjourn")
    meeting = referral.meeting
    require_sitting(referral, by)
    if hasattr(referral, "adjournment") or meeting is None:
        raise PanelNotReady("This was adjourned once already. Decide it now, or pass it on to who decides by statute.")
    if not reason.strip():
        raise PanelNotReady("Say why it is put off, and what has to be known by then.")
    adjournment = PanelAdjournment.objects.create(
        referral=referral, meeting=meeting, reason=reason, at=clock.now(), by=by
    )
    referral.state, referral.meeting = PanelState.ADJOURNED, None
    referral.save(update_fields=["state", "meeting"])
    write(referral, "adjourned", by)
    return adjournment


@transaction.atomic
def pass_on(*, referral: PanelReferral, to: User, by: User) -> PanelReferral:
    """Pass a referral that was adjourned once on to a statutory decision-maker, by name."""
    require_seat(by)
    referral = lock(PanelReferral.objects, referral.pk)
    PANEL_LIFE.require(referral, "pass on")
    recused = recused_from(referral)
    if why := recused.get(by.pk):
        raise Recused(f"You {why}. Another member passes it on.")
    if not hasattr(referral, "adjournment"):
        raise PanelNotReady("The panel may adjourn once before it passes a case on.")
    seat = seats_on(clock.today()).filter(user=to, kind=SeatKind.DECISION_MAKER).first()
    if seat is None:
        raise PanelNotReady(f"{to} does not decide by statute today.")
    if why := recused.get(to.pk):
        raise PanelNotReady(f"{to} {why}. Choose another statutory decision-maker.")
    referral.state, referral.passed_to, referral.meeting = PanelState.PASSED_ON, to, None
    referral.save(update_fields=["state", "passed_to", "meeting"])
    write(referral, "passed_on", by)
    panel_notices.tell_of_passing_on(referral)
    return referral


def letter_about(decision: PanelDecision) -> str:
    """A first draft of the letter: what was decided, why, what happens next, and how to complain."""
    rule = rule_on(clock.today())
    context = {
        "decision": decision,
        "proposal": decision.proposal,
        "case": decision.referral.case,
        "person": decision.referral.case.person,
        "complaint_route": rule.complaint_route if rule else "",
    }
    return render_to_string("cases/panel/letter.txt", context).strip()


def _letter(decision: PanelDecision, verb: str, by: User) -> tuple[PanelReferral, PanelLetter]:
    referral = of_case(decision.referral, verb, by)
    return referral, lock(PanelLetter.objects.filter(decision=decision), decision.letter.pk)


@transaction.atomic
def look_at_letter(*, decision: PanelDecision, words: str, by: User) -> PanelLetter:
    """Say that a person has read the letter, and put it right where it was not."""
    referral, letter = _letter(decision, "look at the letter", by)
    if not words.strip():
        raise PanelNotReady("A letter without words tells nobody anything.")
    letter.words, letter.looked_at_at, letter.looked_at_by = words, clock.now(), by
    letter.save(update_fields=["words", "looked_at_at", "looked_at_by"])
    write(referral, "letter_looked_at", by)
    return letter


@transaction.atomic
def send_letter(*, decision: PanelDecision, how: LetterBy, by: User) -> PanelLetter:
    """Record that the letter went to the person. Raises `MayNotBeContacted` where nothing may be sent to them."""
    referral, letter = _letter(decision, "send the letter", by)
    if letter.looked_at_at is None:
        raise PanelNotReady("Read the letter first, and put right what is not. It was drafted by Threshold.")
    person = referral.case.person
    if not person.may_be_contacted:
        raise MayNotBeContacted("The person has died or moved away. Nothing is sent to them; the decision stands.")
    if how == LetterBy.POST and not may_contact(person, by=ContactRoute.LETTER):
        raise MayNotBeContacted("A letter is not a safe way to reach the person. Give it to them in another way.")
    letter.sent_at, letter.sent_by, letter.sent_how = clock.now(), by, how
    letter.save(update_fields=["sent_at", "sent_by", "sent_how"])
    referral.state = PanelState.TOLD
    referral.save(update_fields=["state"])
    write(referral, "letter_sent", by, how=str(how))
    return letter
