"""What officers, managers and technical contacts write about a case system."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accreditation.case_systems import REGISTER_CHECK, SCOPE_WORDS
from accreditation.client_keys import LONGEST_PASTE, PublicKey, read_public_keys
from accreditation.client_life import CaseSystemState
from accreditation.exceptions import KeyNotPossible
from accreditation.models import CaseSystem
from core.forms import DateField, LongTextField
from people.models import Organisation, User


class ScopesField(forms.MultipleChoiceField):
    """What a system may do, in words, each with the scope's own name."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(scope, f"{words} ({scope})") for scope, words in SCOPE_WORDS.items()]
        required = {"required": "Choose at least one thing that the system may do"}
        super().__init__(
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages=required,
            initial=[REGISTER_CHECK],
            **kwargs,
        )


class CaseSystemSearchForm(forms.Form):
    is_search = True

    text = forms.CharField(label="Name, organisation or contact", required=False, max_length=100)
    state = forms.ChoiceField(required=False, choices=[("", "Any"), *CaseSystemState.choices])


class RegisterSystemForm(forms.Form):
    """A case system that is to be built against the sandbox."""

    name = forms.CharField(
        label="Name of the case system",
        help_text="As people at work call it, for example “Millburn case system”.",
        max_length=100,
        error_messages={"required": "Enter the name of the case system"},
    )
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose the organisation that runs it"},
    )
    contact_email = forms.EmailField(
        label="Technical contact’s e-mail address",
        help_text="Somebody who can sign in here. They add keys, test in the sandbox and are told of every step.",
        error_messages={"required": "Enter the e-mail address of the technical contact"},
    )
    scopes = ScopesField(
        label="What is it to do?",
        help_text="An officer decides before it goes live. In the sandbox it may try everything.",
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if CaseSystem.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError("There is a case system with this name. Choose another name.")
        return name

    def clean_contact_email(self) -> User:
        email = self.cleaned_data["contact_email"]
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        if found is None:
            raise forms.ValidationError(
                "Nobody with this e-mail address can sign in here. Check it, or have them added."
            )
        return found


class KeysForm(forms.Form):
    """Public keys as somebody pastes them."""

    keys = forms.CharField(
        label="Public key",
        help_text="A JWK, or a JWK set with several. Only the public half: never one that holds “d”.",
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        max_length=LONGEST_PASTE,
        error_messages={"required": "Paste the public key"},
    )
    valid_from = DateField(
        label="Use from",
        help_text="Leave empty for now. For a later change of keys, the first day of the new one.",
        required=False,
    )
    valid_until = DateField(label="Do not use after", help_text="Leave empty if the key has no end.", required=False)

    def clean_keys(self) -> list[PublicKey]:
        try:
            return read_public_keys(self.cleaned_data["keys"])
        except KeyNotPossible as refusal:
            raise forms.ValidationError(str(refusal)) from None


class AgreementForm(forms.Form):
    version = forms.CharField(
        label="Version of the agreement",
        help_text="As it stands on its first page, for example 3.1.",
        max_length=40,
        error_messages={"required": "Enter the version of the agreement"},
    )
    review_on = DateField(
        label="Day of review",
        help_text="By when the agreement is looked at again. After this day the system cannot be switched on.",
        error_messages={"required": "Enter the day by which the agreement is looked at again"},
    )
    agrees = forms.BooleanField(
        label="I have read the agreement and may sign it for the organisation",
        error_messages={"required": "Tick that you may sign the agreement for the organisation"},
    )

    def clean(self) -> dict[str, Any]:
        """The tick is for the page; what is signed is the rest."""
        return {name: value for name, value in self.cleaned_data.items() if name != "agrees"}


class ScopesForm(forms.Form):
    scopes = ScopesField(label="What may it do?")


class QuotaForm(forms.Form):
    a_minute = forms.IntegerField(
        label="Questions a minute",
        min_value=1,
        max_value=1_000_000,
        help_text="Held by each process of the web server for itself, so that nothing waits.",
        error_messages={"required": "Enter how many questions it may ask in a minute"},
    )
    a_day = forms.IntegerField(
        label="Questions a day",
        min_value=1,
        max_value=100_000_000,
        help_text="Counted from the log every five minutes.",
        error_messages={"required": "Enter how many questions it may ask in a day"},
    )


class SystemReasonForm(forms.Form):
    reason = LongTextField(
        help_text="The technical contact and the organisation’s managers read it.",
        missing="Enter the reason",
    )


class NoteForm(forms.Form):
    note = LongTextField(
        label="What was it, and what was done?",
        help_text="The technical contact and the organisation’s managers read it.",
        missing="Enter what it was and what was done",
    )


class NothingForm(forms.Form):
    """A step that needs no more than to be confirmed."""
