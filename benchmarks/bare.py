"""The floor's addresses: one view that answers at once, and one that makes the smallest query there is."""

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"decision": True})


@csrf_exempt
def one_query(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"decision": True})


urlpatterns = [path("bare", bare), path("one-query", one_query)]
application = get_wsgi_application()
