"""The rules in the partnership's editor. A rule ends by its date; none is deleted, and each change is kept."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet

from stories.wagtail_hooks import EditorialViewSet
from targeting.forms import CRITERIA, RuleForm
from targeting.models import TargetRule


class TargetRuleViewSet(EditorialViewSet):
    model = TargetRule
    icon = "calendar-check"
    menu_label = "Training rules"
    list_display = ["module", "audience", "within_days", "again_every_months", "valid_from", "valid_until"]
    list_filter = ["module", "organisation", "profession"]
    edit_handler = ObjectList(
        [
            FieldPanel("module"),
            MultiFieldPanel([FieldPanel(name) for name in CRITERIA], heading="Who needs it: whoever fits all of these"),
            FieldRowPanel([FieldPanel("within_days"), FieldPanel("again_every_months")], heading="By when"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")], heading="In force"),
            FieldPanel("confirmed"),
        ],
        base_form_class=RuleForm,
    )


register_snippet(TargetRuleViewSet)
