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
from cases.forms.handover import HandoverForm
from cases.forms.intake import CloseForm, ConversationForm, PersonStatusForm, ReferralForm, WorkListForm
from cases.forms.lines import AuthoriseForm, OutcomeForm, ProposeForm, RecommendForm, ReviewForm, StopForm
from cases.forms.panel import (
    AgreementForm,
    AttendanceForm,
    ConfirmForm,
    InterimPlanForm,
    LetterForm,
    ListForm,
    MeetingForm,
    PassOnForm,
    PersonHeardForm,
    ProposalForm,
    ReasonForm,
    ReferToPanelForm,
    SentForm,
)
from cases.forms.provision import HandOverForm, OrderForm
from cases.forms.tier import CircumstancesForm, LowerTierForm

__all__ = [
    "AgreementForm",
    "AskConsentForm",
    "AssessmentForm",
    "AtTheDoorForm",
    "AttendanceForm",
    "AuthoriseForm",
    "BudgetForm",
    "ChangeBudgetForm",
    "CircumstancesForm",
    "CloseForm",
    "CommitmentForm",
    "ConfirmForm",
    "ConsentAnswerForm",
    "ConversationForm",
    "DirectAccessForm",
    "FastTrackForm",
    "HandOffForm",
    "HandOverForm",
    "HandoverForm",
    "InterimPlanForm",
    "LetterForm",
    "ListForm",
    "LowerTierForm",
    "MeetingForm",
    "MoneyForm",
    "MoreForm",
    "OrderForm",
    "OutcomeForm",
    "OwnShareForm",
    "PassOnForm",
    "PermissionForm",
    "PersonHeardForm",
    "PersonStatusForm",
    "ProposalForm",
    "ProposeForm",
    "ReadAnswersForm",
    "ReaderForm",
    "ReasonForm",
    "RecommendForm",
    "ReferToPanelForm",
    "ReferralForm",
    "ReleaseForm",
    "ReviewForm",
    "SentForm",
    "StopFastTrackForm",
    "StopForm",
    "WaitForm",
    "WarrantForm",
    "WorkListForm",
]
