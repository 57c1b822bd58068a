"""What comes back from a receiver, and that nothing it does holds the sender up (A7)."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from accreditation.webhooks import sending
from accreditation.webhooks.sending import NotDelivered, post
from accreditation.webhooks.targets import read_target
from tests.factories.receiving import answers, receiving


def send(url: str, body: bytes = b"{}") -> sending.Reply:
    return post(read_target(url), headers={"webhook-id": "msg_1"}, body=body)


def test_a7_a_delivery_is_a_post_of_json_and_2xx_is_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with receiving() as receiver:
        reply = send(receiver.url + "?a=b", b'{"a":1}')
        assert reply.is_success
        assert reply.status == 204
        (got,) = receiver.got
    assert (got.path, got.body) == ("/hooks?a=b", b'{"a":1}')
    assert got.headers["content-type"] == "application/json"
    assert got.headers["webhook-id"] == "msg_1"


def test_a7_a_redirect_is_not_followed() -> None:
    with receiving() as receiver, receiving() as elsewhere:
        receiver.answers = [answers(307, Location=elsewhere.url)]
        assert (send(receiver.url).status, elsewhere.got) == (307, [])


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(0)),
        ("99999999999", timedelta(hours=1)),
        ("Fri, 04 Jun 2027 12:10:00 GMT", timedelta(minutes=10)),
        ("Fri, 04 Jun 2027 11:00:00 GMT", timedelta(0)),
        ("Sat, 05 Jun 2027 12:00:00 GMT", timedelta(hours=1)),
    ],
)
def test_a7_retry_after_is_read_up_to_a_limit(header: str, wait: timedelta, now: datetime) -> None:
    with receiving() as receiver:
        receiver.answers = [answers(503, Retry_After=header)]
        reply = send(receiver.url)
    assert (reply.status, reply.retry_after) == (503, now + wait)


@pytest.mark.parametrize("header", ["", "soon", "-5", "1.5", "²"])
def test_a7_a_retry_after_that_says_nothing_is_left_out(header: str, now: datetime) -> None:
    with receiving() as receiver:
        receiver.answers = [answers(503, Retry_After=header.encode().decode("latin-1"))]
        assert send(receiver.url).retry_after is None


def drip(part: bytes, stop: threading.Event) -> Callable[[BaseHTTPRequestHandler], None]:
    """Sends the part again and again, each before any single wait for it would end."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        try:
            while not stop.wait(0.02):
                request.wfile.write(part)
                request.wfile.flush()
        except OSError:
            pass

    return answer


def test_a7_a_receiver_that_drips_its_answer_is_left_when_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every drop comes in time; together they would never end (slow loris)."""
    monkeypatch.setattr(sending, "TOTAL_SECONDS", 0.3)
    stop = threading.Event()
    with receiving() as receiver:
        receiver.answers = [drip(b"H", stop)]
        with pytest.raises(NotDelivered, match="No answer came within"):
            send(receiver.url)
        stop.set()


def test_a7_a_receiver_that_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "TOTAL_SECONDS", 0.3)
    stop = threading.Event()
    with receiving() as receiver:
        receiver.answers = [lambda request: stop.wait(30) and None]
        with pytest.raises(NotDelivered, match="No answer came within"):
            send(receiver.url)
        stop.set()


def test_a7_of_a_huge_answer_hardly_anything_is_read() -> None:
    written: list[int] = []

    def flood(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(10**9))
        request.end_headers()
        with suppress(OSError):
            written.extend(request.wfile.write(b"x" * 100_000) for _ in range(10_000))

    with receiving() as receiver:
        receiver.answers = [flood]
        assert send(receiver.url).status == 200
    assert sum(written) < 100_000_000


def test_a7_an_answer_that_is_not_http_is_a_failure_in_words() -> None:
    def nonsense(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"hello\r\n\r\n")

    def endless_header(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"a: " + b"x" * 300_000)

    with receiving() as receiver:
        receiver.answers = [nonsense, endless_header]
        for _ in range(2):
            with pytest.raises(NotDelivered, match="The connection broke"):
                send(receiver.url)


def test_a7_nobody_there_is_a_failure_in_words() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotDelivered, match="No connection could be made"):
        send(f"http://127.0.0.1:{port}/")


@contextmanager
def behind_tls(folder: Path) -> Iterator[int]:
    """A port that speaks TLS with a certificate that nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(folder))
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            peer, _ = listener.accept()
            with peer, context.wrap_socket(peer, server_side=True) as secured:
                secured.recv(1000)
        except OSError:
            pass

    threading.Thread(target=serve, daemon=True).start()
    with listener:
        yield listener.getsockname()[1]


def self_signed(folder: Path) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return certificate, private


def test_a7_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with behind_tls(tmp_path) as port, pytest.raises(NotDelivered, match="not secure"):
        send(f"https://localhost:{port}/")


def test_a7_a_trusted_certificate_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trusted = ssl.create_default_context(cafile=self_signed(tmp_path)[0])
    monkeypatch.setattr(sending, "_trusted", lambda: trusted)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        peer, _ = listener.accept()
        with peer, context.wrap_socket(peer, server_side=True) as secured:
            heard = b""
            while not heard.endswith(b"{}"):  # closing with something unread would reset the connection
                heard += secured.recv(10_000)
            secured.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    threading.Thread(target=serve, daemon=True).start()
    with listener:
        assert send(f"https://localhost:{listener.getsockname()[1]}/").status == 204
