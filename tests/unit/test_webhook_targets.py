"""Where webhooks go, and where they never go: what is typed, what it leads to, and what comes back (A7)."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpcore
import pytest

from accreditation.exceptions import TargetRefused
from accreditation.webhooks import sending
from accreditation.webhooks.sending import NotDelivered, post
from accreditation.webhooks.targets import CheckedNetwork, is_public, read_target
from tests.factories.receiving import answers, receiving


@pytest.fixture
def production(settings: Any) -> None:
    settings.DEMONSTRATION_ALLOWED = False


REFUSED = [
    "http://case.example.org/hooks",
    "ftp://case.example.org/",
    "case.example.org",
    "//case.example.org/",
    "https://",
    "https:///path",
    "https://user@case.example.org/",
    "https://user:secret@case.example.org/",
    "https://@case.example.org/",
    "https://case.example.org/#part",
    "https://case.example.org/#",
    "https://case.example.org:80/",
    "https://case.example.org:22/",
    "https://case.example.org:5432/",
    "https://case.example.org:99999/",
    "https://case.example.org:x/",
    "https://case.example.org\\@10.0.0.1/",
    "https://case.example.org /",
    "https://case.example.org/\r\nHost: other",
    "https://127.0.0.1/",
    "https://10.0.0.1/",
    "https://[::1]/",
    "https://[fe80::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://xn--.example/",
    "https://" + "a" * 64 + ".example/",
    "https://case.example.org/" + "a" * 500,
    "http://localhost/",
]


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("url", REFUSED)
def test_a7_an_address_that_no_receiver_needs_is_refused_in_words(url: str) -> None:
    with pytest.raises(TargetRefused, match=r"\w+ .*\."):
        read_target(url)


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://case.example.org", "case.example.org", 443, "/"),
        ("https://CASE.example.org:8443/a?b=c&d", "case.example.org", 8443, "/a?b=c&d"),
        ("https://täst.example/ä b".replace(" ", "%20"), "xn--tst-qla.example", 443, "/%C3%A4%20b"),
        ("https://93.184.215.14/x", "93.184.215.14", 443, "/x"),
        ("https://[2606:4700::1111]/x", "2606:4700::1111", 443, "/x"),
    ],
)
def test_a7_an_address_on_the_internet_is_read(url: str, host: str, port: int, path: str) -> None:
    target = read_target(url)
    assert (target.host, target.port, target.path, target.is_here) == (host, port, path, False)


PRIVATE = [
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:93.184.215.14",
    "::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a7_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"])
def test_a7_an_address_outside_is_public(address: str) -> None:
    assert is_public(ip_address(address))


class Wires(httpcore.NetworkBackend):
    """Notes where connections were made to, and makes none."""

    def __init__(self) -> None:
        self.to: list[tuple[str, int]] = []

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        self.to.append((host, port))
        raise httpcore.ConnectError("nobody there")


def connect(url: str, *places: str, wires: Wires | None = None) -> list[tuple[str, int]]:
    target, wires = read_target(url), wires or Wires()
    network = CheckedNetwork(target, resolve=lambda host, port: places, inner=wires)
    with pytest.raises(httpcore.ConnectError):
        network.connect_tcp(target.host, target.port)
    return wires.to


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("place", [*PRIVATE, "fe80::1%eth0"])
def test_a7_a_name_that_leads_inside_is_refused_before_any_connection(place: str) -> None:
    for places in ([place], ["93.184.215.14", place]):
        wires = Wires()
        target = read_target("https://case.example.org/")
        network = CheckedNetwork(target, resolve=lambda host, port, places=places: places, inner=wires)
        with pytest.raises(TargetRefused):
            network.connect_tcp(target.host, target.port)
        assert wires.to == []


@pytest.mark.usefixtures("production")
def test_a7_the_connection_goes_to_the_very_address_that_was_checked() -> None:
    assert connect("https://case.example.org/", "93.184.215.14", "2606:4700::1111") == [
        ("93.184.215.14", 443),
        ("2606:4700::1111", 443),
    ]
    assert len(connect("https://case.example.org/", *[f"93.184.215.{n}" for n in range(9)])) == 4


@pytest.mark.usefixtures("production")
def test_a7_a_name_that_changes_its_mind_reaches_nothing_inside() -> None:
    """DNS rebinding: asked a second time it leads to this machine, and the receiver there hears nothing."""
    with receiving() as receiver:
        port = int(receiver.url.split(":")[2].split("/")[0])
        asked = iter(["93.184.215.14", "127.0.0.1"])
        target = read_target("https://rebinding.example:8443/")
        wires = Wires()
        for refusal in (httpcore.ConnectError, TargetRefused):
            network = CheckedNetwork(target, resolve=lambda host, port: [next(asked)], inner=wires)
            with pytest.raises(refusal):
                network.connect_tcp(target.host, port)
        assert wires.to == [("93.184.215.14", port)]
        assert receiver.got == []


@pytest.mark.usefixtures("production")
def test_a7_a_literal_in_another_notation_is_refused_when_it_is_resolved() -> None:
    for url in ("https://2130706433/", "https://127.1/", "https://0x7f000001/", "https://localhost./"):
        try:
            target = read_target(url)
        except TargetRefused:
            continue
        with pytest.raises((TargetRefused, NotDelivered)):
            post(target, headers={}, body=b"{}")


def test_a7_in_the_demonstration_this_machine_may_be_a_receiver_and_no_other_may_by_its_name(settings: Any) -> None:
    assert read_target("http://127.0.0.1:9000/x").is_here
    assert connect("http://localhost:9000/x", "::1", "127.0.0.1") == [("::1", 9000), ("127.0.0.1", 9000)]
    with pytest.raises(TargetRefused):
        CheckedNetwork(read_target("http://localhost:9000/"), resolve=lambda h, p: ["10.0.0.1"]).connect_tcp("x", 1)
    with pytest.raises(TargetRefused):
        read_target("http://10.0.0.1:9000/")
    settings.DEMONSTRATION_ALLOWED = False
    with pytest.raises(TargetRefused):
        read_target("http://127.0.0.1:9000/x")


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
