from accreditation.models.accreditation import (
    Accreditation,
    AccreditationDecision,
    RegisterCounter,
    ReinstatementProposal,
    Scope,
)
from accreditation.models.catalogue import Adaptation, DirectAccessList, Scheme
from accreditation.models.register import RegisterEntry

__all__ = [
    "Accreditation",
    "AccreditationDecision",
    "Adaptation",
    "DirectAccessList",
    "RegisterCounter",
    "RegisterEntry",
    "ReinstatementProposal",
    "Scheme",
    "Scope",
]
