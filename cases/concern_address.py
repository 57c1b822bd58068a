"""The address of "Report a concern" on a case's pages. It says which case to nobody but the product.

A reference in the address would stay in the browser's history and in the server's log, where it says of which case
somebody reported a concern. So it is sealed, always in the same way for the same case (AES-SIV under a key drawn from
`SECRET_KEY`), and nothing is kept.
"""

import base64
import binascii
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from cases.models import Case
from cases.selectors import with_names
from cases.selectors.scope import cases_met_by
from people.models import User


def sealed_reference(case: Case) -> str:
    sealed = _sealer(settings.SECRET_KEY).encrypt(case.reference.encode(), None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def case_behind(sealed: str, user: User) -> Case | None:
    """The case, if the words were sealed here and the user may see it or meets the person on an order."""
    try:
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        reference = _sealer(settings.SECRET_KEY).decrypt(raw, None).decode()
    except (InvalidTag, binascii.Error, ValueError):
        return None
    return with_names(cases_met_by(user)).filter(reference=reference).first()


@cache
def _sealer(key: str) -> AESSIV:
    drawn = HKDF(algorithm=SHA256(), length=64, salt=None, info=b"threshold concern address").derive(key.encode())
    return AESSIV(drawn)
