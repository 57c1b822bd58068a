"""A case system's offline copy in a folder, by the client package, on the product's clock and of its files."""

import base64
import json
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from threshold_register.offline import OfflineCopy, OfflineDecision

from accreditation import receipts
from accreditation.exceptions import CopyNotPossible, CopyTooOld
from accreditation.offline.files import SignedFile, changes_after, whole_copy
from accreditation.questions import Question
from core import clock
from people.vocabulary import Tier
from tests.conftest import NOON
from tests.factories.accreditation import AdaptationFactory, accredited
from tests.factories.people import employed


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
    values: dict[str, Any] = {
        "issuer": settings.REGISTER_ISSUER,
        "keys": jwks(),
        "clock": lambda: clock.now().timestamp(),
        "ticks": lambda: 0.0,
    }
    return OfflineCopy(folder, **(values | more))


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


def said_in(file: SignedFile) -> dict[str, Any]:
    """What the signed header of a file says."""
    payload = json.loads(file.first)["payload"]
    return json.loads(base64.urlsafe_b64decode(payload + "=="))


def lines_of(file: SignedFile) -> list[dict[str, Any]]:
    """Whom it tells of, one line each."""
    return [json.loads(line) for line in file.rest.splitlines()]


def a_register() -> str:
    """One assessor for simple needs, and an adaptation of each kind of rule; gives the number."""
    AdaptationFactory()
    AdaptationFactory(code="RAMP", tier=Tier.MODERATE)
    AdaptationFactory(code="SAFE-SPACE", registered_only=True)
    return accredited(user=employed(organisation__code="millburn")).number


def a_fresh_copy(folder: Path) -> OfflineCopy:
    made = a_copy(folder)
    made.refresh(from_register)
    return made


def later(**time: float) -> AbstractContextManager[None]:
    """So long after noon on the day of the tests."""
    return clock.fixed(NOON + timedelta(**time))
