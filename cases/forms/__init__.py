from cases.forms.budgets import BudgetForm, ChangeBudgetForm, CommitmentForm, MoreForm, ReleaseForm, WaitForm
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
    HandOverForm,
    OrderForm,
    OutcomeForm,
    ProposeForm,
    RecommendForm,
    ReviewForm,
    StopForm,
)

__all__ = [
    "AssessmentForm",
    "AuthoriseForm",
    "BudgetForm",
    "ChangeBudgetForm",
    "CloseForm",
    "CommitmentForm",
    "ConversationForm",
    "DirectAccessForm",
    "HandOffForm",
    "HandOverForm",
    "MoneyForm",
    "MoreForm",
    "OrderForm",
    "OutcomeForm",
    "OwnShareForm",
    "PersonStatusForm",
    "ProposeForm",
    "RecommendForm",
    "ReferralForm",
    "ReleaseForm",
    "ReviewForm",
    "StopForm",
    "WaitForm",
    "WorkListForm",
]
