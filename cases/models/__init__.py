from cases.models.budget import Budget, BudgetChange, CommitmentRelease, FundsWait, Spend
from cases.models.consent import ConsentAnswer, ConsentRequest, ConsentRule, PermissionCheck, WarrantSeen
from cases.models.case import Case, ReferenceCounter
from cases.models.conversation import Conversation, Goal, GoalMeasure, TherapistQuestion
from cases.models.deciding import CapacityRecord, Power, Sharing
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
from cases.models.home import Caring, Home, HomeFlag, Residence
from cases.models.line import SolutionLine
from cases.models.person import ContactRule, DeclaredRelation, Person, PersonMarking
from cases.models.provision import Outcome, Provision
from cases.models.referral import FrontDoor, Referral, ReferralDecision

__all__ = [
    "Authorisation",
    "AuthorisationRefusal",
    "Budget",
    "BudgetChange",
    "Case",
    "CaseAssessment",
    "Commitment",
    "CommitmentRelease",
    "ConsentAnswer",
    "ConsentRequest",
    "ConsentRule",
    "CapacityRecord",
    "Caring",
    "ContactRule",
    "ContraindicationConsidered",
    "Conversation",
    "DeclaredRelation",
    "DirectAccessArrangement",
    "FundingDecision",
    "FundingHandOff",
    "FundingRule",
    "FundsWait",
    "Home",
    "MoneyRecord",
    "FrontDoor",
    "Goal",
    "GoalMeasure",
    "HomeFlag",
    "Outcome",
    "OwnShare",
    "PassportBenefit",
    "PermissionCheck",
    "Person",
    "PooledFund",
    "PersonMarking",
    "Power",
    "Provision",
    "Recommendation",
    "ReferenceCounter",
    "Referral",
    "ReferralDecision",
    "Residence",
    "ReviewItem",
    "Sharing",
    "SolutionLine",
    "Spend",
    "WarrantSeen",
    "TherapistQuestion",
]
