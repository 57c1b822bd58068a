"""Questions about versions of the framework: who may see and edit them, and what one asks anew (C1, C5)."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from competencies.constants import REASSESSMENT_MONTHS, SIGNED_LEVELS, FrameworkState
from competencies.differences import CompetencyChange, difference
from competencies.framework_content import content_of
from competencies.models import Competency, Framework, SignOff, SignOffRequest
from competencies.models.signing import SignOffQuerySet
from competencies.selectors import framework_in_force
from core import clock
from core.periods import months_later
from people.constants import Role
from people.models import User
from people.selectors import roles_of

EDITORS = frozenset({Role.GOVERNANCE, Role.EDITOR})


def may_edit_framework(user: User) -> bool:
    """Governance group members and editors write drafts, and read those of each other."""
    return not roles_of(user).isdisjoint(EDITORS)


def versions_seen_by(user: User) -> QuerySet[Framework]:
    """Everybody reads what was approved; drafts are for those who write them, and come first. Then the newest."""
    versions = Framework.objects.order_by(F("approved_at").desc(nulls_first=True), "-pk")
    return versions if may_edit_framework(user) else versions.filter(state=FrameworkState.APPROVED)


def may_decide(framework: Framework, user: User) -> bool:
    """Whether this person may approve a version or send it back: a member of the group who wrote no part of it."""
    is_governance = Role.GOVERNANCE in roles_of(user)
    return is_governance and framework.author_id != user.pk and not framework.edits.filter(edited_by=user).exists()


def changes_to_decide(framework: Framework) -> list[CompetencyChange]:
    """What is new or changed against the version in force and is signed off: approving says what follows from it."""
    in_force = framework_in_force()
    if in_force is None:
        return []
    changes = difference(content_of(in_force), content_of(framework)).competencies
    return [change for change in changes if change.now and change.now.level in SIGNED_LEVELS]


def held_counts(codes: Collection[str]) -> dict[str, int]:
    """How many people are signed off today in each of these competencies, under whichever version."""
    held = SignOff.objects.current_on(clock.today()).filter(competency__code__in=codes).order_by()
    counts = held.values_list("competency__code").annotate(people=Count("user", distinct=True))
    return dict(counts)


def next_version() -> str:
    """The number that the next version would usually have: the year's next, such as 2027.2 after 2027.1."""
    year = clock.today().year
    numbers = [
        int(number)
        for version in Framework.objects.values_list("version", flat=True)
        for made_in, _, number in [version.partition(".")]
        if made_in == str(year) and number.isdigit()
    ]
    return f"{year}.{max(numbers, default=0) + 1}"


def usual_reassessment_day(day: date) -> date:
    """By when people are reassessed unless the group says otherwise, for a version approved on this day."""
    months = [months for since, months in REASSESSMENT_MONTHS if since <= day][-1]
    return months_later(day, months)


def to_be_reassessed() -> QuerySet[SignOff]:
    """Sign-offs that hold today and must be made anew by a day, since a newer version asks for it; soonest first."""
    return (
        _not_made_anew()
        .to_be_reassessed()
        .select_related("user", "competency__framework")
        .order_by("reassess_by", "user__last_name", "user__first_name", "pk")
    )


def ending_by(day: date) -> QuerySet[SignOff]:
    """Sign-offs in what is still asked for that hold today and end by a day, with nothing under way to renew them."""
    asked_again = SignOffRequest.objects.live().filter(
        user=OuterRef("user"), competency__code=OuterRef("competency__code")
    )
    in_force = Competency.objects.filter(framework=framework_in_force()).values("code")
    return (
        _not_made_anew()
        .ending_by(day)
        .filter(~Exists(asked_again), competency__code__in=in_force)
        .select_related("user", "competency")
        .order_by("user", "competency__code")
    )


def _not_made_anew() -> SignOffQuerySet:
    """Those that hold today where no later sign-off in the same competency, under the newest version, does too."""
    today = clock.today()
    anew = SignOff.objects.current_on(today).filter(
        user=OuterRef("user"),
        competency__code=OuterRef("competency__code"),
        pk__gt=OuterRef("pk"),
        competency__reassessments__isnull=True,
    )
    return SignOff.objects.current_on(today).filter(~Exists(anew))
