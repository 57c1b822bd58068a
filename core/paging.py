"""Pages of a list that may be very long."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet


class CappedPaginator(Paginator):
    """Counts and shows at most so many rows of a query, so that the thousandth page costs no more than the first."""

    most = 1000
    object_list: QuerySet[Any]

    def __init__(self, rows: QuerySet[Any], per_page: int, *, found: int | None = None) -> None:
        """`found` says how many rows there are, where that is known already."""
        super().__init__(rows, per_page)
        self._counted = found

    @cached_property
    def count(self) -> int:
        return min(self._found, self.most)

    @property
    def is_capped(self) -> bool:
        """Whether there are more than are shown."""
        return self._found > self.most

    @cached_property
    def _found(self) -> int:
        if self._counted is not None:
            return self._counted
        return self.object_list.order_by()[: self.most + 1].count()
