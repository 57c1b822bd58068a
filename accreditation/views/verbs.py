"""Each decision as the officers' pages offer it: its words, its form and the service that makes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from accreditation import services
from accreditation.constants import LIFE, DecisionKind
from accreditation.forms import ConditionsForm, LiftForm, ReasonForm, ReviewForm, SuspendForm, TermForm
from accreditation.models import Accreditation, RegisterEntry, ReinstatementProposal
from accreditation.renewal import missing_for_renewal
from accreditation.requirements import missing_for
from accreditation.selectors import latest_suspension, places_of, scopes_of
from accreditation.services.suspending import default_review_day
from people.models import User

Act = Callable[[Accreditation, Any, User], object]


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One decision. `name` is its step in the life of an accreditation; one that `warns` shows what it touches."""

    name: str
    label: str
    form: type[ReasonForm]
    act: Act
    warns: bool = False
    missing: Callable[[RegisterEntry], list[str]] | None = None


def _with_reason(service: Callable[..., object]) -> Act:
    return lambda accreditation, form, by: service(
        accreditation=accreditation, reason=form.cleaned_data["reason"], by=by
    )


def _with_term(service: Callable[..., object]) -> Act:
    return lambda accreditation, form, by: service(
        accreditation=accreditation,
        scopes=[form.new_scope()],
        valid_until=form.cleaned_data["valid_until"],
        conditions=form.cleaned_data["conditions"],
        reason=form.cleaned_data["reason"],
        by=by,
    )


def _with_fields(service: Callable[..., object]) -> Act:
    """A form whose fields are named as the service's own values."""
    return lambda accreditation, form, by: service(accreditation=accreditation, by=by, **form.cleaned_data)


def _lift(accreditation: Accreditation, form: Any, by: User) -> object:
    """The first officer's word proposes; another officer's word decides."""
    proposal = proposal_by_another(accreditation, by)
    if proposal is None:
        return services.propose_reinstatement(accreditation=accreditation, by=by, **form.cleaned_data)
    return services.reinstate(
        accreditation=accreditation, reason=form.cleaned_data["reason"], by=by, second=proposal.proposed_by
    )


def _missing_for_grant(entry: RegisterEntry) -> list[str]:
    return missing_for(entry.user, entry.scheme)


VERBS = {
    "suspend": Verb(
        name=DecisionKind.SUSPENDED,
        label="Suspend now",
        form=SuspendForm,
        act=_with_fields(services.suspend),
        warns=True,
    ),
    "lift": Verb(name=DecisionKind.REINSTATED, label="Lift the suspension", form=LiftForm, act=_lift),
    "review": Verb(
        name="review",
        label="Keep the suspension and set the next review",
        form=ReviewForm,
        act=_with_fields(services.keep_suspended),
    ),
    "grant": Verb(
        name=DecisionKind.GRANTED,
        label="Grant accreditation",
        form=TermForm,
        act=_with_term(services.grant),
        missing=_missing_for_grant,
    ),
    "refuse": Verb(
        name=DecisionKind.REFUSED,
        label="Refuse the application",
        form=ReasonForm,
        act=_with_reason(services.refuse),
    ),
    "renew": Verb(
        name=DecisionKind.RENEWED,
        label="Renew",
        form=TermForm,
        act=_with_term(services.renew),
        missing=missing_for_renewal,
    ),
    "refuse-renewal": Verb(
        name=DecisionKind.RENEWAL_REFUSED,
        label="Refuse to renew",
        form=ReasonForm,
        act=_with_reason(services.refuse_renewal),
    ),
    "conditions": Verb(
        name=DecisionKind.CONDITIONED,
        label="Change conditions",
        form=ConditionsForm,
        act=_with_fields(services.add_conditions),
    ),
    "revoke": Verb(
        name=DecisionKind.REVOKED,
        label="Revoke",
        form=ReasonForm,
        act=_with_reason(services.revoke),
        warns=True,
    ),
}


def verbs_from(status: str) -> dict[str, Verb]:
    """What an officer can do from a state, by the word in the address."""
    return {slug: verb for slug, verb in VERBS.items() if status in LIFE.steps[verb.name].allowed_from}


def proposal_by_another(accreditation: Accreditation, officer: User) -> ReinstatementProposal | None:
    """An open proposal to lift the suspension that somebody else made."""
    return (
        ReinstatementProposal.objects.filter(suspension=latest_suspension(accreditation))
        .exclude(proposed_by=officer)
        .select_related("proposed_by")
        .first()
    )


def form_for(
    verb: Verb, entry: RegisterEntry, data: Any, *, proposal: ReinstatementProposal | None = None
) -> forms.Form:
    """The verb's form, filled with what holds now. Who confirms a proposal says why, and not again as what."""
    if issubclass(verb.form, TermForm):
        return verb.form(data, entry=entry, initial=_term_as_it_is(entry))
    if verb.form is LiftForm and proposal is not None:
        return ReasonForm(data)
    initial: dict[str, Any] = {}
    if verb.form is ConditionsForm:
        initial = {
            "conditions": entry.conditions_text,
            "conditions_from": entry.conditions_from,
            "conditions_until": entry.conditions_until,
        }
    if verb.form is SuspendForm:
        initial = {"review_on": default_review_day()}
    if verb.form is ReviewForm:
        initial = {"next_review_on": default_review_day()}
    return verb.form(data, initial=initial)


def _term_as_it_is(entry: RegisterEntry) -> dict[str, Any]:
    """What the present term covers; before the first, what the person asks for."""
    present = next(iter(scopes_of(entry)), None)
    asked = entry.accreditation
    return {
        "tenures": present.tenures if present else asked.asked_tenures,
        "localities": present.localities if present else asked.asked_localities or places_of(entry.user),
        "kinds": present.kinds if present else asked.asked_kinds,
        "conditions": entry.conditions,
    }
