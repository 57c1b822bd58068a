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
from cases.models.equipment import CheckRule, EquipmentCheck, Fault, Loan, StockItem
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
    "Case",
    "CaseAssessment",
    "CheckRule",
    "Commitment",
    "ContraindicationConsidered",
    "Conversation",
    "DeclaredRelation",
    "DirectAccessArrangement",
    "EquipmentCheck",
    "Fault",
    "Home",
    "Inspection",
    "Invoice",
    "InvoiceLine",
    "Loan",
    "OrderItem",
    "Outcome",
    "Person",
    "Price",
    "PriceList",
    "Provision",
    "Recommendation",
    "ReferenceCounter",
    "Referral",
    "ReviewItem",
    "Snag",
    "SolutionLine",
    "StockItem",
    "Visit",
    "VisitMessage",
]
