"""Who edits teaching content in Wagtail: by role, as everywhere else in the product."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from core import clock
from core.periods import holding_on
from people.constants import Role
from people.models import User
from people.selectors import roles_of

EDITORS = frozenset({Role.EDITOR, Role.GOVERNANCE})


class EditorialPolicy(BasePermissionPolicy):
    """Editors and the governance group add and change. Nobody deletes: what was used must stay known."""

    roles = EDITORS

    def user_has_permission(self, user: User, action: str) -> bool:
        if action == "delete" or not user.is_active:
            return False
        return user.is_superuser or not roles_of(user).isdisjoint(self.roles)

    def user_has_any_permission(self, user: User, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        holding = Q(role_grants__role__in=self.roles) & holding_on(clock.today(), "role_grants__")
        return User.objects.filter(holding | Q(is_superuser=True), is_active=True).distinct()

    def instances_user_has_any_permission_for(self, user: User, actions: Any) -> QuerySet:
        everything = self.model._default_manager.all()
        return everything if self.user_has_any_permission(user, actions) else everything.none()


class StoryPolicy(EditorialPolicy):
    """Wagtail's editor saves drafts. A story is published on its consent page, which says what is missing."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "publish" and super().user_has_permission(user, action)
