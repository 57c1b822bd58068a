"""The governance group's pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from governance import selectors
from people.access import role_required
from people.constants import Role


@role_required(Role.GOVERNANCE)
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "governance/overview.html", {"overview": selectors.overview()})
