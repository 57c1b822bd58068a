"""The offline copy of a register elsewhere, in a folder that the web server's processes and the worker share (A6)."""

from collections.abc import Callable
from pathlib import Path

from threshold_register import Question
from threshold_register.offline import COPY_TOO_OLD, OfflineCopy, OfflineDecision

from core import clock

Get = Callable[[str], tuple[int, bytes]]


class KeptCopy:
    """The copy as it lies in the folder now: whoever brings it up to date is another process.

    It is read anew each time that it is needed, which is in an outage and when it is brought up to date.
    """

    def __init__(self, folder: Path, *, issuer: str) -> None:
        self._folder, self._issuer = folder, issuer

    def decide(self, question: Question) -> OfflineDecision:
        """What the copy says while it is fresh. One that would only warn permits nothing here: nobody sees a warning
        before a line is authorised.
        """
        said = self._copy().decide(question)
        return said._replace(permitted=False, codes=(COPY_TOO_OLD,)) if said.warning else said

    def refresh(self, get: Get) -> None:
        self._copy().refresh(get)

    def _copy(self) -> OfflineCopy:
        return OfflineCopy(self._folder, issuer=self._issuer, clock=lambda: clock.now().timestamp())
