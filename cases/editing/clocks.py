"""How the partnership edits the times it promises and the Housing MOT: forms and pages in Wagtail's editor."""

from typing import Any

from django.db.models import Model

from cases.editing.policies import DatedForm, Next
from cases.models import ClosedDays, HazardKind, MotChecklist, OfficeHours, ServiceStandard
from cases.services import set_hazard_kind, set_mot_checklist, set_office_hours, set_standard


class FollowingForm(DatedForm):
    """The next row of a dated rule."""

    # The fields by which a row follows another.
    follows: tuple[str, ...] = ()

    def present(self, values: dict[str, Any]) -> Any:
        same = {name: values.get(name) for name in self.follows}
        return self._meta.model.objects.filter(**same, valid_until=None).first()


class StandardForm(FollowingForm):
    follows = ("organisation", "measures")

    class Meta:
        model = ServiceStandard
        fields = ["organisation", "measures", "amount", "counted_in", "source", "valid_from"]


class OfficeHoursForm(FollowingForm):
    follows = ("organisation", "weekday")

    class Meta:
        model = OfficeHours
        fields = ["organisation", "weekday", "opens", "closes", "valid_from"]


class MotChecklistForm(FollowingForm):
    follows = ("area",)

    class Meta:
        model = MotChecklist
        fields = ["area", "prompts", "valid_from"]


class HazardKindForm(FollowingForm):
    follows = ("nation", "number")

    class Meta:
        model = HazardKind
        fields = ["nation", "number", "name", "valid_from"]


class ClosedDaysForm(DatedForm):
    """Days on which an organisation is closed. They follow nothing."""

    class Meta:
        model = ClosedDays
        fields = ["organisation", "valid_from", "valid_until", "why"]


class NextStandard(Next):
    def save_instance(self) -> Model:
        return set_standard(**self.form.cleaned_data, by=self.request.user)


class NextOfficeHours(Next):
    def save_instance(self) -> Model:
        return set_office_hours(**self.form.cleaned_data, by=self.request.user)


class NextMotChecklist(Next):
    def save_instance(self) -> Model:
        return set_mot_checklist(**self.form.cleaned_data, by=self.request.user)


class NextHazardKind(Next):
    def save_instance(self) -> Model:
        return set_hazard_kind(**self.form.cleaned_data, by=self.request.user)
