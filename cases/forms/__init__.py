from cases.forms.intake import (
    CloseForm,
    ConversationForm,
    PersonStatusForm,
    ReferralForm,
    WorkListForm,
)
from cases.forms.lines import (
    AssessmentForm,
    AuthoriseForm,
    CommitmentForm,
    DirectAccessForm,
    OutcomeForm,
    ProposeForm,
    RecommendForm,
    ReviewForm,
    StopForm,
    WaitForm,
)

__all__ = [
    "AssessmentForm",
    "AuthoriseForm",
    "CloseForm",
    "CommitmentForm",
    "ConversationForm",
    "DirectAccessForm",
    "OutcomeForm",
    "PersonStatusForm",
    "ProposeForm",
    "RecommendForm",
    "ReferralForm",
    "ReviewForm",
    "StopForm",
    "WaitForm",
    "WorkListForm",
]
