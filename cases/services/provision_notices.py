"""What the provider's staff are told by e-mail: that there is something, never about whom."""

from django.urls import reverse

from cases.models import Provision
from core import clock
from people.constants import Role
from people.models import Employment, User
from people.notices import notify
from people.selectors import holders_of

TEMPLATES = {
    "ordered": "cases/emails/order_placed.txt",
    "changed": "cases/emails/order_changed.txt",
    "cancelled": "cases/emails/order_cancelled.txt",
    "snags": "cases/emails/order_snags.txt",
}


def staff_of_provider(provision: Provision) -> list[User]:
    """Everybody at the provider who deals with orders."""
    employed = Employment.objects.on(clock.today()).filter(organisation=provision.provider).values("user")
    return list(holders_of(Role.PROVIDER).filter(pk__in=employed).order_by("pk"))


def tell_provider(provision: Provision, what: str, **about: object) -> None:
    """Write one e-mail to each of the provider's staff into the transaction under way."""
    mark = "-".join(str(part) for part in about.values())
    for user in staff_of_provider(provision):
        notify(
            user=user,
            template=TEMPLATES[what],
            key=f"order-{provision.pk}-{what}-{mark}-{user.pk}",
            context={
                "number": provision.number,
                "organisation": str(provision.line.case.organisation),
                "path": reverse("cases:provider-order", args=[provision.number]),
            },
        )
