"""A browser that comes in as a proxy lets evaluations in: by RSGI, through the machine interface's door."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Coroutine
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accreditation.api import door
from accreditation.api.authenticator import Admitted, admit
from accreditation.case_systems import REGISTER_CHECK


class DoorByHand(door.MachineDoor):
    """The door inside a test's own transaction: everything is done at once, in the test's thread."""

    async def _admitted(self, request: door.DoorRequest) -> Admitted:
        """Nothing is remembered within a transaction."""
        return admit(request, scope=REGISTER_CHECK)

    async def answer(self, client: Admitted) -> door.Told:
        return door._batcher.ask(client)


class Exchange:
    """What a server gives an RSGI application for one request, and what it was told."""

    def __init__(self, body: bytes, *, breaks_off: bool = False) -> None:
        self.body, self.breaks_off, self.was_read = body, breaks_off, False

    async def __call__(self) -> bytes:
        self.was_read = True
        if self.breaks_off:
            raise RuntimeError("RSGI transport closed")
        return self.body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.was_read = True
        for start in range(0, len(self.body), 1000):
            yield self.body[start : start + 1000]

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.content = status, dict(headers), body

    def response(self) -> HttpResponse:
        response = HttpResponse(self.content, status=self.status, headers=self.headers)
        response.json = lambda: json.loads(self.content)
        return response


class Server:
    """One event loop for all that come in, and one door, as a server's process has."""

    def __init__(self) -> None:
        self.door, self._loop, self._starting = door.MachineDoor(), asyncio.new_event_loop(), threading.Lock()

    def serve(self, scope: Any, exchange: Exchange) -> None:
        with self._starting:
            if not self._loop.is_running():
                threading.Thread(target=self._loop.run_forever, name="door", daemon=True).start()
                asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self._loop).result()
        asyncio.run_coroutine_threadsafe(self.door.__rsgi__(scope, exchange), self._loop).result(60)


SERVER = Server()


def come_in(exchange: Exchange, scope: Any) -> HttpResponse:
    """The response to a request, after the way that a server would take it."""
    if connection.in_atomic_block:
        _by_hand(DoorByHand().__rsgi__(scope, exchange))
    else:
        SERVER.serve(scope, exchange)
    return exchange.response()


def _by_hand(steps: Coroutine[Any, Any, None]) -> None:
    """To the end of what waits for nothing."""
    try:
        steps.send(None)
    except StopIteration:
        return
    raise AssertionError("It waits for something.")


def scope_of(headers: dict[str, str], *, method: str = "POST", path: str = door.PATH, scheme: str = "http") -> Any:
    """What a server says of a request."""
    return SimpleNamespace(proto="http", method=method, path=path, query_string="", scheme=scheme, headers=headers)


class ThroughTheDoor(Client):
    """Django's test client, whose evaluations come in by RSGI. All else goes to Django, as a proxy sends it."""

    def request(self, **request: Any) -> HttpResponse:
        environ = self._base_environ(**request)
        if environ["PATH_INFO"] != door.PATH or environ["REQUEST_METHOD"] != "POST":
            return super().request(**request)
        headers = {
            name.removeprefix("HTTP_").lower().replace("_", "-"): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
        }
        headers.setdefault("host", environ["SERVER_NAME"])
        body = environ["wsgi.input"].read()
        return come_in(Exchange(body), scope_of(headers, scheme=environ["wsgi.url_scheme"]))
