from competencies.models.countersigning import CountersignAsk, Countersigning, CountersignReminder
from competencies.models.evidence import Evidence, EvidenceConfirmation, EvidenceWithdrawal, SignOffRequest
from competencies.models.framework import (
    Competency,
    Domain,
    Framework,
    FrameworkEdit,
    FrameworkSentBack,
    OutcomeCriterion,
    PerformanceCriterion,
    Reassessment,
)
from competencies.models.observing import (
    Observation,
    ObservationNote,
    ObservationRecord,
    ObservationSheet,
    ObservedPerson,
)
from competencies.models.outcomes import Moderation, SignOffReferral, SignOffWithdrawal
from competencies.models.sampling import SampledSignOff, SampleModeration, SamplingShare, SigningPair
from competencies.models.signing import BlindView, CriterionSeen, Signature, SigningIntent, SignOff
from competencies.models.standing import ProposedStanding, StandingReminder, TrainerProposal, TrainerStanding
from competencies.models.travelling import ImportedPortfolio, TrustedPartnership
from competencies.models.visiting import VisitingInvitation

__all__ = [
    "BlindView",
    "Competency",
    "CountersignAsk",
    "CountersignReminder",
    "Countersigning",
    "CriterionSeen",
    "Domain",
    "Evidence",
    "EvidenceConfirmation",
    "EvidenceWithdrawal",
    "Framework",
    "FrameworkEdit",
    "FrameworkSentBack",
    "ImportedPortfolio",
    "Moderation",
    "Observation",
    "ObservationNote",
    "ObservationRecord",
    "ObservationSheet",
    "ObservedPerson",
    "OutcomeCriterion",
    "PerformanceCriterion",
    "ProposedStanding",
    "Reassessment",
    "SampleModeration",
    "SampledSignOff",
    "SamplingShare",
    "SignOff",
    "SignOffReferral",
    "SignOffRequest",
    "SignOffWithdrawal",
    "Signature",
    "SigningIntent",
    "SigningPair",
    "StandingReminder",
    "TrainerProposal",
    "TrainerStanding",
    "TrustedPartnership",
    "VisitingInvitation",
]
