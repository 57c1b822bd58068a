"""The links in the header. Each app registers its own in `ready()`; who sees which is decided when a page is made."""

from dataclasses import dataclass
from enum import Enum, auto


class Audience(Enum):
    EVERYONE = auto()
    SIGNED_IN = auto()
    ROLES = auto()


@dataclass(frozen=True, kw_only=True)
class Link:
    """One link: its words, its URL name, who sees it and where it stands (lower comes first)."""

    label: str
    url_name: str
    position: int
    audience: Audience = Audience.SIGNED_IN
    roles: frozenset[str] = frozenset()

    def is_for(self, *, signed_in: bool, roles: frozenset[str]) -> bool:
        if self.audience is Audience.EVERYONE:
            return True
        if self.audience is Audience.SIGNED_IN:
            return signed_in
        return not roles.isdisjoint(self.roles)


_links: dict[str, Link] = {}


def register(link: Link) -> None:
    _links[link.url_name] = link


def links_for(*, signed_in: bool, roles: frozenset[str]) -> list[Link]:
    shown = [link for link in _links.values() if link.is_for(signed_in=signed_in, roles=roles)]
    return sorted(shown, key=lambda link: link.position)
