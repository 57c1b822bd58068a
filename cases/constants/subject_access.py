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
    {
        "Person",
        "Home",
        "Case",
        "Referral",
        "Conversation",
        "SolutionLine",
        "CaseAssessment",
        "ContraindicationConsidered",
        "Recommendation",
        "Authorisation",
        "AuthorisationRefusal",
        "DirectAccessArrangement",
        "Commitment",
        "Provision",
        "Outcome",
        "ReviewItem",
        "StatedReason",
        "CaseFile",
        "HelpLink",
        "Reopening",
        "FollowUp",
        "SubjectAccess",
    }
)
KEPT_BACK = {
    "DeclaredRelation": "It is about a member of staff.",
    "ReferenceCounter": "It holds nothing about anybody.",
}
# Fields that say nothing to the person, or would open something.
LEFT_OUT = frozenset({"id", "digest", "stored_as", "answer_id", "register_number"})
