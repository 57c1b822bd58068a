"""What services achieve after the training: the seam that apps above fill from their own records (T10).

An upper app registers a source in `ready()`. While there is none, the report says that it is not measured yet; it
never guesses. A source says how many people each figure is about, and a figure about too few is not shown.
"""

from collections.abc import Callable
from dataclasses import dataclass

from evaluation.suppression import too_few
from modules.models import ModuleVersion


@dataclass(frozen=True, kw_only=True)
class ServiceResult:
    """One figure about services: what it counts, its value in words, how many people it is about, where it is from."""

    label: str
    value: str
    people: int
    source: str

    @property
    def is_hidden(self) -> bool:
        return too_few(self.people)


ResultSource = Callable[[ModuleVersion], list[ServiceResult]]

_sources: dict[str, ResultSource] = {}


def register_result_source(name: str, source: ResultSource) -> None:
    """`source(version)` gives what services achieved with people who completed this version, in a few queries."""
    _sources[name] = source


def service_results(version: ModuleVersion) -> list[ServiceResult] | None:
    """The figures of every source; None while nobody measures any."""
    if not _sources:
        return None
    return [result for source in _sources.values() for result in source(version)]
