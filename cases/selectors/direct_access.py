"""What the policy of the day asks, who reads the answers, and which earlier answers stand."""

from django.db.models import Q, QuerySet

from cases.models import DirectAccessPolicy, DirectAccessReader, RedFlagAnswer, RedFlagQuestion, SolutionLine
from core import clock
from core.periods import holding_on
from people.constants import Role
from people.models import Employment, Organisation, User

STAFF = (Role.CASEWORKER, Role.MANAGER)


def policy_of(line: SolutionLine) -> DirectAccessPolicy | None:
    """The policy that holds today for the home's tenure; None when the partnership has none."""
    return DirectAccessPolicy.objects.on(clock.today()).filter(tenure=line.case.home.known_tenure).first()


def questions_about(line: SolutionLine, policy: DirectAccessPolicy) -> list[RedFlagQuestion]:
    """The policy's questions that concern this item: those for every item, and those that name it."""
    return list(policy.questions.filter(Q(items=None) | Q(items=line.adaptation_id)).distinct())


def red_flags_of(line: SolutionLine) -> QuerySet[RedFlagAnswer]:
    """Every “yes” of the case that concerns this item, whichever solution it was asked for.

    A red flag stands: who says “no” to the same question later does not take it away.
    """
    concerns = Q(line=line) | Q(question__items=None) | Q(question__items=line.adaptation_id)
    return (
        RedFlagAnswer.objects.filter(concerns, line__case=line.case_id, is_yes=True)
        .select_related("question", "by", "line")
        .distinct()
    )


def readers_for(organisation: Organisation) -> list[User]:
    """Who reads the answers for an organisation today. Where it names nobody, whoever asks reads them."""
    held = DirectAccessReader.objects.on(clock.today()).filter(organisation=organisation, user__is_active=True)
    return [one.user for one in held.select_related("user").order_by("user__last_name", "pk")]


def is_reader(user: User, organisation: Organisation) -> bool:
    readers = readers_for(organisation)
    return not readers or user in readers


def answers_to_read(line: SolutionLine) -> list[RedFlagAnswer]:
    """What was answered in this round of a line that nobody has arranged or turned away yet."""
    if line.directaccessarrangements.filter(round=line.round).exists():
        return []
    asked = line.redflaganswers.filter(round=line.round)
    return list(asked.select_related("question", "policy", "by"))


def may_read(organisation: Organisation) -> list[User]:
    """The caseworkers and managers of an organisation, who can be named to read the answers."""
    today = clock.today()
    jobs = Employment.objects.on(today).filter(organisation=organisation, user__is_active=True)
    staff = jobs.filter(holding_on(today, "user__role_grants__"), user__role_grants__role__in=STAFF)
    return sorted({job.user for job in staff.select_related("user")}, key=str)
