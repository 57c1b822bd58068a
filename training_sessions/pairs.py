"""Who may lead a session together: the rule of the pair, asked of plain values (T6).

Facts about any number of trainers come from a fixed number of queries for each day of the session. The service
that schedules and the search for somebody else to ask use the same function.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from modules.models import Module
from people.models import Employment, Locality, User
from people.selectors import pairing_problems
from training_sessions.checks import TrainerAnswer, trainer_answers, trainers_on
from training_sessions.constants import NAMED_ALTERNATIVES
from training_sessions.exceptions import PairRefused
from training_sessions.models import Session, SessionDate

Times = Sequence[tuple[datetime, datetime]]


@dataclass(kw_only=True)
class Leader:
    """Somebody who might lead: where they work, what they may lead, when they are needed elsewhere."""

    user: User
    employment: Employment | None
    answers: list[TrainerAnswer] = field(default_factory=list)
    busy: list[SessionDate] = field(default_factory=list)

    @property
    def problem(self) -> str:
        """The first sentence that keeps this person from leading at all, or ""."""
        if self.employment is None:
            return f"{self.user} has no employer here on that day, and a trainer acts for an employer."
        if sentence := next((answer.not_current for answer in self.answers if answer.not_current), ""):
            return sentence
        if self.busy:
            other = self.busy[0]
            return f"{self.user} leads another session then: {other.session} on {localdate(other.starts_at):%-d %B %Y}."
        return ""

    @property
    def is_qualified(self) -> bool:
        return not any(answer.not_qualified for answer in self.answers)


def leaders(users: Collection[User], module: Module, times: Times, apart_from: Session | None = None) -> list[Leader]:
    """The facts about these people for the times of a session. `apart_from` is the session itself, when it exists."""
    days = sorted({localdate(starts_at) for starts_at, _ in times})
    employments = {row.user_id: row for row in Employment.objects.on(days[0]).filter(user__in=users).order_by("pk")}
    for day in days[1:]:
        still = set(Employment.objects.on(day).filter(user__in=users).values_list("pk", flat=True))
        employments = {user_id: row for user_id, row in employments.items() if row.pk in still}
    answers = [trainer_answers(users, module, day) for day in days]
    busy = _busy(users, times, apart_from)
    return [
        Leader(
            user=user,
            employment=employments.get(user.pk),
            answers=[day[user.pk] for day in answers],
            busy=busy.get(user.pk, []),
        )
        for user in users
    ]


def _busy(users: Collection[User], times: Times, apart_from: Session | None) -> dict[int, list[SessionDate]]:
    """The dates that each of them leads at these times already."""
    overlapping = Q()
    for starts_at, ends_at in times:
        overlapping |= Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
    dates = (
        SessionDate.objects.not_cancelled()
        .led_by(*(user.pk for user in users))
        .filter(overlapping)
        .select_related("pair", "session__place", "session__module_version")
        .defer("session__module_version__content")
    )
    if apart_from:
        dates = dates.exclude(session=apart_from)
    busy: dict[int, list[SessionDate]] = {}
    for one in dates:
        for trainer_id in (one.pair.first_trainer_id, one.pair.second_trainer_id):
            busy.setdefault(trainer_id, []).append(one)
    return busy


def pair_problem(one: Leader, other: Leader) -> str:
    """Why these two may not lead the session, or "" (T6)."""
    if problem := one.problem or other.problem:
        return problem
    if one.employment and other.employment and (problems := pairing_problems(one.employment, other.employment)):
        return " ".join(problems)
    if not one.is_qualified and not other.is_qualified:
        missing = next(answer.not_qualified for answer in one.answers if answer.not_qualified)
        return f"One of the two must be qualified for this module. {missing} Nor is {other.user}."
    return ""


def who_could_lead(
    *,
    keeping: Leader,
    module: Module,
    times: Times,
    locality: Locality,
    apart_from: Session | None = None,
    limit: int = NAMED_ALTERNATIVES,
) -> list[Leader]:
    """Trainers who could lead with `keeping`, free at these times; those who work in the locality come first."""
    users = [user for user in trainers_on(localdate(times[0][0])) if user.pk != keeping.user.pk]
    able = [one for one in leaders(users, module, times, apart_from) if not pair_problem(keeping, one)]
    near = set(
        Employment.localities.through.objects.filter(
            locality=locality, employment__in=[one.employment for one in able if one.employment]
        ).values_list("employment__user_id", flat=True)
    )
    # They are in the order of their names already, and sorting keeps it.
    return sorted(able, key=lambda leader: leader.user.pk not in near)[:limit]


def require_pair(
    first: User,
    second: User,
    *,
    module: Module,
    times: Times,
    locality: Locality,
    apart_from: Session | None = None,
) -> tuple[Leader, Leader]:
    """The facts about the two, or `PairRefused` with the rule and who could be asked instead (T6)."""
    users = [first] if first.pk == second.pk else [first, second]
    found = leaders(users, module, times, apart_from)
    one, other = found[0], found[-1]
    problem = "A pair is two different people." if one is other else pair_problem(one, other)
    if not problem:
        return one, other
    # Whoever may lead stays; the colleague is looked for.
    keeping = other if one.problem else one
    if keeping.problem:
        raise PairRefused(problem if one is other else f"{problem} {other.problem}")
    able = who_could_lead(keeping=keeping, module=module, times=times, locality=locality, apart_from=apart_from)
    raise PairRefused(f"{problem} {_in_words(keeping, able)}")


def _in_words(keeping: Leader, able: list[Leader]) -> str:
    if not able:
        return f"Nobody in the partnership could lead with {keeping.user} then; a visiting trainer could be asked."
    names = "; ".join(f"{one.user}, {one.employment.organisation}" for one in able if one.employment)
    return f"Who could lead with {keeping.user}: {names}."
