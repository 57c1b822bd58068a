"""The machine interface's own description, for whoever builds against it."""

from django.http import HttpRequest, HttpResponse

from accreditation.api.machine import JsonResponse, machine_view
from accreditation.api.openapi import document

PUBLISHED = "public, max-age=3600"


@machine_view("GET", "HEAD", cache_control=PUBLISHED)
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1. It needs no token."""
    return JsonResponse(document())
