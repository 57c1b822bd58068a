"""What people choose and type about portfolios: what to leave out, which file, whom to trust (C6)."""

from datetime import date, timedelta

from django import forms

from competencies.forms import words
from competencies.portfolio import LeftOut
from core import uploads
from core.forms import DateField


class LeaveOutForm(forms.Form):
    """What somebody keeps out of the portfolio that they show or take; from the address, so nothing need be chosen."""

    leave_out = forms.MultipleChoiceField(
        label="What do you want to leave out?",
        choices=LeftOut.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Everything is in it unless you tick something.",
    )

    @property
    def left_out(self) -> list[str]:
        chosen: list[str] = self.cleaned_data.get("leave_out", [])
        return chosen


class PortfolioFileForm(forms.Form):
    """A sealed portfolio file, to be checked."""

    file = forms.FileField(
        label="The portfolio file",
        help_text="Its name ends in .json. It may be up to 2 MB.",
        error_messages={"required": "Choose the portfolio file", "empty": "The file is empty"},
    )

    def clean_file(self) -> bytes:
        try:
            return uploads.read_bytes(self.cleaned_data["file"], uploads.LARGEST_PORTFOLIO)
        except uploads.UnfitFile as unfit:
            raise forms.ValidationError(str(unfit)) from None


class BringPortfolioForm(PortfolioFileForm):
    name_differs = forms.CharField(
        label="If your name was different there, say why",
        required=False,
        max_length=300,
        help_text="For example: married name since 2027. Trainers who look at the file see this.",
    )


class PartnershipForm(forms.Form):
    """Another partnership whose seal the group may believe."""

    name = forms.CharField(
        label="What is the partnership called?", max_length=120, error_messages={"required": "Enter its name"}
    )
    address = forms.URLField(
        label="What is the address of its site?",
        max_length=200,
        assume_scheme="https",
        help_text="As its files name it, for example https://threshold.example",
        error_messages={"required": "Enter its address", "invalid": "Enter an address, like https://threshold.example"},
    )
    keys = forms.CharField(
        label="Its public keys",
        max_length=20_000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text="The whole JWK set, copied from the address of its keys. Nothing is fetched from here.",
        error_messages={"required": "Paste its public keys"},
    )
    reason = words(
        "How did you have the keys, and from whom?",
        rows=3,
        required="Say how you had the keys",
        help_text="For example: read out by their accreditation officer on the telephone, and compared.",
    )
    valid_from = DateField(label="From which day?", error_messages={"required": "Enter the first day"})
    valid_until = DateField(
        label="Until which day?",
        help_text="This day counts too. After it, nothing more is believed.",
        error_messages={"required": "Enter the last day"},
    )

    def clean_valid_until(self) -> date:
        """The first day on which it no longer holds; people give the last on which it does."""
        last_day: date = self.cleaned_data["valid_until"]
        return last_day + timedelta(days=1)
