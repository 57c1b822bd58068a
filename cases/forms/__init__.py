from cases.forms.assessment import AssessmentForm
from cases.forms.budgets import BudgetForm, ChangeBudgetForm, CommitmentForm, MoreForm, ReleaseForm, WaitForm
from cases.forms.consents import AskConsentForm, ConsentAnswerForm, PermissionForm, WarrantForm
from cases.forms.direct_access import (
    AtTheDoorForm,
    DirectAccessForm,
    FastTrackForm,
    ReadAnswersForm,
    ReaderForm,
    StopFastTrackForm,
)
from cases.forms.funding import HandOffForm, MoneyForm, OwnShareForm
from cases.forms.intake import (
    CloseForm,
    ConversationForm,
    PersonStatusForm,
    ReferralForm,
    WorkListForm,
)
from cases.forms.lines import (
    AuthoriseForm,
    HandOverForm,
    OrderForm,
    OutcomeForm,
    ProposeForm,
    RecommendForm,
    ReviewForm,
    StopForm,
)
from cases.forms.tier import CircumstancesForm, LowerTierForm

__all__ = [
    "AskConsentForm",
    "AssessmentForm",
    "AtTheDoorForm",
    "AuthoriseForm",
    "BudgetForm",
    "ChangeBudgetForm",
    "CircumstancesForm",
    "CloseForm",
    "CommitmentForm",
    "ConsentAnswerForm",
    "ConversationForm",
    "DirectAccessForm",
    "FastTrackForm",
    "HandOffForm",
    "HandOverForm",
    "LowerTierForm",
    "MoneyForm",
    "MoreForm",
    "OrderForm",
    "OutcomeForm",
    "OwnShareForm",
    "PermissionForm",
    "PersonStatusForm",
    "ProposeForm",
    "ReadAnswersForm",
    "ReaderForm",
    "RecommendForm",
    "ReferralForm",
    "ReleaseForm",
    "ReviewForm",
    "StopFastTrackForm",
    "StopForm",
    "WaitForm",
    "WarrantForm",
    "WorkListForm",
]
