"""Where a webhook may go: https on the open internet, and nowhere near our own machines.

An address in words is checked when it is typed; what it leads to is checked each time at the moment of connecting, and
the connection is made to the very address that was checked. A name that changes its mind in between gains nothing.
"""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import quote, urlsplit

import httpcore
import idna
from django.conf import settings

from accreditation.exceptions import TargetRefused

PORTS = frozenset({443, 8443})
LONGEST_URL = 500
MOST_ADDRESSES = 4

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Iterable[str]]

# Public by the tables of the Internet's registries, and yet not somebody else's machine: a cloud's inner service,
# relays and translators that lead back to IPv4, and prefixes for documentation and protocols.
NOT_OTHERS = [
    ip_network(block)
    for block in (
        "168.63.129.16/32",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
]
# All of IPv6 that is given out; the translators (NAT64), mapped, local and multicast addresses lie outside it.
GLOBAL_UNICAST = ip_network("2000::/3")


@dataclass(frozen=True)
class Target:
    """A webhook's address taken apart. `host` is ASCII; `is_here` is this machine, in the demonstration only."""

    scheme: str
    host: str
    port: int
    path: str
    is_here: bool

    @property
    def url(self) -> httpcore.URL:
        return httpcore.URL(scheme=self.scheme, host=self.host, port=self.port, target=self.path)


def read_target(text: str) -> Target:
    """What an address says, without asking the network. Raises `TargetRefused`, in words."""
    if len(text) > LONGEST_URL or any(ord(sign) <= 32 or sign == "\\" or ord(sign) == 127 for sign in text):
        raise TargetRefused(f"Enter an address of at most {LONGEST_URL} characters, without spaces.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise TargetRefused("This is not a web address. Check it and type it again.") from None
    if parts.username is not None or parts.password is not None:
        raise TargetRefused("Leave user names and passwords out of the address. Deliveries are signed instead.")
    if parts.fragment or text.endswith("#"):
        raise TargetRefused("Leave out the part after “#”: it is never sent.")
    host = _ascii(parts.hostname or "")
    is_here = settings.DEMONSTRATION_ALLOWED and _is_this_machine(host)
    if parts.scheme != "https" and not (is_here and parts.scheme == "http"):
        raise TargetRefused("The address must start with https://.")
    port = port if port is not None else {"https": 443, "http": 80}[parts.scheme]
    if not is_here and port not in PORTS:
        raise TargetRefused("Use port 443 or 8443.")
    literal = _literal(host)
    if literal and not is_here and not is_public(literal):
        raise TargetRefused("The address must lead to a machine on the public internet.")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._')}" if parts.query else ""
    return Target(parts.scheme, host, port, path + query, is_here)


def _ascii(host: str) -> str:
    """The host as the domain name system knows it (IDNA 2008), or an IP address as it is."""
    if _literal(host):
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        raise TargetRefused("This is not a web address. Check it and type it again.") from None


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_this_machine(host: str) -> bool:
    literal = _literal(host)
    return host == "localhost" or bool(literal and literal.is_loopback)


def is_public(address: Address) -> bool:
    """Whether an address is somebody's machine on the public internet, as far as addresses can say."""
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    if any(address in block for block in NOT_OTHERS if block.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[4][0]) for place in found]


class CheckedNetwork(httpcore.NetworkBackend):
    """Connects to what a name leads to, if all of it is allowed, by the address that was checked.

    A name that leads to a public address and to a private one as well is refused whole: no honest receiver does.
    """

    def __init__(self, target: Target, *, resolve: Resolve = resolve, inner: httpcore.NetworkBackend | None = None):
        self._target, self._resolve, self._inner = target, resolve, inner or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("The name leads nowhere.")
        for address in self._addresses(host, port):
            try:
                return self._inner.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            # A scope such as %eth0 marks a link-local address, which is refused as it stands.
            found = [ip_address(text.partition("%")[0]) for text in self._resolve(host, port)]
        except (OSError, UnicodeError):
            raise httpcore.ConnectError("The name leads nowhere.") from None
        if not all(self._may_reach(address) for address in found):
            raise TargetRefused("The address leads to a machine that is not on the public internet.")
        return list(dict.fromkeys(found))[:MOST_ADDRESSES]

    def _may_reach(self, address: Address) -> bool:
        return address.is_loopback if self._target.is_here else is_public(address)
