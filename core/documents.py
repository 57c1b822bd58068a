"""The form by which editors upload documents."""

from typing import Any

from django import forms
from wagtail.documents.forms import BaseDocumentForm

from core import uploads


class DocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        """Refuse, in words, a file that is not what its name says."""
        upload = self.cleaned_data["file"]
        if "file" in self.changed_data:
            try:
                uploads.require_document(upload)
            except uploads.UnfitFile as error:
                raise forms.ValidationError(str(error)) from error
        return upload
