from cases.forms.files import FileForm, RemoveFileForm
from cases.forms.help_links import HelpLinkForm
from cases.forms.history import HistoryForm
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
from cases.forms.reopening import FollowedUpForm, FollowUpForm, ReopenForm
from cases.forms.subject_access import CheckedForm, CopyForm

__all__ = [
    "AssessmentForm",
    "AuthoriseForm",
    "CheckedForm",
    "CloseForm",
    "CommitmentForm",
    "ConversationForm",
    "CopyForm",
    "DirectAccessForm",
    "FileForm",
    "FollowUpForm",
    "FollowedUpForm",
    "HandOverForm",
    "HelpLinkForm",
    "HistoryForm",
    "OrderForm",
    "OutcomeForm",
    "PersonStatusForm",
    "ProposeForm",
    "ReadingsForm",
    "RecommendForm",
    "ReferralForm",
    "RemoveFileForm",
    "ReopenForm",
    "ReviewForm",
    "StatedReasonForm",
    "StopForm",
    "WaitForm",
    "WorkListForm",
]
