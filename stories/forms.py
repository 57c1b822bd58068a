"""The forms for recordings, and for what people in a story agreed to."""

from typing import Any

from django import forms
from wagtailmedia.forms import BaseMediaForm

from core import uploads
from core.forms import DateField
from stories import webvtt
from stories.constants import How, Part, Use
from stories.models import Appearance, ConsentWording, Story
from stories.services.recordings import content_type_of, digest_of, require_poster


class RecordingForm(BaseMediaForm):
    """An editor's upload. What is not film or sound, and captions with a fault, do not come in (S1)."""

    captions_file = forms.FileField(
        required=False, help_text="A .vtt file. It takes the place of the captions typed above."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["file"].disabled = True
            self.fields["file"].help_text = "The file stays: people agreed to this one. For another, add a recording."

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if self.instance.pk is None:
            try:
                self.instance.content_type = content_type_of(upload, is_video=self.instance.is_video)
            except uploads.UnfitFile as error:
                raise forms.ValidationError(str(error)) from error
            self.instance.digest = digest_of(upload)
        return upload

    def clean_thumbnail(self) -> Any:
        upload = self.cleaned_data["thumbnail"]
        if upload and "thumbnail" in self.changed_data:
            try:
                require_poster(upload)
            except uploads.UnfitFile as error:
                raise forms.ValidationError(str(error)) from error
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            if upload := cleaned.get("captions_file"):
                cleaned["captions"] = uploads.read_text(upload)
        except uploads.UnfitFile as error:
            self.add_error("captions_file", str(error))
        captions = cleaned.get("captions", "")
        if captions.strip():
            faults = webvtt.read(captions, duration=cleaned.get("duration") or 0).faults
            for fault in faults:
                self.add_error("captions_file" if cleaned.get("captions_file") else "captions", str(fault))
        elif self.instance.is_video and self._is_on_show():
            self.add_error("captions", "This video is on show, so its captions cannot be taken away.")
        if not cleaned.get("transcript", "").strip() and self._is_on_show():
            self.add_error("transcript", "This recording is on show, so its transcript cannot be taken away.")
        return cleaned

    def _is_on_show(self) -> bool:
        return bool(self.instance.pk) and Story.objects.shown().filter(pk=self.instance.story_id).exists()


class AppearanceForm(forms.Form):
    """Somebody else who is in the story."""

    name = forms.CharField(label="Name", max_length=120)
    part = forms.ChoiceField(label="How are they in the story?", choices=Part.choices, widget=forms.RadioSelect)


class ConsentForm(forms.Form):
    """What one person agreed to, and how we know."""

    appearance = forms.ModelChoiceField(label="Who agreed?", queryset=Appearance.objects.none(), empty_label="Choose")
    given_by = forms.CharField(
        label="Who said yes?", max_length=120, help_text="Their name, or the name of whoever may speak for them."
    )
    uses = forms.MultipleChoiceField(
        label="What may it be used for?", choices=Use.choices, widget=forms.CheckboxSelectMultiple
    )
    wording = forms.ModelChoiceField(
        label="Which words were put to them?", queryset=ConsentWording.objects.all(), empty_label=None
    )
    how = forms.ChoiceField(label="How did they agree?", choices=How.choices, widget=forms.RadioSelect)
    evidence = forms.CharField(
        label="Where is the proof kept?", max_length=300, help_text="For example: locked cabinet, Larch House, file 12."
    )
    valid_from = DateField(label="From")
    valid_until = DateField(label="Until", required=False, help_text="The first day on which it no longer holds.")

    def __init__(self, story: Story, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        appearances: Any = self.fields["appearance"]
        appearances.queryset = story.appearances.current()

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = self.cleaned_data
        return cleaned | {"uses": [Use(use) for use in cleaned["uses"]], "how": How(cleaned["how"])}


class WordingForm(forms.Form):
    text = forms.CharField(label="The words to put to people", widget=forms.Textarea(attrs={"rows": 12}))
