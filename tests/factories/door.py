"""A browser that comes in as a web server lets it in: by WSGI, and so through the machine interface's door."""

import json
from functools import cache
from typing import Any

from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client

from accreditation.api.door import MachineDoor


@cache
def application() -> MachineDoor:
    return MachineDoor(get_wsgi_application())


class ThroughTheDoor(Client):
    """Django's test client, whose requests reach the product by WSGI. It keeps no cookies, and follows nothing."""

    def request(self, **request: Any) -> HttpResponse:
        started: list[tuple[str, list[tuple[str, str]]]] = []
        # As Django's own test client does: a request here does not begin or end a connection.
        signals.request_started.disconnect(close_old_connections)
        signals.request_finished.disconnect(close_old_connections)
        try:
            body = application()(
                self._base_environ(**request), lambda status, headers, *_: started.append((status, headers))
            )
            content = b"".join(body)
            if hasattr(body, "close"):
                body.close()
        finally:
            signals.request_started.connect(close_old_connections)
            signals.request_finished.connect(close_old_connections)
        [(status, headers)] = started
        response = HttpResponse(content, status=int(status.split()[0]), headers=dict(headers))
        response.json = lambda: json.loads(content)
        return response
