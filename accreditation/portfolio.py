"""What the register gives to a person's portfolio: its signature, and what they are accredited for (C6)."""

from django.conf import settings
from django.urls import reverse

from accreditation import receipts
from accreditation.models import RegisterEntry
from accreditation.signing_keys import trusted_keys
from competencies.portfolio import Accredited
from competencies.sealing import Sealer
from people.models import User


def address() -> str:
    return settings.REGISTER_ISSUER.rstrip("/")


def keys_address() -> str:
    """Where the public keys stand that prove what was signed here, now and in years to come."""
    return address() + reverse("register-api:signing-keys")


SEALER = Sealer(sign=receipts.sign_file, public_keys=trusted_keys, address=address, keys_address=keys_address)


def accreditations_of(user: User) -> list[Accredited]:
    """Every accreditation that was ever granted to somebody, as the public register says it now."""
    entries = RegisterEntry.objects.public().filter(user=user).select_related("scheme").order_by("number")
    return [
        Accredited(
            number=entry.number,
            scheme=entry.scheme.name,
            status=entry.status_words,
            conditions=entry.conditions,
            valid_until=entry.valid_until.isoformat() if entry.valid_until else None,
        )
        for entry in entries
    ]
