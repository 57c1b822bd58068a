"""What somebody can show of their competence, as plain values: for the page, the PDF and the file (C6)."""

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, TypedDict

from django.db import models
from django.db.models import Prefetch
from django.utils.timezone import localdate

from competencies.constants import EvidenceKind
from competencies.models import CriterionSeen, Evidence, SignOff, TrainerStanding
from competencies.portfolio_format import FORMAT, FORMAT_VERSION
from competencies.sealing import hash_of, seal, sealer
from core import clock
from core.strict_json import Json
from modules.models import Completion
from people.models import User
from people.selectors import current_employment, partnership_name

# What evidence of these kinds rests on is named by words that lead to nobody. A case is never named.
NAMES_ITS_SOURCE = frozenset(
    {
        EvidenceKind.SCENARIO,
        EvidenceKind.REFLECTION,
        EvidenceKind.KNOWLEDGE_CHECK,
        EvidenceKind.ATTENDANCE,
        EvidenceKind.IMPORTED,
    }
)
E_MAIL = re.compile(r"\S+@\S+\.\w+")


class LeftOut(models.TextChoices):
    """What somebody may keep to themselves when they take their portfolio elsewhere."""

    EVIDENCE = "evidence", "What my evidence shows"
    SEEN = "seen", "What the trainers saw"


class Accredited(TypedDict):
    """One accreditation of a person, in the words of the public register. `valid_until` is an ISO day or nothing."""

    number: str
    scheme: str
    status: str
    conditions: str
    valid_until: str | None


_accreditations: list[Callable[[User], list[Accredited]]] = []


def register_accreditations(accreditations_of: Callable[[User], list[Accredited]]) -> None:
    """How the app above says what a person is accredited for. Where none says so, a portfolio claims nothing."""
    _accreditations[:] = [accreditations_of]


def portfolio_of(user: User, *, leave_out: Collection[str] = ()) -> Json:
    """Everything of one person in the form of `portfolio_format.SHAPE`, but for who vouches for it.

    Sign-offs of every state, newest first. A fixed number of queries, however much there is.
    """
    today = clock.today()
    employment = current_employment(user)
    portfolio = {
        "left_out": [str(LeftOut(part).label) for part in LeftOut.values if part in leave_out],
        "completions": _completions(user),
        "sign_offs": _sign_offs(user, today, tells_seen=LeftOut.SEEN not in leave_out),
        "evidence": _evidence(user, tells_shown=LeftOut.EVIDENCE not in leave_out),
        "standings": _standings(user),
        "accreditations": [entry for accreditations_of in _accreditations for entry in accreditations_of(user)],
    }
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "issued_at": clock.now().isoformat(timespec="seconds"),
        "person": {
            "name": _name(user),
            "job_title": employment.job_title if employment else "",
            "employer": str(employment.organisation) if employment else "",
        },
        "portfolio": portfolio,
        "portfolio_hash": hash_of(portfolio),
    }


def vouched_for(content: Json) -> Json:
    """The content with who issues it. Raises `PortfolioNotAccepted` where nobody can seal it."""
    by = sealer()
    return content | {"issuer": {"name": partnership_name(), "address": by.address(), "keys": by.keys_address()}}


def sealed_portfolio(user: User, *, leave_out: Collection[str] = ()) -> bytes:
    """The file that a person takes to another partnership. That partnership judges it for itself."""
    return seal(vouched_for(portfolio_of(user, leave_out=leave_out)))


def _name(user: User) -> str:
    """A person's name; an account without one never shows its e-mail address instead."""
    return user.get_full_name() or "Name not recorded"


def _without_addresses(text: str) -> str:
    return E_MAIL.sub("[address left out]", text)


def _completions(user: User) -> list[Json]:
    rows = Completion.ever.filter(user=user).select_related("module_version__module", "certificate", "withdrawal")
    return [
        {
            "module": row.module_version.title,
            "code": row.module_version.module.code,
            "version": row.module_version.label,
            "completed_on": localdate(row.completed_at).isoformat(),
            "certificate": row.certificate.number if hasattr(row, "certificate") else "",
            "withdrawn_on": localdate(row.withdrawal.withdrawn_at).isoformat() if hasattr(row, "withdrawal") else None,
        }
        for row in rows.defer("module_version__content").order_by("-completed_at", "-pk")
    ]


def _sign_offs(user: User, today: date, *, tells_seen: bool) -> list[Json]:
    seen = CriterionSeen.objects.select_related("criterion")
    rows = (
        SignOff.objects.filter(user=user)
        .with_reassessment()
        .select_related(
            "competency__framework", "withdrawal", "first_signer", "second_signer", "first_employer", "second_employer"
        )
        .select_related("first_profession", "second_profession", "first_signature", "second_signature")
        .prefetch_related(
            Prefetch("first_signature__criteria_seen", seen), Prefetch("second_signature__criteria_seen", seen)
        )
    )
    return [_sign_off(row, today, tells_seen=tells_seen) for row in rows]


def _sign_off(row: SignOff, today: date, *, tells_seen: bool) -> Json:
    pairs: list[tuple[Any, User, Any, Any]] = [
        (row.first_signature, row.first_signer, row.first_employer, row.first_profession),
        (row.second_signature, row.second_signer, row.second_employer, row.second_profession),
    ]
    ended = "ended" if row.holds_until <= today else "holds"
    return {
        "framework": row.competency.framework.version,
        "competency": row.competency.code,
        "title": row.competency.title,
        "level": row.competency.get_level_display(),
        "state": "withdrawn" if hasattr(row, "withdrawal") else ended,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.holds_until.isoformat(),
        "signatures": [
            {
                "signer": _name(signer),
                "employer": str(employer),
                "profession": str(profession),
                "signed_at": signature.signed_at.isoformat(timespec="seconds"),
                "criteria": [
                    {
                        "code": one.criterion.code,
                        "text": one.criterion.text,
                        "met": one.is_met,
                        "seen": _without_addresses(one.seen) if tells_seen else "",
                    }
                    for one in signature.criteria_seen.all()
                ],
            }
            for signature, signer, employer, profession in pairs
        ],
    }


def _evidence(user: User, *, tells_shown: bool) -> list[Json]:
    pieces = Evidence.objects.standing().filter(user=user).select_related("competency").order_by("-offered_at", "-pk")
    return [
        {
            "competency": piece.competency.code,
            "title": piece.competency.title,
            "kind": str(piece.get_kind_display()),
            "shows": _without_addresses(piece.shows) if tells_shown else "",
            "rests_on": piece.snapshot.get("words", "") if tells_shown and piece.kind in NAMES_ITS_SOURCE else "",
            "offered_on": localdate(piece.offered_at).isoformat(),
        }
        for piece in pieces
    ]


def _standings(user: User) -> list[Json]:
    return [
        {
            "module": str(row.module),
            "level": str(row.get_level_display()),
            "basis": str(row.get_basis_display()),
            "valid_from": row.valid_from.isoformat(),
            "valid_until": row.valid_until.isoformat(),
        }
        for row in TrainerStanding.objects.filter(user=user).select_related("module").order_by("-valid_from", "pk")
    ]
