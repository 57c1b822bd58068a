"""What may be done with one case system: each step has a page that says what it does, and asks what it needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accreditation.case_systems import close, go_live, set_quota, set_scopes, sign_agreement, switch_off, switch_on
from accreditation.client_forms import (
    AgreementForm,
    KeysForm,
    NothingForm,
    QuotaForm,
    ScopesForm,
    SystemReasonForm,
)
from accreditation.client_keys import add_keys
from accreditation.client_life import CaseSystemVerb
from accreditation.client_selectors import allowed_now
from accreditation.conformance import start_run
from accreditation.models import CaseSystem, CaseSystemKey, DataSharingAgreement
from people.constants import Role
from people.models import User
from people.selectors import organisations_managed_by

V = CaseSystemVerb
OFFICER = Role.ACCREDITATION_OFFICER
ANYBODY = ""
Act = Callable[[CaseSystem, dict[str, Any], User], object]


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One step's page: the words on its button, what it does, its form, and who is offered it.

    `by` is an officer, a manager of the organisation, or anybody who sees the page. The services judge again.
    """

    kind: CaseSystemVerb
    label: str
    done: str
    form: type[forms.Form]
    act: Act
    by: str = OFFICER
    says: Sequence[str] = ()
    warns: bool = False
    initial: Callable[[CaseSystem], dict[str, Any]] = field(default=lambda _: {})


def _with_fields(service: Callable[..., object]) -> Act:
    """A step whose form has the very fields that its service takes."""
    return lambda system, values, by: service(case_system=system, by=by, **values)


def _day_begins(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _add_keys(system: CaseSystem, values: dict[str, Any], by: User) -> object:
    last = values["valid_until"]
    return add_keys(
        case_system=system,
        keys=values["keys"],
        by=by,
        valid_from=_day_begins(values["valid_from"]),
        valid_until=_day_begins(last + timedelta(days=1)) if last else None,
    )


VERBS: dict[str, Verb] = {
    "keys": Verb(
        kind=V.KEY_ADDED,
        label="Add a public key",
        done="The key is added.",
        form=KeysForm,
        act=_add_keys,
        by=ANYBODY,
        says=(
            "Make a key pair where the case system runs, and keep its private half there. The register never needs it.",
            "Up to five keys may hold at once: add the new one, change over, then end the old one.",
        ),
    ),
    "run": Verb(
        kind=V.RUN_STARTED,
        label="Start a conformance run",
        done="The run is started. It stays open for a day.",
        form=NothingForm,
        act=_with_fields(start_run),
        by=ANYBODY,
        says=(
            "The system fetches the run’s situations, asks the sandbox about each, and reports what it would do.",
            "In some of them the sandbox’s answers are not to be believed. The system must notice.",
            "A run that is still open ends when another is started.",
        ),
    ),
    "agreement": Verb(
        kind=V.AGREEMENT_SIGNED,
        label="Sign the agreement",
        done="The agreement is signed for the organisation.",
        form=AgreementForm,
        act=_with_fields(sign_agreement),
        by=Role.MANAGER,
        says=("You sign the partnership’s data-sharing agreement for the organisation. It is kept with your name.",),
    ),
    "go-live": Verb(
        kind=V.WENT_LIVE,
        label="Take it live",
        done="The system is live.",
        form=ScopesForm,
        act=_with_fields(go_live),
        says=("From the moment you confirm, the register answers this system’s questions about real people.",),
    ),
    "scopes": Verb(
        kind=V.SCOPES_CHANGED,
        label="Change what it may do",
        done="What it may do is changed, from its next request.",
        form=ScopesForm,
        act=_with_fields(set_scopes),
        says=("What you take away is gone from its very next request.",),
        initial=lambda system: {"scopes": system.client.get_scopes()},
    ),
    "quota": Verb(
        kind=V.QUOTA_CHANGED,
        label="Change the quota",
        done="The quota is changed.",
        form=QuotaForm,
        act=_with_fields(set_quota),
        says=("Beyond its quota a system is told to wait, and must take that for a no.",),
        initial=lambda system: {"a_minute": system.quota_a_minute, "a_day": system.quota_a_day},
    ),
    "switch-off": Verb(
        kind=V.SWITCHED_OFF,
        label="Switch it off",
        done="The system is switched off.",
        form=SystemReasonForm,
        act=_with_fields(switch_off),
        warns=True,
        says=(
            "Its very next request is refused, and so is every one after it. People who wait for an adaptation there "
            "wait longer, or their authorisation is looked up by hand.",
            "What it asked before stays in the log. The sandbox goes on answering it.",
            "The technical contact is told by e-mail, with your reason.",
        ),
    ),
    "switch-on": Verb(
        kind=V.SWITCHED_ON,
        label="Switch it on again",
        done="The system is switched on again.",
        form=SystemReasonForm,
        act=_with_fields(switch_on),
        says=("It may do what it could before. It asks for a new token by its key.",),
    ),
    "close": Verb(
        kind=V.CLOSED,
        label="Close it",
        done="The system is closed.",
        form=SystemReasonForm,
        act=_with_fields(close),
        warns=True,
        says=(
            "This cannot be taken back. Neither the register nor the sandbox answers it, and its keys end.",
            "What it asked stays in the log.",
        ),
    ),
}


def shown_verbs(
    system: CaseSystem,
    user: User,
    roles: frozenset[str],
    *,
    keys: Sequence[CaseSystemKey],
    agreement: DataSharingAgreement | None,
) -> list[tuple[str, Verb]]:
    """The steps that this person can take now; one that would be refused for want of a key is not offered."""
    allowed = allowed_now(system)
    is_ready = any(key.holds_now for key in keys) and agreement is not None and agreement.is_current
    needs_ready = {V.WENT_LIVE, V.SWITCHED_ON}
    return [
        (slug, verb)
        for slug, verb in VERBS.items()
        if verb.kind in allowed and is_offered(verb, system, user, roles) and (is_ready or verb.kind not in needs_ready)
    ]


def is_offered(verb: Verb, system: CaseSystem, user: User, roles: frozenset[str]) -> bool:
    if verb.by == Role.MANAGER:
        return system.organisation_id in organisations_managed_by(user)
    return verb.by == ANYBODY or verb.by in roles
