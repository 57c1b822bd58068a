from cases.forms.budgets import BudgetForm, ChangeBudgetForm, CommitmentForm, MoreForm, ReleaseForm, WaitForm
from cases.forms.consents import AskConsentForm, ConsentAnswerForm, PermissionForm, WarrantForm
from cases.forms.funding import HandOffForm, MoneyForm, OwnShareForm
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
    DirectAccessForm,
    OutcomeForm,
    ProposeForm,
    RecommendForm,
    ReviewForm,
    StopForm,
)

__all__ = [
    "AskConsentForm",
    "AssessmentForm",
    "AuthoriseForm",
    "BudgetForm",
    "ChangeBudgetForm",
    "CloseForm",
    "CommitmentForm",
    "ConsentAnswerForm",
    "ConversationForm",
    "DirectAccessForm",
    "HandOffForm",
    "MoneyForm",
    "MoreForm",
    "OutcomeForm",
    "OwnShareForm",
    "PermissionForm",
    "PersonStatusForm",
    "ProposeForm",
    "RecommendForm",
    "ReferralForm",
    "ReleaseForm",
    "ReviewForm",
    "StopForm",
    "WaitForm",
    "WarrantForm",
    "WorkListForm",
]
