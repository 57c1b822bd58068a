"""A case on its way to the Complex Cases Panel, as its own organisation brings it there (P8)."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from audit.services import record
from cases import panel_notices
from cases.constants.lines import FINISHED, LineKind
from cases.constants.panel import OPEN, PANEL_LIFE, HeardHow, PanelState
from cases.exceptions import AlreadyDecided, NotOnThePanel, PanelNotReady
from cases.models import (
    Case,
    InterimPlan,
    OptionTried,
    PanelReferral,
    PersonHeard,
    SolutionLine,
)
from cases.selectors.panel import seat_of
from cases.services.guards import open_case, require_colleague
from core import chance, clock
from core.transitions import lock
from people.models import User
from people.selectors import current_employment

LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


def new_token() -> str:
    """What stands in an address instead of a number: nobody can guess or count by it."""
    return "".join(LETTERS[chance.below(len(LETTERS))] for _ in range(16))


@transaction.atomic
def refer_to_panel(
    *,
    case: Case,
    why_exceptional: str,
    why_no_other: str,
    options: Mapping[LineKind, str],
    by: User,
    line: SolutionLine | None = None,
    none_tried_because: str = "",
) -> PanelReferral:
    """Refer a case, or one solution of it, because no straightforward solution was found.

    `options` says of each kind of solution that was tried why it was not enough; it may be empty, with the reason.
    Raises `PanelNotReady` where something is not said, `AlreadyDecided` where the panel has it already.
    """
    case = open_case(case, by)
    if line is not None:
        line = lock(case.lines, line.pk)
        if line.state in FINISHED:
            raise PanelNotReady(f"“{line.title}” is {line.get_state_display().lower()}. Refer one that is under way.")
    if case.panel_referrals.filter(line=line, state__in=sorted(OPEN)).exists():
        raise AlreadyDecided("The panel has this already.")
    if not why_exceptional.strip() or not why_no_other.strip():
        raise PanelNotReady("Say why this is exceptional, and why no other option would do.")
    if any(not why.strip() for why in options.values()):
        raise PanelNotReady("Say of each option that was tried why it was not enough.")
    if not options and not none_tried_because.strip():
        raise PanelNotReady("Say why no option was tried, or what was tried and why it was not enough.")
    referral = PanelReferral.objects.create(
        token=new_token(),
        case=case,
        line=line,
        why_exceptional=why_exceptional,
        why_no_other=why_no_other,
        none_tried_because="" if options else none_tried_because,
        referred_at=clock.now(),
        referred_by=by,
    )
    for kind, why in options.items():
        OptionTried.objects.create(referral=referral, kind=kind, why=why)
    write(referral, "referred", by, tried=len(options))
    return referral


def write(referral: PanelReferral, what: str, by: User, **detail: object) -> None:
    """Write what happened to a referral in the case's history."""
    line = {"line": referral.line.number} if referral.line else {}
    record(f"cases.panel_{what}", referral.case, by=by, detail=line | detail)


def of_case(referral: PanelReferral, verb: str, by: User) -> PanelReferral:
    """The referral as it stands now, locked with its case, if a colleague may take this step."""
    lock(Case.objects, referral.case_id)
    referral = lock(PanelReferral.objects, referral.pk)
    require_colleague(referral.case, by)
    PANEL_LIFE.require(referral, verb)
    return referral


@transaction.atomic
def record_interim_plan(
    *, referral: PanelReferral, words: str, owner: User, from_on: date, review_on: date, by: User
) -> InterimPlan:
    """Say what keeps the person safe until the panel has decided. A later plan takes the place of an earlier one."""
    referral = of_case(referral, "plan", by)
    if not words.strip():
        raise PanelNotReady("Say what keeps the person safe meanwhile.")
    if review_on < max(from_on, clock.today()):
        raise PanelNotReady("The plan is looked at again on a day that is still to come, and after it starts.")
    if current_employment(owner) is None:
        raise PanelNotReady(f"{owner} works nowhere today. Name somebody who can see to the plan.")
    plan = InterimPlan.objects.create(
        referral=referral, words=words, owner=owner, from_on=from_on, review_on=review_on, at=clock.now(), by=by
    )
    write(referral, "plan_recorded", by)
    return plan


@transaction.atomic
def record_person_heard(
    *,
    referral: PanelReferral,
    how: HeardHow,
    by: User,
    who: str = "",
    said: str = "",
    why_not: str = "",
    how_else: str = "",
) -> PersonHeard:
    """Record how the person or their advocate was heard and what they said; or why not, and how else."""
    referral = lock(PanelReferral.objects, referral.pk)
    job = current_employment(by)
    if (job is None or job.organisation_id != referral.case.organisation_id) and seat_of(by) is None:
        raise NotOnThePanel("Staff of the case's organisation or members of the panel record this.")
    PANEL_LIFE.require(referral, "hear the person")
    if how == HeardHow.NOT_HEARD:
        if not why_not.strip() or not how_else.strip():
            raise PanelNotReady("Say why the person was not heard, and how else their view came in.")
        who = said = ""
    else:
        if not said.strip():
            raise PanelNotReady("Write what they said, as far as you can in their own words.")
        if how == HeardHow.ADVOCATE and not who.strip():
            raise PanelNotReady("Name the advocate, or whoever speaks for the person.")
        why_not = how_else = ""
    heard = PersonHeard.objects.create(
        referral=referral,
        how=how,
        who=who,
        said=said,
        why_not=why_not,
        how_else=how_else,
        at=clock.now(),
        by=by,
    )
    write(referral, "person_heard", by, how=str(how))
    return heard


@transaction.atomic
def withdraw_from_panel(*, referral: PanelReferral, reason: str, by: User) -> PanelReferral:
    """Take a referral back before it is heard, with the reason. Its solution goes on as before."""
    referral = of_case(referral, "withdraw", by)
    if not reason.strip():
        raise PanelNotReady("Say why it is withdrawn.")
    if referral.meeting and referral.state == PanelState.LISTED:
        panel_notices.tell_of_withdrawal(referral)
    referral.state, referral.withdrawn_reason, referral.meeting = PanelState.WITHDRAWN, reason, None
    referral.save(update_fields=["state", "withdrawn_reason", "meeting"])
    write(referral, "withdrawn", by)
    return referral


def withdraw_with_line(line: SolutionLine, *, reason: str, by: User) -> None:
    """Take back what the panel has not heard yet about a solution that is stopped. What it heard, it still decides."""
    not_heard = PANEL_LIFE.steps["withdraw"].allowed_from
    for referral in line.panel_referrals.filter(state__in=sorted(not_heard)):
        withdraw_from_panel(referral=referral, reason=reason, by=by)
