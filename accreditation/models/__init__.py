from accreditation.models.accreditation import (
    Accreditation,
    AccreditationDecision,
    RegisterCounter,
    Scope,
)
from accreditation.models.answers import Answer, AnswerBatch, AnswerLog
from accreditation.models.appeal import Appeal, AppealOpinion, AppealParticipant
from accreditation.models.catalogue import Adaptation, ComplexNeedsRule, DirectAccessList, Scheme, TogetherRule
from accreditation.models.clients import (
    Anomaly,
    CaseSystemKey,
    CaseSystemStep,
    CaseSystemUse,
    ConformanceRun,
    ConformanceSituation,
    DataSharingAgreement,
    UseCounted,
    UsedAssertion,
)
from accreditation.models.keys import SigningKey, SigningKeyEnd
from accreditation.models.lineage import DecisionBasis, Precaution, PrecautionClosing
from accreditation.models.machines import CaseSystem
from accreditation.models.offline import OfflineLimit, RegisterChange
from accreditation.models.outages import OutageFollowUp, OutageItem, OutageReport
from accreditation.models.practice import PracticeConfirmation, PracticeDeclaration
from accreditation.models.register import RegisterEntry
from accreditation.models.suspension import ReinstatementProposal, SuspensionReply, SuspensionReview
from accreditation.models.webhooks import WebhookDelivery, WebhookSubscription

__all__ = [
    "Accreditation",
    "AccreditationDecision",
    "Adaptation",
    "Anomaly",
    "Answer",
    "AnswerBatch",
    "AnswerLog",
    "Appeal",
    "AppealOpinion",
    "AppealParticipant",
    "CaseSystem",
    "CaseSystemKey",
    "CaseSystemStep",
    "CaseSystemUse",
    "ComplexNeedsRule",
    "ConformanceRun",
    "ConformanceSituation",
    "DataSharingAgreement",
    "DecisionBasis",
    "DirectAccessList",
    "OfflineLimit",
    "OutageFollowUp",
    "OutageItem",
    "OutageReport",
    "PracticeConfirmation",
    "PracticeDeclaration",
    "Precaution",
    "PrecautionClosing",
    "RegisterChange",
    "RegisterCounter",
    "RegisterEntry",
    "ReinstatementProposal",
    "Scheme",
    "Scope",
    "SigningKey",
    "SigningKeyEnd",
    "SuspensionReply",
    "SuspensionReview",
    "TogetherRule",
    "UseCounted",
    "UsedAssertion",
    "WebhookDelivery",
    "WebhookSubscription",
]
