"""What people are told about a subscription that no longer works."""

from accreditation.models import WebhookSubscription
from core import clock
from people.notices import notify


def tell_that_it_stopped(subscription: WebhookSubscription) -> None:
    """E-mail whoever set it up that the receiver answered 410, so nothing more is sent."""
    _tell(subscription, "webhook_gone", key=f"accreditation.webhook_gone.{subscription.pk}.{clock.now():%Y%m%d%H%M%S}")


def tell_of_dead_letter(subscription: WebhookSubscription) -> None:
    """E-mail whoever set it up that a message was given up: one e-mail a day, however many messages."""
    _tell(subscription, "webhook_dead", key=f"accreditation.webhook_dead.{subscription.pk}.{clock.today():%Y%m%d}")


def _tell(subscription: WebhookSubscription, template: str, *, key: str) -> None:
    notify(
        user=subscription.created_by,
        template=f"accreditation/emails/{template}.txt",
        key=key,
        context={
            "case_system": subscription.case_system.name,
            "case_system_id": subscription.case_system_id,
            "webhook_id": subscription.pk,
            "address": subscription.url,
        },
    )
