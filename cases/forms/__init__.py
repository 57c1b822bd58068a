from cases.forms.files import FileForm, RemoveFileForm
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
    HandOverForm,
    OrderForm,
    OutcomeForm,
    ProposeForm,
    RecommendForm,
    ReviewForm,
    StopForm,
    WaitForm,
)
from cases.forms.reading import ReadingsForm, StatedReasonForm

__all__ = [
    "AssessmentForm",
    "AuthoriseForm",
    "CloseForm",
    "CommitmentForm",
    "ConversationForm",
    "DirectAccessForm",
    "FileForm",
    "HandOverForm",
    "OrderForm",
    "OutcomeForm",
    "PersonStatusForm",
    "ProposeForm",
    "ReadingsForm",
    "RecommendForm",
    "ReferralForm",
    "RemoveFileForm",
    "ReviewForm",
    "StatedReasonForm",
    "StopForm",
    "WaitForm",
    "WorkListForm",
]
