"""One HTTP request to the register: a limit on the whole time, TLS verified, no redirect, no cookie, a bounded size."""

import json
import socket
import ssl
import threading
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any

from threshold_register.errors import NotTrusted, Refused, RegisterError, Unreachable
from threshold_register.strict import Json, read_object

AWAY = {502, 503, 504}
LONGEST_REPLY = 2 * 1024 * 1024
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Reply:
    """What came back with a status from 200 to 299, or 304."""

    status: int
    headers: Message
    body: bytes

    def json(self, what: str) -> Json:
        """The JSON object in the body. Raises `NotTrusted`."""
        if self.headers.get_content_type() not in ("application/json", "application/jwk-set+json"):
            raise NotTrusted(f"{what} is not JSON.")
        return read_object(self.body, what)


class Transport:
    """Sends requests to one origin and to no other."""

    def __init__(self, base_url: str, tls: ssl.SSLContext | None = None) -> None:
        parts = urllib.parse.urlsplit(base_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("The register's address must begin with https:// (or http:// on one's own machine).")
        if not parts.hostname or parts.query or parts.fragment or parts.username is not None:
            raise ValueError("The register's address must be like https://register.example.org, without more.")
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.path = parts.path.rstrip("/")
        self._tls = tls or (ssl.create_default_context() if parts.scheme == "https" else None)

    def send(
        self,
        method: str,
        url: str,
        *,
        within: float,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        longest: int = LONGEST_REPLY,
    ) -> Reply:
        """The reply, within that many seconds altogether. Raises `Unreachable`, `Refused` or `NotTrusted`."""
        if not url.startswith(self.origin + "/"):
            raise NotTrusted("The register sends its questions elsewhere; not trusted.")
        if within <= 0:
            raise Unreachable("There was no time left to ask the register.")
        request = urllib.request.Request(url, data=body, headers=headers or {}, method=method)  # noqa: S310
        watch = _Watch(within)
        try:
            with watch.opener(self._tls).open(request, timeout=within) as response:
                return Reply(response.status, response.headers, watch.read(response, longest))
        except urllib.error.HTTPError as error:
            with error:
                raise _error(error, watch) from None
        except RegisterError:
            raise
        except (OSError, HTTPException, ValueError) as error:
            raise _no_reply(error) from None
        finally:
            watch.end()


class _Watch:
    """Cuts the connection when the time is up, however slowly the other side keeps sending."""

    def __init__(self, within: float) -> None:
        self._sockets: list[socket.socket] = []
        self._is_up = threading.Event()
        self._timer = threading.Timer(within, self._cut)
        self._timer.daemon = True

    def opener(self, tls: ssl.SSLContext | None) -> urllib.request.OpenerDirector:
        self._timer.start()
        return urllib.request.build_opener(_NoRedirect, _Secure(self, tls) if tls else _Plain(self))

    def add(self, sock: socket.socket) -> None:
        self._sockets.append(sock)
        if self._is_up.is_set():
            self._cut()

    def read(self, response: HTTPResponse, longest: int) -> bytes:
        body = response.read(longest + 1)
        if self._is_up.is_set():
            raise Unreachable("The register did not answer in time.")
        if len(body) > longest:
            raise NotTrusted("The register's answer is longer than any answer may be.")
        return body

    def end(self) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self._is_up.set()
        for sock in self._sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an error: the token is for the register and for nobody that it might point to."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        watch = self._watch

        class Connection(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                watch.add(self.sock)

        return self.do_open(Connection, req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, watch: _Watch, tls: ssl.SSLContext | None) -> None:
        super().__init__(context=tls)
        self._watch, self._tls = watch, tls

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        watch = self._watch

        class Connection(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                watch.add(self.sock)

        return self.do_open(Connection, req, context=self._tls)


def _error(error: urllib.error.HTTPError, watch: _Watch) -> RegisterError:
    """What a status outside 200 to 299 means."""
    if 300 <= error.code < 400:
        return NotTrusted("The register's address answers with a redirect; not followed.")
    code, said = _said(error, watch)
    if error.code in AWAY:
        return Unreachable(f"The register cannot be reached now: {error.code}, {said}", _seconds(error))
    return Refused(f"The register would not answer: {error.code}, {said}", error.code, code, _seconds(error))


def _said(error: urllib.error.HTTPError, watch: _Watch) -> tuple[str, str]:
    """The code and the sentence of an error, as far as they can be read."""
    try:
        body = json.loads(error.read(10_000))
        code = body.get("error")
        text = body.get("message") or body.get("error_description") or code or error.reason
    except (OSError, HTTPException, ValueError, AttributeError, RecursionError):
        code, text = "", error.reason
    sentence = "".join(sign for sign in str(text)[:200] if sign.isprintable()).rstrip(".")
    return str(code or "")[:50], f"{sentence}."


def _seconds(error: urllib.error.HTTPError) -> float | None:
    value = error.headers.get("Retry-After", "") if error.headers else ""
    return float(value) if value.isascii() and value.isdecimal() and len(value) < 7 else None


def _no_reply(error: Exception) -> RegisterError:
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return NotTrusted("The register's certificate is not one that this machine trusts.")
    if isinstance(error, ValueError) and not isinstance(error, OSError):
        return NotTrusted("The register's reply cannot be read.")
    if isinstance(reason, TimeoutError):
        return Unreachable("The register did not answer in time.")
    words = str(getattr(reason, "strerror", None) or reason)[:200].rstrip(".")
    return Unreachable(f"The register cannot be reached: {words or 'no connection'}.")
