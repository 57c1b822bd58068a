"""How often one address asks for something open to strangers; the address is kept only as a hash."""

import ipaddress

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from core import clock


def place_in_window(request: HttpRequest, *, purpose: str, window: int) -> int:
    """This request's place among those of its address since the window of so many seconds opened, 1 for the first."""
    now = int(clock.now().timestamp())
    seen = salted_hmac(f"people.rates.{purpose}", _network(request)).hexdigest()
    key = f"asked:{purpose}:{seen}:{now // window}"
    cache.add(key, 0, timeout=window)
    try:
        return cache.incr(key)
    except ValueError:  # the cache dropped it between the two
        return 1


def seconds_left(window: int) -> int:
    """How long until the window closes."""
    return window - int(clock.now().timestamp()) % window


def _network(request: HttpRequest) -> str:
    """The client's address as the sign-in knows it; of IPv6 the network, since one household holds all of its ends."""
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    prefix = 64 if address.version == 6 else 32
    return str(ipaddress.ip_network((address, prefix), strict=False))
