"""What comes next for solution lines, from what was fetched with them (P1). A case's page and the work list agree."""

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet

from cases.funding import Rule
from cases.models import Case, ConsentRequest, ReviewItem, SolutionLine
from cases.pathway import Step, next_step
from cases.selectors.consents import Needed, needed_for
from cases.selectors.funding import paying_for
from cases.selectors.scope import with_names


def with_what_decides(lines: QuerySet[SolutionLine]) -> QuerySet[SolutionLine]:
    """Lines with all that decides what comes next for them, in a fixed number of queries."""
    return lines.select_related("adaptation").prefetch_related(
        "repairs",
        "redflaganswers",
        "provisions",
        Prefetch("review_items", ReviewItem.objects.select_related("authorised_by")),
        "permissionchecks",
        "warrantseens",
        "moneyrecords",
        "fundingdecisions",
        Prefetch("consentrequests", ConsentRequest.objects.select_related("rule", "given")),
    )


def with_next_steps(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with their names and all that decides what comes next in them."""
    lines = with_what_decides(SolutionLine.objects.all())
    return with_names(cases).prefetch_related(Prefetch("lines", lines), "conversations")


def step_ahead(line: SolutionLine, rules: list[Rule], *, has_conversation: bool) -> Step | None:
    """What comes next for this line; None when it is finished."""
    return step_given(line, needed_for(line, paying_for(line, rules)), has_conversation=has_conversation)


def step_given(line: SolutionLine, needed: Sequence[Needed], *, has_conversation: bool) -> Step | None:
    """As `step_ahead`, where it is known already what must be agreed to."""
    return next_step(
        line,
        has_conversation=has_conversation,
        is_under_review=any(item.decided_at is None for item in line.review_items.all()),
        waits_for_consent=not all(one.is_met for one in needed),
        waits_to_be_read=any(answer.round == line.round for answer in line.redflaganswers.all()),
    )
