"""What every page needs to know about the service it belongs to."""

from django.conf import settings
from django.http import HttpRequest


def service(request: HttpRequest) -> dict[str, object]:
    return {"service_name": "Threshold", "is_demonstration": settings.DEMONSTRATION_ALLOWED}
