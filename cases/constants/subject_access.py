"""What somebody gets who asks what is held about them, and what is kept back by rule (R2)."""

from django.db.models import TextChoices

# A copy is due within a month of the day on which it was asked for and the person was known to be who they say.
DUE_MONTHS = 1
# The file is deleted so long after it was made: the record itself stays, and a new copy can be made.
KEPT_DAYS = 30


class IdentityKnown(TextChoices):
    KNOWN = "known", "Known to whoever took the request"
    DOCUMENT = "document", "A document was seen"
    REPRESENTATIVE = "representative", "Somebody with papers to act for them; papers seen"


class CopyState(TextChoices):
    ASKED = "asked", "Being made"
    MADE = "made", "Made; to be looked through"
    CHECKED = "checked", "Looked through; to be given"


# What the copy holds, by model. One that is in neither list is left out, and a test asks for a decision.
HELD = frozenset(
    [
        "Person",
        "PersonMarking",
        "ContactRule",
        "Residence",
        "Home",
        "Power",
        "CapacityRecord",
        "Sharing",
        "Case",
        "Referral",
        "ReferralDecision",
        "CaseHandover",
        "Contact",
        "ContactStruck",
        "HomeVisit",
        "ServiceClock",
        "MissReason",
        "Conversation",
        "Goal",
        "GoalMeasure",
        "TherapistQuestion",
        "Circumstance",
        "MotDraft",
        "HousingMot",
        "MotRefusal",
        "MotFinding",
        "MotHazard",
        "MotAction",
        "MotShare",
        "UrgentNotice",
        "SolutionLine",
        "AssessmentDraft",
        "CaseAssessment",
        "ContraindicationConsidered",
        "AlternativeConsidered",
        "CapacityCheck",
        "TierLowering",
        "Recommendation",
        "Authorisation",
        "AuthorisationRefusal",
        "ReviewItem",
        "Repair",
        "RedFlagAnswer",
        "DirectAccessArrangement",
        "TurnedAway",
        "FastTrack",
        "PanelReferral",
        "OptionTried",
        "InterimPlan",
        "PersonHeard",
        "PanelAdjournment",
        "PanelProposal",
        "PartnerAgreement",
        "PanelDecision",
        "PanelLetter",
        "MoneyRecord",
        "FundingDecision",
        "FundingHandOff",
        "OwnShare",
        "FundsWait",
        "Commitment",
        "CommitmentRelease",
        "Spend",
        "ConsentRequest",
        "ConsentAnswer",
        "PermissionCheck",
        "WarrantSeen",
        "Provision",
        "OrderItem",
        "Visit",
        "VisitMessage",
        "Inspection",
        "Snag",
        "Invoice",
        "InvoiceLine",
        "Loan",
        "Outcome",
        "Hold",
        "HoldReview",
        "Complaint",
        "ComplaintStage",
        "ProceduresGiven",
        "SatisfactionInvitation",
        "StatedReason",
        "CaseFile",
        "HelpLink",
        "Reopening",
        "FollowUp",
        "SubjectAccess",
        "Suggestion",
        "SuggestionFollowUp",
    ]
)
RESTRICTED = "It is a restricted record: its readers decide what the person is given, and how."
OF_STAFF = "It is about a member of staff."
NOBODYS = "It holds nothing about anybody."
KEPT_BACK = {
    "DeclaredRelation": OF_STAFF,
    "RegisterNumber": OF_STAFF,
    "AnswerElsewhere": OF_STAFF,
    "PanelRecusal": "It is about a member of the panel.",
    "DraftEditor": "It is about the staff who have a draft open.",
    "Caring": "It is as much about somebody else: whoever looks through the copy adds what may be given.",
    "HomeFlag": "It is about an address, and may protect somebody: whoever looks through the copy decides.",
    "SatisfactionResponse": "Answers stand apart from the case, and nobody knows whose they are.",
    "SatisfactionAnswer": "Answers stand apart from the case, and nobody knows whose they are.",
    **dict.fromkeys(("Concern", "ConcernEntry", "SeriousIncident", "IncidentEntry"), RESTRICTED),
    **dict.fromkeys(
        [
            "ReferenceCounter",
            "FrontDoor",
            "ServiceStandard",
            "OfficeHours",
            "ClosedDays",
            "MotChecklist",
            "HazardKind",
            "TierEscalator",
            "RedFlagQuestion",
            "DirectAccessPolicy",
            "DirectAccessReader",
            "FastTrackTerm",
            "PanelRule",
            "PanelSeat",
            "PanelMeeting",
            "PanelAttendance",
            "FundingRule",
            "PooledFund",
            "PassportBenefit",
            "Budget",
            "BudgetChange",
            "ConsentRule",
            "PriceList",
            "Price",
            "StockItem",
            "EquipmentCheck",
            "Fault",
            "CheckRule",
            "ComplaintProcedure",
            "ComplaintStageRule",
            "ProtectionRoute",
            "ListedOrganisation",
            "ListedService",
            "ServiceTopic",
        ],
        NOBODYS,
    ),
}
# Fields that say nothing to the person, or would open something.
LEFT_OUT = frozenset(
    {"id", "uid", "token", "paper_code", "digest", "stored_as", "answer_id", "register_number", "kept_from"}
)
