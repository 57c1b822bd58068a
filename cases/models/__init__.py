from cases.models.budget import Budget, BudgetChange, CommitmentRelease, FundsWait, Spend
from cases.models.case import Case, Conversation, ReferenceCounter, Referral
from cases.models.concern import Concern, ConcernEntry, ProtectionRoute
from cases.models.consent import ConsentAnswer, ConsentRequest, ConsentRule, PermissionCheck, WarrantSeen
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
from cases.models.funding import (
    FundingDecision,
    FundingHandOff,
    FundingRule,
    MoneyRecord,
    OwnShare,
    PassportBenefit,
    PooledFund,
)
from cases.models.incident import IncidentEntry, SeriousIncident
from cases.models.line import SolutionLine
from cases.models.person import DeclaredRelation, Home, Person
from cases.models.provision import Outcome, Provision

__all__ = [
    "Authorisation",
    "AuthorisationRefusal",
    "Budget",
    "BudgetChange",
    "Case",
    "CaseAssessment",
    "Commitment",
    "CommitmentRelease",
    "Concern",
    "ConcernEntry",
    "ConsentAnswer",
    "ConsentRequest",
    "ConsentRule",
    "ContraindicationConsidered",
    "Conversation",
    "DeclaredRelation",
    "DirectAccessArrangement",
    "FundingDecision",
    "FundingHandOff",
    "FundingRule",
    "FundsWait",
    "Home",
    "IncidentEntry",
    "MoneyRecord",
    "Outcome",
    "OwnShare",
    "PassportBenefit",
    "PermissionCheck",
    "Person",
    "PooledFund",
    "ProtectionRoute",
    "Provision",
    "Recommendation",
    "ReferenceCounter",
    "Referral",
    "ReviewItem",
    "SeriousIncident",
    "SolutionLine",
    "Spend",
    "WarrantSeen",
]
