"""What whoever opens a case must know first: it stands at the top of each of its pages."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localtime

from cases.constants.hold import HoldState
from cases.constants.intake import CaseState
from cases.constants.panel import PanelState
from cases.models import Case, Hold, HomeFlag
from cases.selectors.panel import open_panel_referral
from core import clock


@dataclass(frozen=True, kw_only=True)
class Banner:
    """One thing to know first. `is_warning` sets it apart: somebody may come to harm if it is missed."""

    words: str
    is_warning: bool = False


def banners_for(case: Case) -> list[Banner]:
    """The banners of a case. No query for each line or record: it is asked on every page of a case."""
    banners = []
    person = case.person
    today = clock.today()
    banners += [
        Banner(words=_warning(flag, today), is_warning=True) for flag in case.home.flags.all() if not flag.ended_at
    ]
    if not case.home.tenure:
        banners.append(Banner(words="How the home is held is still to confirm. What can be arranged depends on it."))
    if case.state == CaseState.OPEN and _lives_elsewhere(case):
        banners.append(Banner(words=f"{person.name} lives in another home now. This case is about the earlier one."))
    if person.died_on:
        banners.append(Banner(words=f"{person.name} died on {_day(person.died_on)}. Do not write or ring."))
    if person.moved_on:
        moved = f"{person.name} moved away on {_day(person.moved_on)}. Do not write or ring at this address."
        banners.append(Banner(words=moved))
    if referral := open_panel_referral(case):
        meeting = referral.meeting if referral.state == PanelState.LISTED else None
        on = f" It is on the agenda of {_day(meeting.held_on)}." if meeting else ""
        banners.append(Banner(words=f"The Complex Cases Panel has this: {referral.get_state_display().lower()}.{on}"))
    if case.closed_at:
        who, why = case.closed_by, case.get_closed_reason_display().lower()
        closed = f"Closed on {_day(localtime(case.closed_at))} by {who}: {why}. {case.closing_note}"
        banners.append(Banner(words=closed.strip()))
    standing = case.holds.filter(state=HoldState.STANDING).select_related("line").order_by("from_on", "pk")
    banners += [_on_hold(hold) for hold in standing]
    return banners


def _warning(flag: HomeFlag, today: date) -> str:
    due = "Look at this again: it was due by" if flag.review_on < today else "To be looked at again by"
    raised = _day(localtime(flag.raised_at))
    return f"{flag.get_kind_display()}: {flag.words} Since {raised}. {due} {_day(flag.review_on)}."


def _lives_elsewhere(case: Case) -> bool:
    return case.person.residences.filter(valid_until=None).exclude(home=case.home_id).exists()


def _on_hold(hold: Hold) -> Banner:
    """That it waits, why, until when, and what that pauses."""
    what = f"“{hold.line.title}” is on hold" if hold.line else "The case is on hold"
    pauses = f"Paused: {hold.paused_words}." if hold.pauses else "Nothing is paused."
    again = f"Look at it again by {_day(hold.review_on)}"
    again += ", which has passed." if hold.is_past_review else "."
    return Banner(
        words=f"{what} since {_day(hold.from_on)}: {hold.reason} {pauses} {again}", is_warning=hold.is_past_review
    )


def _day(day: date) -> str:
    return date_format(day, "j F Y")
