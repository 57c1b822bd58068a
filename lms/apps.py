"""Wagtail's apps as this site sets them up."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    user_viewset = "people.editor.PeopleViewSet"
