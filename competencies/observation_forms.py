"""What trainers fill in to start an observation, to write on its sheet and to finish it (C2)."""

import json
from typing import Any, cast
from uuid import UUID, uuid5

from django import forms

from competencies.constants import (
    MOST_COMPETENCIES_OBSERVED,
    MOST_OBSERVED,
    NOTE_LENGTH,
    Verdict,
)
from competencies.models import Competency
from competencies.observing import Cell, PersonOnSheet
from competencies.services import TypedNote
from core.forms import DateField
from people.models import User

MOST_CHARACTERS_SENT = 500_000


class StartForm(forms.Form):
    """Who is watched, against what. For a session's date its people are proposed and the rest is known."""

    attendees = forms.MultipleChoiceField(
        label="Who do you watch?",
        help_text=f"Choose up to {MOST_OBSERVED} people.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person"},
    )
    others = forms.CharField(
        label="Who do you watch?",
        required=False,
        error_messages={"required": "Enter at least one e-mail address"},
        help_text=f"E-mail addresses at work, one on each line. Up to {MOST_OBSERVED} people.",
        widget=forms.Textarea({"rows": 4}),
    )
    competencies = forms.MultipleChoiceField(
        label="Which competencies do you look at?",
        help_text=f"Choose up to {MOST_COMPETENCIES_OBSERVED}. Their criteria come along.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one competency"},
    )
    colleague = forms.EmailField(
        label="Who watches with you?",
        required=False,
        help_text="The e-mail address of a second trainer, if there is one. Each of you writes alone.",
        error_messages={"invalid": "Enter an e-mail address, like a@b.example"},
    )
    observed_on = DateField(label="On which day?", error_messages={"required": "Enter the day"})
    place = forms.CharField(label="Where?", max_length=120, error_messages={"required": "Say where"})

    people: list[User]
    with_trainer: User | None = None

    def __init__(
        self, competencies: list[Competency], *args: Any, attendees: list[User] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        box = cast("forms.ChoiceField", self.fields["competencies"])
        box.choices = [(str(one.pk), f"{one.code}: {one.title}") for one in competencies]
        self.known = {str(user.pk): user for user in attendees or []}
        if self.known:
            cast("forms.ChoiceField", self.fields["attendees"]).choices = [
                (key, str(u)) for key, u in self.known.items()
            ]
            self.fields["others"].label = "Who else?"
        else:
            del self.fields["attendees"]
            self.fields["others"].required = True
        if attendees is not None:
            for name in ("colleague", "observed_on", "place"):
                del self.fields[name]

    def clean_others(self) -> list[User]:
        lines = (line.strip().lower() for line in self.cleaned_data["others"].splitlines())
        return [self._somebody(email) for email in dict.fromkeys(lines) if email]

    def clean_colleague(self) -> str:
        email = self.cleaned_data["colleague"]
        self.with_trainer = self._somebody(email) if email else None
        return email

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = [self.known[key] for key in values.get("attendees", [])]
        self.people = list(dict.fromkeys([*chosen, *values.get("others", [])]))
        return values

    @staticmethod
    def _somebody(email: str) -> User:
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        if found is None:
            raise forms.ValidationError(f"Nobody here has the e-mail address {email}")
        return found


class SeenField(forms.CharField):
    """Which notes a page was given: `uuid:sequence` pairs with blanks between them."""

    def to_python(self, value: Any) -> Any:
        try:
            return _seen((super().to_python(value) or "").split())
        except ValueError:
            raise forms.ValidationError("These are no notes.") from None


class PersonForm(forms.Form):
    """What a trainer says about one person, sent as a plain form: a verdict and a note for each criterion.

    `page` names this page as it was loaded, so that the same form sent twice is the same notes.
    """

    person = forms.IntegerField()
    page = forms.UUIDField()

    def __init__(self, row: PersonOnSheet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        for cell in row.cells:
            pk = cell.criterion.pk
            self.fields[f"verdict_{pk}"] = forms.ChoiceField(choices=Verdict.choices, required=False)
            self.fields[f"text_{pk}"] = forms.CharField(max_length=2 * NOTE_LENGTH, required=False)
            self.fields[f"seen_{pk}"] = SeenField(required=False)

    def notes(self) -> list[TypedNote]:
        """What differs from what stands on the sheet, or settles what two devices said."""
        return [note for cell in self.row.cells if (note := self._note(cell))]

    def _note(self, cell: Cell) -> TypedNote | None:
        pk = cell.criterion.pk
        # A form sends each new line as two characters, a script as one.
        verdict, text = self.cleaned_data[f"verdict_{pk}"], self.cleaned_data[f"text_{pk}"].replace("\r\n", "\n")
        if (verdict, text) == (cell.verdict, cell.text) and not cell.is_in_conflict:
            return None
        return TypedNote(
            uuid=uuid5(self.cleaned_data["page"], f"{cell.person.pk} {pk} {verdict} {text}"),
            sequence=1,
            person=cell.person.pk,
            criterion=pk,
            verdict=verdict,
            text=text,
            replaces=self.cleaned_data[f"seen_{pk}"],
        )


def _seen(words: list[str]) -> dict[UUID, int]:
    """`uuid:sequence` pairs, as a page was given them."""
    pairs = (word.partition(":") for word in words)
    return {UUID(uuid): int(sequence) for uuid, _, sequence in pairs}


def notes_from(body: bytes) -> tuple[int, list[TypedNote]]:
    """The sheet's id and the notes that a device sends as JSON. Raises ValueError for anything else."""
    if len(body) > MOST_CHARACTERS_SENT:
        raise ValueError("Too much at once.")
    try:
        sent = json.loads(body)
        return int(sent["sheet"]), [
            TypedNote(
                uuid=UUID(note["uuid"]),
                sequence=int(note["sequence"]),
                person=int(note["person"]),
                criterion=int(note["criterion"]),
                verdict=str(note["verdict"]),
                text=str(note["text"]),
                replaces=_seen(note["replaces"]),
            )
            for note in sent["notes"]
        ]
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError("These are no notes.") from error


class FinishForm(forms.Form):
    """To whom the trainer proposes what they saw as evidence."""

    proposed = forms.MultipleChoiceField(
        label="Propose it as evidence to",
        required=False,
        help_text="The person decides. Everybody reads what you wrote about them in any case.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, rows: list[PersonOnSheet], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(row.person.user_id), str(row.person)) for row in rows if row.written]
        cast("forms.ChoiceField", self.fields["proposed"]).choices = people
        self.initial["proposed"] = [key for key, _ in people]

    def ids(self) -> set[int]:
        return {int(key) for key in self.cleaned_data["proposed"]}
