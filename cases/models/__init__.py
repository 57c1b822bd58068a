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
from cases.models.help_link import HelpLink
from cases.models.line import SolutionLine
from cases.models.person import DeclaredRelation, Home, Person
from cases.models.provision import Outcome, Provision
from cases.models.reading import StatedReason
from cases.models.reopening import FollowUp, Reopening
from cases.models.subject_access import SubjectAccess

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
    "FollowUp",
    "HelpLink",
    "Home",
    "Outcome",
    "Person",
    "Provision",
    "Recommendation",
    "ReferenceCounter",
    "Referral",
    "Reopening",
    "ReviewItem",
    "SolutionLine",
    "StatedReason",
    "SubjectAccess",
]
