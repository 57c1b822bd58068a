"""Which groups are too small to be shown, so that no figure tells what one person said (T10).

A total is shown beside its groups, so one hidden group could be computed by taking the shown ones away from it.
Therefore a second one is hidden as well, the smallest of those left, until what is hidden is a group of its own.
"""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from evaluation.constants import SMALLEST_GROUP

G = TypeVar("G", bound=Hashable)


def too_few(people: int) -> bool:
    return people < SMALLEST_GROUP


def hidden_groups(people: Mapping[G, int]) -> frozenset[G]:
    """The groups that may not be shown beside the total of all, by how many people each holds.

    Groups of nobody say nothing about anybody and are never counted as hidden company.
    """
    sizes = {group: size for group, size in people.items() if size}
    hidden = {group for group, size in sizes.items() if too_few(size)}
    if not hidden:
        return frozenset()
    left = sorted((group for group in sizes if group not in hidden), key=lambda group: (sizes[group], str(group)))
    while left and _gives_away(hidden, sizes):
        hidden.add(left.pop(0))
    return frozenset(hidden)


def _gives_away(hidden: Collection[G], sizes: Mapping[G, int]) -> bool:
    """Whether the total less what is shown would be about one group, or about fewer people than may be shown."""
    return len(hidden) < 2 or too_few(sum(sizes[group] for group in hidden))
