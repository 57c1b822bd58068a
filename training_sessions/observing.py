"""Where the trainers of a date start to observe its people: an upper app says, in `ready()` (C2).

Until one does, no page offers it.
"""

from collections.abc import Callable

ObserveLink = Callable[[int], str]

_links: list[ObserveLink] = []


def register_observe_link(link: ObserveLink) -> None:
    """`link(pk)` gives the address at which a trainer starts to observe the people of this session date."""
    _links[:] = [link]


def observe_link(date_id: int) -> str:
    return _links[0](date_id) if _links else ""
