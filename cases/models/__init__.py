from cases.models.budget import Budget, BudgetChange, CommitmentRelease, FundsWait, Spend
from cases.models.case import Case, Conversation, ReferenceCounter, Referral
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
from cases.models.handover import CaseHandover
from cases.models.line import SolutionLine
from cases.models.panel import PanelAttendance, PanelMeeting, PanelRule, PanelSeat
from cases.models.panel_decision import (
    PanelAdjournment,
    PanelDecision,
    PanelLetter,
    PanelProposal,
    PartnerAgreement,
)
from cases.models.panel_referral import InterimPlan, OptionTried, PanelRecusal, PanelReferral, PersonHeard
from cases.models.person import DeclaredRelation, Home, Person
from cases.models.provision import Outcome, Provision

__all__ = [
    "Authorisation",
    "AuthorisationRefusal",
    "Budget",
    "BudgetChange",
    "Case",
    "CaseAssessment",
    "CaseHandover",
    "Commitment",
    "CommitmentRelease",
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
    "InterimPlan",
    "MoneyRecord",
    "OptionTried",
    "Outcome",
    "OwnShare",
    "PanelAdjournment",
    "PanelAttendance",
    "PanelDecision",
    "PanelLetter",
    "PanelMeeting",
    "PanelProposal",
    "PanelRecusal",
    "PanelReferral",
    "PanelRule",
    "PanelSeat",
    "PartnerAgreement",
    "PassportBenefit",
    "PermissionCheck",
    "Person",
    "PersonHeard",
    "PooledFund",
    "Provision",
    "Recommendation",
    "ReferenceCounter",
    "Referral",
    "ReviewItem",
    "SolutionLine",
    "Spend",
    "WarrantSeen",
]
