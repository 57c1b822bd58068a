"""The start page, the dashboard, and the pages that say how the service treats people."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from home import selectors
from people.access import roles_in
from people.models import User


def start(request: HttpRequest) -> HttpResponse:
    return render(request, "home/start.html")


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    work = selectors.Work(cast(User, request.user), roles_in(request))
    return render(request, "home/dashboard.html", {"work": work})


def help_at_home(request: HttpRequest) -> HttpResponse:
    context = {"direct_access": selectors.direct_access_items(), "organisations": selectors.contacts()}
    return render(request, "home/help.html", context)


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "home/privacy.html")
