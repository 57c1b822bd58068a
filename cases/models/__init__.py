from cases.models.case import Case, Conversation, ReferenceCounter, Referral
from cases.models.decision import (
    Authorisation,
    AuthorisationRefusal,
    CaseAssessment,
    Commitment,
    ContraindicationConsidered,
    DirectAccessArrangement,
    Recommendation,
    ReviewItem,
)
from cases.models.file import CaseFile
from cases.models.line import SolutionLine
from cases.models.person import DeclaredRelation, Home, Person
from cases.models.provision import Outcome, Provision
from cases.models.reading import StatedReason

__all__ = [
    "Authorisation",
    "AuthorisationRefusal",
    "Case",
    "CaseAssessment",
    "CaseFile",
    "Commitment",
    "ContraindicationConsidered",
    "Conversation",
    "DeclaredRelation",
    "DirectAccessArrangement",
    "Home",
    "Outcome",
    "Person",
    "Provision",
    "Recommendation",
    "ReferenceCounter",
    "Referral",
    "ReviewItem",
    "SolutionLine",
    "StatedReason",
]
