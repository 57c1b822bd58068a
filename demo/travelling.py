"""Brings a second partnership whose seal is trusted, and the portfolio that a nurse brought from there (C6)."""

import json
from typing import Any

import rfc8785

from accreditation import receipts
from competencies.portfolio_format import FORMAT, FORMAT_VERSION
from competencies.sealing import KIND, hash_of
from competencies.services import confirm_partnership, import_portfolio, propose_partnership
from core import clock
from core.periods import months_later
from demo.partnership import Partnership

# A key that everybody can read, for an invented partnership; it is trusted in the demonstration only.
SEED = "ZGVtb25zdHJhdGlvbiBvbmx5OiBCcnlubWVseW4ga2U"
NAME, ADDRESS = "Brynmelyn Health and Housing Partnership", "https://brynmelyn.example"
PROPOSED, CONFIRMED, SIGNED_THERE, ISSUED, BROUGHT = 120, 118, 500, 60, 20
BROUGHT_BY = "nurse"


def load(p: Partnership) -> None:
    key = receipts.key_from(SEED)
    with clock.fixed(p.moment(PROPOSED)):
        partnership = propose_partnership(
            name=NAME,
            address=ADDRESS,
            keys=json.dumps({"keys": [key.as_dict(private=False)]}),
            reason="Read out by their accreditation officer, whom Anwar knows, on a call that he made.",
            valid_from=clock.today(),
            valid_until=months_later(clock.today(), 24),
            by=p.people["governor"],
        )
    with clock.fixed(p.moment(CONFIRMED)):
        confirm_partnership(partnership=partnership, by=p.people["governor_two"])
    file = rfc8785.dumps(receipts.file_signed_by(key, rfc8785.dumps(_content(p)), KIND))
    with clock.fixed(p.moment(BROUGHT)):
        import_portfolio(file=file, name_differs="Married name since last spring.", by=p.people[BROUGHT_BY])


def _content(p: Partnership) -> dict[str, Any]:
    """A ward sister's competence in one matter, as two people there saw it."""
    signed = p.day(SIGNED_THERE)
    portfolio = {
        "left_out": [],
        "completions": [
            {
                "module": "Going home from hospital: the home that waits",
                "code": "home-ready",
                "version": "3",
                "completed_on": p.day(SIGNED_THERE + 30).isoformat(),
                "certificate": "BM-20417",
                "withdrawn_on": None,
            }
        ],
        "sign_offs": [
            {
                "framework": "Brynmelyn 2",
                "competency": "BM-4",
                "title": "Plan a safe return home with the person and their family",
                "level": "Simple",
                "state": "holds",
                "valid_from": signed.isoformat(),
                "valid_until": months_later(signed, 36).isoformat(),
                "signatures": [
                    _signature(
                        p, "Siân Prydderch", "Brynmelyn Health Board", "Physiotherapist", "Asked before advising."
                    ),
                    _signature(
                        p, "Huw Ŵyn", "Cwm Tai Housing", "Housing officer", "Measured the step, and asked whose it was."
                    ),
                ],
            }
        ],
        "evidence": [
            {
                "competency": "BM-4",
                "title": "Plan a safe return home with the person and their family",
                "kind": "Observed practice",
                "shows": "A man after a hip operation wanted his own bed upstairs. We tried the stairs on the ward, "
                "asked his daughter what she could do, and had a second rail fitted before he went home.",
                "rests_on": "",
                "offered_on": p.day(SIGNED_THERE + 10).isoformat(),
            }
        ],
        "standings": [],
        "accreditations": [],
    }
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "issuer": {"name": NAME, "address": ADDRESS, "keys": f"{ADDRESS}/keys.json"},
        "issued_at": p.moment(ISSUED).isoformat(),
        "person": {"name": "Bronwen Ellis", "job_title": "Ward sister", "employer": "Brynmelyn Health Board"},
        "portfolio": portfolio,
        "portfolio_hash": hash_of(portfolio),
    }


def _signature(p: Partnership, signer: str, employer: str, profession: str, seen: str) -> dict[str, Any]:
    return {
        "signer": signer,
        "employer": employer,
        "profession": profession,
        "signed_at": p.moment(SIGNED_THERE).isoformat(),
        "criteria": [
            {"code": "BM-4.1", "text": "Plans from what the person wants to do at home.", "met": True, "seen": seen}
        ],
    }
