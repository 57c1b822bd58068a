"""What somebody can show of their competence, as a page and as a file that they take with them (C6)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from competencies.models import CriterionSeen, Evidence, SignOff
from core import clock
from people.models import User
from people.selectors import current_employment

FORMAT = "threshold-portfolio"
FORMAT_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Held:
    """A sign-off with what it is worth on the day of asking."""

    sign_off: SignOff
    state: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    user: User
    job_title: str
    organisation: str
    made_on: date
    sign_offs: list[Held]
    evidence: list[Evidence]


def portfolio_of(user: User) -> Portfolio:
    """Everything of one person: sign-offs of every state, newest first, and what they offered."""
    today = clock.today()
    employment = current_employment(user)
    seen = CriterionSeen.objects.select_related("criterion")
    sign_offs = (
        SignOff.objects.filter(user=user)
        .select_related(
            "competency__framework", "withdrawal", "first_signer", "second_signer", "first_employer", "second_employer"
        )
        .select_related("first_profession", "second_profession", "first_signature", "second_signature")
        .prefetch_related(
            Prefetch("first_signature__criteria_seen", seen), Prefetch("second_signature__criteria_seen", seen)
        )
    )
    return Portfolio(
        user=user,
        job_title=employment.job_title if employment else "",
        organisation=str(employment.organisation) if employment else "",
        made_on=today,
        sign_offs=[_held(sign_off, today) for sign_off in sign_offs],
        evidence=list(Evidence.objects.filter(user=user).select_related("competency").order_by("-offered_at", "-pk")),
    )


def _held(sign_off: SignOff, today: date) -> Held:
    if hasattr(sign_off, "withdrawal"):
        return Held(sign_off=sign_off, state="withdrawn", words="Withdrawn")
    if sign_off.valid_until <= today:
        return Held(sign_off=sign_off, state="expired", words="Ended")
    return Held(sign_off=sign_off, state="completed", words="Holds")


def as_data(portfolio: Portfolio) -> dict[str, Any]:
    """The portfolio as plain values. It says what was signed here; another partnership judges it for itself."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "person": {"name": str(portfolio.user), "job_title": portfolio.job_title, "employer": portfolio.organisation},
        "made_on": portfolio.made_on.isoformat(),
        "sign_offs": [_sign_off_data(held) for held in portfolio.sign_offs],
        "evidence": [
            {
                "competency": piece.competency.code,
                "kind": piece.kind,
                "shows": piece.shows,
                "completion": piece.completion_label,
                "offered_at": piece.offered_at.isoformat(),
                "rests_on": piece.snapshot,
            }
            for piece in portfolio.evidence
        ],
    }


def _sign_off_data(held: Held) -> dict[str, Any]:
    row = held.sign_off
    pairs = [
        (row.first_signature, row.first_signer, row.first_employer, row.first_profession),
        (row.second_signature, row.second_signer, row.second_employer, row.second_profession),
    ]
    return {
        "framework": row.competency.framework.version,
        "competency": row.competency.code,
        "title": row.competency.title,
        "level": row.competency.level,
        "state": held.state,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat(),
        "signatures": [
            {
                "signer": str(signer),
                "employer": str(employer),
                "profession": str(profession),
                "signed_at": signature.signed_at.isoformat(),
                "criteria": [
                    {"code": seen.criterion.code, "met": seen.is_met, "seen": seen.seen}
                    for seen in signature.criteria_seen.all()
                ],
            }
            for signature, signer, employer, profession in pairs
        ],
    }
