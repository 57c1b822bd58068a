"""Reads of the register and of what leads to it, for pages and for other apps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, QuerySet, When
from django.utils import timezone

from accreditation.constants import TERM_DECISIONS, DecisionKind, LiftedAs, Status
from accreditation.decisions import decide_many, used_tier
from accreditation.models import (
    Accreditation,
    AccreditationDecision,
    Adaptation,
    RegisterEntry,
    Scope,
    SuspensionReply,
    SuspensionReview,
)
from accreditation.models.register import RegisterEntryQuerySet
from accreditation.questions import Action, Question
from accreditation.requirements import missing_for, required_competencies, signed_what_it_rests_on
from core import clock
from core.periods import holding_on
from people.constants import OCCUPATIONAL_THERAPIST, Role, WithholdingState
from people.models import Employment, Locality, NameWithholding, ProfessionalRegistration, User
from people.selectors import holders_of
from people.vocabulary import Tenure, Tier

__all__ = [
    "accreditation_summary",
    "accredited_counts_by_organisation",
    "missing_for",
    "register_facts",
    "required_competencies",
    "status_history",
    "subject_number",
    "who_may",
]

CANDIDATES_AT_ONCE = 50
CANDIDATES_AT_MOST = 500


def _with_people(entries: RegisterEntryQuerySet, day: date) -> RegisterEntryQuerySet:
    """Entries with all that a list shows: the person, where they work on that day, scheme and localities."""
    jobs = Prefetch("user__employments", queryset=Employment.objects.on(day), to_attr="jobs_now")
    return entries.select_related("user", "scheme").prefetch_related(jobs, "localities")


def organisation_of(entry: RegisterEntry) -> str:
    """The present employer of somebody on a list made by this module."""
    jobs: list[Employment] = entry.user.jobs_now  # type: ignore[attr-defined]
    return next((str(job.organisation) for job in jobs), "")


def scopes_of(entry: RegisterEntry) -> list[Scope]:
    """The scopes of the newest term."""
    term = (
        AccreditationDecision.objects.filter(accreditation=entry.accreditation_id, kind__in=TERM_DECISIONS)
        .order_by("-register_number")
        .first()
    )
    return list(term.scopes.all()) if term else []


@dataclass(frozen=True, kw_only=True)
class ScopeInWords:
    """A scope as a page says it."""

    tier: str
    kinds: str
    tenures: list[str]
    localities: list[str]
    valid_until: date | None


def places_of(user: User) -> list[str]:
    """Codes of the localities in which somebody works today."""
    jobs = Employment.objects.on(clock.today()).filter(user=user)
    return [code for code in jobs.values_list("localities__code", flat=True) if code]


def in_words(scopes: Iterable[Scope]) -> list[ScopeInWords]:
    scopes = list(scopes)
    names = dict(Locality.objects.values_list("code", "name")) if scopes else {}
    return [
        ScopeInWords(
            tier=f"Up to {Tier(scope.tier).label.lower()} needs" if scope.tier else "Housing MOT",
            kinds=", ".join(scope.kinds).replace("-", " ") if scope.kinds else "Every kind in the catalogue",
            tenures=[str(Tenure(tenure).label) for tenure in scope.tenures],
            localities=[names.get(code, code) for code in scope.localities],
            valid_until=scope.valid_until,
        )
        for scope in scopes
    ]


def asked_for(accreditation: Accreditation) -> list[ScopeInWords]:
    """What the person asks for, as a page says it; empty where the application does not say."""
    if not accreditation.asked_tenures:
        return []
    asked = Scope(
        tier=accreditation.scheme.tier,
        kinds=accreditation.asked_kinds,
        tenures=accreditation.asked_tenures,
        localities=accreditation.asked_localities,
    )
    return in_words([asked])


def who_may_decide(accreditation: Accreditation) -> QuerySet[User]:
    """The officers who may grant it: not the person, not who manages them, and who signed none of it (A1)."""
    person = accreditation.user
    managers = Employment.objects.on(clock.today()).filter(user=person).values_list("line_manager", flat=True)
    parted = signed_what_it_rests_on(person, accreditation.scheme) | {person.pk} | {pk for pk in managers if pk}
    officers = holders_of(Role.ACCREDITATION_OFFICER).exclude(pk__in=parted)
    return officers.order_by("last_name", "first_name", "pk")


@dataclass(frozen=True, kw_only=True)
class StatusChange:
    """One line of the public history: what the status became, and when. Never why, never by whom."""

    kind: DecisionKind
    words: str
    at: datetime
    valid_until: date | None


def status_history(entry: RegisterEntry) -> list[StatusChange]:
    """The history of status that the public may see, newest first.

    A suspension that was lifted as unfounded is left out with its lifting, and so is what was overturned on appeal and
    refusals to renew, which change nothing. Officers see every decision (`decisions_of`).
    """
    now = clock.now()
    decisions = list(
        AccreditationDecision.objects.filter(accreditation=entry.accreditation_id).order_by("register_number")
    )
    hidden = _unfounded(decisions)
    shown = [
        d
        for d in decisions
        if d.pk not in hidden
        and d.kind != DecisionKind.RENEWAL_REFUSED
        and (d.effective_from <= now or d.kind == DecisionKind.GRANTED)
    ]
    shown.sort(key=lambda d: (d.effective_from, d.register_number), reverse=True)
    return [
        StatusChange(
            kind=DecisionKind(d.kind), words=d.get_kind_display(), at=d.effective_from, valid_until=d.valid_until
        )
        for d in shown
    ]


def _unfounded(decisions: Sequence[AccreditationDecision]) -> set[int]:
    """What does not brand the person: suspensions lifted as unfounded or overturned with their liftings, and
    everything else that an appeal overturned. `decisions` in the order of the register.
    """
    overturned = {decision.overturns_id for decision in decisions if decision.overturns_id}
    hidden = overturned | {decision.pk for decision in decisions if decision.overturns_id}
    suspension = 0
    for decision in decisions:
        if decision.kind == DecisionKind.SUSPENDED:
            suspension = decision.pk
        elif decision.kind == DecisionKind.REINSTATED and (
            decision.lifted_as == LiftedAs.UNFOUNDED or suspension in overturned
        ):
            hidden |= {suspension, decision.pk}
    return hidden


def who_may(question: Question, limit: int = 10) -> list[RegisterEntry]:
    """Accredited people to whom the register would say yes; those of the asking organisation first.

    Registered occupational therapists may too, and are not listed: they authorise by registration, not by entry.
    """
    now, day = clock.now(), clock.today()
    entries = RegisterEntry.objects.holding(now)
    tier = used_tier(question, Adaptation.objects.filter(code=question.adaptation).first())
    if question.action is not Action.HOUSING_MOT and tier:
        entries = entries.filter(tier_rank__gte=tier.rank)
    if question.tenure:
        entries = entries.filter(tenures__contains=f"|{question.tenure}|")
    own = Employment.objects.on(day).filter(user=OuterRef("user"), organisation__code=question.organisation)
    candidates = (
        _with_people(entries.filter(localities__code=question.locality), day)
        .annotate(is_own=Exists(own))
        .order_by("-is_own", "user__last_name", "user__first_name", "pk")
    )
    found: list[RegisterEntry] = []
    for start in range(0, CANDIDATES_AT_MOST, CANDIDATES_AT_ONCE):
        some = list(candidates[start : start + CANDIDATES_AT_ONCE])
        # Each candidate stands in for the one asked about, acting for their own organisation.
        asked = [replace(question, subject=entry.number, organisation="") for entry in some]
        answers = decide_many(asked, now) if some else []
        found += [entry for entry, answer in zip(some, answers, strict=True) if answer.permitted]
        if len(found) >= limit or len(some) < CANDIDATES_AT_ONCE:
            break
    return found[:limit]


def subject_number(user: User) -> str:
    """The number by which the register knows somebody best, or "".

    A registered occupational therapist's professional number; else an accreditation that holds, of several the one
    that reaches highest; else the newest; else whatever professional number they have.
    """
    now = clock.now()
    registrations = ProfessionalRegistration.objects.filter(user=user).order_by("-valid_until", "-pk")
    if therapist := registrations.on(clock.today()).filter(profession__code=OCCUPATIONAL_THERAPIST).first():
        return therapist.number
    entries = list(RegisterEntry.objects.filter(user=user).exclude(starts_at=None))
    if entries:
        return max(
            entries,
            key=lambda e: (
                e.status_at(now) is Status.ACCREDITED,
                -1 if e.tier_rank is None else e.tier_rank,
                e.register_number,
            ),
        ).number
    registration = registrations.first()
    return registration.number if registration else ""


@dataclass(kw_only=True)
class AccreditationSummary:
    """A person's own accreditations for their dashboard, the newest first."""

    entries: list[RegisterEntry] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.entries


def accreditation_summary(user: User) -> AccreditationSummary:
    entries = RegisterEntry.objects.filter(user=user).with_status().select_related("scheme").order_by("-changed_at")
    return AccreditationSummary(entries=list(entries))


def accredited_counts_by_organisation(at: datetime | None = None) -> dict[str, int]:
    """How many people of each organisation (by code) hold an accreditation at a moment. One query."""
    at = at or clock.now()
    rows = (
        RegisterEntry.objects.holding(at)
        .filter(holding_on(timezone.localdate(at), "user__employments__"))
        .values_list("user__employments__organisation__code")
        .annotate(people=Count("user", distinct=True))
        .order_by()
    )
    return dict(rows)


def register_facts() -> list[dict[str, Any]]:
    """Each public entry with its scope as plain values, by number: what a stranger's program needs of the demo."""
    entries = _with_people(RegisterEntry.objects.public(), clock.today())
    return [
        {
            "number": entry.number,
            "status": entry.status_now.value,
            "scheme": entry.scheme.code,
            "organisation": organisation_of(entry),
            "tiers": [tier.value for tier in Tier if entry.tier_rank is not None and tier.rank <= entry.tier_rank],
            "localities": sorted(locality.code for locality in entry.localities.all()),
            "tenures": [tenure for tenure in entry.tenures.split("|") if tenure],
        }
        for entry in entries.order_by("accreditation_id")
    ]


def open_work() -> RegisterEntryQuerySet:
    """Every application and accreditation, for officers: suspensions to be reviewed first, then the latest decided."""
    today = clock.today()
    is_due = Case(When(is_suspended=True, ended_as="", review_on__lte=today, then=0), default=1)
    return _with_people(RegisterEntry.objects.all(), today).order_by(is_due, "-changed_at", "-pk")


def latest_suspension(accreditation: Accreditation) -> AccreditationDecision | None:
    """The last time it was suspended, lifted since or not."""
    return accreditation.decisions.filter(kind=DecisionKind.SUSPENDED).order_by("-register_number").first()


def suspension_of(entry: RegisterEntry) -> AccreditationDecision | None:
    """The suspension that holds, with its replies, reviews and proposals; None when none does."""
    if entry.status_now is not Status.SUSPENDED:
        return None
    return (
        AccreditationDecision.objects.filter(accreditation=entry.pk, kind=DecisionKind.SUSPENDED)
        .select_related("actor")
        .prefetch_related("replies", "reviews__reviewed_by", "proposals__proposed_by")
        .order_by("-register_number")
        .first()
    )


def replied_since_review(entries: Iterable[RegisterEntry]) -> set[int]:
    """Which of these, by their keys, are suspended and have a reply that no review came after. One query."""
    suspended = [entry.pk for entry in entries if entry.is_suspended]
    reviewed_since = SuspensionReview.objects.filter(
        suspension=OuterRef("suspension"), reviewed_at__gte=OuterRef("written_at")
    )
    lifted_since = AccreditationDecision.objects.filter(
        accreditation=OuterRef("suspension__accreditation"),
        kind=DecisionKind.REINSTATED,
        recorded_at__gte=OuterRef("written_at"),
    )
    replies = SuspensionReply.objects.filter(
        ~Exists(reviewed_since), ~Exists(lifted_since), suspension__accreditation__in=suspended
    )
    return set(replies.values_list("suspension__accreditation", flat=True))


def decisions_of(accreditation: Accreditation) -> QuerySet[AccreditationDecision]:
    """All decisions with who made them, newest first, for officers and the person."""
    return (
        AccreditationDecision.objects.filter(accreditation=accreditation)
        .select_related("actor", "second_actor", "appealed_by")
        .prefetch_related("scopes")
        .order_by("-register_number")
    )


def withheld_names() -> QuerySet[NameWithholding]:
    """Names withheld from public pages, the first to be looked at again first, each with the person's entries."""
    standing = NameWithholding.objects.filter(state=WithholdingState.STANDING).order_by("review_on", "pk")
    return standing.select_related("user").prefetch_related("user__register_entries")
