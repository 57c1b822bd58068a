"""Questions about competence that pages and upper apps ask."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.text import capfirst, get_text_list

from competencies.constants import (
    EXPIRING_DAYS,
    SIGNABLE_STATES,
    SIGNED_LEVELS,
    TRAINER_MODULE,
    FrameworkState,
    Level,
    RequestState,
    StandingBasis,
)
from competencies.models import (
    Competency,
    Evidence,
    Framework,
    Signature,
    SignOff,
    SignOffRequest,
    TrainerStanding,
)
from competencies.sampling import may_read_to_moderate
from competencies.signers import FACTS_OF_A_SIGNATURE, Signer, refusal, signatures_of_round, signers_on, who_could_sign
from competencies.visiting import open_to
from core import clock
from modules.models import Module
from modules.selectors import has_completed
from people.models import Employment, User

__all__ = [
    "STANDING_EVIDENCE",
    "competence_summary",
    "competencies_for_level",
    "current_sign_offs",
    "framework_in_force",
    "held_levels",
    "may_read_evidence",
    "sign_off_counts_by_organisation",
    "sign_offs_waiting_for",
    "signers_of",
    "standing_missing",
    "standing_that_ends_by",
    "tier_of",
    "waiting_rows",
    "who_could_sign",
]


def current_sign_offs(user: User, day: date) -> QuerySet[SignOff]:
    """What somebody is signed off in on a day: not withdrawn, not expired, of an approved framework."""
    return SignOff.objects.current_on(day).filter(user=user).with_reassessment().select_related("competency")


def signers_of(user: User, competency_ids: Collection[int]) -> set[int]:
    """Everybody who ever signed about this person in these competencies, agreeing or not. They grant nothing on it."""
    return set(
        Signature.objects.filter(person=user, request__competency__in=competency_ids).values_list(
            "signer_id", flat=True
        )
    )


def framework_in_force() -> Framework | None:
    """The framework approved last."""
    return Framework.objects.filter(state=FrameworkState.APPROVED).order_by("-approved_at", "-pk").first()


def competencies_for_level(level: str, scope: str = "") -> QuerySet[Competency]:
    """What a level asks for, in the framework in force: of everyone (""), or beyond that of one scope.

    `competencies_for_level("simple", "housing-mot")` is what the Housing MOT asks for on top of `simple`.
    """
    newest = Framework.objects.filter(state=FrameworkState.APPROVED).order_by("-approved_at", "-pk").values("pk")[:1]
    return Competency.objects.asked_on(clock.today()).filter(framework=Subquery(newest), level=level, scope=scope)


def held_levels(user: User, day: date) -> set[str]:
    """Levels at which somebody holds every competency that is asked of everyone."""
    held = set(current_sign_offs(user, day).values_list("competency__code", flat=True))
    wanted = _codes_by_level()
    return {level for level, codes in wanted.items() if codes <= held}


def _codes_by_level() -> dict[str, set[str]]:
    """For each level that is signed off, the codes that the framework in force asks of everyone."""
    framework = framework_in_force()
    codes: dict[str, set[str]] = defaultdict(set)
    asked = Competency.objects.asked_on(clock.today()).filter(framework=framework, level__in=SIGNED_LEVELS, scope="")
    for level, code in asked.values_list("level", "code"):
        codes[level].add(code)
    return codes


def tier_of(module: Module) -> Level:
    """The tier at which trainers of a module sign. Nobody signs at the foundation, so there it is the simple tier."""
    return Level(module.level) if module.level in SIGNED_LEVELS else Level.SIMPLE


def standing_missing(user: User, module: Module, day: date) -> list[str]:
    """What somebody still needs to earn trainer standing for a module, in sentences; empty when all is there (T3)."""
    missing = []
    if not has_completed(user, TRAINER_MODULE):
        missing.append(f"{user} has not completed the trainer module.")
    if module.code != TRAINER_MODULE and not has_completed(user, module.code):
        missing.append(f"{user} has not completed {module}.")
    held = set(current_sign_offs(user, day).values_list("competency__code", flat=True))
    wanted = _codes_by_level()
    for asked in dict.fromkeys([tier_of(module), Level.TRAINER]):
        lacking = sorted(wanted.get(asked, set()) - held)
        if not wanted.get(asked):
            missing.append(f"The framework in force has no competency at the {asked.label.lower()} level.")
        elif lacking:
            missing.append(f"{user} is not signed off in {', '.join(lacking)}.")
    return missing


def standing_that_ends_by(day: date, by: date) -> QuerySet[TrainerStanding]:
    """Standing that holds on a day and ends by another, with nothing recorded that carries it on. Visits end."""
    longer = TrainerStanding.objects.filter(
        user=OuterRef("user"), module=OuterRef("module"), valid_until__gt=OuterRef("valid_until")
    )
    return (
        TrainerStanding.objects.on(day)
        .filter(~Exists(longer), ~Q(basis=StandingBasis.VISITING), valid_until__lte=by)
        .select_related("user", "module")
        .order_by("valid_until", "user__last_name", "user__first_name", "pk")
    )


@dataclass(frozen=True, kw_only=True)
class TrainerRow:
    """One trainer in the list: the standings that were looked for, and those of them that hold today."""

    user: User
    standings: list[TrainerStanding]
    holding: list[TrainerStanding]

    @property
    def in_words(self) -> str:
        """At which tiers they may sign and until when; when it held last, for somebody who may no longer."""
        if not self.holding:
            return "Has no standing now"
        tiers = list(dict.fromkeys(standing.get_level_display().lower() for standing in self.holding))
        last = max(standing.last_day for standing in self.holding)
        words = f"{get_text_list(tiers, 'and')} {'tier' if len(tiers) == 1 else 'tiers'}"
        return capfirst(f"{words}, until {last:%-d %B %Y} at the latest")


def trainers_in(standings: QuerySet[TrainerStanding]) -> QuerySet[User]:
    """Whose standing these are, by name."""
    return User.objects.filter(pk__in=standings.order_by().values("user")).order_by("last_name", "first_name", "pk")


def trainer_rows(people: Sequence[User], standings: QuerySet[TrainerStanding], day: date) -> list[TrainerRow]:
    """Each of these people with their standing among the given, by module, the latest to end first. One query."""
    held: dict[int, list[TrainerStanding]] = defaultdict(list)
    rows = standings.filter(user__in=people).order_by("module__position", "-valid_until", "pk")
    for standing in rows.select_related("user", "module", "first_decided_by", "second_decided_by", "ended_by"):
        held[standing.user_id].append(standing)
    return [
        TrainerRow(
            user=user,
            standings=held[user.pk],
            holding=[one for one in held[user.pk] if one.valid_from <= day < one.valid_until],
        )
        for user in people
    ]


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    """One request as one trainer sees it in the list: who, where from, what, since when, and whether they may sign."""

    request: SignOffRequest
    organisation: str
    first_signer: User | None
    problem: str

    @property
    def may_sign(self) -> bool:
        return not self.problem


def waiting_requests() -> QuerySet[SignOffRequest]:
    """Every request that waits for a signature, the longest wait first."""
    signatures = Signature.objects.select_related("signer", *FACTS_OF_A_SIGNATURE)
    return (
        SignOffRequest.objects.signable()
        .select_related("user", "competency")
        .prefetch_related(Prefetch("signatures", signatures.order_by("position")), "moderations")
        .order_by("waiting_since", "pk")
    )


def waiting_rows(requests: Sequence[SignOffRequest], trainer: User) -> list[WaitingRow]:
    """These requests as the trainer sees them; the same number of queries however many there are."""
    day = clock.today()
    signer = signers_on([trainer], day)[trainer.pk]
    people = {request.user_id for request in requests}
    employers = dict(Employment.objects.on(day).filter(user__in=people).values_list("user_id", "organisation__name"))
    return [_row(request, signer, employers.get(request.user_id, "")) for request in requests]


def _row(request: SignOffRequest, signer: Signer, organisation: str) -> WaitingRow:
    signatures = signatures_of_round(request)
    refused = refusal(request, signer, signatures)
    return WaitingRow(
        request=request,
        organisation=organisation,
        first_signer=signatures[0].signer if signatures else None,
        problem=str(refused) if refused else "",
    )


def sign_offs_waiting_for(user: User) -> int:
    """How many requests this trainer could sign today."""
    if not TrainerStanding.objects.on(clock.today()).filter(user=user).exists():
        return 0
    return sum(row.may_sign for row in waiting_rows(list(waiting_requests()), user))


@dataclass(kw_only=True)
class CompetenceSummary:
    """A person's competence in a few figures, for their dashboard."""

    held: int = 0
    waiting: int = 0
    referred_back: int = 0
    expiring: list[SignOff] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.held or self.waiting or self.referred_back)


def competence_summary(user: User) -> CompetenceSummary:
    day = clock.today()
    sign_offs = list(current_sign_offs(user, day))
    states = Counter(SignOffRequest.objects.live().filter(user=user).values_list("state", flat=True))
    held = {row.competency.code: row for row in sorted(sign_offs, key=lambda row: row.ends_on)}
    wanted = _codes_by_level()
    return CompetenceSummary(
        held=len(held),
        waiting=states[RequestState.OPEN] + states[RequestState.WAITING] + states[RequestState.MODERATION],
        referred_back=states[RequestState.REFERRED_BACK],
        expiring=[row for row in held.values() if row.ends_on <= day + timedelta(days=EXPIRING_DAYS)],
        levels=[level.label for level in SIGNED_LEVELS if wanted.get(level) and wanted[level] <= held.keys()],
    )


@dataclass(frozen=True, kw_only=True)
class OrganisationCount:
    """How many people of one organisation hold everything that one level asks of everyone."""

    organisation: str
    level: str
    people: int


def sign_off_counts_by_organisation() -> list[OrganisationCount]:
    """People signed off in everything that a level asks for, by where they work today. Four queries."""
    day = clock.today()
    wanted = _codes_by_level()
    held: dict[int, set[str]] = defaultdict(set)
    for user_id, code in SignOff.objects.current_on(day).values_list("user_id", "competency__code"):
        held[user_id].add(code)
    employers = dict(Employment.objects.on(day).filter(user__in=held).values_list("user_id", "organisation__name"))
    counts = Counter(
        (employers.get(user_id, "No current employer"), level)
        for user_id, codes in held.items()
        for level in SIGNED_LEVELS
        if wanted.get(level) and wanted[level] <= codes
    )
    return [
        OrganisationCount(organisation=organisation, level=Level(level).label, people=people)
        for (organisation, level), people in sorted(counts.items())
    ]


# What a request's page shows of its evidence: all that was not taken back.
STANDING_EVIDENCE = Prefetch("evidence", Evidence.objects.standing())


def may_read_evidence(piece: Evidence, user: User) -> bool:
    """Its owner may; until it is taken back, who confirms, signed, could sign or moderates it; nobody else (C2)."""
    if user.pk == piece.user_id:
        return True
    if hasattr(piece, "withdrawal"):
        return False
    if user.pk == piece.confirmer_id or piece.request.signatures.filter(signer=user).exists():
        return True
    if not open_to(user, SignOffRequest.objects.filter(pk=piece.request_id), clock.today()).exists():
        return False
    [row] = waiting_rows([piece.request], user)
    return (piece.request.state in SIGNABLE_STATES and row.may_sign) or may_read_to_moderate(piece.request, user)
