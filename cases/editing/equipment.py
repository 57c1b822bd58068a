"""How often equipment is looked at, in the partnership's editor. A rule is never edited: the next one ends it."""

from functools import cached_property
from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView

from cases.editing.price_list import NewPricesOnly
from cases.models import CheckRule
from cases.services import set_check_rule
from core import clock
from stories.wagtail_hooks import EditorialViewSet


class CheckRuleForm(WagtailAdminModelForm):
    """The next rule, from today or a later day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].help_text = "Today or later. The rule that holds now ends on the day before."
        self.fields["valid_from"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean()
        day = values.get("valid_from")
        if day and day < clock.today():
            self.add_error("valid_from", "A rule cannot start in the past: days that were set then stay explained.")
        present = CheckRule.objects.filter(
            kind=values.get("kind"), is_for_lifting_only=values.get("is_for_lifting_only", False), valid_until=None
        ).first()
        if present and day and day < present.valid_from:
            self.add_error("valid_from", f"A rule from {present.valid_from:%-d %B %Y} is set. Choose a later day.")
        return values

    class Meta:
        model = CheckRule
        fields = ["kind", "is_for_lifting_only", "months", "valid_from"]


class NextCheckRule(CreateView):
    """Ends the rule that holds and starts the next."""

    def save_instance(self) -> CheckRule:
        values = self.form.cleaned_data
        return set_check_rule(**{name: values[name] for name in CheckRuleForm.Meta.fields}, by=self.request.user)


class CheckRuleViewSet(EditorialViewSet):
    model = CheckRule
    icon = "calendar-check"
    menu_label = "Equipment checks"
    list_display = ["__str__", "is_for_lifting_only", "valid_from", "valid_until"]
    inspect_view_enabled = True
    copy_view_enabled = False
    add_view_class = NextCheckRule

    @cached_property
    def permission_policy(self) -> NewPricesOnly:
        return NewPricesOnly(self.model)

    def get_form_class(self, for_update: bool = False) -> type[CheckRuleForm]:
        return CheckRuleForm


def register() -> None:
    register_snippet(CheckRuleViewSet)
