"""Cases of others that a partner may be told of, and how much of each (P10, R2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from cases.constants.intake import CaseState
from cases.constants.lines import LineState
from cases.constants.people import SharingScope
from cases.funding import Rule
from cases.models import Case, Conversation, Sharing, SolutionLine
from cases.pathway import CONVERSATION
from cases.selectors.history import Happening, happened_in, happenings
from cases.selectors.scope import stage_of, with_names
from cases.selectors.steps import step_ahead, with_what_decides
from people.models import User
from people.selectors import current_employment

STAGES = {
    str(CaseState.CLOSED): "Closed",
    "referral": "Referral taken on",
    "conversation": "Talked with the person",
}
FIND_WHAT_HELPS = "Find what helps, together with the person"
# Of the newest so many, those that are about a solution are shown.
EVENTS_LOOKED_AT = 100
SHOWN = {"open": "Open", "closed": "Closed", "all": "All"}


def shared_with(user: User, *, shown: str = "all", search: str = "") -> QuerySet[Case]:
    """The cases of others of which one's own organisation may be told today, newest first; `scope` says how much.

    Nothing is kept: what is taken back is gone from the next page on.
    """
    job = current_employment(user)
    if job is None:
        return Case.objects.none()
    standing = Sharing.objects.filter(
        person=OuterRef("person"), organisation=job.organisation_id, withdrawn_at=None, scope__in=SharingScope.values
    )
    cases = Case.objects.filter(Exists(standing)).exclude(organisation=job.organisation_id)
    if shown in CaseState.values:
        cases = cases.filter(state=shown)
    for word in search.split():
        # A postcode finds nothing: where somebody lives is not for everybody who may be told how far it is.
        cases = cases.filter(Q(reference__icontains=word) | Q(person__name__icontains=word))
    return (
        with_names(cases)
        .annotate(scope=Subquery(standing.values("scope")[:1]), shared_since=Subquery(standing.values("given_on")[:1]))
        .prefetch_related(
            Prefetch("lines", with_what_decides(SolutionLine.objects.order_by("number"))),
            Prefetch("conversations", Conversation.objects.prefetch_related("goals").order_by("-recorded_at", "-id")),
        )
        .order_by("-opened_at", "-id")
    )


@dataclass(frozen=True, kw_only=True)
class SharedCase:
    """A case as a partner sees it: nothing in it goes further than what they may be told."""

    case: Case
    scope: SharingScope
    stage: str
    next_steps: list[str]

    @property
    def shows_needs(self) -> bool:
        return self.scope.rank >= SharingScope.NEEDS.rank

    @property
    def shows_record(self) -> bool:
        return self.scope.rank >= SharingScope.RECORD.rank

    @property
    def conversation(self) -> Conversation | None:
        """What was talked about last."""
        return next(iter(self.case.conversations.all()), None)


def as_shared(case: Case, rules: Sequence[Rule]) -> SharedCase:
    """One of `shared_with`, in words. No query."""
    is_open = case.state == CaseState.OPEN
    return SharedCase(
        case=case,
        scope=SharingScope(case.scope),  # type: ignore[attr-defined]
        stage=_in_words(stage_of(case)),
        next_steps=_next_steps(case, list(rules)) if is_open else [],
    )


def _in_words(stage: str) -> str:
    return STAGES.get(stage) or LineState(stage).label


def _next_steps(case: Case, rules: list[Rule]) -> list[str]:
    """What comes next for any of its solutions, each thing once and without naming the solution."""
    has_conversation = bool(case.conversations.all())
    lines = list(case.lines.all())
    if not lines:
        return [FIND_WHAT_HELPS if has_conversation else CONVERSATION.words]
    steps = [step_ahead(line, rules, has_conversation=has_conversation) for line in lines]
    return list(dict.fromkeys(step.words for step in steps if step))


def done_for_solutions(case: Case) -> list[Happening]:
    """What was done for each solution, newest first. What runs beside the case, such as a complaint, stays out."""
    return [one for one in happenings(case, happened_in(case)[:EVENTS_LOOKED_AT]) if one.about]
