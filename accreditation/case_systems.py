"""Let a partner's case system ask the register, step by step, and stop it (see `client_life` for its states)."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accreditation.client_life import LIFE, CaseSystemState, CaseSystemVerb
from accreditation.client_notices import tell_managers, tell_of_step, tell_officers
from accreditation.exceptions import (
    AgreementNotPossible,
    NotAnOfficer,
    NotOfThisSystem,
    NotReadyToGoLive,
    QuotaNotPossible,
    ReasonNeeded,
    ScopeNotPossible,
    SecretNotAllowed,
)
from accreditation.models import CaseSystem, CaseSystemStep, DataSharingAgreement
from audit.services import record
from core import clock
from core.transitions import lock
from people.constants import Role
from people.models import Organisation, User
from people.selectors import has_role, organisations_managed_by

# What a token may be used for: ask whether somebody may do something; be told details of a refusal that the public
# register does not show; list who may; keep the offline copy; and read one's own webhooks.
REGISTER_CHECK = "register:check"
REGISTER_DETAIL = "register:detail"
REGISTER_SEARCH = "register:search"
REGISTER_OFFLINE = "register:offline"
REGISTER_WEBHOOKS = "register:webhooks"

SCOPE_WORDS = {
    REGISTER_CHECK: "Ask whether somebody may do something, and read its own past answers",
    REGISTER_DETAIL: "Be told the details of a refusal",
    REGISTER_SEARCH: "List who may do something",
    REGISTER_OFFLINE: "Keep a signed copy for when the register cannot be reached",
    REGISTER_WEBHOOKS: "Be told of changes by webhook",
}
SANDBOX_PREFIX = "sandbox-"


@transaction.atomic
def register_case_system(
    *,
    name: str,
    organisation: Organisation,
    scopes: Sequence[str],
    by: User,
    contact: User | None = None,
    secret: str | None = None,
    client_id: str | None = None,
) -> tuple[CaseSystem, str]:
    """The case system in the sandbox, and its sandbox secret, which is kept only as a hash and never shown again.

    `scopes` are those asked for; an officer chooses when it goes live. A secret or client id of one's own is for the
    demonstration. Raises `NotOfThisSystem`, `ScopeNotPossible` and `SecretNotAllowed`.
    """
    if not has_role(by, Role.ACCREDITATION_OFFICER) and organisation.pk not in organisations_managed_by(by):
        raise NotOfThisSystem("An accreditation officer or a manager of the organisation registers its case system.")
    if (secret or client_id) and not settings.DEMONSTRATION_ALLOWED:
        raise SecretNotAllowed("The register makes the secret itself. Leave it out.")
    asked = _known(scopes)
    secret = secret or secrets.token_urlsafe(32)
    client = _client(name, client_id)
    client.secret = make_password(None)
    client.save(force_insert=True)
    # The sandbox holds nothing true, so that every scope may be tried there.
    sandbox = _client(name, SANDBOX_PREFIX + client.pk, scopes=[*SCOPE_WORDS], grant=True)
    sandbox.set_secret(secret)
    sandbox.save(force_insert=True)
    case_system = CaseSystem.objects.create(
        name=name,
        organisation=organisation,
        contact=contact,
        client=client,
        sandbox_client=sandbox,
        scopes_asked=asked,
        created_at=clock.now(),
        created_by=by,
    )
    write_step(case_system, CaseSystemVerb.REGISTERED, by=by, detail={"client": client.pk, "scopes": asked})
    return case_system, secret


def _client(name: str, client_id: str | None, *, scopes: Sequence[str] = (), grant: bool = False) -> Client:
    return Client(
        name=name[:100],
        type=Client.Type.CONFIDENTIAL,
        # allauth's own token endpoint takes a secret; only the sandbox is signed in to by one.
        grant_types=Client.GrantType.CLIENT_CREDENTIALS if grant else "",
        scopes="\n".join(scopes),
        default_scopes="\n".join(scopes),
        response_types="",
        **({"id": client_id} if client_id else {}),
    )


@transaction.atomic
def make_sandbox_secret(*, case_system: CaseSystem, by: User) -> str:
    """A new secret for the sandbox; the old one and the tokens had by it are no use from now on."""
    case_system = locked(case_system, CaseSystemVerb.NEW_SECRET)
    require_runs_it(case_system, by)
    secret = secrets.token_urlsafe(32)
    sandbox = case_system.sandbox_client
    if sandbox is None:
        # Registered before there was a sandbox.
        sandbox = _client(case_system.name, SANDBOX_PREFIX + case_system.client_id, scopes=[*SCOPE_WORDS], grant=True)
        sandbox.save(force_insert=True)
        case_system.sandbox_client = sandbox
        case_system.save(update_fields=["sandbox_client"])
    sandbox.set_secret(secret)
    sandbox.save(update_fields=["secret"])
    Token.objects.filter(client=case_system.sandbox_client_id).delete()
    write_step(case_system, CaseSystemVerb.NEW_SECRET, by=by)
    return secret


@transaction.atomic
def sign_agreement(*, case_system: CaseSystem, version: str, review_on: date, by: User) -> DataSharingAgreement:
    """A manager signs the partnership's data-sharing agreement for the organisation.

    Raises `NotOfThisSystem` and `AgreementNotPossible`.
    """
    case_system = locked(case_system, CaseSystemVerb.AGREEMENT_SIGNED)
    if case_system.organisation_id not in organisations_managed_by(by):
        raise NotOfThisSystem(f"Only a manager of {case_system.organisation} signs its agreement.")
    if not version.strip():
        raise AgreementNotPossible("Say which version of the agreement is signed.")
    if review_on <= clock.today():
        raise AgreementNotPossible("The day of review must be after today.")
    agreement = DataSharingAgreement.objects.create(
        case_system=case_system, version=version.strip(), signed_at=clock.now(), signed_by=by, review_on=review_on
    )
    is_first = case_system.state == CaseSystemState.TESTED
    if is_first:
        case_system.state = CaseSystemState.AGREED
        case_system.save(update_fields=["state"])
    write_step(case_system, CaseSystemVerb.AGREEMENT_SIGNED, by=by, detail={"version": agreement.version})
    if is_first:
        tell_officers(case_system, template="case_system_ready", key=f"agreement.{agreement.pk}")
    return agreement


@transaction.atomic
def go_live(*, case_system: CaseSystem, by: User, scopes: Sequence[str] = (REGISTER_CHECK,)) -> CaseSystem:
    """From now on the register answers it, within these scopes. An officer decides who did none of the steps before.

    Raises `NotAnOfficer`, `NotReadyToGoLive` and `ScopeNotPossible`.
    """
    case_system = locked(case_system, CaseSystemVerb.WENT_LIVE)
    require_officer(by)
    allowed = _known(scopes)
    _require_ready(case_system)
    agreement, run = case_system.agreements.first(), case_system.runs.filter(has_passed=True).first()
    if by.pk in {agreement and agreement.signed_by_id, run and run.started_by_id}:
        raise NotReadyToGoLive(
            "You signed the agreement or started the conformance run. Another officer takes the system live."
        )
    _let_in(case_system, allowed)
    case_system.state, case_system.is_live = CaseSystemState.LIVE, True
    case_system.save(update_fields=["state", "is_live"])
    write_step(case_system, CaseSystemVerb.WENT_LIVE, by=by, detail={"scopes": allowed})
    return case_system


def _require_ready(case_system: CaseSystem) -> None:
    agreement = case_system.agreements.first()
    if not case_system.keys.in_force().exists():
        raise NotReadyToGoLive("It has no public key in force. Without one it cannot prove who it is.")
    if agreement is None or not agreement.is_current:
        raise NotReadyToGoLive("The agreement is not signed, or its day of review has passed.")


@transaction.atomic
def set_scopes(*, case_system: CaseSystem, scopes: Sequence[str], by: User) -> CaseSystem:
    """What it may do from its very next request. A scope taken away is gone from the tokens that it holds."""
    case_system = locked(case_system, CaseSystemVerb.SCOPES_CHANGED)
    require_officer(by)
    allowed = _known(scopes)
    _let_in(case_system, allowed)
    write_step(case_system, CaseSystemVerb.SCOPES_CHANGED, by=by, detail={"scopes": allowed})
    return case_system


@transaction.atomic
def set_quota(*, case_system: CaseSystem, a_minute: int, a_day: int, by: User) -> CaseSystem:
    """How many questions it may ask. `accreditation.quotas` says how they are counted and what is promised."""
    case_system = locked(case_system, CaseSystemVerb.QUOTA_CHANGED)
    require_officer(by)
    if a_minute < 1 or a_day < 1:
        raise QuotaNotPossible("A quota allows at least one question. Switch the system off to stop it.")
    case_system.quota_a_minute, case_system.quota_a_day = a_minute, a_day
    case_system.over_quota_until = None
    case_system.save(update_fields=["quota_a_minute", "quota_a_day", "over_quota_until"])
    detail = {"a_minute": a_minute, "a_day": a_day}
    write_step(case_system, CaseSystemVerb.QUOTA_CHANGED, by=by, detail=detail)
    return case_system


@transaction.atomic
def switch_off(*, case_system: CaseSystem, reason: str, by: User) -> CaseSystem:
    """Stop answering a case system, from its very next request. What it asked before stays in the log."""
    case_system = locked(case_system, CaseSystemVerb.SWITCHED_OFF)
    require_officer(by)
    reason = _required(reason)
    case_system.state, case_system.is_live = CaseSystemState.OFF, False
    case_system.switched_off_at, case_system.switched_off_by = clock.now(), by
    case_system.save(update_fields=["state", "is_live", "switched_off_at", "switched_off_by"])
    # Those tokens that it holds are gone; even one written at this moment is no use, since the flag is looked at.
    Token.objects.filter(client=case_system.client_id).delete()
    write_step(case_system, CaseSystemVerb.SWITCHED_OFF, by=by, reason=reason)
    return case_system


@transaction.atomic
def switch_on(*, case_system: CaseSystem, reason: str, by: User) -> CaseSystem:
    """Answer it again, within the scopes that it had. Raises `NotAnOfficer` and `NotReadyToGoLive`."""
    case_system = locked(case_system, CaseSystemVerb.SWITCHED_ON)
    require_officer(by)
    reason = _required(reason)
    _require_ready(case_system)
    case_system.state, case_system.is_live = CaseSystemState.LIVE, True
    case_system.switched_off_at = case_system.switched_off_by = None
    case_system.save(update_fields=["state", "is_live", "switched_off_at", "switched_off_by"])
    write_step(case_system, CaseSystemVerb.SWITCHED_ON, by=by, reason=reason)
    return case_system


@transaction.atomic
def close(*, case_system: CaseSystem, reason: str, by: User) -> CaseSystem:
    """The end: neither the register nor the sandbox answers it, and its keys hold no longer."""
    case_system = locked(case_system, CaseSystemVerb.CLOSED)
    require_officer(by)
    reason = _required(reason)
    case_system.state = CaseSystemState.CLOSED
    case_system.save(update_fields=["state"])
    clients = [case_system.client_id, case_system.sandbox_client_id]
    Client.objects.filter(pk__in=clients).update(grant_types="", scopes="", default_scopes="")
    Token.objects.filter(client__in=clients).delete()
    now = clock.now()
    case_system.keys.filter(valid_from__gt=now).update(valid_from=now, valid_until=now, ended_at=now, ended_by=by)
    case_system.keys.not_ended().update(valid_until=now, ended_at=now, ended_by=by)
    write_step(case_system, CaseSystemVerb.CLOSED, by=by, reason=reason)
    return case_system


def write_step(
    case_system: CaseSystem,
    verb: CaseSystemVerb,
    *,
    by: User | None,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> CaseSystemStep:
    """Keep that it was done, in the audit too, and tell the technical contact. In the verb's own transaction."""
    step = CaseSystemStep.objects.create(
        case_system=case_system, verb=verb, reason=reason, taken_at=clock.now(), taken_by=by
    )
    record(f"accreditation.case_system_{verb}", case_system, by=by, detail=detail)
    tell_of_step(step)
    if verb is CaseSystemVerb.RUN_PASSED and case_system.state == CaseSystemState.TESTED:
        tell_managers(case_system, template="case_system_to_agree", key=f"tested.{step.pk}")
    return step


def runs_it(case_system: CaseSystem, user: User) -> bool:
    """Whether somebody may look after the system's keys and runs: officers, managers, the contact."""
    return (
        case_system.contact_id == user.pk
        or case_system.organisation_id in organisations_managed_by(user)
        or has_role(user, Role.ACCREDITATION_OFFICER)
    )


def require_runs_it(case_system: CaseSystem, by: User) -> None:
    if not (by.is_active and runs_it(case_system, by)):
        raise NotOfThisSystem(f"You do not look after {case_system}.")


def require_officer(by: User) -> None:
    if not has_role(by, Role.ACCREDITATION_OFFICER):
        raise NotAnOfficer("Only an accreditation officer decides which case systems the register answers.")


def locked(case_system: CaseSystem, verb: CaseSystemVerb) -> CaseSystem:
    """The case system, locked, in a state that allows the verb. Raises `TransitionNotAllowed`."""
    found = lock(CaseSystem.objects, case_system.pk)
    LIFE.require(found, verb)
    return found


def _let_in(case_system: CaseSystem, scopes: Sequence[str]) -> None:
    Client.objects.filter(pk=case_system.client_id).update(scopes="\n".join(scopes), default_scopes="\n".join(scopes))


def _known(scopes: Sequence[str]) -> list[str]:
    """The scopes in their own order, at least one."""
    if unknown := set(scopes) - set(SCOPE_WORDS):
        raise ScopeNotPossible(f"There is no scope “{min(unknown)}”.")
    if not scopes:
        raise ScopeNotPossible("Choose at least one thing that the system may do.")
    return [scope for scope in SCOPE_WORDS if scope in scopes]


def _required(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeeded("Say why. Whoever looks after the system reads it.")
    return reason.strip()
