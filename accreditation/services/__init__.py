"""What officers and applicants do. Each verb writes its decision, the register and the audit in one transaction."""

from accreditation.services.applying import apply_for
from accreditation.services.catalogue import load_catalogue, load_direct_access, load_schemes, set_direct_access
from accreditation.services.deciding import (
    NewScope,
    add_conditions,
    grant,
    propose_reinstatement,
    reinstate,
    relinquish,
    renew,
    revoke,
    suspend,
)

__all__ = [
    "NewScope",
    "add_conditions",
    "apply_for",
    "grant",
    "load_catalogue",
    "load_direct_access",
    "load_schemes",
    "propose_reinstatement",
    "reinstate",
    "relinquish",
    "renew",
    "revoke",
    "set_direct_access",
    "suspend",
]
