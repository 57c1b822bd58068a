"""One POST to a receiver: checked, within a time, no redirect followed, no proxy, and hardly any answer read."""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import certifi
import httpcore

from accreditation.webhooks.constants import LONGEST_RETRY_AFTER
from accreditation.webhooks.targets import CheckedNetwork, Resolve, Target, resolve
from core import clock

CONNECT_SECONDS = 5.0
# From the first packet to the last byte that is waited for, whatever the receiver does in between.
TOTAL_SECONDS = 10.0
MOST_READ = 4096
AGENT = "Threshold-Webhooks/1"


class NotDelivered(Exception):
    """No answer came. `str()` says why, in words."""


@dataclass(frozen=True)
class Reply:
    status: int
    took: timedelta
    retry_after: datetime | None = None

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


Receiver = Callable[[bytes], Reply]
_receiver: ContextVar[Receiver | None] = ContextVar("receiver", default=None)


@contextmanager
def received_by(receiver: Receiver) -> Iterator[None]:
    """Inside this block nothing leaves this machine: `receiver` gets each body and answers. For the demonstration."""
    token = _receiver.set(receiver)
    try:
        yield
    finally:
        _receiver.reset(token)


def prepare() -> None:
    """Read the certificate authorities, which takes longer than to send a message."""
    _trusted()


def post(target: Target, *, headers: dict[str, str], body: bytes, resolve: Resolve = resolve) -> Reply:
    """Send, and say what came back. Raises `NotDelivered`, and `TargetRefused` when the address leads inside."""
    if receiver := _receiver.get():
        return receiver(body)
    started = time.monotonic()
    in_time = _Deadline(httpcore.SyncBackend(), started + TOTAL_SECONDS)
    network = CheckedNetwork(target, resolve=resolve, inner=in_time)
    sent = [("Content-Type", "application/json"), ("User-Agent", AGENT), ("Connection", "close"), *headers.items()]
    timeouts = {"connect": CONNECT_SECONDS, "read": TOTAL_SECONDS, "write": TOTAL_SECONDS, "pool": CONNECT_SECONDS}
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=network, max_connections=1) as pool,
            pool.stream("POST", target.url, headers=sent, content=body, extensions={"timeout": timeouts}) as response,
        ):
            _glance(response)
            took = timedelta(seconds=time.monotonic() - started)
            return Reply(response.status, took, _retry_after(response))
    except httpcore.TimeoutException:
        raise NotDelivered(f"No answer came within {TOTAL_SECONDS:.0f} seconds.") from None
    except httpcore.ConnectError as error:
        cause = error.__cause__ or error
        if isinstance(cause, ssl.SSLError) or "certificate" in str(error).lower():
            raise NotDelivered(f"The connection is not secure: {_short(error)}") from None
        raise NotDelivered(f"No connection could be made: {_short(error)}") from None
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise NotDelivered(f"The connection broke before an answer came: {_short(error)}") from None


def _glance(response: httpcore.Response) -> None:
    """Let a short answer finish, so that the receiver sees a tidy end. What it says is not kept."""
    read = 0
    with suppress(httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        for part in response.iter_stream():
            read += len(part)
            if read >= MOST_READ:
                return


def _retry_after(response: httpcore.Response) -> datetime | None:
    """When the receiver wants to be asked again (RFC 9110: seconds or a date), as far as we go along with it."""
    value = next((value for name, value in response.headers if name.lower() == b"retry-after"), b"")
    text, now = value.decode("latin-1").strip(), clock.now()
    if text.isascii() and text.isdigit():
        wanted = now + timedelta(seconds=int(text[:9]))
    else:
        try:
            wanted = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
        wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)
    return min(max(wanted, now), now + LONGEST_RETRY_AFTER)


def _short(error: Exception) -> str:
    return str(error)[:150] or type(error).__name__


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that this machine trusts, and those of the certifi list where it has none of its own."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class _Deadline(httpcore.NetworkBackend):
    """Gives every connecting, reading and writing what is left of the time, so that drops of answer do not add up."""

    def __init__(self, inner: httpcore.NetworkBackend, ends: float) -> None:
        self._inner, self._ends = inner, ends

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        left = _left(self._ends, timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.connect_tcp(host, port, left, local_address, socket_options), self._ends)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, ends: float) -> None:
        self._inner, self._ends = inner, ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._ends, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._ends, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._ends, timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._ends)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(ends: float, timeout: float | None, late: Callable[[str], Exception]) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise late("The time is up.")
    return left if timeout is None else min(left, timeout)
