from cases.models.case import Case, Conversation, ReferenceCounter, Referral
from cases.models.complaint import (
    Complaint,
    ComplaintProcedure,
    ComplaintStage,
    ComplaintStageRule,
    ProceduresGiven,
)
from cases.models.concern import Concern, ConcernEntry, ProtectionRoute
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
from cases.models.hold import Hold, HoldReview
from cases.models.incident import IncidentEntry, SeriousIncident
from cases.models.line import SolutionLine
from cases.models.person import DeclaredRelation, Home, Person
from cases.models.provision import Outcome, Provision
from cases.models.satisfaction import SatisfactionAnswer, SatisfactionInvitation, SatisfactionResponse

__all__ = [
    "Authorisation",
    "AuthorisationRefusal",
    "Case",
    "CaseAssessment",
    "Commitment",
    "Complaint",
    "ComplaintProcedure",
    "ComplaintStage",
    "ComplaintStageRule",
    "Concern",
    "ConcernEntry",
    "ContraindicationConsidered",
    "Conversation",
    "DeclaredRelation",
    "DirectAccessArrangement",
    "Hold",
    "HoldReview",
    "Home",
    "IncidentEntry",
    "Outcome",
    "Person",
    "ProceduresGiven",
    "ProtectionRoute",
    "Provision",
    "Recommendation",
    "ReferenceCounter",
    "Referral",
    "ReviewItem",
    "SatisfactionAnswer",
    "SatisfactionInvitation",
    "SatisfactionResponse",
    "SeriousIncident",
    "SolutionLine",
]
