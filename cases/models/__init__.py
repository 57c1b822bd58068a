from cases.models.assessment import (
    AlternativeConsidered,
    AssessmentDraft,
    CapacityCheck,
    CaseAssessment,
    ContraindicationConsidered,
    DraftEditor,
)
from cases.models.budget import Budget, BudgetChange, CommitmentRelease, FundsWait, Spend
from cases.models.case import Case, ReferenceCounter
from cases.models.clock import ClosedDays, MissReason, OfficeHours, ServiceClock, ServiceStandard
from cases.models.complaint import Complaint, ComplaintProcedure, ComplaintStage, ComplaintStageRule, ProceduresGiven
from cases.models.concern import Concern, ConcernEntry, ProtectionRoute
from cases.models.consent import ConsentAnswer, ConsentRequest, ConsentRule, PermissionCheck, WarrantSeen
from cases.models.contact import Contact, ContactStruck, HomeVisit
from cases.models.conversation import Conversation, Goal, GoalMeasure, TherapistQuestion
from cases.models.deciding import CapacityRecord, Power, Sharing
from cases.models.decision import (
    Authorisation,
    AuthorisationRefusal,
    Commitment,
    DirectAccessArrangement,
    Recommendation,
    ReviewItem,
)
from cases.models.direct_access import (
    DirectAccessPolicy,
    DirectAccessReader,
    FastTrack,
    FastTrackTerm,
    RedFlagAnswer,
    RedFlagQuestion,
    TurnedAway,
)
from cases.models.directory import ListedOrganisation, ListedService, ServiceTopic
from cases.models.elsewhere import AnswerElsewhere, RegisterNumber
from cases.models.equipment import CheckRule, EquipmentCheck, Fault, Loan, StockItem
from cases.models.file import CaseFile
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
from cases.models.help_link import HelpLink
from cases.models.hold import Hold, HoldReview
from cases.models.home import Caring, Home, HomeFlag, Residence
from cases.models.incident import IncidentEntry, SeriousIncident
from cases.models.inspection import Inspection, Snag
from cases.models.invoice import Invoice, InvoiceLine
from cases.models.line import SolutionLine
from cases.models.mot import (
    HazardKind,
    HousingMot,
    MotAction,
    MotChecklist,
    MotDraft,
    MotFinding,
    MotHazard,
    MotRefusal,
    MotShare,
    UrgentNotice,
)
from cases.models.panel import PanelAttendance, PanelMeeting, PanelRule, PanelSeat
from cases.models.panel_decision import PanelAdjournment, PanelDecision, PanelLetter, PanelProposal, PartnerAgreement
from cases.models.panel_referral import InterimPlan, OptionTried, PanelRecusal, PanelReferral, PersonHeard
from cases.models.person import ContactRule, DeclaredRelation, Person, PersonMarking
from cases.models.price_list import Price, PriceList
from cases.models.provision import OrderItem, Outcome, Provision
from cases.models.reading import StatedReason
from cases.models.referral import FrontDoor, Referral, ReferralDecision
from cases.models.reopening import FollowUp, Reopening
from cases.models.repair import Repair
from cases.models.satisfaction import SatisfactionAnswer, SatisfactionInvitation, SatisfactionResponse
from cases.models.subject_access import SubjectAccess
from cases.models.suggestion import Suggestion, SuggestionFollowUp
from cases.models.tier import Circumstance, TierEscalator, TierLowering
from cases.models.visit import Visit, VisitMessage

__all__ = [
    "AlternativeConsidered",
    "AnswerElsewhere",
    "AssessmentDraft",
    "Authorisation",
    "AuthorisationRefusal",
    "Budget",
    "BudgetChange",
    "CapacityCheck",
    "CapacityRecord",
    "Caring",
    "Case",
    "CaseAssessment",
    "CaseFile",
    "CaseHandover",
    "CheckRule",
    "Circumstance",
    "ClosedDays",
    "Commitment",
    "CommitmentRelease",
    "Complaint",
    "ComplaintProcedure",
    "ComplaintStage",
    "ComplaintStageRule",
    "Concern",
    "ConcernEntry",
    "ConsentAnswer",
    "ConsentRequest",
    "ConsentRule",
    "Contact",
    "ContactRule",
    "ContactStruck",
    "ContraindicationConsidered",
    "Conversation",
    "DeclaredRelation",
    "DirectAccessArrangement",
    "DirectAccessPolicy",
    "DirectAccessReader",
    "DraftEditor",
    "EquipmentCheck",
    "FastTrack",
    "FastTrackTerm",
    "Fault",
    "FollowUp",
    "FrontDoor",
    "FundingDecision",
    "FundingHandOff",
    "FundingRule",
    "FundsWait",
    "Goal",
    "GoalMeasure",
    "HazardKind",
    "HelpLink",
    "Hold",
    "HoldReview",
    "Home",
    "HomeFlag",
    "HomeVisit",
    "HousingMot",
    "IncidentEntry",
    "Inspection",
    "InterimPlan",
    "Invoice",
    "InvoiceLine",
    "ListedOrganisation",
    "ListedService",
    "Loan",
    "MissReason",
    "MoneyRecord",
    "MotAction",
    "MotChecklist",
    "MotDraft",
    "MotFinding",
    "MotHazard",
    "MotRefusal",
    "MotShare",
    "OfficeHours",
    "OptionTried",
    "OrderItem",
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
    "PersonMarking",
    "PooledFund",
    "Power",
    "Price",
    "PriceList",
    "ProceduresGiven",
    "ProtectionRoute",
    "Provision",
    "Recommendation",
    "RedFlagAnswer",
    "RedFlagQuestion",
    "ReferenceCounter",
    "Referral",
    "ReferralDecision",
    "RegisterNumber",
    "Reopening",
    "Repair",
    "Residence",
    "ReviewItem",
    "SatisfactionAnswer",
    "SatisfactionInvitation",
    "SatisfactionResponse",
    "SeriousIncident",
    "ServiceClock",
    "ServiceStandard",
    "ServiceTopic",
    "Sharing",
    "Snag",
    "SolutionLine",
    "Spend",
    "StatedReason",
    "StockItem",
    "SubjectAccess",
    "Suggestion",
    "SuggestionFollowUp",
    "TherapistQuestion",
    "TierEscalator",
    "TierLowering",
    "TurnedAway",
    "UrgentNotice",
    "Visit",
    "VisitMessage",
    "WarrantSeen",
]
