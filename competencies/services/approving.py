"""A draft of the framework becomes the version in force, and what that asks of those signed off already (C1, C5)."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format

from audit.services import record
from competencies.constants import FrameworkState, Level, RequestState
from competencies.differences import CompetencyChange
from competencies.exceptions import (
    AuthorApproves,
    FrameworkNotAccepted,
    NotGovernance,
    NotTheAuthor,
    ReassessmentUndecided,
)
from competencies.framework_content import content_of
from competencies.framework_files import gaps_in
from competencies.lives import FRAMEWORK_LIFE, REQUEST_LIFE
from competencies.models import Competency, Framework, FrameworkSentBack, Reassessment, SignOff, SignOffRequest
from competencies.services.frameworks import map_outcomes
from competencies.versions import changes_to_decide
from core import clock
from core.transitions import lock
from people.constants import Role
from people.models import User
from people.notices import notify
from people.selectors import has_role


@transaction.atomic
def submit_framework(*, framework: Framework, by: User) -> Framework:
    """Ask for approval. The draft's author does, once nothing is missing; from then on nobody edits it."""
    framework = lock(Framework.objects, framework.pk)
    FRAMEWORK_LIFE.require(framework, "submit")
    if framework.author_id != by.pk:
        raise NotTheAuthor(f"{framework.author} started this draft, and asks for its approval.")
    if gaps := gaps_in(content_of(framework)):
        raise FrameworkNotAccepted(*gaps)
    framework.state = FrameworkState.SUBMITTED
    framework.submitted_at = clock.now()
    framework.save(update_fields=["state", "submitted_at"])
    record("competencies.framework_submitted", framework, by=by)
    return framework


@transaction.atomic
def send_framework_back(*, framework: Framework, reason: str, by: User) -> Framework:
    """Do not approve yet, and say what to change. It is a draft again."""
    framework = lock(Framework.objects, framework.pk)
    FRAMEWORK_LIFE.require(framework, "send back")
    _require_judge(framework, by)
    if not reason.strip():
        raise FrameworkNotAccepted("Say what should be changed.")
    sent_back = FrameworkSentBack.objects.create(
        framework=framework, reason=reason.strip(), sent_back_at=clock.now(), sent_back_by=by
    )
    framework.state = FrameworkState.DRAFT
    framework.save(update_fields=["state"])
    record("competencies.framework_sent_back", framework, by=by)
    notify(
        user=framework.author,
        template="competencies/email/framework_sent_back.txt",
        key=f"competencies.framework-sent-back-{sent_back.pk}",
        context={"framework": str(framework), "reason": reason.strip(), "version": framework.version},
    )
    return framework


@transaction.atomic
def approve_framework(
    *, framework: Framework, by: User, decisions: Mapping[str, date | None] | None = None
) -> Framework:
    """Approve what was handed in: from this moment it is in force, and fixed.

    `decisions` says, by code, what each new or changed competency means for those who hold its level: None, that
    their sign-offs stay as they are (or that a new one is asked for at once); a day, that a changed one is to be
    reassessed by then, or that a new one is asked for after it. Every one of them must be decided.
    """
    # Every version is locked: of two drafts approved at once, the second is compared with the first.
    versions = {row.pk: row for row in Framework.objects.select_for_update().order_by("pk")}
    framework = versions[framework.pk]
    FRAMEWORK_LIFE.require(framework, "approve")
    _require_judge(framework, by)
    decided = dict(decisions or {})
    changes = {change.code: change for change in changes_to_decide(framework)}
    _require_decided(changes, decided)
    map_outcomes(framework)
    for code, day in decided.items():
        if day and changes[code].was is None:
            Competency.objects.filter(framework=framework, code=code).update(asked_from=day + timedelta(days=1))
    framework.state = FrameworkState.APPROVED
    framework.approved_at = clock.now()
    framework.approved_by = by
    framework.save(update_fields=["state", "approved_at", "approved_by"])
    asked = {code: day for code, day in decided.items() if day and changes[code].was}
    _ask_again(framework, asked)
    _move_requests(framework, by)
    days = {code: day.isoformat() for code, day in asked.items()}
    record("competencies.framework_approved", framework, by=by, detail={"reassess_by": days} if days else None)
    return framework


def _require_judge(framework: Framework, by: User) -> None:
    if not has_role(by, Role.GOVERNANCE):
        raise NotGovernance("A framework is approved by a member of the governance group.")
    if framework.author_id == by.pk:
        raise AuthorApproves("You wrote this framework. Somebody else must approve it.")
    if framework.edits.filter(edited_by=by).exists():
        raise AuthorApproves("You wrote a part of this framework. Somebody who wrote none of it must approve it.")


def _require_decided(changes: Mapping[str, CompetencyChange], decided: Mapping[str, date | None]) -> None:
    if lacking := [code for code in changes if code not in decided]:
        raise ReassessmentUndecided(f"Say what becomes of those signed off already: {', '.join(lacking)}.")
    if unknown := [code for code in decided if code not in changes]:
        raise ReassessmentUndecided(f"Nothing is to be decided about {', '.join(unknown)}.")
    if early := [code for code, day in decided.items() if day and day <= clock.today()]:
        raise ReassessmentUndecided(f"Give a day after today for {', '.join(early)}.")


def _ask_again(framework: Framework, asked: Mapping[str, date]) -> None:
    """Sign-offs under every older version hold until the day given; whoever holds one is told, once for all of them."""
    today = clock.today()
    older = Competency.objects.approved().filter(code__in=asked).exclude(framework=framework)
    Reassessment.objects.bulk_create(
        Reassessment(competency=row, framework=framework, reassess_by=asked[row.code]) for row in older
    )
    held: dict[User, dict[str, date]] = {}
    touched = SignOff.objects.current_on(today).to_be_reassessed().filter(competency__code__in=asked)
    for sign_off in touched.select_related("user", "competency"):
        if sign_off.reassess_by:
            held.setdefault(sign_off.user, {})[str(sign_off.competency)] = sign_off.reassess_by
    for user, days in held.items():
        notify(
            user=user,
            template="competencies/email/reassessment_asked.txt",
            key=f"competencies.reassessment-{framework.pk}-{user.pk}",
            context={
                "framework": str(framework),
                "lines": [f"{name}: by {date_format(day, 'j F Y')}" for name, day in sorted(days.items())],
            },
        )


def _move_requests(framework: Framework, by: User) -> None:
    """Requests that nobody has begun to judge follow to the new version; those of what is gone are withdrawn.

    Where the first signature of a round is made, the second judges the same: it stays under the version it began in.
    """
    codes = {row.code: row for row in framework.competencies.all()}
    live = SignOffRequest.objects.live().select_for_update(of=("self",)).exclude(competency__framework=framework)
    for request in live.select_related("competency", "user").order_by("pk"):
        code = request.competency.code
        if code not in codes or codes[code].level == Level.FOUNDATION:
            request.state = RequestState.WITHDRAWN
            request.save(update_fields=["state"])
            record("competencies.request_withdrawn", request, by=by)
            _tell_gone(request, framework)
        elif request.state in REQUEST_LIFE.steps["follow"].allowed_from:
            request.competency = codes[code]
            request.save(update_fields=["competency"])
            record("competencies.request_moved", request, by=by, detail={"version": framework.version})


def _tell_gone(request: SignOffRequest, framework: Framework) -> None:
    notify(
        user=request.user,
        template="competencies/email/request_gone.txt",
        key=f"competencies.request-gone-{request.pk}",
        context={"competency": str(request.competency), "framework": str(framework)},
    )
