"""Where one person stands with each competency of the framework, in words, and what to do next."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, Prefetch
from django.utils.formats import date_format

from competencies.constants import EXPIRING_DAYS, LIVE_STATES, RENEWAL_MONTHS, Level, RequestState
from competencies.countersigning import with_due_day
from competencies.models import (
    Competency,
    Domain,
    Evidence,
    PerformanceCriterion,
    SignOff,
    SignOffReferral,
    SignOffRequest,
)
from competencies.selectors import framework_in_force
from core import clock
from core.periods import months_later
from modules.selectors import has_completed
from people.models import User


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One competency for one person: the state and its words, what is missing, and whether evidence is welcome."""

    competency: Competency
    state: str
    words: str
    next_step: str = ""
    may_offer: bool = False
    request: SignOffRequest | None = None
    taken_back: SignOffRequest | None = None
    sign_off: SignOff | None = None
    evidence: list[Evidence] = field(default_factory=list)
    feedback: list[SignOffReferral] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class DomainProgress:
    domain: Domain
    rows: list[Progress]


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What the rows are made from, loaded once for all of them; by competency code, under whichever version."""

    day: date
    completed: dict[str, bool]
    sign_offs: dict[str, SignOff]
    ended: dict[str, SignOff]
    requests: dict[str, SignOffRequest]
    taken_back: dict[int, SignOffRequest]
    evidence: dict[str, list[Evidence]]


def my_competencies(user: User) -> list[DomainProgress]:
    """Every competency of the framework in force, by domain. The same queries however much evidence there is."""
    framework = framework_in_force()
    if framework is None:
        return []
    competencies = Competency.objects.select_related("module").prefetch_related(
        Prefetch("criteria", PerformanceCriterion.objects.order_by("position"))
    )
    domains = list(framework.domains.prefetch_related(Prefetch("competencies", competencies)))
    modules = {competency.module.code for domain in domains for competency in domain.competencies.all()}
    facts = _facts(user, modules)
    return [
        DomainProgress(domain=domain, rows=[_progress(competency, facts) for competency in domain.competencies.all()])
        for domain in domains
    ]


def progress_in(user: User, competency: Competency) -> Progress:
    return _progress(competency, _facts(user, {competency.module.code}))


def _facts(user: User, module_codes: set[str]) -> _Facts:
    day = clock.today()
    current: dict[str, SignOff] = {}
    ended: dict[str, SignOff] = {}
    # The last of a code counts: one that need not be reassessed before one that must, then the later one.
    sign_offs = SignOff.objects.filter(user=user).with_reassessment().select_related("withdrawal", "competency")
    for row in sign_offs.order_by(F("reassess_by").asc(nulls_last=True), "valid_from", "pk"):
        holds = not hasattr(row, "withdrawal") and row.valid_from <= day < row.valid_until
        holds = holds and (row.reassess_by is None or day <= row.reassess_by)
        (current if holds else ended)[row.competency.code] = row
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for piece in Evidence.objects.standing().filter(user=user).select_related("competency"):
        evidence[piece.competency.code].append(piece)
    requests: dict[str, SignOffRequest] = {}
    taken_back: dict[int, SignOffRequest] = {}
    asked = SignOffRequest.objects.filter(user=user, state__in=LIVE_STATES | {RequestState.WITHDRAWN}).order_by("pk")
    for request in with_due_day(asked).select_related("competency").prefetch_related("referrals__referred_by"):
        if request.state == RequestState.WITHDRAWN:  # Opened again only under the version that it was made under.
            taken_back[request.competency_id] = request
        else:
            requests[request.competency.code] = request
    return _Facts(
        day=day,
        completed={code: has_completed(user, code) for code in sorted(module_codes)},
        sign_offs=current,
        ended=ended,
        requests=requests,
        taken_back=taken_back,
        evidence=evidence,
    )


def _progress(competency: Competency, facts: _Facts) -> Progress:
    request = facts.requests.get(competency.code)
    sign_off = facts.sign_offs.get(competency.code)
    if competency.level == Level.FOUNDATION:
        return _foundation(competency, facts)
    if request is not None:
        return _asked(competency, request, sign_off, facts)
    if sign_off is not None:
        return _held(competency, sign_off, facts)
    return _not_held(competency, facts)


def _foundation(competency: Competency, facts: _Facts) -> Progress:
    module = competency.module
    if facts.completed[module.code]:
        shown = f"You showed this by completing {module}."
        return Progress(competency=competency, state="completed", words="Shown", next_step=shown)
    return Progress(
        competency=competency, state="not_started", words="Not shown yet", next_step=f"Complete {module} to show this."
    )


def _asked(competency: Competency, request: SignOffRequest, sign_off: SignOff | None, facts: _Facts) -> Progress:
    steps = {
        RequestState.OPEN: "Two trainers will look at your evidence. You can add more until the first has signed.",
        RequestState.WAITING: _waiting_for_the_second(request, facts.day),
        RequestState.MODERATION: "Two trainers see it differently. A third trainer decides how it goes on.",
        RequestState.REFERRED_BACK: "Read the feedback, then offer new evidence. Two trainers will look again.",
    }
    state = RequestState(request.state)
    return Progress(
        competency=competency,
        state="refused" if state == RequestState.REFERRED_BACK else "waiting",
        words=state.label,
        next_step=steps[state],
        may_offer=state in {RequestState.OPEN, RequestState.REFERRED_BACK},
        request=request,
        sign_off=sign_off,
        evidence=[piece for piece in facts.evidence[competency.code] if piece.request_id == request.pk],
        feedback=list(request.referrals.all()),
    )


def _waiting_for_the_second(request: SignOffRequest, day: date) -> str:
    words = "One trainer has signed. A second, from another employer, will look at it alone"
    due_on: date | None = getattr(request, "due_on", None)
    if due_on is None:
        return f"{words}."
    by = date_format(due_on, "j F Y")
    late = f"; that was due by {by}. The trainers are reminded each week, and governance sees that it is late."
    return f"{words}{late}" if due_on < day else f"{words}, by {by}."


def _held(competency: Competency, sign_off: SignOff, facts: _Facts) -> Progress:
    evidence = [piece for piece in facts.evidence[competency.code] if piece.request_id == sign_off.request_id]
    if sign_off.reassess_by and sign_off.reassess_by < sign_off.valid_until:
        return Progress(
            competency=competency,
            state="expiring",
            words=f"To be reassessed by {date_format(sign_off.reassess_by, 'j F Y')}",
            next_step="What this competency asks for has changed. Your sign-off holds until that day. Offer fresh "
            "evidence now, so that two trainers can sign you off again.",
            may_offer=True,
            sign_off=sign_off,
            evidence=evidence,
        )
    until = date_format(sign_off.ends_on, "j F Y")
    ends_soon = sign_off.ends_on <= facts.day + timedelta(days=EXPIRING_DAYS)
    renewable = may_be_renewed(sign_off, facts.day)
    return Progress(
        competency=competency,
        state="expiring" if ends_soon else "completed",
        words=f"Signed off, ends on {until}" if ends_soon else f"Signed off until {until}",
        next_step="Offer fresh evidence, so that two trainers can sign you off again." if renewable else "",
        may_offer=renewable,
        sign_off=sign_off,
        evidence=evidence,
    )


def _not_held(competency: Competency, facts: _Facts) -> Progress:
    module = competency.module
    ended = facts.ended.get(competency.code)
    state, words = "not_started", "Not signed off"
    if ended is not None and hasattr(ended, "withdrawal"):
        state, words = "withdrawn", f"Sign-off withdrawn: {ended.withdrawal.reason}"
    elif ended is not None and ended.reassess_by and ended.reassess_by < min(facts.day, ended.valid_until):
        state, words = "expired", f"Not reassessed by {date_format(ended.reassess_by, 'j F Y')}"
    elif ended is not None:
        state, words = "expired", f"Sign-off ended on {date_format(ended.ends_on, 'j F Y')}"
    if not facts.completed[module.code]:
        return Progress(
            competency=competency, state=state, words=words, sign_off=ended, next_step=f"Complete {module} first."
        )
    return Progress(
        competency=competency,
        state=state,
        words=words,
        sign_off=ended,
        may_offer=True,
        taken_back=facts.taken_back.get(competency.pk),
        next_step="Offer evidence from your practice.",
    )


def may_be_renewed(sign_off: SignOff, day: date) -> bool:
    """A sign-off that holds may be made again in its last months, so that nobody has to fall out first."""
    return sign_off.valid_until <= months_later(day, RENEWAL_MONTHS)
