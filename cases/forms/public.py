"""What somebody fills in who asks for help, for themselves or for another, without an account."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from cases.constants.intake import ReferralRoute
from cases.constants.people import AccessibleFormat
from cases.constants.referrals import Urgency
from cases.forms.fields import Data, line, one_of, words
from cases.forms.referrals import TO_CONFIRM, Layout, ToldForm
from core.forms import DateField
from people.models import Locality
from people.vocabulary import Tenure

FOR_ME, FOR_ANOTHER = "me", "another"
# Never shown, and no person fills it in.
TRAP = "website"


class AskForHelpForm(ToldForm):
    """Plain words, and nothing that can be found out later."""

    whom = one_of(
        "Who needs help?",
        [(FOR_ME, "I do"), (FOR_ANOTHER, "Somebody else, and I am asking for them")],
        "Say who needs help",
    )
    asked_by = line("Your name", hint="Only if you are asking for somebody else.", autocomplete="name")
    asked_by_tie = line("What you are to them", hint="Such as daughter, neighbour, support worker.")
    asked_by_contact = line("How to reach you", length=160, hint="A telephone number or an e-mail address.")
    knows = forms.BooleanField(label="They know that I am asking for them", required=False)
    name = line("Full name of the person who needs help", "Enter the name of the person who needs help")
    date_of_birth = DateField(label="Date of birth", required=False, help_text="If you know it. For example, 27 3 1948")
    telephone = line("Telephone", length=30, inputmode="tel", hint="So that we can ring and talk.")
    safe_contact = words(
        "How can we get in touch safely?",
        "",
        hint="When to ring, and whether we may leave a message. If somebody must not know, tell us.",
        rows=2,
        required=False,
    )
    communication_needs = words(
        "What would help when we talk?",
        "",
        hint="Such as an interpreter, more time, somebody with you.",
        rows=2,
        required=False,
    )
    accessible_format = one_of(
        "How should we write to you?", AccessibleFormat.choices, "Choose how we should write", widget=forms.Select
    )
    tenure = one_of(
        "Whose home is it?", [*Tenure.choices, (TO_CONFIRM, "I do not know")], "Choose one, or “I do not know”"
    )
    locality = forms.ModelChoiceField(
        label="Which area is it in?",
        queryset=Locality.objects.all(),
        to_field_name="code",
        required=False,
        empty_label="I do not know",
        error_messages={"invalid_choice": "Choose one of the areas"},
    )
    reason = words(
        "What is difficult at home?",
        "Tell us what is difficult at home",
        hint="In your own words. For example: I cannot get in and out of the bath.",
    )
    urgency = one_of(
        "How soon do you need help?",
        [
            (Urgency.ROUTINE.value, "It can wait for my turn"),
            (Urgency.SOON.value, "Soon: it is getting worse, or I am waiting to come home"),
            (Urgency.URGENT.value, "Now: somebody may be hurt, or cannot come home"),
        ],
        "Choose how soon",
    )
    urgency_reason = words("If it is soon or now: why?", "", rows=2, required=False)
    care_setting = line("If you are in hospital or a care home: which?", length=160)

    layout: Layout = (
        ("Who needs help", ["whom", "asked_by", "asked_by_tie", "asked_by_contact", "knows"]),
        ("The person", list(ToldForm.PERSON)),
        ("The home", ["address", "postcode", "tenure", "locality", "care_setting"]),
        ("What you need", ["reason", "urgency", "urgency_reason"]),
    )

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        longest = {"reason": 4000, "urgency_reason": 1000, "safe_contact": 1000, "communication_needs": 1000}
        for name, most in (longest | {"address": 400}).items():
            self.fields[name].validators.append(MaxLengthValidator(most))

    @property
    def is_by_a_machine(self) -> bool:
        """Whether the field was filled in that nobody sees."""
        return bool(self.data.get(TRAP))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("whom") == FOR_ANOTHER:
            for name, missing in {
                "asked_by": "Enter your name",
                "asked_by_tie": "Say what you are to them",
                "asked_by_contact": "Say how to reach you",
            }.items():
                if not data.get(name):
                    self.add_error(name, missing)
        return data

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        is_own = data["whom"] == FOR_ME
        for name in ("asked_by", "asked_by_tie", "asked_by_contact"):
            data[name] = "" if is_own else data[name]
        if not is_own and not data["knows"]:
            data["asked_by_tie"] += "; the person does not know of it yet"
        data["asked_by_tie"] = data["asked_by_tie"][:120]
        self.cleaned_data["route"] = ReferralRoute.SELF
        return {"person": self.person(), "home": self.home(), "told": self.told()}

    def summary(self) -> list[tuple[str, str]]:
        """What was filled in, as the person checks it before it is sent."""
        shown = []
        for section in self.sections():
            for field in section.fields:
                value = self.cleaned_data.get(field.name)
                if value in ("", None, False):
                    continue
                shown.append((str(field.label), self._in_words(field.name, value)))
        return shown

    def _in_words(self, name: str, value: Any) -> str:
        if value is True:
            return "Yes"
        if name == "date_of_birth":
            return f"{value:%-d %B %Y}"
        choices = dict(getattr(self.fields[name], "choices", [])) if name != "locality" else {}
        return str(choices.get(value, value))
