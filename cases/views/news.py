"""The one address at which a register elsewhere tells its news."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cases.services.news import take_news


@csrf_exempt
@require_POST
def register_news(request: HttpRequest) -> HttpResponse:
    """Taken only when the register's signature is right; what is done about it waits for nobody here."""
    place = settings.REGISTER_ELSEWHERE
    if place is None or not place.secret_file:
        return HttpResponse("No news is taken here.\n", status=400, content_type="text/plain")
    from cases.registers.webhooks import signed

    message = signed(request.headers, request.body, place.secret_file)
    if message is None:
        return HttpResponse("The signature is not right.\n", status=400, content_type="text/plain")
    take_news(message_id=request.headers["webhook-id"], message=message)
    return HttpResponse(status=204)
