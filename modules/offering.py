"""Where something that a learner did can be offered as evidence: an upper app says, in `ready()` (S4, C2).

Until one does, no page offers it.
"""

from collections.abc import Callable

OfferLink = Callable[[str, int], str]

_links: list[OfferLink] = []


def register_offer_link(link: OfferLink) -> None:
    """`link(kind, pk)` gives the address at which the owner offers this `scenario` run or `reflection`."""
    _links[:] = [link]


def offer_link(kind: str, pk: int) -> str:
    return _links[0](kind, pk) if _links else ""
