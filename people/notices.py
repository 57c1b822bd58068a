"""E-mails to people, through the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from core import outbox
from people.models import User

# Reminders of a date are written day after day until it has passed, ninety days at the longest, and known by their key.
# What is overdue without end, such as an agreement past its review, is told of again after a year.
REMEMBERED = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """The same news for a program, beside the readable text: an invitation that a calendar understands."""

    content: str
    media_type: str


def notify(
    *, user: User, template: str, key: str, context: dict[str, Any], alternatives: Sequence[Alternative] = ()
) -> None:
    """Write an e-mail to somebody into the transaction under way; it is sent after commit, once a year for each `key`.

    `template` is a text file whose first line is the subject. `context` holds plain values.
    """
    payload = {"user_id": user.pk, "template": template, "context": context}
    if alternatives:
        payload["alternatives"] = [[one.content, one.media_type] for one in alternatives]
    outbox.enqueue(kind="people.email", key=key, payload=payload)


def deliver(payload: dict[str, Any]) -> None:
    user = User.objects.get(pk=payload["user_id"])
    if not user.is_active:
        return
    values = payload["context"] | {"user": user, "base_url": settings.WAGTAILADMIN_BASE_URL}
    subject, _, body = render_to_string(payload["template"], values).strip().partition("\n")
    message = EmailMultiAlternatives(subject.strip(), body.strip() + "\n", to=[user.email])
    for content, media_type in payload.get("alternatives", []):
        message.attach_alternative(content, media_type)
    message.send()
