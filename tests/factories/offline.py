"""A case system's offline copy in a folder, by the client package, on the product's clock and of its files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from threshold_register.offline import OfflineCopy, OfflineDecision

from accreditation import receipts
from accreditation.exceptions import CopyNotPossible, CopyTooOld
from accreditation.offline.files import changes_after, whole_copy
from accreditation.questions import Question
from core import clock


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question in the words of the client package."""

    number: str
    action: str = "authorise"
    adaptation: str = "SEAT-SHOWER"
    tier: str = ""
    tenure: str = "owner"
    locality: str = "harbour"
    organisation: str = ""
    together_with: tuple[str, ...] = ()


def jwks() -> dict[str, Any]:
    return {"keys": list(receipts.public_keys().values())}


def a_copy(folder: Path, **more: Any) -> OfflineCopy:
    values: dict[str, Any] = {"issuer": settings.REGISTER_ISSUER, "keys": jwks(), "ticks": lambda: 0.0}
    return OfflineCopy(folder, clock=lambda: clock.now().timestamp(), **(values | more))


def from_register(path: str) -> tuple[int, bytes]:
    """The register as the client's `get`, without HTTP."""
    if "changes" not in path:
        return 200, whole_copy().gzipped
    try:
        return 200, changes_after(int(path.rpartition("=")[2])).plain
    except CopyTooOld:
        return 410, b""
    except CopyNotPossible:
        return 400, b""


def decided(copy: OfflineCopy, question: Question) -> OfflineDecision:
    asked = Asked(
        number=question.subject,
        action=str(question.action),
        adaptation=question.adaptation,
        tier=str(question.tier or ""),
        tenure=str(question.tenure or ""),
        locality=question.locality,
        organisation=question.organisation,
        together_with=question.together_with,
    )
    return copy.decide(asked)
