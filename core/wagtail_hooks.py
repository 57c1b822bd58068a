"""A page of the editor that says what is coming: which dated rule changes on which day, against what holds today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem

from core import clock, dated


@require_admin_access
@require_safe
def coming_changes(request: HttpRequest) -> HttpResponse:
    context = {"coming": dated.coming(), "kinds": dated.kinds(), "today": clock.today()}
    return render(request, "core/coming_changes.html", context)


@hooks.register("register_admin_urls")
def coming_changes_address() -> list[URLPattern]:
    return [path("coming-changes/", coming_changes, name="coming_changes")]


@hooks.register("register_admin_menu_item")
def coming_changes_item() -> MenuItem:
    return MenuItem("Coming changes", reverse("coming_changes"), icon_name="calendar", order=950)
