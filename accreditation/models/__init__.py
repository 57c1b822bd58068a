from accreditation.models.accreditation import (
    Accreditation,
    AccreditationDecision,
    RegisterCounter,
    Scope,
)
from accreditation.models.answers import Answer, AnswerBatch, AnswerLog
from accreditation.models.appeal import Appeal, AppealOpinion, AppealParticipant
from accreditation.models.catalogue import Adaptation, DirectAccessList, Scheme
from accreditation.models.lineage import DecisionBasis, Precaution, PrecautionClosing
from accreditation.models.machines import CaseSystem, SigningKey
from accreditation.models.offline import OfflineLimit, RegisterChange
from accreditation.models.outages import OutageFollowUp, OutageItem, OutageReport
from accreditation.models.practice import PracticeConfirmation, PracticeDeclaration
from accreditation.models.register import RegisterEntry
from accreditation.models.suspension import ReinstatementProposal, SuspensionReply, SuspensionReview

__all__ = [
    "Accreditation",
    "AccreditationDecision",
    "Adaptation",
    "Answer",
    "AnswerBatch",
    "AnswerLog",
    "Appeal",
    "AppealOpinion",
    "AppealParticipant",
    "CaseSystem",
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
    "SuspensionReply",
    "SuspensionReview",
]
