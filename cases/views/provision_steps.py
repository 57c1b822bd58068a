"""The steps of an order, as both sides take them: the same forms and verbs behind two doors."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from cases import services
from cases.constants.lines import LineRoute
from cases.constants.provision import LIFE
from cases.forms import ReasonForm
from cases.forms import provision as forms
from cases.forms.direct_access import AtTheDoorForm
from cases.models import Provision
from cases.views.steps import Filled
from people.models import User


@dataclass(frozen=True, kw_only=True)
class OrderStep:
    """One step: what the page asks, its form, the verb that does it, and whether the provider may take it."""

    heading: str
    button: str
    done: str
    verb: str
    form: Callable[[Any, Provision], Filled]
    act: Callable[[Provision, User, dict[str, Any]], object]
    lead: str = ""
    is_providers: bool = True
    routes: frozenset[LineRoute] = frozenset(LineRoute)
    kind: str = ""

    def is_open(self, provision: Provision) -> bool:
        return provision.state in LIFE.steps[self.verb].allowed_from and provision.line.route in self.routes


def _put_right(provision: Provision, by: User, details: dict[str, Any]) -> None:
    for snag in details["snags"]:
        services.put_right(snag=snag, by=by, note=details["note"])


STEPS = {
    "accept": OrderStep(
        heading="Accept the order",
        button="Accept it",
        done="The order is accepted. Agree the dates with the person next.",
        verb="accept",
        lead="You say that you will do it at the prices of the order.",
        form=lambda data, provision: forms.NothingMore(data),
        act=lambda provision, by, details: services.accept_order(provision=provision, by=by),
    ),
    "decline": OrderStep(
        heading="Decline the order",
        button="Decline it",
        done="The order is declined. It can be ordered from somebody else.",
        verb="decline",
        lead="It goes back to the caseworker, who can ask somebody else at once.",
        form=lambda data, provision: ReasonForm(data, hint="Nothing about health that is not needed."),
        act=lambda provision, by, details: services.decline_order(provision=provision, by=by, **details),
        kind="warning",
    ),
    "works": OrderStep(
        heading="Agree the works dates",
        button="Save the dates",
        done="The dates are agreed. Invitations go to the calendars of those who must know.",
        verb="agree_works",
        lead="Ring the person and agree a time that suits them. If dates are agreed already, this moves them.",
        form=lambda data, provision: forms.TimesForm(data),
        act=lambda provision, by, details: services.agree_works(provision=provision, by=by, **details),
    ),
    "visit": OrderStep(
        heading="Plan a visit",
        button="Plan the visit",
        done="The visit is planned. Invitations go to the calendars of those who must know.",
        verb="plan_visit",
        form=lambda data, provision: forms.VisitForm(data),
        act=lambda provision, by, details: services.plan_visit(provision=provision, by=by, **details),
    ),
    "start": OrderStep(
        heading="Start the works",
        button="The works have started",
        done="The works have started.",
        verb="start",
        lead="The person may say no at the door. Then stop, and ring the caseworker.",
        form=lambda data, provision: forms.NothingMore(data),
        act=lambda provision, by, details: services.start_works(provision=provision, by=by),
    ),
    "complete": OrderStep(
        heading="Complete the works",
        button="The works are completed",
        done="The works are completed. You can send the invoice now.",
        verb="complete",
        lead="Everything of the order is supplied and fitted, and the place is clean and safe.",
        form=lambda data, provision: forms.NothingMore(data),
        act=lambda provision, by, details: services.complete_works(provision=provision, by=by),
    ),
    "stop": OrderStep(
        heading="Stop at the door",
        button="Stop it",
        done="It is stopped, and whoever looks after the case is told. Do no more work on it.",
        verb="stop_at_the_door",
        lead="This needs no assessment first, so you may stop when something is not as it should be. Then somebody "
        "looks at it with the person.",
        form=lambda data, provision: AtTheDoorForm(data),
        act=lambda provision, by, details: services.stop_order_at_the_door(provision=provision, by=by, **details),
        routes=frozenset({LineRoute.DIRECT_ACCESS}),
        kind="warning",
    ),
    "put-right": OrderStep(
        heading="Put right",
        button="Record it",
        done="It is recorded. Somebody looks at it again when everything is put right.",
        verb="put_right",
        form=lambda data, provision: forms.PutRightForm(data, provision=provision),
        act=_put_right,
    ),
    "inspect": OrderStep(
        heading="Inspect the works",
        button="Record the inspection",
        done="The inspection is recorded.",
        verb="pass_inspection",
        lead="Somebody who neither assessed, authorised nor fitted it looks at the works. Snags do not start any clock "
        "again.",
        form=lambda data, provision: forms.InspectionForm(data),
        act=lambda provision, by, details: services.inspect(provision=provision, by=by, **details),
        is_providers=False,
    ),
    "add-item": OrderStep(
        heading="Add an item",
        button="Add it",
        done="The item is added to the order.",
        verb="add_item",
        lead="What the list has costs what it cost on the day of the order.",
        form=lambda data, provision: forms.AddItemForm(data, provision=provision),
        act=lambda provision, by, details: services.add_item(provision=provision, by=by, **details),
        is_providers=False,
    ),
    "cancel": OrderStep(
        heading="Cancel the order",
        button="Cancel the order",
        done="The order is cancelled, and the provider is told. It can be ordered again.",
        verb="cancel",
        lead="The solution itself stays, and can be ordered again. To give it up altogether, stop the solution.",
        form=lambda data, provision: ReasonForm(data, hint="Nothing about health that is not needed."),
        act=lambda provision, by, details: services.cancel_order(provision=provision, by=by, **details),
        is_providers=False,
        kind="warning",
    ),
}


def step_or_404(name: str, *, providers: bool = False) -> OrderStep:
    found = STEPS.get(name)
    if found is None or (providers and not found.is_providers):
        raise Http404("There is no such step.")
    return found


def open_steps(provision: Provision, *, providers: bool = False) -> list[tuple[str, OrderStep]]:
    """What can be done with the order now, by this side, in the order in which it comes."""
    return [
        (name, step) for name, step in STEPS.items() if step.is_open(provision) and (step.is_providers or not providers)
    ]
