"""Secrets that must be used again, kept in the database so that the database alone does not give them away.

They are encrypted (Fernet) under a key drawn from `SECRET_KEY`. When that is replaced, its predecessor goes into
`SECRET_KEY_FALLBACKS` and what it sealed still opens.
"""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class CannotOpen(Exception):
    """It was sealed under a `SECRET_KEY` that these settings no longer know."""


def seal(secret: str) -> str:
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret. Raises `CannotOpen`."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotOpen("This was sealed under a SECRET_KEY that is neither the present one nor a fallback.") from None


def _fernet() -> MultiFernet:
    return MultiFernet([_under(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@cache
def _under(key: str) -> Fernet:
    drawn = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"threshold sealed secrets").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(drawn))
