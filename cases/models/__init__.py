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
from cases.models.inspection import Inspection, Snag
from cases.models.invoice import Invoice, InvoiceLine
from cases.models.line import SolutionLine
from cases.models.person import DeclaredRelation, Home, Person
from cases.models.price_list import Price, PriceList
from cases.models.provision import OrderItem, Outcome, Provision
from cases.models.visit import Visit, VisitMessage

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
    "ContraindicationConsidered",
    "Conversation",
    "DeclaredRelation",
    "DirectAccessArrangement",
    "FundingDecision",
    "FundingHandOff",
    "FundingRule",
    "FundsWait",
    "Home",
    "Inspection",
    "Invoice",
    "InvoiceLine",
    "MoneyRecord",
    "OrderItem",
    "Outcome",
    "OwnShare",
    "PassportBenefit",
    "PermissionCheck",
    "Person",
    "PooledFund",
    "Price",
    "PriceList",
    "Provision",
    "Recommendation",
    "ReferenceCounter",
    "Referral",
    "ReviewItem",
    "Snag",
    "SolutionLine",
    "Spend",
    "Visit",
    "VisitMessage",
    "WarrantSeen",
]
