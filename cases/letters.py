"""E-mails to the person of a case, through the outbox. Whether they may be written to is asked on sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from cases.constants.people import ContactRoute
from cases.contact import may_contact
from cases.models import Person
from core import outbox
from people.notices import Alternative

KIND = "cases.letter"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One e-mail to a person. `template` is a text file whose first line is the subject; `key` sends it once."""

    person: Person
    template: str
    key: str
    context: dict[str, Any]
    alternatives: Sequence[Alternative] = ()


def write_to_person(letter: Letter) -> None:
    """Write it into the transaction under way; it is sent after commit."""
    payload = {
        "person_id": letter.person.pk,
        "template": letter.template,
        "context": letter.context,
        "alternatives": [[one.content, one.media_type] for one in letter.alternatives],
    }
    outbox.enqueue(kind=KIND, key=f"letter-{letter.key}", payload=payload)


def deliver(payload: dict[str, Any]) -> None:
    """Send it, unless the person may not be written to by e-mail any more (R4)."""
    person = Person.objects.get(pk=payload["person_id"])
    if not may_contact(person, by=ContactRoute.EMAIL):
        return
    values = payload["context"] | {"person": person, "base_url": settings.WAGTAILADMIN_BASE_URL}
    subject, _, body = render_to_string(payload["template"], values).strip().partition("\n")
    message = EmailMultiAlternatives(subject.strip(), body.strip() + "\n", to=[person.email])
    for content, media_type in payload["alternatives"]:
        message.attach_alternative(content, media_type)
    message.send()
