"""Who may take over a case, who has the fewest, and which handovers a manager has still to look at (P12)."""

from collections import Counter

from django.db.models import Count, QuerySet

from accreditation.models import RegisterEntry
from cases.constants.intake import CaseState
from cases.models import Case, CaseHandover, DeclaredRelation
from core import clock
from people.constants import Role
from people.models import Employment, User
from people.selectors import holders_of, organisations_managed_by


def may_own(case: Case) -> QuerySet[User]:
    """Caseworkers of the case's organisation who have no private tie to the person."""
    jobs = Employment.objects.on(clock.today()).filter(organisation=case.organisation_id)
    tied = DeclaredRelation.objects.filter(person=case.person_id).values("user")
    return holders_of(Role.CASEWORKER).filter(pk__in=jobs.values("user")).exclude(pk__in=tied)


class Successors:
    """Who takes over one person's cases: of each case's organisation and locality, whoever has the fewest open ones.

    Read once for any number of cases. Whoever is suspended takes nothing over. Somebody whose employment names no
    locality works in all of them.
    """

    def __init__(self, leaver: User, cases: list[Case]) -> None:
        organisations = {case.organisation_id for case in cases}
        jobs = Employment.objects.on(clock.today()).filter(
            organisation__in=organisations, user__in=holders_of(Role.CASEWORKER)
        )
        suspended = RegisterEntry.objects.filter(is_suspended=True).values("user")
        usable = jobs.exclude(user=leaver).exclude(user__in=suspended)
        self.jobs = list(usable.select_related("user").prefetch_related("localities").order_by("user_id"))
        people = {job.user_id for job in self.jobs}
        open_cases = Case.objects.filter(owner__in=people, state=CaseState.OPEN)
        self.load = Counter(dict(open_cases.values_list("owner").annotate(Count("pk")).order_by()))
        ties = DeclaredRelation.objects.filter(user__in=people, person__in={case.person_id for case in cases})
        self.ties = set(ties.values_list("user", "person"))

    def take(self, case: Case) -> User | None:
        """The next owner of a case, who counts from now on as having it; None where there is nobody."""
        fitting = [
            job.user
            for job in self.jobs
            if job.organisation_id == case.organisation_id
            and (job.user_id, case.person_id) not in self.ties
            and (not job.localities.all() or case.home.locality_id in {place.pk for place in job.localities.all()})
        ]
        if not fitting:
            return None
        chosen = min(fitting, key=lambda user: (self.load[user.pk], user.pk))
        self.load[chosen.pk] += 1
        return chosen


def handovers_to_look_at(user: User) -> QuerySet[CaseHandover]:
    """What went by rule in the organisations that somebody manages, those without a new owner first."""
    waiting = CaseHandover.objects.filter(
        looked_at_at=None,
        is_superseded=False,
        case__organisation__in=organisations_managed_by(user),
        case__state=CaseState.OPEN,
    )
    return waiting.select_related("case__organisation", "from_owner", "to_owner").order_by("to_owner", "at", "id")
