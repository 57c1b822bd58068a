"""E-mails to people, through the outbox."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from core import outbox
from people.models import User


def notify(*, user: User, template: str, key: str, context: dict[str, Any]) -> None:
    """Write an e-mail to somebody into the transaction under way; it is sent after commit, once for each `key`.

    `template` is a text file whose first line is the subject. `context` holds plain values.
    """
    outbox.enqueue(kind="people.email", key=key, payload={"user_id": user.pk, "template": template, "context": context})


def deliver(payload: dict[str, Any]) -> None:
    user = User.objects.get(pk=payload["user_id"])
    if not user.is_active:
        return
    values = payload["context"] | {"user": user, "base_url": settings.WAGTAILADMIN_BASE_URL}
    subject, _, body = render_to_string(payload["template"], values).strip().partition("\n")
    EmailMessage(subject.strip(), body.strip() + "\n", to=[user.email]).send()
