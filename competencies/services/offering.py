"""Offer evidence; ask for sign-off by offering it; take the request back (C2, C4)."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from audit.services import record
from competencies.constants import EvidenceKind, FrameworkState, Level, RequestState
from competencies.exceptions import AlreadySignedOff, EvidenceNotAccepted
from competencies.lives import REQUEST_LIFE
from competencies.models import Competency, Evidence, SignOff, SignOffRequest
from competencies.progress import may_be_renewed
from competencies.selectors import framework_in_force
from competencies.sources import Source
from core import clock
from core.transitions import lock
from modules.models import Completion
from modules.selectors import has_completed
from people.models import User
from people.notices import notify


@transaction.atomic
def offer_evidence(
    *, competency: Competency, kind: EvidenceKind, shows: str, by: User, source: Source | None = None
) -> Evidence:
    """Offer one piece of evidence about oneself. The first opens a request for sign-off; later ones join it.

    `source` is what it rests on, if that is something done here: it is linked, and kept as it shows today. After a
    referral back it starts a new round. Raises `EvidenceNotAccepted` while the module is not completed or once a
    trainer has begun to sign, and `AlreadySignedOff` while a sign-off holds for long enough.
    """
    User.objects.select_for_update().get(pk=by.pk)
    _require_acceptable(competency, shows, by)
    if source:
        _require_own(source, competency, kind, by)
    elif kind == EvidenceKind.IMPORTED:
        raise EvidenceNotAccepted("Bring the portfolio in first, and choose it here.")
    request = _request_for(competency, by)
    if source and source.link and request.evidence.standing().filter(round=request.round, **source.link).exists():
        raise EvidenceNotAccepted("You have offered this already, and the trainers will see it.")
    evidence = Evidence.objects.create(
        user=by,
        competency=competency,
        request=request,
        round=request.round,
        kind=EvidenceKind(kind),
        shows=shows.strip(),
        completion_label=_completion_label(competency, by),
        offered_at=clock.now(),
        snapshot=source.snapshot if source else {},
        confirmer=source.confirmer if source else None,
        **(source.link if source else {}),
    )
    record("competencies.evidence_offered", request, by=by, detail={"evidence": evidence.pk, "kind": evidence.kind})
    if evidence.confirmer:
        _ask_to_confirm(evidence, evidence.confirmer)
    return evidence


@transaction.atomic
def withdraw_request(*, request: SignOffRequest, by: User) -> SignOffRequest:
    """Take one's own request back. What was offered and signed stays known, and it can be opened again.

    Not while it is in moderation: taking it back would pass over a trainer who did not agree.
    """
    request = lock(SignOffRequest.objects, request.pk)
    REQUEST_LIFE.require(request, "withdraw")
    if request.user_id != by.pk:
        raise EvidenceNotAccepted("Only the person who asked for sign-off can take the request back.")
    request.state = RequestState.WITHDRAWN
    request.save(update_fields=["state"])
    record("competencies.request_withdrawn", request, by=by)
    return request


@transaction.atomic
def reopen_request(*, request: SignOffRequest, by: User) -> SignOffRequest:
    """Open one's own request again after taking it back: a new round, with what was offered before."""
    User.objects.select_for_update().get(pk=by.pk)
    request = lock(SignOffRequest.objects, request.pk)
    REQUEST_LIFE.require(request, "reopen")
    if request.user_id != by.pk:
        raise EvidenceNotAccepted("Only the person who asked for sign-off can open the request again.")
    if SignOffRequest.objects.live().filter(user=by, competency__code=request.competency.code).exists():
        raise EvidenceNotAccepted(f"You have another request for {request.competency.code}, which goes on.")
    _require_may_ask(request.competency, by)
    _begin_round(request)
    record("competencies.request_reopened", request, by=by, detail={"round": request.round})
    return request


def _ask_to_confirm(evidence: Evidence, confirmer: User) -> None:
    notify(
        user=confirmer,
        template="competencies/email/to_confirm.txt",
        key=f"competencies.to-confirm-{evidence.pk}",
        context={"person": str(evidence.user), "kind": evidence.get_kind_display().lower()},
    )


def _require_acceptable(competency: Competency, shows: str, by: User) -> None:
    _require_may_ask(competency, by)
    if not shows.strip():
        raise EvidenceNotAccepted("Say what the evidence shows.")


def _require_may_ask(competency: Competency, by: User) -> None:
    if competency.framework.state != FrameworkState.APPROVED:
        raise EvidenceNotAccepted("This framework is a draft. Evidence is offered once it is approved.")
    if competency.framework != framework_in_force():
        raise EvidenceNotAccepted("A newer version of the framework is in force. Offer the evidence under that one.")
    if competency.level == Level.FOUNDATION:
        raise EvidenceNotAccepted(f"{competency.code} is shown by completing {competency.module}. Nobody signs it off.")
    if not has_completed(by, competency.module.code):
        raise EvidenceNotAccepted(f"Complete {competency.module} before you offer evidence for {competency.code}.")
    day = clock.today()
    theirs = SignOff.objects.current_on(day).filter(user=by, competency__code=competency.code)
    held = theirs.filter(competency__reassessments__isnull=True).order_by("valid_until").last()
    if held and not may_be_renewed(held, day):
        raise AlreadySignedOff(
            f"You are signed off in {competency.code} until {date_format(held.last_day, 'j F Y')}. "
            "You can offer fresh evidence in its last six months."
        )


def _require_own(source: Source, competency: Competency, kind: EvidenceKind, by: User) -> None:
    if source.owner_id != by.pk:
        raise EvidenceNotAccepted("Only what you did yourself can be your evidence.")
    if source.kind != kind:
        raise EvidenceNotAccepted(f"“{source.words}” is evidence of the kind “{source.kind.label.lower()}”.")
    if source.only_for and competency.code not in source.only_for:
        shown = ", ".join(sorted(source.only_for))
        raise EvidenceNotAccepted(f"“{source.words}” shows {shown}, not {competency.code}.")


def _request_for(competency: Competency, by: User) -> SignOffRequest:
    """The live request, in the round that takes new evidence; a new one where there is none."""
    now = clock.now()
    asked = SignOffRequest.objects.select_for_update().live()
    request = asked.filter(user=by, competency__code=competency.code).first()
    if request is None:
        request = SignOffRequest.objects.create(user=by, competency=competency, opened_at=now, waiting_since=now)
        record("competencies.request_opened", request, by=by)
        return request
    if request.state == RequestState.WAITING:
        raise EvidenceNotAccepted(
            "One trainer has signed what you offered. You can add more only if it is referred back to you."
        )
    if request.state == RequestState.REFERRED_BACK:
        _begin_round(request)
        record("competencies.request_resubmitted", request, by=by, detail={"round": request.round})
    REQUEST_LIFE.require(request, "add")
    return request


def _begin_round(request: SignOffRequest) -> None:
    """Two new signatures, from whoever may sign today."""
    request.state = RequestState.OPEN
    request.round += 1
    request.waiting_since = clock.now()
    request.save(update_fields=["state", "round", "waiting_since"])


def _completion_label(competency: Competency, by: User) -> str:
    completion = (
        Completion.objects.filter(user=by, module_version__module=competency.module)
        .select_related("module_version")
        .first()
    )
    if completion is None:
        return ""
    done = date_format(timezone.localtime(completion.completed_at), "j F Y")
    return f"{competency.module}, version {completion.module_version.label}, completed on {done}"
