"""Forms about the photographs and papers of a case."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from cases.constants.files import FileKind, RemovedWhy
from cases.forms.fields import Data, line, one_of
from cases.models import Case, SolutionLine


class FileForm(forms.Form):
    """Add one photograph or PDF. What it shows is asked for, because not everybody sees it."""

    upload = forms.FileField(
        label="Photograph or PDF",
        help_text="A photograph of up to 10 MB (JPEG, PNG, WebP or HEIC), or a PDF of up to 20 MB. Where a photograph "
        "was taken is removed from it.",
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/heic,application/pdf"}),
        error_messages={"required": "Choose a photograph or a PDF", "empty": "The file is empty"},
    )
    kind = one_of("What it is", FileKind.choices, "Choose what it is")
    caption = line("What it shows", "Say what it shows", length=200, hint="For somebody who cannot see it.")
    line = forms.ModelChoiceField(
        label="Which solution it is about",
        queryset=SolutionLine.objects.none(),
        required=False,
        empty_label="The case as a whole",
    )

    def __init__(self, data: Data, files: MultiValueDict[str, UploadedFile] | None, *, case: Case) -> None:
        super().__init__(data, files)
        field = cast(forms.ModelChoiceField, self.fields["line"])
        field.queryset = case.lines.all()
        field.label_from_instance = lambda one: one.title  # type: ignore[method-assign,assignment]

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class RemoveFileForm(forms.Form):
    why = one_of("Why it is removed", RemovedWhy.choices, "Choose why it is removed")

    def details(self) -> dict[str, Any]:
        return self.cleaned_data
