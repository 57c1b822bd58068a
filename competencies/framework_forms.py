"""What people type when they write a version of the framework and decide about it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms

from competencies.constants import LONGEST, SCOPES, Level
from competencies.differences import CompetencyChange
from competencies.forms import words
from competencies.framework_content import CompetencyContent, CriterionContent, DomainContent, FrameworkContent
from core import uploads
from core.forms import DateField
from modules.models import Module

EMPTY_CRITERIA = 3
KEEP, AGAIN = "keep", "again"


def line(label: str, longest: int, required: str = "", help_text: str = "") -> forms.CharField:
    """One line of text. `required` is the message when it is left empty; without it the line is optional."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(required),
        help_text=help_text,
        error_messages={"required": required},
    )


class StartForm(forms.Form):
    version = line("Number of the new version", LONGEST["version"], "Enter a number", "For example 2027.1.")


class AboutForm(StartForm):
    title = line("Title", LONGEST["title"], "Enter a title")
    introduction = words("Introduction", rows=8, help_text="What the framework is for, in plain words.")

    field_order = ["title", "version", "introduction"]


class DomainForm(forms.Form):
    code = line("Code", LONGEST["code"], "Enter a code", "Two letters are enough, such as HC.")
    title = line("Title", LONGEST["title"], "Enter a title")
    summary = words("In one sentence", rows=3)

    def domain(self) -> DomainContent:
        return DomainContent(**self.cleaned_data)


class CompetencyForm(forms.Form):
    """One competency with its criteria. Each criterion has a code, its words and a place; without words it goes."""

    domain = forms.ChoiceField(label="Domain", error_messages={"required": "Choose the domain"})
    code = line("Code", LONGEST["code"], "Enter a code", "The domain’s letters and a number, such as SN-6.")
    title = line("Title", LONGEST["title"], "Enter a title", "What a person with this competency does.")
    level = forms.ChoiceField(
        label="Level", choices=Level, widget=forms.RadioSelect, error_messages={"required": "Choose the level"}
    )
    scope = forms.ChoiceField(
        label="Who is asked for it?",
        choices=[("", "Everyone at the level"), *SCOPES.items()],
        required=False,
        widget=forms.RadioSelect,
    )
    module = forms.ChoiceField(label="Taught in", error_messages={"required": "Choose the module"})
    source = line("Source", LONGEST["source"], "Enter the source", "The document and section that it rests on.")
    valid_months = forms.IntegerField(
        label="How many months does a sign-off last?",
        min_value=1,
        max_value=LONGEST["valid_months"],
        error_messages={"required": "Enter a number of months", "invalid": "Enter a whole number, for example 36"},
    )

    def __init__(self, content: FrameworkContent, criteria: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        domain = cast("forms.ChoiceField", self.fields["domain"])
        domain.choices = [(row.code, f"{row.code}: {row.title}") for row in content.domains]
        module = cast("forms.ChoiceField", self.fields["module"])
        module.choices = list(Module.objects.order_by("code").values_list("code", "title"))
        self.places = range(1, criteria + EMPTY_CRITERIA + 1)
        for place in self.places:
            self.fields[f"criterion_code_{place}"] = line("Code", LONGEST["code"])
            self.fields[f"criterion_text_{place}"] = words("What can be seen or heard?", rows=3)
            self.fields[f"criterion_place_{place}"] = forms.IntegerField(
                label="Place in the list", required=False, min_value=1, initial=place
            )

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.startswith("criterion_")]

    @property
    def criteria_fields(self) -> list[tuple[int, list[forms.BoundField]]]:
        parts = ("code", "text", "place")
        return [(place, [self[f"criterion_{part}_{place}"] for part in parts]) for place in self.places]

    @staticmethod
    def initial_from(competency: CompetencyContent, domain: str) -> dict[str, Any]:
        initial: dict[str, Any] = {"domain": domain}
        for name in ("code", "title", "level", "scope", "module", "source", "valid_months"):
            initial[name] = getattr(competency, name)
        for place, criterion in enumerate(competency.criteria, 1):
            initial[f"criterion_code_{place}"] = criterion.code
            initial[f"criterion_text_{place}"] = criterion.text
        return initial

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for place in self.places:
            text = values.get(f"criterion_text_{place}")
            if text and not values.get(f"criterion_code_{place}"):
                values[f"criterion_code_{place}"] = f"{values.get('code', '')}.{place}"
            if text and len(text) > LONGEST["text"]:
                self.add_error(f"criterion_text_{place}", f"Use at most {LONGEST['text']} characters")
        return values

    def competency(self) -> CompetencyContent:
        values = self.cleaned_data
        written = [place for place in self.places if values.get(f"criterion_text_{place}")]
        written.sort(key=lambda place: (values.get(f"criterion_place_{place}") or place, place))
        return CompetencyContent(
            **{name: values[name] for name in ("code", "title", "level", "scope", "module", "source", "valid_months")},
            criteria=tuple(
                CriterionContent(code=values[f"criterion_code_{place}"], text=values[f"criterion_text_{place}"])
                for place in written
            ),
        )


class UploadDraftForm(forms.Form):
    """A framework's TOML file; `cleaned_data["file"]` is its text."""

    file = forms.FileField(
        label="The framework’s file",
        help_text="A .toml file of up to 1 MB, as you can download it from any version.",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )

    def clean_file(self) -> str:
        try:
            return uploads.read_text(self.cleaned_data["file"])
        except uploads.UnfitFile as unfit:
            raise forms.ValidationError(str(unfit)) from unfit


class DecideForm(forms.Form):
    """For each competency that is new or changed: what becomes of those who hold its level already (C5)."""

    def __init__(self, changes: Iterable[CompetencyChange], usual: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes = list(changes)
        for change in self.changes:
            title = change.now.title if change.now else ""
            keep, again = (
                ("It is asked for at once", "People have until the day below to be signed off in it")
                if change.was is None
                else ("Those signed off keep their sign-off as it is", "They must be reassessed by the day below")
            )
            self.fields[f"choice_{change.code}"] = forms.ChoiceField(
                label=f"{change.code}: {title} ({'new' if change.was is None else 'changed'})",
                choices=[(KEEP, keep), (AGAIN, again)],
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose what follows from {change.code}"},
            )
            self.fields[f"day_{change.code}"] = DateField(
                label=f"By which day, for {change.code}?", required=False, initial=usual
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for change in self.changes:
            day = f"day_{change.code}"
            if values.get(f"choice_{change.code}") == AGAIN and not values.get(day) and day not in self.errors:
                self.add_error(day, f"Enter the day by which {change.code} must be shown")
        return values

    def decisions(self) -> dict[str, date | None]:
        values = self.cleaned_data
        return {
            change.code: values[f"day_{change.code}"] if values[f"choice_{change.code}"] == AGAIN else None
            for change in self.changes
        }


class SendBackForm(forms.Form):
    reason = words("What should change before it can be approved?", required="Say what should change")


class CompareForm(forms.Form):
    """Which two versions are compared; each by its number."""

    is_search = True

    old = forms.ChoiceField(label="From version", required=False)
    new = forms.ChoiceField(label="To version", required=False)

    def __init__(self, versions: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("old", "new"):
            cast("forms.ChoiceField", self.fields[name]).choices = [(version, version) for version in versions]
