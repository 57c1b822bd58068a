"""A receiver of webhooks on this machine: it notes what it gets, and answers as it is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from accreditation.models import CaseSystem, WebhookSubscription
from accreditation.webhooks.constants import SubscriptionState
from accreditation.webhooks.subscribing import subscribe
from core import outbox
from people.constants import Role
from people.models import User
from tests.factories.machines import a_machine
from tests.factories.people import employed

Answer = Callable[[BaseHTTPRequestHandler], None]


def answers(status: int, **headers: str) -> Answer:
    """An answer with this status and nothing else; `Retry_After="5"` is a header."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, text in headers.items():
            request.send_header(name.replace("_", "-"), text)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


@dataclass
class Got:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    url: str
    got: list[Got] = field(default_factory=list)
    # The answers still to give, one for each request; after them it answers 204.
    answers: list[Answer] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [one.headers["webhook-id"] for one in self.got]


@contextmanager
def receiving() -> Iterator[Receiver]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            with lock:
                receiver.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                answer = receiver.answers.pop(0) if receiver.answers else answers(204)
            self.close_connection = True
            answer(self)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}/hooks")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


def a_case_system(**particulars: Any) -> CaseSystem:
    return a_machine(**particulars).case_system


def a_manager(case_system: CaseSystem) -> User:
    """Somebody who manages the organisation that runs the case system."""
    return employed(roles=(Role.MANAGER,), organisation=case_system.organisation)


def a_subscription(
    url: str, *, case_system: CaseSystem | None = None, by: User | None = None, **wanted: Any
) -> tuple[WebhookSubscription, str]:
    """A live webhook with its secret: its test was sent and answered."""
    case_system = case_system or a_case_system()
    subscription, secret = subscribe(case_system=case_system, url=url, by=by or a_manager(case_system), **wanted)
    outbox.run_due()
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.LIVE, subscription.deliveries.get().last_words
    return subscription, secret
