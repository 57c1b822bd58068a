"""The link in an e-mail: signed, about one invitation, with nothing about a person in it."""

import uuid

from django.core import signing
from django.urls import reverse

from evaluation.models import Invitation

SALT = "evaluation.invitation"


def link_to(invitation: Invitation) -> str:
    """The path of the page on which it is answered without signing in."""
    return reverse("evaluation:answer", args=[signing.dumps(invitation.pk.hex, salt=SALT)])


def invitation_id(token: str) -> uuid.UUID | None:
    """Which invitation a link is about; None when it was not made here."""
    try:
        return uuid.UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError):
        return None
