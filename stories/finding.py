"""How stories are found again: by theme, need, tenure, adaptation and words (S3)."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import Q

from people.vocabulary import Tenure
from stories.models import Need, Story, Theme
from stories.models.story import StoryQuerySet

Names = Callable[[Iterable[str]], dict[str, str]]

_names: list[Names] = []


def register_adaptation_names(names: Names) -> None:
    """An upper app that keeps the catalogue says what its codes are called. Without one, the codes are shown."""
    _names[:] = [names]


def adaptation_names(codes: Iterable[str]) -> dict[str, str]:
    """The name of each code, or the code itself, in the order of the names."""
    codes = set(codes)
    known = _names[0](codes) if _names else {}
    return dict(sorted(((code, known.get(code, code)) for code in codes), key=lambda pair: pair[1]))


def adaptations_in_use() -> list[tuple[str, str]]:
    """Each adaptation that some story is about, with its name."""
    codes = {code for listed in Story.objects.values_list("adaptations", flat=True) for code in listed.split()}
    return list(adaptation_names(codes).items())


class StoryFilter(forms.Form):
    """Every field may stay empty. An address with a word that is gone finds what the rest asks for."""

    is_search = True

    q = forms.CharField(label="Words", required=False, max_length=100)
    theme = forms.ModelChoiceField(label="Theme", queryset=Theme.objects.all(), required=False, empty_label="Any")
    need = forms.ModelChoiceField(label="Need", queryset=Need.objects.all(), required=False, empty_label="Any")
    tenure = forms.ChoiceField(label="Home", choices=[("", "Any"), *Tenure.choices], required=False)
    adaptation = forms.ChoiceField(label="Adaptation", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adaptation: Any = self.fields["adaptation"]
        adaptation.choices = [("", "Any"), *adaptations_in_use()]

    def narrow(self, stories: StoryQuerySet) -> StoryQuerySet:
        if not self.is_bound:
            return stories
        self.is_valid()
        asked = self.cleaned_data
        if words := asked.get("q"):
            stories = stories.filter(Q(title__icontains=words) | Q(summary__icontains=words))
        for field, word in (("themes", asked.get("theme")), ("needs", asked.get("need"))):
            stories = stories.filter(**{field: word}) if word else stories
        if tenure := asked.get("tenure"):
            stories = stories.filter(tenure=tenure)
        if code := asked.get("adaptation"):
            stories = stories.filter(adaptations__regex=rf"(^| ){re.escape(code)}( |$)")
        return stories
