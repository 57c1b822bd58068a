"""Fast track: a recognised need that cannot wait goes straight to whoever authorises it (P6).

It waits for no conversation and for no case assessment. It has a clock of its own, and a named person is asked to
authorise it, who may stop it; the register is asked about them as about everybody.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from cases import register
from cases import short_way_notices as notices
from cases.constants.direct_access import FastTrackReason, WhyTurnedAway
from cases.constants.lines import LineRoute, LineState
from cases.exceptions import NotFastTrack
from cases.models import FastTrack, FastTrackTerm, Recommendation, SolutionLine, TurnedAway
from cases.services.direct_access import turn_away
from cases.services.guards import line_for, move, require_no_relation, require_route
from cases.tiers import tier_of
from core import clock
from core.working_days import Calendar, add_working_days
from people.models import User
from people.vocabulary import Nation, Tier

END_OF_DAY = time(17)


@transaction.atomic
def fast_track(
    *, line: SolutionLine, reason: FastTrackReason, known_from: str, summary: str, authoriser: User, by: User
) -> FastTrack:
    """Send a line straight to a named authoriser. `known_from` says how the need is known, `summary` what to fit.

    Raises `NotFastTrack` when a reason has no term today, when the register would refuse the authoriser, and for items
    that ask for a capacity check first.
    """
    line = line_for(line, by, "fast-track")
    require_route(line, LineRoute.ASSESSED, LineRoute.DIRECT_ACCESS)
    require_no_relation(line, by)
    if not (known_from.strip() and summary.strip()):
        raise NotFastTrack("Say how the need is known, and what is to be fitted.")
    if line.item.capacity_check and not line.capacitychecks.filter(round=line.round).exists():
        raise NotFastTrack(
            "This item can watch or limit somebody, so it needs a case assessment with the capacity check first."
        )
    term = FastTrackTerm.objects.on(clock.today()).filter(reason=reason).first()
    if term is None:
        raise NotFastTrack(f"No fast track holds today for “{FastTrackReason(reason).label.lower()}”.")
    tier = tier_of(line).tier
    if authoriser.pk not in {one.pk for one in authorisers_of(line, tier)}:
        raise NotFastTrack(f"The register would not permit {authoriser} to authorise this today. Name somebody else.")
    calendar = Nation(line.case.home.locality.nation).calendar
    row = FastTrack.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        reason=reason,
        known_from=known_from,
        authoriser=authoriser,
        due_at=due_at(term, clock.now(), calendar),
        calendar=calendar,
    )
    Recommendation.objects.create(
        line=line, round=line.round, at=clock.now(), by=by, tier=tier, tier_reason="", summary=summary
    )
    move(line, LineState.RECOMMENDED, verb="line_fast_tracked", by=by, route=LineRoute.FAST_TRACK)
    notices.tell_authoriser(row)
    return row


def due_at(term: FastTrackTerm, start: datetime, calendar: Calendar) -> datetime:
    """When a term that starts now runs out: so many hours by the clock, or the end of the last working day."""
    if term.hours:
        return start + timedelta(hours=term.hours)
    day = add_working_days(timezone.localdate(start), term.working_days or 0, calendar)
    return timezone.make_aware(datetime.combine(day, END_OF_DAY))


def authorisers_of(line: SolutionLine, tier: Tier) -> list[User]:
    """The colleagues to whom the register would say yes today, by name."""
    question = register.question_about_nobody(line, tier=tier)
    return register.permitted_colleagues(question)


@transaction.atomic
def stop_fast_track(*, line: SolutionLine, reason: str, by: User) -> TurnedAway:
    """Stop a fast track that is not authorised yet, with a reason. It goes by a case assessment instead."""
    line = line_for(line, by, "stop the fast track of")
    require_route(line, LineRoute.FAST_TRACK)
    require_no_relation(line, by)
    if not reason.strip():
        raise NotFastTrack("Say why it stops.")
    return turn_away(line, why=WhyTurnedAway.AUTHORISER, reason=reason, by=by)
