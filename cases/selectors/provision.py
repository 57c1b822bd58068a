"""Reads about orders: of a line, and of a provider (P9)."""

from django.db.models import Prefetch, Q, QuerySet

from cases.constants.provision import CALLED_OFF, ProvisionState
from cases.models import Inspection, Invoice, OrderItem, Provision, Snag, SolutionLine, Visit
from people.models import User
from people.selectors import current_employment


def with_works(provisions: QuerySet[Provision]) -> QuerySet[Provision]:
    """Orders with all that their pages show, in a fixed number of queries."""
    return provisions.select_related(
        "provider",
        "billed_to",
        "ordered_by",
        "accepted_by",
        "started_by",
        "completed_by",
        "passed_by",
        "handed_over_by",
        "called_off_by",
        "line__adaptation",
        "line__case__organisation",
        "line__case__owner",
        "line__case__person",
        "line__case__home__locality",
    ).prefetch_related(
        Prefetch("items", OrderItem.objects.select_related("price__price_list")),
        Prefetch("visits", Visit.objects.select_related("agreed_by")),
        Prefetch("inspections", Inspection.objects.select_related("by").prefetch_related("snags")),
        Prefetch("invoices", Invoice.objects.order_by("id")),
        Prefetch("snags", Snag.objects.select_related("put_right_by")),
    )


def orders_of(user: User) -> QuerySet[Provision]:
    """The orders placed with the organisation that somebody works for today; none when they work nowhere."""
    job = current_employment(user)
    if job is None:
        return Provision.objects.none()
    return Provision.objects.filter(provider=job.organisation_id)


WAITING_FOR_PROVIDER = frozenset(
    {
        ProvisionState.PLACED,
        ProvisionState.ACCEPTED,
        ProvisionState.SCHEDULED,
        ProvisionState.STARTED,
        ProvisionState.SNAGS,
    }
)
SHOWN = {
    "open": ("Waiting for us", WAITING_FOR_PROVIDER),
    "done": ("Works completed", frozenset(ProvisionState) - WAITING_FOR_PROVIDER - CALLED_OFF),
    "off": ("Called off", CALLED_OFF),
    "all": ("All", frozenset(ProvisionState)),
}


def order_list(user: User, *, shown: str = "open", search: str = "") -> QuerySet[Provision]:
    """A provider's orders, the newest first; without anybody's name or address."""
    _, states = SHOWN.get(shown, SHOWN["open"])
    orders = orders_of(user).filter(state__in=states)
    if search:
        orders = orders.filter(Q(number__icontains=search) | Q(items__name__icontains=search)).distinct()
    return (
        orders.select_related("line__case__organisation", "line__case__home__locality")
        .prefetch_related("items", "visits")
        .order_by("-ordered_at", "-id")
    )


def present_order(line: SolutionLine) -> Provision | None:
    """What is ordered, or was delivered, in the line's present round. Reads what was prefetched."""
    return next(
        (
            provision
            for provision in line.provisions.all()
            if provision.round == line.round and provision.state not in CALLED_OFF
        ),
        None,
    )
