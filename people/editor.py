"""Names in Wagtail's own pages of users and of one's account: a new one reaches the register at once (A3)."""

from typing import Any

from django.db.models import Model
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel
from wagtail.users.views.users import EditView, UserViewSet

from people.models import User
from people.naming import name_was_edited

NAMES = frozenset({"first_name", "last_name"})


class EditPersonView(EditView):
    """Wagtail saves inside a transaction, and the news of the name goes with it."""

    def save_instance(self) -> Model:
        user = super().save_instance()
        if NAMES & set(self.form.changed_data):
            name_was_edited(user=user, by=self.request.user)
        return user


class PeopleViewSet(UserViewSet):
    edit_view_class = EditPersonView


class OwnNameForm(NameEmailForm):
    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit)
        if NAMES & set(self.changed_data):
            name_was_edited(user=user, by=user)
        return user


class OwnNamePanel(NameEmailSettingsPanel):
    form_class = OwnNameForm


class OwnAccountView(AccountView):
    """Wagtail's page of one's own account, with a name that is news."""

    def get_panels(self) -> list[Any]:
        panels = super().get_panels()
        return [
            OwnNamePanel(panel.request, panel.user, panel.profile) if type(panel) is NameEmailSettingsPanel else panel
            for panel in panels
        ]
