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
from cases.models.line import SolutionLine
from cases.models.person import DeclaredRelation, Home, Person
from cases.models.provision import Outcome, Provision

__all__ = [
    "Authorisation",
    "AuthorisationRefusal",
    "Case",
    "CaseAssessment",
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
]
