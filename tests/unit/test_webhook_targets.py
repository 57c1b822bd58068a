"""Where webhooks go, and where they never go: what is typed, and what it leads to (A7)."""

from ipaddress import ip_address
from typing import Any

import httpcore
import pytest

from accreditation.exceptions import TargetRefused
from accreditation.webhooks.sending import NotDelivered, post
from accreditation.webhooks.targets import CheckedNetwork, is_public, read_target
from tests.factories.receiving import receiving


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
